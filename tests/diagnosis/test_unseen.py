"""A case that must exist is told although no line speaks of it: Distribution Manager logs nothing when it decides not to send."""

from __future__ import annotations

from dataclasses import replace

import pytest
from judged import finding, ground

from dmplog.diagnosis.finding import Proof
from dmplog.diagnosis.settle.unseen import with_unseen


def told(expected=True, mode=None, notes=(), others=()):
    """Return the findings of a lane with one subject, behind *others*."""
    cases = finding("site_transfer", mode=mode).cases
    subject = replace(cases.subjects[0], expected=expected, notes=notes)
    return with_unseen(list(others), [replace(cases, subjects=(subject,))], ground())


def test_a_case_that_must_exist_stands_unknown_at_its_first_step_without_a_try():
    (found,) = told()

    assert ("unknown", 0, 0, None) == (found.verdict, found.step, found.attempts, found.trace)
    assert (Proof("nothing_said", "possible"),) == found.proofs


@pytest.mark.parametrize(
    ("mode", "notes", "kind"),
    [
        (None, (), "nothing_said"),
        ("online", (), "no_known_line"),
        (None, ("A note.",), "no_known_line"),
        ("online", ("A note.",), "no_known_line"),
    ],
)
def test_where_something_else_is_known_of_it_only_known_lines_are_missing(mode, notes, kind):
    assert [kind] == [proof.kind for found in told(mode=mode, notes=notes) for proof in found.proofs]


def test_nobody_asks_for_a_case_that_need_not_exist():
    assert [] == told(expected=False)


def test_a_case_that_was_found_is_told_once():
    found = finding("site_transfer")
    subject = replace(found.subject, expected=True)
    cases = replace(found.cases, subjects=(subject,))
    found = replace(found, cases=cases, subject=subject)

    assert [found] == with_unseen([found], [cases], ground())


def test_the_others_stand_in_front_of_it():
    other = finding("installation")

    assert [other, *told()] == told(others=[other])

"""What to do is one list, the same in every view, and says where what it names was read."""

from __future__ import annotations

import html
import re

import pytest

import dmplog
from dmplog.looks.advice import actions_of, why_of
from dmplog.pictures.artwork import of_report
from dmplog.views.brief import briefly
from dmplog.views.room import ROOMS
from dmplog.views.text import ticket

SCENARIO = "fixtures/scenarios/redist-fails-daily/bundle"


@pytest.fixture(scope="module")
def report():
    return dmplog.diagnose(SCENARIO)


def case(**more):
    cause = {"category": "timeout", "actions": ["Open `a.example`.", "Wait."]}
    return {
        "verdict": "failed",
        "blocked_by": None,
        "cause": cause,
        "checks": ["Wait.", "Look at `a.example`."],
        **more,
    }


def test_where_the_cause_is_known_the_checks_of_the_step_follow_it():
    assert ["Open `a.example`.", "Wait.", "Look at `a.example`."] == actions_of(case())


def test_a_name_is_followed_by_the_line_it_was_read_from_where_it_is_told_first():
    named = [{"name": "a.example", "file": "x/hman.log", "line": 7}]
    told = ["Open `a.example` (x/hman.log:7).", "Wait.", "Look at `a.example`."]

    assert told == actions_of(case(names=named))


def test_every_view_that_is_whole_tells_all_of_it_in_the_same_order(report):
    """The page folds the end of the list, and the terminal counts it."""
    document = report.to_dict()
    begins = [bare(action)[:30] for action in actions_of(document["cases"][0])]
    page = report.to_html().partition("<dt>What to do</dt>")[2].partition("</dd>")[0]

    for told in (report.to_text(verbose=True, width=4_000), ticket(document, 4_000), report.to_markdown(), page):
        said = bare(told)
        assert begins == sorted(begins, key=said.index)


def bare(text):
    """Return *text* without what marks code in it."""
    return re.sub(r"`|<[^>]*>|\\(?=\W)", "", html.unescape(text))


@pytest.mark.parametrize("room", ROOMS[-3:])
def test_the_terminal_counts_the_rest(report, room):
    document = report.to_dict()
    left = len(actions_of(document["cases"][0])) - room.actions
    said = repr(briefly(document, room))

    assert f"… and {left} more with -v" in said


@pytest.mark.parametrize(("confidence", "word"), [("confirmed", ""), ("likely", "probably "), ("possible", "perhaps ")])
def test_how_sure_a_wait_for_another_case_is_stands_in_its_sentence(confidence, word):
    waiting = case(verdict="waiting", blocked_by="the transfer to PS1", confidence=confidence, cause=None)

    assert [f"It {word}waits for the transfer to PS1."] == why_of(waiting)


def test_every_view_tells_a_wait_that_is_only_likely_with_the_same_word():
    """What one of them told as a fact, another one told as likely."""
    report = dmplog.diagnose("fixtures/scenarios/waits-for-stuck-child/bundle")
    document = report.to_dict()
    waiting = [one for one in document["cases"] if one["blocked_by"] and one["confidence"] == "likely"]
    alone = {**document, "cases": waiting[:1]}
    said = f"probably waits for {waiting[0]['blocked_by']}"
    drawn = of_report(alone, "flowchart").drawing.description
    views = (report.to_text(), report.to_text(verbose=True), ticket(document), report.to_markdown(), drawn)

    assert [True] * len(views) == [said in " ".join(told.split()) for told in views]
    assert "<dt>Waits for</dt><dd>probably <a href=" in report.to_html()

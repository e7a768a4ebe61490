"""Whose an alarm is behind the end of the work in front of it: it kept from beginning what no line speaks of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from judged import alarm, event, finding, ground

from dmplog.diagnosis.settle.whose import with_own_alarms

OTHER = "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41"


def never_begun(site):
    found = finding("site_transfer", site=site, verdict="unknown")
    return replace(found, subject=replace(found.subject, expected=True))


SENT = event("minijob_created", role="distmgr")


def owners(*rows, transfers=("PS2",)):
    """Return the alarms that each case owns: a copy that ended at row 1, and transfers of which no line speaks."""
    done = finding("top_level_site", verdict="completed", last_sign=1, rows=range(len(rows) + 2))
    found = with_own_alarms([done, *(never_begun(site) for site in transfers)], [], ground([SENT, SENT, *rows]))
    return [each.alarms for each in found]


def test_what_stands_behind_the_end_of_the_work_in_front_kept_the_next_from_beginning():
    assert [(2,), (2,)] == owners(alarm(role="distmgr"))


def test_it_kept_all_from_beginning_that_have_not():
    assert [(2,), (2,), (2,)] == owners(alarm(role="distmgr"), transfers=("PS2", "PS3"))


@pytest.mark.parametrize("other", [{"role": "hman"}, {"server": "SRV2"}, {"about_site": "ps1"}, {"about": OTHER}])
def test_an_alarm_of_another_log_server_site_or_update_kept_nothing_from_beginning(other):
    assert () == owners(alarm(**{"role": "distmgr"} | other))[1]


def test_what_stands_in_front_of_the_end_kept_nothing_from_beginning():
    done = finding("top_level_site", verdict="completed", last_sign=1, rows=[0, 1])

    found = with_own_alarms([done, never_begun("PS2")], [], ground([alarm(role="distmgr"), SENT]))

    assert [(0,), ()] == [each.alarms for each in found]


def test_what_stands_behind_the_end_of_an_older_update_of_the_package_kept_nothing_from_beginning():
    older = finding("top_level_site", guid=OTHER, verdict="completed", last_sign=1, rows=[0, 1, 2])
    found = [
        replace(each, subject=replace(each.subject, subject=replace(each.subject.subject, package_id="CAS10001")))
        for each in (older, never_begun("PS2"))
    ]
    older, transfer = (replace(each, cases=replace(each.cases, subjects=(each.subject,))) for each in found)

    settled = with_own_alarms([older, transfer], [], ground([SENT, SENT, alarm(role="distmgr")]))

    assert [(2,), ()] == [each.alarms for each in settled]

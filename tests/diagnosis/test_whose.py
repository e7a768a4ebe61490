"""Whose an alarm is behind the end of the work in front of it: it kept from beginning what no line speaks of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from judged import alarm, event, finding, ground, sign, traced

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


def owners_of_a_line_between(*, gone_on):
    """Return the alarms of a copy that ended at row 3, and of the transfer whose line stands in front of the alarm at row 2, or not."""
    done = finding("top_level_site", verdict="completed", last_sign=3, rows=[0, 2, 3])
    copied = traced(done, [sign(0, "progress", 0), sign(2, "ends", 3)])
    transfer = traced(finding("site_transfer", site="PS1", rows=[1]), [sign(0, "begins", 1)])
    other = event("nothing_of_it", role="distmgr")
    between = event("minijob_created", role="distmgr", thread=1 if gone_on else 2)
    rows = ground([SENT, between, alarm(role="distmgr"), other])
    return [each.alarms for each in with_own_alarms([copied, transfer], [], rows)]


def test_where_the_thread_had_gone_on_to_the_next_work_an_alarm_is_of_that():
    assert [(), (2,)] == owners_of_a_line_between(gone_on=True)


def test_where_another_thread_did_the_next_work_an_alarm_in_front_of_the_end_stays_with_what_ended():
    assert [(2,), ()] == owners_of_a_line_between(gone_on=False)


def test_what_is_over_without_a_sign_keeps_the_alarms_among_its_rows():
    done = finding("top_level_site", verdict="completed", rows=[0, 1])

    assert [(1,)] == [each.alarms for each in with_own_alarms([done], [], ground([SENT, alarm(role="distmgr")]))]


def test_a_case_of_which_no_line_speaks_takes_nothing_that_others_left():
    done = finding("top_level_site", verdict="completed", last_sign=1, rows=[0, 1, 2])
    open_case = finding("site_transfer", site="PS1", verdict="in_progress")

    found = with_own_alarms([done, open_case], [], ground([SENT, SENT, alarm(role="distmgr")]))

    assert [(2,), ()] == [each.alarms for each in found]

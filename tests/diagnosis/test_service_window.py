"""An installation whose last report is the wait for the service window waits, whatever may be reported meanwhile.

Successfully reported ConfigMgr update status (SiteCode=PS1, SubStageID=0xd0008, IsComplete=1, Progress=100, Applicable=1)
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import BEGIN
from judged import event, finding, ground, report, sign, traced

from dmplog.diagnosis.finding import Proof
from dmplog.diagnosis.settle.service_window import in_service_window

WINDOW = report("0xd0008", 1, 1)
PART = report("0xd0006", 1, 2)


def judged(*rows, verdict="in_progress", first=0, own=None, **values):
    """Return what becomes of an installation of *rows* whose run begins with the row *first*."""
    members = list(range(len(rows))) if own is None else own
    found = finding("installation", verdict=verdict, **{"step": "install_update", "rows": members} | values)
    return in_service_window(traced(found, [sign(0, "begins", first)]), ground(rows))


@pytest.mark.parametrize(
    ("reports", "waits"),
    [
        ([WINDOW], 0),
        ([report("0xD0008", 0)], 0),
        ([report("0xd0008", 2)], None),
        ([report("0xd0008", 4)], None),
        ([report("0xd0008", 1), report("0xd0008", 2)], None),
        ([PART], None),
        ([PART, WINDOW], 1),
        ([WINDOW, PART], None),
        ([WINDOW, report("0xd0009", 1)], None),
        # The content may be extracted once more and readiness be reported while it waits.
        ([WINDOW, report("0xd0005", 1), report("0xd0007", 1)], 0),
        ([report("0xd0005", 1)], None),
        ([WINDOW, WINDOW], 1),
        ([WINDOW, event("updates_awaited", 2)], 0),
        ([], None),
    ],
)
def test_the_last_report_that_counts_tells_whether_it_waits(reports, waits):
    found = judged(event("hman_notified"), *reports)

    assert (("waiting", waits + 1) if waits is not None else ("in_progress", 0)) == (found.verdict, found.last_sign)


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        ("in_progress", "waiting"),
        ("stalled", "waiting"),
        ("unknown", "waiting"),
        ("waiting", "waiting"),
        ("completed", "completed"),
        ("failed", "failed"),
    ],
)
def test_what_is_over_does_not_wait(verdict, expected):
    assert expected == judged(WINDOW, verdict=verdict).verdict


def test_a_wait_of_an_earlier_run_or_of_another_case_is_over():
    assert "in_progress" == judged(WINDOW, event("hman_notified", 2), first=1).verdict
    assert "in_progress" == judged(WINDOW, event("hman_notified", 2), own=[1]).verdict


def test_it_waits_at_the_step_of_the_window_since_its_report_and_is_due_at_no_time():
    known = Proof("ends", "possible")
    found = judged(event("hman_notified"), WINDOW, deadline=BEGIN, attempts=4, proofs=(known,), since=0, last_sign=0)

    assert ("wait_for_readiness", 1, 1) == (found.at.id, found.since, found.last_sign)
    assert ((1,), None, 1) == (found.rows, found.deadline, found.attempts)
    assert (Proof("service_window", "likely"),) == found.proofs


def test_where_nothing_reports_nothing_is_told_of_the_window():
    bare = finding("installation", step="install_update", rows=[0])
    sent = traced(finding("site_transfer", rows=[0]), [sign(0, "begins", 0)])

    assert (bare, sent) == tuple(in_service_window(each, ground([WINDOW])) for each in (bare, sent))


def test_a_last_report_without_an_id_says_nothing():
    assert "waiting" == judged(WINDOW, report(None, 1, 2)).verdict


def test_the_chart_says_at_which_step_it_waits():
    found = traced(finding("installation", step="install_update", rows=[0]), [sign(0, "begins", 0)])
    lane = found.lane
    stages = replace(lane.traits.sub_stages, window_step="check_prerequisites")
    lane = replace(lane, traits=replace(lane.traits, sub_stages=stages))
    found = replace(found, cases=replace(found.cases, lane=lane))

    assert "check_prerequisites" == in_service_window(found, ground([WINDOW])).at.id

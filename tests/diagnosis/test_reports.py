"""Reports of the update service, row by row: sub-stages behind the end, the wait for a service window, and restarts."""

from __future__ import annotations

import pytest
from builders import BEGIN
from judged import DAY, HOUR, event, finding, ground, kinds, report, sign, traced

from dmplog.diagnosis.settle.crash_loop import crashed
from dmplog.diagnosis.settle.service_window import in_service_window
from dmplog.diagnosis.settle.sub_stages import reopened

BEHIND, LATE = "0xe0007", "0xe0006"
START = event("update_service_starting", role="cmupdate")
STARTED = event("update_service_started", role="cmupdate")
LINE = event("line")


def installed(rows, *, first=0, others=(), **values):
    kept = {"step": "finish_installation", "verdict": "completed", "since": 0} | values
    own = [number for number in range(len(rows)) if number not in others]
    return traced(finding("installation", rows=own, **kept), [sign(5, "ends", first)])


def open_case(rows, verdict="in_progress", **values):
    kept = {"step": "install_update", "verdict": verdict, "attempts": 2, "deadline": BEGIN} | values
    return traced(finding("installation", rows=range(len(rows)), **kept), [sign(4, "begins", 0)], current=4)


def answered(rows, **values):
    settled = reopened(installed(rows, **values), ground(rows, as_of=values.get("as_of", 1)))
    return settled.verdict, *kinds(settled)


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([(BEHIND, 2)], ("completed",)),
        ([(BEHIND, 0)], ("in_progress", "late_stage_open")),
        ([(BEHIND, 1)], ("in_progress", "late_stage_open")),
        ([(BEHIND, 3)], ("completed",)),
        ([(BEHIND, 4)], ("failed", "late_stage_failed")),
        ([(BEHIND, 4), (BEHIND, 2)], ("completed",)),
        ([(BEHIND, 1), (BEHIND, 2)], ("completed",)),
        ([(BEHIND, 2), (BEHIND, 1)], ("in_progress", "late_stage_open")),
        ([(BEHIND, 4), ("0xe0008", 1)], ("failed", "late_stage_failed")),
        ([(LATE, 1)], ("waiting", "late_stages_wait")),
        ([(LATE, 0)], ("waiting", "late_stages_wait")),
        ([(LATE, 2)], ("completed",)),
        ([(LATE, 1), (BEHIND, 1)], ("in_progress", "late_stage_open")),
        ([("0xd0007", 4)], ("completed",)),
        ([("0xf0007", 4)], ("completed",)),
    ],
)
def test_a_finished_installation_is_opened_by_the_last_report_of_a_sub_stage_behind_it(reports, expected):
    assert expected == answered([LINE, *(report(stage, complete) for stage, complete in reports)])


def test_a_sub_stage_that_does_not_apply_opens_nothing():
    assert ("completed",) == answered([LINE, report(BEHIND, 4, applicable="0")])
    assert ("failed", "late_stage_failed") == answered([LINE, report(BEHIND, 4, applicable="2")])


def test_reports_of_another_case_and_of_a_run_before_open_nothing():
    assert ("completed",) == answered([LINE, report(BEHIND, 4)], others=(1,))
    assert ("completed",) == answered([report(BEHIND, 4), LINE], first=1)
    assert ("failed", "late_stage_failed") == answered([report(BEHIND, 4), LINE], first=0)


def test_the_letters_of_a_stage_may_be_large():
    assert ("failed", "late_stage_failed") == answered([LINE, report(BEHIND.upper().replace("X", "x"), 4)])


@pytest.mark.parametrize(("since", "expected"), [(0, 0), (1, 1), (2, 2), (3, 2)])
def test_what_was_opened_stands_since_its_entry_and_rests_on_all_that_opened_it(since, expected):
    rows = [LINE, report(BEHIND, 4), report("0xe0008", 4), LINE]

    settled = reopened(installed(rows, since=since), ground(rows))

    assert (expected, 2, (1, 2)) == (settled.since, settled.last_sign, settled.rows)


def test_without_an_entry_it_stands_since_the_report():
    rows = [LINE, report(BEHIND, 4), report("0xe0008", 4)]
    found = traced(finding("installation", step=5, verdict="completed", rows=[1, 2]), [], since_row=None)

    settled = reopened(found, ground(rows))

    assert (2, 2, (1, 2)) == (settled.since, settled.last_sign, settled.rows)


@pytest.mark.parametrize(("as_of", "verdict"), [(25, "in_progress"), (25.01, "unknown")])
def test_the_stage_that_was_begun_last_has_the_time_of_the_step(as_of, verdict):
    rows = [LINE, report(BEHIND, 1), report("0xe0008", 1, hour=1)]

    settled = reopened(installed(rows), ground(rows, as_of=as_of))

    assert (verdict, BEGIN + HOUR + DAY) == (settled.verdict, settled.deadline)
    assert ["late_stage_open", *(["ends"] if verdict == "unknown" else [])] == kinds(settled)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([LINE | {"role": "cmupdate"}], ["late_log_missing"]),
        ([LINE], []),
        ([report(BEHIND, 2) | {"role": "cmupdate"}], []),
    ],
)
def test_without_the_log_of_the_reports_nobody_knows_what_followed(rows, expected):
    assert expected == kinds(reopened(installed(rows), ground(rows)))


def test_only_a_run_that_went_through_is_opened_again():
    rows = [LINE, report(BEHIND, 4)]
    found = open_case(rows)

    assert found == reopened(found, ground(rows))


@pytest.mark.parametrize(
    ("rows", "waits"),
    [
        ([report("0xd0008", 0)], True),
        ([report("0xd0008", 1)], True),
        ([report("0xd0008", 2)], False),
        ([report("0xd0008", 4)], False),
        ([report("0xd0009", 1)], False),
        ([report("0xd0007", 1)], False),
        ([report("0xd0008", 1), report("0xd0007", 1)], True),
        ([report("0xd0008", 1), report("0xd0005", 2)], True),
        ([report("0xd0008", 1), LINE], True),
        ([report("0xd0008", 1), report("0xd0009", 1)], False),
        ([report("0xd0008", 1), report("0xd0008", 2)], False),
        ([report("0xd0009", 1), report("0xd0008", 1)], True),
    ],
)
def test_an_installation_waits_for_its_window_where_that_is_its_last_report(rows, waits):
    settled = in_service_window(open_case(rows), ground(rows))

    assert waits == (settled.verdict == "waiting")
    assert ["service_window"] * waits == kinds(settled)


def test_a_wait_for_the_window_stands_at_its_step_since_the_report_and_has_no_deadline():
    rows = [LINE, report("0xd0008", 0), LINE]

    settled = in_service_window(open_case(rows), ground(rows))

    assert ("wait_for_readiness", 1, 1, (1,)) == (settled.at.id, settled.since, settled.last_sign, settled.rows)
    assert (None, 1, "likely") == (settled.deadline, settled.attempts, settled.proofs[0].caps)


@pytest.mark.parametrize("verdict", ["completed", "failed"])
def test_what_is_settled_waits_for_no_window(verdict):
    rows = [report("0xd0008", 1)]
    found = open_case(rows, verdict=verdict)

    assert found == in_service_window(found, ground(rows))


@pytest.mark.parametrize(
    ("rows", "restarts"),
    [
        ([LINE, START, START, START], [1, 3]),
        ([LINE, START, START], []),
        ([START, START, START, LINE], []),
        ([START, START, START, START], [1, 3]),
        ([LINE, START, STARTED, START, STARTED], []),
        ([LINE, START, STARTED, START, STARTED, STARTED], [2, 5]),
        ([LINE, START, report("0xd0006", 1), START, START], []),
        ([LINE, START, report("0xd0006", 1), START, START, START], [3, 5]),
        ([LINE, report("0xd0006", 1), START, report("0xd0006", 1), START, START], [2, 5]),
        ([LINE, report("0xd0006", 1), report("0xd0008", 1), START, START, START], [3, 5]),
        ([LINE, report("0xd0006", 1), START, report("0xd0008", 1), START, START], []),
        ([LINE, START, START, START, LINE], [1, 3]),
    ],
)
def test_three_restarts_since_the_last_new_sub_stage_are_a_crash_loop(rows, restarts):
    settled = crashed(open_case(rows), ground(rows))

    assert ["crash_loop"] * bool(restarts) == kinds(settled)
    assert restarts == list(settled.rows)


def test_a_crash_loop_is_a_failure_at_its_last_restart_with_as_many_attempts():
    rows = [LINE, START, START, START, START]

    settled = crashed(open_case(rows), ground(rows))

    assert ("failed", 4, 4, None) == (settled.verdict, settled.last_sign, settled.attempts, settled.deadline)
    assert (("count", "4"),) == settled.proofs[0].values


@pytest.mark.parametrize(
    "values", [{"verdict": "completed"}, {"verdict": "failed"}, {"verdict": "unknown", "step": None}]
)
def test_what_is_settled_or_stands_nowhere_is_no_crash_loop(values):
    rows = [LINE, START, START, START]
    found = open_case(rows, **values)

    assert found == crashed(found, ground(rows))


def test_a_lane_without_sub_stages_has_no_reports():
    rows = [LINE, START, START, START, report("0xd0008", 1)]
    found = traced(finding("package", step=1, rows=range(5)), [sign(1, "begins", 0)])

    assert [found, found] == [rule(found, ground(rows)) for rule in (crashed, in_service_window)]


def test_a_case_without_a_line_of_its_own_has_no_reports():
    rows = [LINE, START, START, START, report("0xd0008", 1)]
    found = finding("installation", step=0, rows=range(5))

    assert [found] * 3 == [rule(found, ground(rows)) for rule in (crashed, in_service_window, reopened)]


def test_what_cannot_be_told_at_an_earlier_step_is_no_matter_of_the_stages_behind_it():
    """Only where the last step itself cannot be told does the log of the sub-stages tell the same."""
    rows = [report("0xd000e", 1) | {"role": "cmupdate"}]
    earlier = open_case(rows, "unknown")

    assert earlier == reopened(earlier, ground(rows))

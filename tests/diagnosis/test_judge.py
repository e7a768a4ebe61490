"""The first judgement of an open case: its wait, its time, and whether somebody has to begin it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import BEGIN
from judged import DAY, HOUR, event, finding, ground, kinds, sign, span, traced

from dmplog.diagnosis import Clock, judge
from dmplog.witness import Witness

UPLOAD = ("component_started", "dmpuploader")


def upload(mode=None, kind="waits", step="initialize"):
    made = finding("transmission", step=step, mode=mode)
    return traced(made, [sign(made.step, kind, 0)])


def uploaded_until(hour, name="component_started"):
    return ground([event(name, role="dmpuploader")], as_of=hour, spans=[span("dmpuploader", 0, hour)])


def judged(found, on):
    return judge(found.cases, found.trace, on)


@pytest.mark.parametrize(
    ("hours", "verdict", "deadline"),
    [(7 * 24, "waiting", 7), (7 * 24 + 1, "in_progress", 8), (8 * 24, "in_progress", 8)],
)
def test_a_documented_wait_comes_before_the_time_of_the_step(hours, verdict, deadline):
    """To the hour: the last one of the wait, and the last one of the step, are in time."""
    case = judged(upload(), uploaded_until(hours))

    assert (verdict, BEGIN + deadline * DAY) == (case.verdict, case.deadline)


@pytest.mark.parametrize(
    ("mode", "verdict", "proofs"),
    [
        (None, "unknown", ["mode_unknown"]),
        ("offline", "unknown", ["mode_unknown"]),
        ("online", "stalled", ["covers"]),
    ],
)
def test_a_wait_that_is_over_proves_nothing_of_an_upload_unless_the_mode_is_online(mode, verdict, proofs):
    case = judged(upload(mode), uploaded_until(9 * 24))

    assert (verdict, proofs) == (case.verdict, kinds(case))


def test_an_upload_that_was_at_work_stalls_whatever_the_mode():
    case = judged(upload(kind="progress", step="upload_blocks"), uploaded_until(25, "status_message"))

    assert ("stalled", ["covers"]) == (case.verdict, kinds(case))


def test_a_lane_that_needs_no_mode_stalls_behind_its_wait():
    made = traced(finding("synchronization"), [sign(0, "waits", 0)])
    on = ground([event("waiting_for_interval", role="dmpdownloader")], as_of=26, spans=[span("dmpdownloader", 0, 26)])

    assert "stalled" == judged(made, on).verdict


def test_a_wait_begins_with_its_first_line_and_a_service_started_again_waits_on():
    made = finding("transmission")
    made = traced(made, [sign(0, "waits", 0, 1)])
    rows = [event("component_started", hour, role="dmpuploader") for hour in (0, 100)]

    case = judged(made, ground(rows, as_of=190, spans=[span("dmpuploader", 0, 191)]))

    assert ("in_progress", BEGIN + 8 * DAY, ["wait_begun_anew"]) == (case.verdict, case.deadline, kinds(case))


def test_a_wait_whose_first_line_has_no_time_begins_with_the_last_one():
    made = traced(finding("transmission"), [sign(0, "waits", 0, 1)])
    rows = [event("component_started", hour, role="dmpuploader") for hour in (None, 100)]

    case = judged(made, ground(rows, as_of=190))

    assert ("waiting", BEGIN + 100 * HOUR + 7 * DAY) == (case.verdict, case.deadline)


def test_a_sign_of_life_does_not_end_a_wait_and_the_line_of_another_step_does():
    made = finding("installation", step="wait_for_readiness")
    rows = [event("status_reported"), event("update_service_started", 1)]
    on = ground(rows, as_of=20, spans=[span("hman", 0, 20), span("cmupdate", 0, 20)])

    assert "waiting" == judged(traced(made, [sign(3, "waits", 0), sign(3, "progress", 1)]), on).verdict
    assert "stalled" == judged(traced(made, [sign(3, "waits", 0), sign(3, "begins", 1)]), on).verdict


def test_a_wait_without_a_documented_end_is_waiting_and_likely():
    made = traced(finding("installation", step="wait_for_readiness"), [sign(3, "waits", 0)])

    case = judged(made, ground([event("status_reported")], as_of=1000))

    assert ("waiting", None) == (case.verdict, case.deadline)
    assert [("wait_without_end", "likely")] == [proof[:2] for proof in case.proofs]


@pytest.mark.parametrize(
    ("role", "verdict", "proofs"),
    [("dmpdownloader", "waiting", ["begins_by_hand"]), ("hman", "unknown", ["beginning_unseen"])],
)
def test_what_somebody_has_to_begin_waits_where_a_log_would_show_the_beginning(role, verdict, proofs):
    made = replace(finding("package"), step=None)
    made = traced(made, [sign(5, "progress", 0)], current=0)

    case = judged(made, ground([event("update_applicable", role=role)], as_of=200))

    assert (verdict, proofs, 0) == (case.verdict, kinds(case), case.step)


@pytest.mark.parametrize(
    ("role", "verdict", "last"), [("dmpdownloader", "waiting", None), ("hman", "unknown", "beginning_unseen")]
)
def test_a_wait_for_somebody_needs_the_log_of_the_beginning_too(role, verdict, last):
    made = traced(finding("package"), [sign(0, "waits", 0)])

    case = judged(made, ground([event("update_applicable", role=role)], as_of=200))

    assert (verdict, ["wait_without_end", *([last] if last else [])]) == (case.verdict, kinds(case))


def test_what_somebody_began_has_its_time_only():
    made = traced(finding("package"), [sign(0, "begins", 0)])
    on = ground([event("update_found", role="dmpdownloader")], as_of=2, spans=[span("dmpdownloader", 0, 2)])

    assert "stalled" == judged(made, on).verdict


@pytest.mark.parametrize("made", [upload(), traced(finding("package"), [sign(3, "progress", 0)], current=0)])
def test_a_sign_without_a_time_lets_nobody_tell_even_of_a_wait(made):
    on = ground([event("component_started", None), event("update_found", 1)])

    case = judged(made, on)

    assert ("unknown", ["no_times"], 0) == (case.verdict, kinds(case), case.last_sign)


@pytest.mark.parametrize(
    "made", [upload(), upload(kind="progress"), traced(finding("package"), [sign(3, "progress", 0)], current=0)]
)
def test_without_a_clock_of_the_bundle_nobody_can_tell(made):
    on = replace(uploaded_until(1), clock=Clock(Witness((), None, asserted=False)))

    case = judged(made, on)

    assert ("unknown", ["no_times"]) == (case.verdict, kinds(case))


def test_the_last_row_counts_wherever_its_sign_stands():
    """A sign that is said again and again reaches behind the next one."""
    made = traced(finding("package", step=1), [sign(1, "begins", 0, 2), sign(1, "progress", 1)])
    on = ground([event("payload", hour, role="dmpdownloader") for hour in (0, 1, 5)])

    case = judged(made, on)

    assert (2, BEGIN + 11 * HOUR, 1) == (case.last_sign, case.deadline, case.attempts)


def failing(*rows):
    made = finding("installation", step=0)
    return judged(traced(made, [sign(0, "fails", number) for number in range(len(rows))]), ground(rows, as_of=1))


STATE = event("package_state_updated", state="131071", package_guid=None)


def test_what_states_alone_say_failed_is_at_most_likely():
    """131071: the content did not reach a site, and which one is not said."""
    assert [("said_failed", "likely")] == [proof[:2] for proof in failing(STATE).proofs]


def test_a_line_of_its_own_beside_the_state_is_no_state_alone():
    assert [] == kinds(failing(event("notification_created"), STATE))

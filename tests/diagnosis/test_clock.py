"""The clock: what an absent line proves, to the minute, and what nobody can tell."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import BEGIN
from judged import DAY, HOUR, SERVER, span

from dmplog.diagnosis import Clock
from dmplog.silence import Silence
from dmplog.witness import Spot, Witness

SPOT = Spot("hman", SERVER)


def clock(hour, *spans, silences=()):
    return Clock(Witness(spans, None if hour is None else BEGIN + hour * HOUR, asserted=False, silences=silences))


@pytest.mark.parametrize(("hour", "verdict"), [(2, "in_progress"), (2.01, "stalled")])
def test_the_last_moment_of_a_deadline_is_in_time(hour, verdict):
    answer = clock(hour, span("hman", 0, 3)).judge(SPOT, BEGIN, 2 * HOUR)

    assert (verdict, BEGIN + 2 * HOUR) == (answer.verdict, answer.deadline)


def test_what_a_deadline_counts_from_is_told_with_it():
    assert [BEGIN] * 2 == [clock(hour, span("hman", 0, 3)).judge(SPOT, BEGIN, 2 * HOUR).since for hour in (1, 3)]


def test_a_wait_comes_on_top_of_the_time():
    assert BEGIN + 5 * HOUR == clock(1, span("hman", 0, 1)).judge(SPOT, BEGIN, 2 * HOUR, 3 * HOUR).deadline


@pytest.mark.parametrize(("since", "hour"), [(None, 3), (BEGIN, None), (None, None)])
def test_without_a_sign_or_a_clock_of_the_bundle_nobody_can_tell(since, hour):
    answer = clock(hour).judge(SPOT, since, HOUR)

    assert ("unknown", None, [("no_times", "possible")]) == (
        answer.verdict,
        answer.deadline,
        [proof[:2] for proof in answer.proofs],
    )


@pytest.mark.parametrize(
    ("spans", "verdict", "kind", "caps"),
    [
        ([span("hman", 0, 9)], "stalled", "covers", None),
        ([span("hman", 0, 1), span("cmupdate", 0, 9)], "stalled", "silent", "likely"),
        ([span("cmupdate", 0, 9)], "unknown", "missing", "possible"),
        ([span("hman", 0, 1)], "unknown", "ends", "possible"),
        ([span("hman", 1, 9)], "unknown", "rolled", "possible"),
    ],
)
def test_past_the_deadline_the_log_that_would_hold_the_line_proves_a_stall_or_nothing(spans, verdict, kind, caps):
    answer = clock(9, *spans).judge(SPOT, BEGIN, 2 * HOUR)

    assert verdict == answer.verdict
    assert [(kind, caps)] == [proof[:2] for proof in answer.proofs]
    assert (("log", "hman"), ("server", SERVER)) == answer.proofs[0].values


def asleep(hours):
    return Silence(SERVER, BEGIN + HOUR, BEGIN + (1 + hours) * HOUR, frozenset({"cmupdate"}))


@pytest.mark.parametrize(("hour", "kinds"), [(9, ["hours_of_silence"]), (20, ["covers", "hours_of_silence"])])
def test_hours_in_which_a_server_slept_count_for_no_step_and_are_told(hour, kinds):
    answer = clock(hour, span("hman", 0, 20), silences=(asleep(8),)).judge(SPOT, BEGIN, 2 * HOUR, HOUR)

    assert BEGIN + 11 * HOUR == answer.deadline
    assert kinds == [proof.kind for proof in answer.proofs]
    assert (("hours", "8"),) == answer.proofs[-1].values
    assert ("likely" if hour == 9 else None) == answer.proofs[-1].caps


@pytest.mark.parametrize(("hour", "waits"), [(24, True), (24.01, False), (None, False)])
def test_a_documented_wait_is_over_when_its_time_is(hour, waits):
    assert waits == clock(hour).waits_still(SPOT, BEGIN, DAY)


def test_a_wait_without_time_is_over_at_once():
    assert not clock(1).waits_still(SPOT, BEGIN, timedelta())

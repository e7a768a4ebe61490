"""Hours in which no log of a server wrote are nobody's time, where something shows that they are no idleness."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from builders import BEGIN, bundle

import dmplog
from dmplog.silence import Silence, extended, hours_between, silences

GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
BEGUN = [
    (timedelta(minutes=230), f"Generating state message: 6 for package {GUID}~~"),
    (timedelta(minutes=235), f"Generating state message: 8 for package {GUID}~~"),
]
BEAT = "Update site server active directory information into DB"
MIDNIGHT = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def hours(number):
    return MIDNIGHT + timedelta(hours=number)


def every(minutes, first, last):
    return [(timedelta(minutes=minute), BEAT) for minute in range(first, last, minutes)]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        # Two whole hours without a line behind three with one.
        ({"hman": [1, 2, 3, 6]}, [(4, 6, {"hman"})]),
        ({"hman": [1, 2, 3, 5]}, []),
        ({"hman": [2, 3, 6]}, []),
        # Another log that wrote meanwhile shows that the server was there.
        ({"hman": [1, 2, 3, 8], "despool": [5]}, [(6, 8, set())]),
        ({"hman": [1, 2, 3, 8], "sender": [3, 8]}, [(4, 8, {"hman"})]),
        ({"hman": [1, 2, 3, 8], "sender": [1, 2, 3, 9]}, [(4, 8, {"hman", "sender"})]),
    ],
)
def test_a_silence_follows_a_log_that_wrote_hour_by_hour(written, found):
    told = silences({("A", role): numbers for role, numbers in written.items()})

    expected = [Silence("A", hours(first), hours(last), frozenset(lively)) for first, last, lively in found if lively]
    assert expected == list(told)


def test_each_server_has_its_own_silences():
    told = silences({("A", "hman"): [1, 2, 3, 9], ("B", "hman"): [3, 4, 5, 6, 7, 8, 12]})

    assert [("A", hours(4), hours(9)), ("B", hours(9), hours(12))] == [each[:3] for each in told]


@pytest.mark.parametrize(
    ("since", "deadline", "later"),
    [
        (1, 5, 11),
        # What began within the silence loses what was left of it, and what begins behind it nothing.
        (7, 8, 11),
        (11, 12, 12),
        # A deadline in front of it is over.
        (1, 4, 4),
    ],
)
def test_a_deadline_is_later_by_the_hours_of_silence(since, deadline, later):
    about = [Silence("A", hours(4), hours(10), frozenset({"despool"}))]

    assert hours(later) == extended(hours(deadline), hours(since), about, "hman")


def test_the_rhythm_of_the_log_of_the_step_shows_nothing():
    """It may be what hangs."""
    about = [Silence("A", hours(4), hours(10), frozenset({"hman"}))]

    assert hours(5) == extended(hours(5), hours(1), about, "hman")


def test_the_hours_between_two_moments_hold_both():
    assert range(1, 4) == hours_between(MIDNIGHT + timedelta(minutes=119), MIDNIGHT + timedelta(minutes=180))


@pytest.mark.parametrize(
    ("beats", "answer", "off"),
    [
        (every(10, 0, 240) + every(10, 740, 790), ("in_progress", "likely"), 8),
        (every(10, 0, 240) + every(10, 740, 1200), ("stalled", "confirmed"), 8),
        (every(10, 0, 790), ("stalled", "confirmed"), 0),
        # A log that seldom writes shows nothing by its silence.
        (every(200, 0, 240) + every(10, 740, 790), ("stalled", "confirmed"), 0),
    ],
)
def test_a_server_that_was_off_had_no_time_for_its_step(tmp_path, beats, answer, off):
    later = max(after for after, _ in beats) - timedelta(minutes=1)
    made = bundle().server("SCP").log("dmpdownloader", [*BEGUN, (later, "Nothing to say")], framing="sms")
    report = dmplog.diagnose(made.log("hman", beats, framing="sms").at(tmp_path))

    (case,) = [case for case in report.cases if case.lane == "package"]
    assert answer == (case.verdict, case.confidence)
    assert BEGIN + timedelta(minutes=235, hours=6 + off) == case.next.deadline.replace(tzinfo=None)
    assert bool(off) == any(f"No log of its server wrote a line for {off} h." in reason for reason in case.reasons)

"""The census knows every hour in which a log wrote, however few of its records are looked at."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from builders import framed
from reading import read

BEGIN = datetime(2025, 1, 14, 8, 0)


def log_of(*moments, framing="sms"):
    return "\r\n".join(framed(framing, "Invented: a line", "SMS_OTHER", BEGIN + after) for after in moments).encode()


def hours_of(data):
    hours = read(data)[1].hours
    return [hour - hours[0] for hour in hours]


def crowd(begun, count):
    """So many records within one hour."""
    return [begun + timedelta(milliseconds=100 * number) for number in range(count)]


@pytest.mark.parametrize("framing", ["sms", "ccm"])
def test_each_hour_with_a_record_is_known_once(framing):
    moments = [timedelta(minutes=minutes) for minutes in (0, 59, 60, 200, 201)]

    assert [0, 1, 3] == hours_of(log_of(*moments, framing=framing))


def test_a_single_record_in_an_hour_between_thousands_is_not_passed_over():
    lonely = [timedelta(hours=5), timedelta(hours=7, minutes=30)]

    assert [0, 5, 7, 9] == hours_of(log_of(*crowd(timedelta(), 9_000), *lonely, *crowd(timedelta(hours=9), 9_000)))


def test_hours_between_many_silences_are_not_passed_over_either():
    """Where a file falls silent again and again, every record is looked at."""
    often = [moment for hour in range(0, 400, 4) for moment in crowd(timedelta(hours=hour), 99)]
    rare = [timedelta(hours=hour) for hour in range(2, 400, 4)]

    assert list(range(0, 400, 2)) == hours_of(log_of(*sorted((*often, *rare))))

"""What is an alarm, and what only sounds like one: a count of zero, a word in a path, a package's id in small letters."""

from __future__ import annotations

import polars as pl
import pytest

from dmplog.alarms import alarm, with_alarms


def told(message):
    return pl.select(alarm(pl.Series([message]))).to_series().item()


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("Copied 12 files, 0 errors, 0 failed", None),
        ("Failed items: 0", None),
        ("Failure count = 0", None),
        ("0 file errors", None),
        ("Copied 12 files, 3 errors, 1 failed", "error"),
        ("Failed items: 10", "error"),
        ("Failed: 0x80070005", "error"),
        ("setup completed with errors", "error"),
        ("setup completed with 2 errors", "error"),
        ("setup completed with 0 errors", None),
        ("setup completed without errors", None),
    ],
)
def test_a_count_of_zero_is_no_alarm_and_any_other_is(message, found):
    assert found == told(message)


@pytest.mark.parametrize(
    ("message", "about"),
    [
        ("ERROR: Failed to copy package CAS00041", "cas00041"),
        ("error: failed to copy package cas00041", "cas00041"),
        ("ERROR: a lamp surfaced and failed", None),
    ],
)
def test_a_package_is_the_same_in_small_letters(message, about):
    rows = pl.DataFrame({"event": ["unrecognized_error"], "message": [message]})
    found = with_alarms(rows, pl.lit(None, dtype=pl.UInt16), pl.lit(None, dtype=pl.String))

    assert [about] == found["about"].to_list()

"""Which lines of a file are no time: those the file itself takes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmplog.framing.stretches import Stretches

BEGIN = datetime(2025, 3, 4, 8, 0, tzinfo=UTC)


def seen(*days, pieces=1):
    """Return the stretches of a file whose lines are so many *days* behind its beginning, read in so many *pieces*."""
    times = [BEGIN + timedelta(days=day) for day in days]
    frame = pl.DataFrame({"line": range(1, len(days) + 1), "utc": times})
    stretches = Stretches()
    for piece in range(pieces):
        stretches.see(frame.gather_every(1)[piece * len(days) // pieces : (piece + 1) * len(days) // pieces])
    stretches.finish()
    return stretches


@pytest.mark.parametrize(
    ("days", "lone", "last"),
    [
        ((0, 0.5, 1), [], 1),
        ((0, 5, 5.5), [], 5.5),
        ((0, 400, 0.1), [(2, 2)], 0.1),
        ((0, -400, 0.1), [(2, 2)], 0.1),
        ((0, 400, 400.1, 800, 0.1, 0.2), [(2, 3), (4, 4)], 0.2),
        ((400, 0, 0.1), [(1, 1)], 0.1),
        ((0, 400), [], 400),
    ],
)
def test_what_stands_between_lines_that_follow_each_other_is_no_time(days, lone, last):
    found = seen(*days)

    assert (lone, BEGIN + timedelta(days=last)) == ([one.lines for one in found.lone], found.span[1])


def test_a_silence_of_more_than_25_hours_is_a_gap():
    assert ((BEGIN, BEGIN + timedelta(days=5)),) == seen(0, 5, 5.5).gaps
    assert () == seen(0, 1).gaps


@given(st.lists(st.sampled_from([0, 0.25, 0.5, 3, 400, -400]), min_size=3, max_size=12))
def test_in_how_many_pieces_a_file_is_read_changes_nothing(days):
    whole, parts = seen(*days), seen(*days, pieces=3)

    assert (whole.span, whole.gaps, whole.lone) == (parts.span, parts.gaps, parts.lone)


def test_a_file_that_jumps_all_the_time_keeps_few_stretches():
    found = seen(*(number % 2 * 400 for number in range(5_000)))

    assert (BEGIN, 1) == (found.span[0], len({one.times for one in found.lone}))

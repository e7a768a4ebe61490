"""Rows come back as they were put away, and where there are many they wait packed."""

from datetime import datetime, timedelta

import polars as pl

from dmplog.stowed import LEAST, stow
from dmplog.thinning import OMITTED


def light_rows(height):
    """Return rows with every type of column that light rows have."""
    return pl.DataFrame(
        {
            "line": range(height),
            "event": ["sending_wrote"] * height,
            "site_code": ["PS1", None] * (height // 2),
            "request_id": [f"{number:05}PS1" for number in range(height)],
            "omitted": [[{"digest": 2**64 - 1, "later": -5}], None] * (height // 2),
            "byte_offset": [2**40 + 130 * number for number in range(height)],
            "utc": [datetime(2025, 1, 14, 12) + timedelta(milliseconds=7 * number % 5000) for number in range(height)],
            "local": [None, datetime(2025, 1, 14, 7)] * (height // 2),
        },
        schema={
            "line": pl.UInt32,
            "event": pl.Enum(["sending_wrote", "sending_writing"]),
            "site_code": pl.Categorical,
            "request_id": pl.String,
            "omitted": OMITTED,
            "byte_offset": pl.UInt64,
            "utc": pl.Datetime("ns", "UTC"),
            "local": pl.Datetime("ns"),
        },
    )


def test_many_rows_wait_packed_and_come_back_equal():
    rows = light_rows(LEAST)

    put = stow(rows)

    assert (LEAST, rows.columns, True) == (put.height, put.columns, isinstance(put.held, bytes))
    assert rows.schema == put.rows().schema
    assert rows.equals(put.rows())


def test_few_rows_are_put_away_as_they_are():
    rows = light_rows(LEAST - 2)

    assert (rows.height, rows.columns, True) == (stow(rows).height, stow(rows).columns, stow(rows).held is rows)

"""Rows come back as they were put away, and where there are many they wait packed."""

from datetime import datetime, timedelta
from unittest import mock

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from dmplog import stowed
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


MOMENTS = st.datetimes(datetime(1980, 1, 1), datetime(2262, 1, 1))
RISING = {
    "line": (pl.UInt32, st.integers(0, 2**32 - 1)),
    "byte_offset": (pl.UInt64, st.integers(0, 2**63 - 1)),
    "utc": (pl.Datetime("ns", "UTC"), MOMENTS),
    "local": (pl.Datetime("ns"), MOMENTS),
}


@st.composite
def frames(draw):
    """Return rows whose columns rise, fall back, or lack values, and of which some are missing."""
    names = draw(st.sets(st.sampled_from([*RISING, "omitted"])))
    height = draw(st.integers(0, 12))
    omitted = st.lists(st.fixed_dictionaries({"digest": st.integers(0, 2**64 - 1), "later": st.integers(-9, 9)}))
    columns = [pl.Series("event", ["sending_wrote"] * height, pl.String)]
    for name in sorted(names):
        kind, values = RISING.get(name, (OMITTED, omitted))
        lacks = draw(st.booleans())
        told = draw(st.lists(st.none() | values if lacks else values, min_size=height, max_size=height))
        naive = pl.Series(name, told, pl.Datetime("ns") if isinstance(kind, pl.Datetime) else kind)
        columns.append(naive.dt.replace_time_zone("UTC") if name == "utc" else naive)
    return pl.DataFrame(columns)


@given(frames())
def test_whatever_the_order_of_lines_and_clocks_rows_come_back_as_they_were(rows):
    with mock.patch.object(stowed, "LEAST", 0):
        put = stow(rows)

    assert (rows.height, rows.schema, rows.schema, True) == (
        put.height,
        put.schema,
        put.rows().schema,
        rows.equals(put.rows()),
    )

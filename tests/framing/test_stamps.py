"""A stamp whose parts have their places is read as the engine reads it by a format."""

from __future__ import annotations

import re

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from dmplog.framing import simple, stamps


def digits(width, *usual):
    """Return numbers of *width* digits, whatever they say; those of a calendar and a clock often."""
    any_number = st.integers(0, 10**width - 1)
    return st.one_of(st.integers(*usual), st.integers(*usual), any_number).map(lambda number: f"{number:0{width}}")


STAMPS = st.builds(
    "{}-{}-{} {}:{}:{}.{}{}".format,
    digits(2, 1, 13),
    digits(2, 1, 32),
    st.integers(1980, 2099),
    digits(2, 0, 24),
    digits(2, 0, 60),
    digits(2, 58, 61),
    digits(3, 0, 999),
    st.sampled_from(["-120", "+000", "+05", "-840"]),
)


@given(st.lists(STAMPS, min_size=1, max_size=40))
def test_a_stamp_is_read_by_its_places_as_by_its_format(found):
    stamp = pl.Series("stamp", found).to_frame()
    by_format = pl.col("stamp").str.head(23).str.to_datetime("%m-%d-%Y %H:%M:%S%.3f", strict=False, time_unit="ns")

    assert stamp.select(by_format).to_series().to_list() == (
        stamp.select(stamps.fixed(pl.col("stamp"))).to_series().to_list()
    )


@given(STAMPS)
def test_every_such_stamp_stands_in_a_regular_line(stamp):
    assert re.search(simple.REGULAR, f"SMS_HIERARCHY_MANAGER><{stamp}><thread=4700 (0x125C)>") is not None

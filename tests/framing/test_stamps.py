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
    clocks = stamp.hstack(stamps.fixed(stamp["stamp"]))

    assert stamp.select(by_format).to_series().to_list() == (
        clocks.select(stamps.local(pl.col("stamp"), pl.col("clock"))).to_series().to_list()
    )


@given(STAMPS)
def test_every_such_stamp_stands_in_a_regular_line(stamp):
    tail = pl.Series([f"SMS_HIERARCHY_MANAGER><{stamp}><thread=4700 (0x125C)>"])

    assert [True] == simple.endings(tail)["regular"].to_list()


REGULAR = re.compile(
    r"[^<>]+><[0-9]{2}-[0-9]{2}-(?:19[89]|20[0-9])[0-9] [0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}[+-][0-8]?[0-9]{2}>"
    r"<thread=[0-9]{1,18} \(0x[0-9A-Fa-f]+\)>",
    re.DOTALL,
)
USUAL = "SMS_EXECUTIVE><09-22-2015 21:21:37.012-120><thread=4700 (0x125C)>"


@st.composite
def tails(draw):
    """Return the end of a line, a few characters of which are others, missing or too many."""
    text = draw(
        st.sampled_from([USUAL, USUAL.replace("SMS_EXECUTIVE", "SMS_DMP_UPLOADER"), USUAL.replace("2015", "1979")])
    )
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(text)))
        text = (
            text[:place] + draw(st.sampled_from([*"09:;/-+<>. x\n", "", "ü"])) + text[place + draw(st.integers(0, 2)) :]
        )
    return text


@given(st.lists(st.one_of(tails(), st.just(USUAL), st.none()), min_size=1, max_size=12))
def test_a_line_is_regular_where_its_end_has_the_form_the_product_writes(found):
    by_form = [tail is not None and REGULAR.fullmatch(tail) is not None for tail in found]

    assert by_form == simple.endings(pl.Series(found, dtype=pl.String))["regular"].to_list()

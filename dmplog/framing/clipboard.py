"""Records copied out of a log viewer: columns by tabs or runs of blanks, in the order the reader had them on screen.

`Download manifest.cab SMS_DMP_DOWNLOADER 8/2/2016 2:20:24 PM 7568 (0x1D90)`: the date follows the reader's locale, without
milliseconds and without bias. Whether the day comes first cannot be seen from one record, so the file decides (`day_first`),
and where it does not, a date that could be read both ways gives no time at all: a wrong day is worse than none.
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from dmplog.compiled import read_table
from dmplog.framing import stamps
from dmplog.framing.columns import LEVELS
from dmplog.framing.severity import severity
from dmplog.framing.simple import strip
from dmplog.frozen import frozen

NAME = "clipboard"
SAYS = {NAME: "copied from a log viewer: message, component, date and thread; no fraction of a second and no bias"}

_DATE = r"(?P<date>[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4})"
_TIME = r"(?P<time>[0-9]{1,2}[:.][0-9]{2}[:.][0-9]{2}(?:[.,][0-9]{1,9})?(?:\s?[AaPp]\.?\s?[Mm]\.?)?)"
_THREAD = r"(?P<thread>[0-9]{1,10})\s?\(0[xX][0-9A-Fa-f]{1,8}\)"
_NAME = r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+"


@cache
def orders() -> tuple[str, ...]:
    """Return the column orders of `flowcharts/copied_records.toml` as patterns; the first that fits reads the line."""
    parts = {"date": _DATE, "time": _TIME, "thread": _THREAD, "name": _NAME}
    return tuple(
        re.sub("%([a-z]+)%", lambda found: parts[found[1]], order) for order in read_table("copied_records")["order"]
    )


_FIELDS = ("message", "component", "date", "time", "thread", "level")
_LEVELS = {"Verbose": "verbose", "Information": "info", "Warning": "warning", "Error": "error", "Critical": "error"}
_DATE_PARTS = r"^([0-9]+)([./-])([0-9]+)[./-]([0-9]+)$"
_TIME_PARTS = r"^([0-9]{1,2})[:.]([0-9]{2})[:.]([0-9]{2})(?:[.,]([0-9]{1,9}))?\s?([AaPp])?"

LINE = r"\b[0-9]{1,10}\s?\(0[xX][0-9A-Fa-f]{1,8}\)|^[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4},? .* [0-9]+ : "
"""A cheap test that every such line passes."""

LONGEST = 16_384
"""A copied record is no longer: the viewer cuts lines at 8,000 characters."""


def places(text: pl.Series) -> pl.Series:
    """Return the positions of the texts that are copied records."""
    likely = (
        text.to_frame("text")
        .with_row_index("place")
        .filter(pl.col("text").str.contains(LINE) & (pl.col("text").str.len_bytes() <= LONGEST))
    )
    fits = pl.any_horizontal(pl.col("text").str.contains(variant) for variant in orders())
    return likely.filter(fits)["place"]


def fields(rows: pl.DataFrame) -> pl.DataFrame:
    """Cut lines into their columns, still as text, by the first order that fits."""
    cut = [pl.col("raw").str.extract_groups(variant).alias(f"order_{index}") for index, variant in enumerate(orders())]
    fits = [pl.col("raw").str.contains(variant).alias(f"fits_{index}") for index, variant in enumerate(orders())]
    return rows.with_columns(*cut, *fits).with_columns(_chosen(field) for field in _FIELDS)


def _chosen(field: str) -> pl.Expr:
    chosen: pl.Expr = pl.lit(None, pl.String)
    for index in reversed(range(len(orders()))):
        held = f"(?P<{field}>" in orders()[index]
        value = pl.col(f"order_{index}").struct.field(field) if held else pl.lit(None, pl.String)
        chosen = pl.when(pl.col(f"fits_{index}")).then(value).otherwise(chosen)
    return chosen.alias(f"{field}_text")


@frozen
class DateOrder:
    """Whether the day comes first in the dates of a file, None where nothing decides, and whether that is an assumption."""

    day_first: bool | None
    assumed: bool = False


def decide_date_order(rows: pl.DataFrame) -> DateOrder:
    """Say whether the day comes first in the dates of these records.

    A number over 12 decides; else a dot, which is written day first wherever it is used, or milliseconds, which come from a
    viewer that always writes the month first. A twelve-hour clock with slashes is taken as American, which is an assumption.
    """
    dates = (
        fields(rows)
        .select(
            first=pl.col("date_text").str.extract(_DATE_PARTS, 1).cast(pl.Int32, strict=False),
            separator=pl.col("date_text").str.extract(_DATE_PARTS, 2),
            second=pl.col("date_text").str.extract(_DATE_PARTS, 3).cast(pl.Int32, strict=False),
            half=pl.col("time_text").str.extract(_TIME_PARTS, 5),
            fraction=pl.col("time_text").str.extract(_TIME_PARTS, 4),
        )
        .filter(pl.col("first") <= 31)
    )
    day_first = dates.filter((pl.col("first") > 12) & (pl.col("second") <= 12)).height
    month_first = dates.filter((pl.col("second") > 12) & (pl.col("first") <= 12)).height
    if day_first or month_first:
        return DateOrder(None if day_first and month_first else bool(day_first))
    if dates.filter(pl.col("separator") == ".").height:
        return DateOrder(day_first=True)
    if dates.filter((pl.col("separator") == "-") & pl.col("fraction").is_not_null()).height:
        return DateOrder(day_first=False)
    if dates.filter((pl.col("separator") == "/") & pl.col("half").is_not_null()).height:
        return DateOrder(day_first=False, assumed=True)
    return DateOrder(None)


def ambiguous(text: pl.Expr) -> pl.Expr:
    """Tell copied records whose date reads as two different days."""
    date = text.str.extract(r"(?:^|[\sA-Z])([0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}),? [0-9]{1,2}[:.][0-9]{2}")
    first = date.str.extract(_DATE_PARTS, 1).cast(pl.Int32, strict=False)
    second = date.str.extract(_DATE_PARTS, 3).cast(pl.Int32, strict=False)
    return ((first <= 12) & (second <= 12) & (first != second)).fill_null(value=False)


def parse(rows: pl.DataFrame, *, day_first: bool | None) -> pl.DataFrame:
    """Find out the columns of copied records; a date that *day_first* cannot settle gives no time."""
    message = strip(pl.col("message_text").str.strip_chars())
    said = pl.col("level_text").replace_strict(_LEVELS, default=None, return_dtype=pl.String)
    component = pl.col("component_text").str.strip_chars()
    return (
        fields(rows)
        .with_columns(_local(day_first=day_first), message=message)
        .with_columns(
            component=pl.when(component.str.len_bytes() > 0).then(component),
            thread=pl.col("thread_text").cast(pl.Int64, strict=False),
            bias=pl.lit(None, pl.Int16),
            level=pl.when(said.is_in(LEVELS)).then(said),
            severity=pl.coalesce(said, severity(pl.col("message"))),
        )
    )


def _local(*, day_first: bool | None) -> pl.Expr:
    one, two, three = (pl.col("date_text").str.extract(_DATE_PARTS, group) for group in (1, 3, 4))
    clock = [pl.col("time_text").str.extract(_TIME_PARTS, group) for group in (1, 2, 3)]
    fraction = pl.col("time_text").str.extract(_TIME_PARTS, 4)
    half = pl.col("time_text").str.extract(_TIME_PARTS, 5).str.to_lowercase()
    hour = clock[0].cast(pl.Int32, strict=False)
    hour = pl.when(half == "p").then(hour % 12 + 12).when(half == "a").then(hour % 12).otherwise(hour).cast(pl.String)
    numbers = (one.cast(pl.Int32, strict=False), two.cast(pl.Int32, strict=False))
    swap = (numbers[0] > 12) if day_first is None else pl.lit(day_first)
    settled = pl.lit(day_first is not None) | (numbers[0] > 12) | (numbers[1] > 12) | (numbers[0] == numbers[1])
    year_first = one.str.len_bytes() == 4
    year = pl.when(year_first).then(one).otherwise(three)
    month = pl.when(year_first).then(two).when(swap).then(two).otherwise(one)
    day = pl.when(year_first).then(three).when(swap).then(one).otherwise(two)
    local = stamps.moment(year, month, day, (hour, clock[1], clock[2]), fraction)
    return pl.when(settled | year_first).then(local).alias("local")

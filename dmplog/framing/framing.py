"""What a framing is: how its lines are told, how its records are parsed, and how a message is taken out of one again."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import polars as pl

from dmplog.framing import stamps
from dmplog.framing.columns import UNSTATED
from dmplog.framing.severity import severity

Parse = Callable[[pl.DataFrame], pl.DataFrame]


class Framing(NamedTuple):
    """One way to write records; each has a module of its own, and a line in `table.FRAMINGS`.

    Attributes:
        name: What it is called in frames and reports.
        says: What a record looks like, for people.
        line: A line that stands in this framing, as a regular expression; of several the first in the table counts.
        parse: Finds out what can be read from records, from their column `raw`.
        message: Takes the message out of one raw record; None where the text is no such record.
        timed: Whether every whole record has a time, so that one without is damaged.
        states_bias: Whether records say how far their clock is from UTC.
    """

    name: str
    says: str
    line: str
    parse: Parse
    message: Callable[[str], str | None]
    timed: bool
    states_bias: bool


def stamp_first(parts: str) -> Parse:
    """Return what parses records that begin with their time and say nothing else beside the message.

    *parts* is a regular expression with the groups `year, month, day, hour, minute, second, fraction, message`.
    """
    part = pl.col("parts").struct.field
    clock = (part("hour"), part("minute"), part("second"))

    def parse(rows: pl.DataFrame) -> pl.DataFrame:
        return rows.with_columns(parts=pl.col("raw").str.extract_groups(parts)).with_columns(
            local=stamps.moment(part("year"), part("month"), part("day"), clock, part("fraction")),
            message=part("message").str.strip_chars(),
            severity=severity(part("message")),
            **UNSTATED,
        )

    return parse

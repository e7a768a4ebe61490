r"""Lines of the manifest.json of a collection: `{"read_at":"2025-01-14T10:21:43.000Z","key":"…","value":"Current State","data":"Running"},`.

UTC, no thread, no component. The script of `dmplog collect` writes each fact on a line of its own, so that a line can be quoted as those
of logs are. What stands around them is JSON, and is read as such when the bundle is opened.
"""

from __future__ import annotations

import re

import polars as pl

from dmplog.framing import stamps
from dmplog.framing.columns import UNSTATED
from dmplog.framing.framing import Framing

NAME = "manifest"
LINE = r'^\{"(?:copied|read)_at":"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z",.*\},?\s*$'
_PARTS = (
    r'^\{"(?:copied|read)_at":"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})'
    r':(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,6}))?Z",(?P<message>.*)\},?\s*$'
)
_STAMP = re.compile(r'^\{"(?:copied|read)_at":"[^"]*",(?P<message>.*)\},?\s*$')


def _parse(rows: pl.DataFrame) -> pl.DataFrame:
    part = pl.col("parts").struct.field
    clock = (part("hour"), part("minute"), part("second"))
    return rows.with_columns(parts=pl.col("raw").str.extract_groups(_PARTS)).with_columns(
        local=stamps.moment(part("year"), part("month"), part("day"), clock, part("fraction")),
        message=part("message"),
        # What a file is called, and what the registry holds, is no alarm whatever its words are.
        severity=pl.lit("info"),
        **UNSTATED | {"bias": pl.lit(0, pl.Int16)},
    )


def _message_of(text: str) -> str | None:
    found = _STAMP.match(text)
    return found["message"] if found else None


FRAMING = Framing(
    NAME,
    "manifest of a collection: one JSON object with its time in each line",
    LINE,
    _parse,
    _message_of,
    timed=True,
    states_bias=True,
)

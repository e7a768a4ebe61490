"""The framing of clients and of managed server components: `<![LOG[message]LOG]!><time="…" date="…" component="…" …>`.

Attributes come in one order in every real record; imitators change it, so they are read by name. The managed writer prints
seven digits of the second and no bias. Messages may be empty, hold line breaks and brackets, and end in `]`.
"""

from __future__ import annotations

import polars as pl

from dmplog.framing import stamps
from dmplog.framing.framing import Framing

NAME = "ccm"

OPENING = "<![LOG["
CLOSING = "]LOG]!>"
CLOSES = r"\]LOG\]!>(?:<|[\s\x00]*$)"
"""Where a message ends; a bare `]LOG]!>` inside a line is text."""

GLUE = r"(\]LOG\]!><[^<>\]]*>)"
"""A complete end inside a line, after which another record may follow: real files hold several on one line."""

_BODY = r"<!\[LOG\[(?:[^<\]]|<[^!]|\][^L])*"
_BROKEN_END = r"(?:\](?:L|LO|LOG|LOG\]|LOG\]!|LOG\]!>(?:<[^<>]*)?)?)?"
"""As much of the end of a record as may have been written of it."""

CUT = rf"({_BODY}{_BROKEN_END})({_BODY}\]LOG\]!><)"
"""A record that was never ended, and a whole one behind it on its line: `<![LOG[Download mani<![LOG[WARNING: …]LOG]!><time=…>`."""
_TIME = r"^\s*([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.:]([0-9]{1,9})[0-9]*)?\s*([+-]{1,2}[0-9]{1,4})?\s*$"
_DATE = r"^\s*([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})\s*$"
_ORDER = ("time", "date", "component", "context", "type", "thread")
_LABELS = ("<time=", *(f" {name}=" for name in _ORDER[1:]))
_ALARMS = {"2": "warning", "3": "error"}
_TYPES = {"0": "verbose", "1": "info", **_ALARMS}


def parse(rows: pl.DataFrame) -> pl.DataFrame:
    """Find out what can be read from records of this framing; a damaged attribute is null, the rest stays."""
    clock, calendar = pl.col("clock").struct.field, pl.col("calendar").struct.field
    # Deployment scripts print `time="14:51:50.000+000"` whatever the zone: neither the fraction nor the bias is real.
    made_up = (clock("4") == "000") & (clock("5") == "+000")
    ends = pl.col("raw").str.splitn(CLOSING, 2).struct.rename_fields(["opened", "tail"])
    return (
        _read_attributes(rows.with_columns(ends.alias("ends")).unnest("ends"))
        .with_columns(
            message=_message(pl.col("opened")).str.replace_all("\r\n", "\n", literal=True),
            component=pl.when(pl.col("component").str.len_bytes() > 0).then("component"),
            thread=pl.col("thread").str.strip_chars().cast(pl.UInt32, strict=False).cast(pl.Int64),
            severity=pl.col("type").replace_strict(_TYPES, default=None, return_dtype=pl.String),
            level=pl.col("type").replace_strict(_ALARMS, default=None, return_dtype=pl.String),
            clock=pl.col("time").str.extract_groups(_TIME),
            calendar=pl.col("date").str.extract_groups(_DATE),
        )
        .with_columns(
            local=stamps.moment(
                calendar("3"), calendar("1"), calendar("2"), (clock("1"), clock("2"), clock("3")), clock("4")
            ),
            bias=pl.when(~made_up.fill_null(value=False)).then(stamps.minutes(clock("5"))),
        )
    )


def _message(opened: pl.Expr) -> pl.Expr:
    # A fragment of an older record may stand before the opening, or the opening may be lost.
    inside = opened.str.splitn(OPENING, 2).struct.field("field_1")
    return (
        pl.when(opened.str.starts_with(OPENING))
        .then(opened.str.strip_prefix(OPENING))
        .otherwise(pl.coalesce(inside, opened))
    )


def _read_attributes(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the text of each attribute: all at once where they stand in the order every real record has, else by name."""
    fields = [f"part_{index}" for index in range(2 * len(_ORDER) + 1)]
    cut = rows.with_columns(
        pl.col("tail").str.split_exact('"', len(fields) - 1).struct.rename_fields(fields).alias("parts")
    )
    labels = [pl.col("parts").struct.field(fields[2 * index]) == label for index, label in enumerate(_LABELS)]
    ordered = pl.all_horizontal(labels).fill_null(value=False)
    fast = cut.filter(ordered).with_columns(
        pl.col("parts").struct.field(fields[2 * index + 1]).alias(name) for index, name in enumerate(_ORDER)
    )
    slow = (
        cut.filter(~ordered)
        .with_columns(tail=pl.col("tail").str.split(CLOSING).list.last())
        .with_columns(pl.col("tail").str.extract(rf'(?i)\b{name}\s*=\s*"([^"]*)"').alias(name) for name in _ORDER)
    )
    return pl.concat([fast, slow]).drop("parts", "tail")


def _message_of(text: str) -> str | None:
    framed = OPENING in text and CLOSING in text
    return text.partition(OPENING)[2].rpartition(CLOSING)[0] if framed else None


FRAMING = Framing(
    NAME,
    "client style: <![LOG[message]LOG]!> with time, date and component",
    CLOSES,
    parse,
    _message_of,
    timed=True,
    states_bias=True,
)

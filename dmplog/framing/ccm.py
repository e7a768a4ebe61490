"""The framing of clients and of managed server components: `<![LOG[message]LOG]!><time="…" date="…" component="…" …>`.

Attributes come in one order in every real record; imitators change it, so they are read by name. The managed writer prints
seven digits of the second and no bias. Messages may be empty, hold line breaks and brackets, and end in `]`.
"""

from __future__ import annotations

import polars as pl

from dmplog.framing import stamps

NAME = "ccm"

OPENING = "<![LOG["
CLOSING = "]LOG]!>"
CLOSES = r"\]LOG\]!>(?:<|[\s\x00]*$)"
"""Where a message ends; a bare `]LOG]!>` inside a line is text."""

GLUE = r"(\]LOG\]!><[^<>\]]*>)"
"""A complete end inside a line, after which another record may follow: real files hold several on one line."""

_MESSAGE = r"(?s)^.*?<!\[LOG\[(.*?)\]LOG\]!>"
_MESSAGE_WITHOUT_OPENING = r"(?s)^(.*?)\]LOG\]!>"
_ATTRIBUTES = r"(?s)^.*\]LOG\]!>(.*)$"
_TIME = r"^\s*([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.:]([0-9]{1,9})[0-9]*)?\s*([+-]{1,2}[0-9]{1,4})?\s*$"
_DATE = r"^\s*([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})\s*$"
_TYPES = {"0": "verbose", "1": "info", "2": "warning", "3": "error"}


def parse(rows: pl.DataFrame) -> pl.DataFrame:
    """Find out what can be read from records of this framing; a damaged attribute is null, the rest stays."""
    raw = pl.col("raw")
    message = pl.coalesce(raw.str.extract(_MESSAGE), raw.str.extract(_MESSAGE_WITHOUT_OPENING))
    return (
        rows.with_columns(
            message=message.str.replace_all("\r\n", "\n", literal=True),
            attributes=raw.str.extract(_ATTRIBUTES),
        )
        .with_columns(
            component=pl.when(_attribute("component").str.len_bytes() > 0).then(_attribute("component")),
            thread=_attribute("thread").str.extract(r"^\s*([0-9]+)\s*$").cast(pl.Int64, strict=False),
            severity=_attribute("type").replace_strict(_TYPES, default=None, return_dtype=pl.String),
            clock=_attribute("time").str.extract_groups(_TIME),
            calendar=_attribute("date").str.extract_groups(_DATE),
        )
        .with_columns(_local(), _bias())
    )


def _attribute(name: str) -> pl.Expr:
    return pl.col("attributes").str.extract(rf'(?i)\b{name}\s*=\s*"([^"]*)"')


def _clock(index: int) -> pl.Expr:
    return pl.col("clock").struct.field(str(index))


def _local() -> pl.Expr:
    month, day, year = (pl.col("calendar").struct.field(str(index)) for index in (1, 2, 3))
    return stamps.moment(year, month, day, (_clock(1), _clock(2), _clock(3)), _clock(4)).alias("local")


def _bias() -> pl.Expr:
    # Deployment scripts print `time="14:51:50.000+000"` whatever the zone: neither the fraction nor the bias is real.
    made_up = (_clock(4) == "000") & (_clock(5) == "+000")
    return pl.when(~made_up.fill_null(value=False)).then(stamps.minutes(_clock(5))).alias("bias")

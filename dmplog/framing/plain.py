"""Text without any framing: message texts copied out of an article or a ticket, one a line, no times.

Only where a file holds no framed record at the beginning (`facts.py`) are its bare lines records; between framed records they
are lines that could not be read.
"""

from __future__ import annotations

import polars as pl

from dmplog.framing.columns import UNSTATED
from dmplog.framing.severity import severity
from dmplog.framing.simple import strip

NAME = "plain"
SAYS = {NAME: "no framing: a message only"}


def parse(rows: pl.DataFrame) -> pl.DataFrame:
    """Take each line as a message."""
    message = strip(pl.col("raw").str.strip_chars())
    return rows.with_columns(
        local=pl.lit(None, pl.Datetime("ns")), message=message, severity=severity(message), **UNSTATED
    )

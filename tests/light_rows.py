"""The columns of the light frame that tests of places, orders and lines lay out by hand."""

from __future__ import annotations

import polars as pl

SCHEMA = {
    "file": pl.UInt32,
    "line": pl.UInt32,
    "role": pl.String,
    "thread": pl.Int64,
    "event": pl.String,
    "digest": pl.UInt64,
    "utc": pl.Datetime("ns", "UTC"),
    "local": pl.Datetime("ns"),
}

"""What a frame of records looks like: its columns in their order, with their types."""

from __future__ import annotations

import polars as pl

RECORDS: dict[str, pl.DataType] = {
    "line": pl.UInt32(),
    "byte_offset": pl.UInt64(),
    "length": pl.UInt32(),
    "component": pl.String(),
    "thread": pl.Int64(),
    "utc": pl.Datetime("ns", "UTC"),
    "local": pl.Datetime("ns"),
    "bias": pl.Int16(),
    "severity": pl.String(),
    "level": pl.String(),
    "framing": pl.String(),
    "message": pl.String(),
    "raw": pl.String(),
}
"""Records as the reader hands them out.

`line`, `byte_offset` and `length` point at the bytes of the record in its (uncompressed) file, from its first byte to its
last, without the line end that closes it; `raw` is exactly those bytes as text. `message` is the text without framing, of a
longer one the first 20,000 characters,
`utc` is null where no bias is known, and then `local` still holds what the writer's clock said. `level` is "warning" or "error" where
the record says so in a field of its own, whatever its text says; `severity` says it from either.
"""

PARSED = ("component", "thread", "local", "bias", "severity", "level", "message")
"""The columns a framing finds out from `raw`."""


UNSTATED = {
    "component": pl.lit(None, pl.String),
    "thread": pl.lit(None, pl.Int64),
    "bias": pl.lit(None, pl.Int16),
    "level": pl.lit(None, pl.String),
}
"""What framings without a stamp behind the message do not tell."""

LEVELS = ("warning", "error")
"""What a level can be: less serious ones are not told."""

"""Rows put away until everything is read, packed where there are many: what a gigabyte of ordinary work leaves may wait without filling memory."""

from __future__ import annotations

import io
from typing import NamedTuple

import polars as pl

LEAST = 5_000
"""Fewer rows are put away as they are: to pack them saves nothing."""

RISING = ("line", "byte_offset", "utc", "local")
"""Columns that rise from row to row: how far each is from the one before takes a quarter of the room."""


class Stowed(NamedTuple):
    """Rows that were put away.

    Attributes:
        height: How many they are.
        schema: Their columns.
        held: The rows themselves, or the bytes they were packed into.
    """

    height: int
    schema: pl.Schema
    held: pl.DataFrame | bytes

    @property
    def columns(self) -> list[str]:
        """The names of their columns."""
        return self.schema.names()

    def rows(self) -> pl.DataFrame:
        """Return the rows as they were put away."""
        if isinstance(self.held, pl.DataFrame):
            return self.held
        packed = pl.read_ipc(self.held)
        return packed.with_columns(pl.col(name).cum_sum().cast(self.schema[name]) for name in _rising(packed))


def stow(rows: pl.DataFrame) -> Stowed:
    """Return *rows* put away.

    >>> rows = pl.DataFrame({"event": ["sending_wrote"] * 9_000, "line": range(9_000)})
    >>> packed = stow(rows)
    >>> len(packed.held) < rows.estimated_size() / 10, packed.rows().equals(rows)
    (True, True)
    """
    if rows.height < LEAST:
        return Stowed(rows.height, rows.schema, rows)
    number = pl.col(_rising(rows)).to_physical().cast(pl.Int64)
    packed = io.BytesIO()
    rows.with_columns(number - number.shift(1, fill_value=0)).write_ipc(packed, compression="zstd")
    return Stowed(rows.height, rows.schema, packed.getvalue())


def _rising(rows: pl.DataFrame) -> list[str]:
    # From a missing value no step leads on.
    return [name for name in RISING if name in rows.columns and not rows[name].null_count()]

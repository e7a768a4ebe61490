"""Rows put away until everything is read, packed where there are many: what a gigabyte of ordinary work leaves may wait without filling memory."""

from __future__ import annotations

import io
from typing import NamedTuple

import polars as pl

LEAST = 5_000
"""Fewer rows are put away as they are: to pack them saves nothing."""


class Stowed(NamedTuple):
    """Rows that were put away.

    Attributes:
        height: How many they are.
        columns: The names of their columns.
        held: The rows themselves, or the bytes they were packed into.
    """

    height: int
    columns: tuple[str, ...]
    held: pl.DataFrame | bytes

    def rows(self) -> pl.DataFrame:
        """Return the rows as they were put away."""
        return self.held if isinstance(self.held, pl.DataFrame) else pl.read_ipc(self.held)


def stow(rows: pl.DataFrame) -> Stowed:
    """Return *rows* put away.

    >>> rows = pl.DataFrame({"event": ["sending_wrote"] * 9_000, "line": range(9_000)})
    >>> packed = stow(rows)
    >>> len(packed.held) < rows.estimated_size() / 3, packed.rows().equals(rows)
    (True, True)
    """
    if rows.height < LEAST:
        return Stowed(rows.height, tuple(rows.columns), rows)
    packed = io.BytesIO()
    rows.write_ipc(packed, compression="zstd")
    return Stowed(rows.height, tuple(rows.columns), packed.getvalue())

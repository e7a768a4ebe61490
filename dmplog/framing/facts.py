"""What is decided once for a file, from its first 256 KiB: is it bare text, is the day first in copied dates, which bias.

Nothing here is computed for a log in one framing: only a bare line, a copied date or a record without a bias asks.
"""

from __future__ import annotations

from functools import cached_property

import polars as pl

from dmplog.framing import clipboard, pieces
from dmplog.framing.lines import physical_lines, place
from dmplog.framing.source import Source
from dmplog.framing.table import FRAMINGS

_FRAMED = tuple(framing.name for framing in FRAMINGS)


class Facts:
    """The beginning of a file, looked at only when asked."""

    def __init__(self, source: Source, *, limit: int) -> None:
        self._source = source
        self._limit = limit

    @cached_property
    def _records(self) -> pl.DataFrame:
        chunk = self._source.head()
        lines = place(physical_lines(chunk), chunk)
        return pieces.assemble(lines, wide=chunk.unit == 2, code_page=None, limit=self._limit)

    def _framed(self, name: str) -> pl.DataFrame:
        return self._records.filter(pl.col("framing") == name).with_columns(raw=pl.col("body"))

    @cached_property
    def is_text(self) -> bool:
        """Whether bare lines are messages: the file is text, and nothing at its beginning is as a log writes it.

        Records copied out of a viewer do not count: people paste them among bare messages.
        """
        return not self._source.decoder.binary and not self._records["framing"].is_in(_FRAMED).any()

    @cached_property
    def date_order(self) -> clipboard.DateOrder:
        """Whether copied dates begin with the day."""
        return clipboard.decide_date_order(self._framed(clipboard.NAME))

    @cached_property
    def bias(self) -> int | None:
        """The first bias in the file: the records before it have the same."""
        framed = [
            framing.parse(self._framed(framing.name)).select("line", "bias").drop_nulls()
            for framing in FRAMINGS
            if framing.states_bias
        ]
        known = pl.concat(framed).sort("line")
        return None if known.is_empty() else int(known["bias"][0])

"""Texts that stand many times in a column, each once: a log says the same thousands of times, and what is said once is looked at once."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

LEAST = 2_000
"""Fewer texts are looked at as they are."""

MOST = 0.5
"""Where more than this part of the texts are different, each is looked at."""


class Distinct(NamedTuple):
    """The texts of a column.

    Attributes:
        texts: Each text once, in the order of its first place; the column itself where most are different.
        places: For each row the place of its text among them, `u32`; None where they are the rows.
    """

    texts: pl.Series
    places: pl.Series | None

    def spread(self, found: pl.Series) -> pl.Series:
        """Return what was *found* of each text for each row."""
        return found if self.places is None else found.gather(self.places)

    def spread_rows(self, found: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of *found*, one of each text, for each row of the column."""
        return found if self.places is None else found[self.places]


def distinct(texts: pl.Series) -> Distinct:
    """Return each of *texts* once, where that saves work.

    >>> found = distinct(pl.Series(["no work", "no work", "done"] * 1_000))
    >>> found.texts.to_list(), found.spread(found.texts.str.len_chars()).head(3).to_list()
    (['no work', 'done'], [7, 7, 4])
    """
    if len(texts) < LEAST or texts.null_count():
        return Distinct(texts, None)
    once = texts.unique(maintain_order=True)
    return Distinct(texts, None) if len(once) > MOST * len(texts) else Distinct(once, places(texts, once))


def places(texts: pl.Series, among: pl.Series) -> pl.Series:
    """Return for each of *texts* its place in *among*, which are all different, as `u32`; null where it is none of them.

    >>> places(pl.Series(["done", "lost"]), pl.Series(["no work", "done"])).to_list()
    [1, None]
    """
    # The engine counts up to 255 texts in one byte, and whoever goes on counting behind them would have no room.
    return texts.cast(pl.Enum(among), strict=False).to_physical().cast(pl.UInt32)

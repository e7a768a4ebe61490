"""Tells at a glance which messages may be events, so that all others are looked at no further."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dmplog.distinct import distinct
from dmplog.failures import hinted


class Sieve:
    """Lets every message through that can be an event; what it lets through need not be one.

    >>> sieve = Sieve([r"(?i)^[ ~]*downloading"])
    >>> sieve(pl.Series(["~Downloading redist", "Copying redist", "Failed to copy", None])).to_list()
    [True, False, True, False]
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = tuple(patterns)

    def __call__(self, messages: pl.Series) -> pl.Series:
        """Return whether each of *messages* can be an event; a null cannot."""
        found = distinct(messages)
        return found.spread(self._of_texts(found.texts.alias("message")))

    def _of_texts(self, texts: pl.Series) -> pl.Series:
        kept = pl.repeat(value=False, n=len(texts), eager=True)
        # Each pattern is asked only of what those before it did not find; words of failure, which stand anywhere, come last.
        for pattern in self._patterns:
            kept = _also(kept, texts, pl.col("message").str.contains(pattern))
        return _also(kept, texts, hinted(pl.col("message")))


def _also(kept: pl.Series, texts: pl.Series, asked: pl.Expr) -> pl.Series:
    """Return *kept*, with those more of *texts* of which *asked* holds."""
    if kept.all():
        return kept
    left = ~kept
    found = texts.filter(left).to_frame("message").select(asked.fill_null(value=False)).to_series()
    return kept.scatter(left.arg_true(), found) if found.any() else kept

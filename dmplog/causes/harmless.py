"""Lines that look alarming and block nothing, as an expression over the columns `event` and `message`."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dmplog.causes.model import Benign, Proof


def harmless(entries: Sequence[Benign]) -> pl.Expr:
    """Return the number of the first of *entries* that speaks of a row, null where none does.

    >>> known = [Benign("rehearsal", "a rehearsal", Proof(1, all_texts=("rehearsal", "failed")))]
    >>> rows = pl.DataFrame({"event": ["x", "x"], "message": ["Rehearsal FAILED", "Failed"]})
    >>> rows.select(harmless(known)).to_series().to_list()
    [0, None]
    """
    numbers = [
        pl.when(_spoken_of(entry.match)).then(pl.lit(number, dtype=pl.UInt16)) for number, entry in enumerate(entries)
    ]
    return pl.coalesce([*numbers, pl.lit(None, dtype=pl.UInt16)])


def _spoken_of(proof: Proof) -> pl.Expr:
    lowered = pl.col("message").str.to_lowercase()
    met = pl.lit(value=True)
    if proof.events:
        met &= pl.col("event").cast(pl.String).is_in(proof.events)
    for text in proof.all_texts:
        met &= lowered.str.contains(text, literal=True)
    if proof.any_texts:
        met &= pl.any_horizontal([lowered.str.contains(text, literal=True) for text in proof.any_texts])
    if proof.pattern is not None:
        met &= proof.pattern.holds(pl.col("message"))
    return met

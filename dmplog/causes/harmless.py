"""Lines that look alarming and block nothing, as an expression over the columns `role`, `event` and `message`."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dmplog.causes.model import Benign, Proof


def harmless(entries: Sequence[Benign]) -> pl.Expr:
    """Return the number of the first of *entries* that speaks of a row, null where none does.

    What is harmless in one log says nothing of another; a line of which nobody knows the log may be any.

    >>> known = [Benign("rehearsal", "a rehearsal", Proof(1, all_texts=("rehearsal", "failed")), logs=("theatre",))]
    >>> rows = pl.DataFrame({"role": ["theatre", "theatre", "street"], "event": "x", "message": ["Rehearsal FAILED", "Failed", "Rehearsal failed"]})
    >>> rows.select(harmless(known)).to_series().to_list()
    [0, None, None]
    """
    numbers = [
        pl.when(_in_logs(entry.logs) & _spoken_of(entry.match)).then(pl.lit(number, dtype=pl.UInt16))
        for number, entry in enumerate(entries)
    ]
    return pl.coalesce([*numbers, pl.lit(None, dtype=pl.UInt16)])


def _in_logs(logs: Sequence[str]) -> pl.Expr:
    if not logs:
        return pl.lit(value=True)
    role = pl.col("role").cast(pl.String)
    return role.is_null() | role.is_in(list(logs))


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

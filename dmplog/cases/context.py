"""Identifiers that lines do not write themselves, taken from the lines around them.

A worker names its subject once and then goes on without it: what a line leaves out is what its own thread said last.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def latest(rows: pl.DataFrame, known: pl.DataFrame, key: str, value: str, *, by: Sequence[str] = ()) -> pl.DataFrame:
    """Fill *value* of *rows* with the one that *known* gave the same *key* last; ids are reused, so that a key may repeat.

    Both frames have the columns `row`, *key*, *value*, and those *by* which they must agree, such as the server whose ids they are.
    """
    together = [*by, key]
    table = known.drop_nulls([key, value]).select("row", *together, found=value).sort("row")
    if table.is_empty():
        return rows
    joined = rows.sort("row").join_asof(table, on="row", by=together, strategy="backward", check_sortedness=False)
    return joined.with_columns(pl.coalesce(value, "found").alias(value)).drop("found")


def busiest(rows: pl.DataFrame) -> str | None:
    """Return the server that wrote most of *rows*; of those that wrote equally many the first counts, whatever it is called."""
    counts = rows.group_by("server", maintain_order=True).len().sort("len", descending=True, maintain_order=True)
    return next(iter(counts["server"]), None)


def texts(events: pl.DataFrame, names: Sequence[str]) -> list[pl.Expr]:
    """Return the columns *names* as lower-cased text, null where the events have no such field."""
    return [
        (
            pl.col(name).cast(pl.String).str.to_lowercase() if name in events.columns else pl.lit(None, dtype=pl.String)
        ).alias(name)
        for name in names
    ]


def members(pieces: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return the membership frame made of *pieces*, each with `row` and `subject`, and `opens` where the cases cut runs."""
    empty = pl.DataFrame(schema={"row": pl.UInt32, "subject": pl.UInt32, "opens": pl.Boolean})
    wanted = [pl.col("row"), pl.col("subject").cast(pl.UInt32)]
    cut = [
        piece.select(*wanted, "opens" if "opens" in piece.columns else pl.lit(value=False).alias("opens"))
        for piece in pieces
    ]
    return pl.concat([empty, *cut]).unique().sort("subject", "row")

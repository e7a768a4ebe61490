"""Identifiers that lines do not write themselves, taken from the lines around them.

A worker names its subject once and then goes on without it: what a line leaves out is what its own thread said last.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def carried(column: str, *, over: Sequence[str]) -> pl.Expr:
    """Return *column*, filled with what the same thread said last."""
    return pl.col(column).forward_fill().over(list(over))


def latest(rows: pl.DataFrame, known: pl.DataFrame, key: str, value: str, *, by: Sequence[str] = ()) -> pl.DataFrame:
    """Fill *value* of *rows* with the one that *known* gave the same *key* last.

    Args:
        rows: Columns `row`, *key* and *value*, sorted by row.
        known: Lines that hold both: columns `row`, *key*, *value*; may repeat a key, because ids are reused.
        key: The identifier that is there.
        value: The identifier that is looked for.
        by: Columns both frames must agree on, such as the server whose ids they are.
    """
    together = [*by, key]
    table = (
        known.drop_nulls([key, value])
        .select("row", *together, pl.col(value).alias("found"), pl.col("row").alias("link"))
        .sort("row")
    )
    if table.is_empty():
        return rows.with_columns(link=pl.lit(None, dtype=pl.UInt32))
    joined = rows.sort("row").join_asof(table, on="row", by=together, strategy="backward", check_sortedness=False)
    return joined.with_columns(pl.coalesce(value, "found").alias(value)).drop("found")


def texts(events: pl.DataFrame, names: Sequence[str]) -> list[pl.Expr]:
    """Return the columns *names* as lower-cased text, null where the events have no such field."""
    return [
        (
            pl.col(name).cast(pl.String).str.to_lowercase() if name in events.columns else pl.lit(None, dtype=pl.String)
        ).alias(name)
        for name in names
    ]


def members(pieces: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return the membership frame made of *pieces*, each with `row` and `subject`."""
    empty = pl.DataFrame(schema={"row": pl.UInt32, "subject": pl.UInt32})
    return (
        pl.concat([empty, *(piece.select("row", pl.col("subject").cast(pl.UInt32)) for piece in pieces)])
        .unique()
        .sort("subject", "row")
    )

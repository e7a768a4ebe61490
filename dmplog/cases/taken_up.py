"""Which subject a worker takes up before it names one: that which was offered, where it is the only one.

Configuration Manager Update (PackageGuid=3B7D84FA-…) is applicable        hman.log
Found a new available update                                               dmpdownloader.log, and nothing behind it in its thread
"""

from __future__ import annotations

import polars as pl


def taken_up(rows: pl.DataFrame) -> pl.DataFrame:
    """Return `row, taken`: what is taken up by each line of *rows* whose thread names nothing behind it.

    On offer is what was offered last and not withdrawn since, and what no line of the worker's own log has named yet.
    """
    ordered = rows.sort("row")
    if not ordered["takes_up"].any():
        return _found([])
    # The head of another cycle, or the end of the thread: behind it a name is none of this line's.
    said = pl.coalesce("key", pl.when(pl.col("keyless") & ~pl.col("takes_up")).then(pl.lit("")))
    named = ordered.with_columns(following=said.backward_fill().over("role", "worker"))
    unnamed = named.filter(pl.col("takes_up") & (pl.col("following").fill_null("") == ""))
    found = []
    for row, role in unnamed.select("row", "role").iter_rows():
        before = ordered.filter((pl.col("row") < row) & pl.col("key").is_not_null())
        own = before.filter(pl.col("role") == role)["key"]
        told = before.filter(pl.col("offers") | pl.col("withdraws")).group_by("key").agg(pl.col("offers").last())
        offered = told.filter("offers", ~pl.col("key").is_in(own.implode()))["key"]
        if len(offered) == 1:
            found.append((row, offered[0]))
    return _found(found)


def _found(rows: list[tuple[int, str]]) -> pl.DataFrame:
    return pl.DataFrame(rows, {"row": pl.UInt32, "taken": pl.String}, orient="row")

"""Which subject a worker takes up before it names one: that which was offered, where it is the only one.

Configuration Manager Update (PackageGuid=3B7D84FA-…) is applicable        hman.log
Found a new available update                                               dmpdownloader.log, and nothing behind it in its thread
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

_UNNAMED, _TOLD = 0, 1
"""What a row says of the keys on offer, in the order in which rows of one place in the log are asked."""


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
    told = ordered.filter(pl.col("key").is_not_null() & (pl.col("offers") | pl.col("withdraws")))
    first = ordered.filter(pl.col("key").is_not_null()).unique(("role", "key"), keep="first", maintain_order=True)
    return _found(list(_only_ones(told, first, unnamed)))


def _only_ones(told: pl.DataFrame, first: pl.DataFrame, unnamed: pl.DataFrame) -> Iterator[tuple[int, str]]:
    """Yield the rows of *unnamed* at which a single key was on offer, with that key.

    *told* are the rows that offer or withdraw a key, *first* those with which each log first names one.
    """
    on_offer: dict[str, set[str]] = {role: set() for role in unnamed["role"].unique()}
    named: dict[str, set[str]] = {role: set() for role in on_offer}
    moments = [
        (row, kind, role, key)
        for kind, rows in enumerate((unnamed.with_columns(key=pl.lit("")), told, first))
        for row, role, key in rows.select("row", "role", "key").iter_rows()
    ]
    offers = set(told.filter("offers")["row"])
    for row, kind, role, key in sorted(moments):
        if kind == _UNNAMED:
            if len(on_offer[role]) == 1:
                yield row, next(iter(on_offer[role]))
        elif kind == _TOLD:
            for other, open_keys in on_offer.items():
                if row in offers and key not in named[other]:
                    open_keys.add(key)
                else:
                    open_keys.discard(key)
        elif role in named:
            named[role].add(key)
            on_offer[role].discard(key)


def _found(rows: list[tuple[int, str]]) -> pl.DataFrame:
    return pl.DataFrame(rows, {"row": pl.UInt32, "taken": pl.String}, orient="row")

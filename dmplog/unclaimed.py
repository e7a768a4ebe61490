r"""Work that nothing else speaks of: requests whose id stands on no other line of the bundle, written by threads that did nothing else.

~Wrote 1048576 bytes to \\PS1SITE.CONTOSO.COM\SMS_SITE\000123PS1.PCK at position 0

Such a line belongs to no case, because neither its id nor its thread leads to a job, a package or a site. It can only be told when
everything is read: any log may name the id. An error that nobody knows and that names nothing leads nowhere either, and is kept with the lines
next to it; see `nameless`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import polars as pl

from dmplog import thinning
from dmplog.nameless import are_nameless, stand_beside
from dmplog.stowed import Stowed
from dmplog.thinning import Thinnable

_THREAD = (pl.col("role").cast(pl.String), pl.col("thread"))
"""A thread may go on in another part of its log; one of another server that has its number is taken for the same."""


def without_unclaimed(pieces: Sequence[Stowed], what: Thinnable) -> Iterator[pl.DataFrame]:
    """Yield *pieces*, the light rows of a bundle, of work that nothing else speaks of with the first and the last line of each thread.

    Pieces of fewer rows than are thinned stay as they are.
    """
    large = [what.claim in piece.columns and piece.height >= thinning.LEAST for piece in pieces]
    spoken = _spoken(pieces, what) if any(large) else None
    for piece, many in zip(pieces, large, strict=True):
        rows = piece.rows()
        yield rows if spoken is None or not many else _thinned(rows, what, spoken)


class _Spoken(NamedTuple):
    """What the lines say that belong to something: the ids they name, and the threads they stand in."""

    ids: pl.Series
    threads: pl.DataFrame


def _spoken(pieces: Sequence[Stowed], what: Thinnable) -> _Spoken:
    field = str(what.claim)
    ids, threads = [pl.Series(field, [], dtype=pl.String)], []
    for piece in pieces:
        rows = piece.rows()
        others = rows.filter(~_is_claimable(rows, what))
        threads.append(others.filter(~are_nameless(others, what.keys)).select(_THREAD).unique())
        if field in others.columns:
            ids.append(_lowered(others[field]))
    return _Spoken(pl.concat(ids).unique(), pl.concat(threads).unique())


def _is_claimable(rows: pl.DataFrame, what: Thinnable) -> pl.Series:
    """Return which of *rows* do nothing but go on with what their id stands for."""
    if what.claim not in rows.columns:
        return pl.repeat(value=False, n=rows.height, eager=True)
    calm = rows["alarm"].is_null() if "alarm" in rows.columns else True
    named = calm & pl.col(what.claim).is_not_null()
    return rows.select(mine=named & pl.col("event").is_in(sorted(what.claimable)))["mine"].fill_null(value=False)


def _lowered(ids: pl.Series) -> pl.Series:
    return ids.drop_nulls().unique().cast(pl.String).str.to_lowercase()


def _thinned(rows: pl.DataFrame, what: Thinnable, spoken: _Spoken) -> pl.DataFrame:
    """Return *rows* without the claimable ones of whose id and thread nobody else has *spoken*; ends and neighbours of errors are left."""
    claimed = spoken.ids
    ids = pl.DataFrame({"found": rows[claimed.name].unique().drop_nulls()})
    free = ids.filter(~pl.col("found").cast(pl.String).str.to_lowercase().is_in(claimed.implode()))["found"]
    idle = (
        rows.select(_THREAD)
        .join(
            spoken.threads.with_columns(busy=pl.lit(value=True)),
            on=["role", "thread"],
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )["busy"]
        .is_null()
    )
    mine = _is_claimable(rows, what) & idle & rows[claimed.name].is_in(free.implode())
    return rows.filter(~mine | _stand_at_an_end(rows, what))


def _stand_at_an_end(rows: pl.DataFrame, what: Thinnable) -> pl.Series:
    """Return which of *rows* are the first or the last of their thread, or next to an error in it."""
    thread = pl.struct("file", "thread").hash()
    end = rows.select(end=thread.is_first_distinct() | thread.is_last_distinct())["end"]
    nameless = are_nameless(rows, what.keys)
    return end | stand_beside(rows, nameless) if nameless.any() else end

"""What a worker wrote behind a line of its own: whether it goes on, or waits for work again.

A worker is a thread of one log. Lines that it writes whether or not it gets on, as of polling, show nothing (`flowcharts/idling.toml`).
"""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from dmplog.compiled import read_table
from dmplog.diagnosis.verdict import Ground

GOES_ON = timedelta(minutes=1)
"""What a worker writes so much later than an error is no part of the failure any more."""


def idling_events(*, whose: str | None = None) -> list[str]:
    """Return the events of lines that a worker writes whether or not it gets on: of a thread, of a whole *log*, or of either."""
    entries = read_table("idling").get("event", ())
    return [entry["name"] for entry in entries if whose is None or entry.get("whose", "thread") == whose]


def goes_on(row: int, ground: Ground) -> bool:
    """Return whether the worker that wrote *row* wrote something known and calm more than a minute later."""
    calm = _behind(row, ground).filter("same_thread", ~pl.col("idles"), pl.col("alarm").is_null())
    return bool(calm.select((pl.col("late") > GOES_ON).any()).item())


def waits_again(row: int, ground: Ground) -> bool:
    r"""Return whether the worker that wrote *row* ended, or waits for work again, and wrote nothing else since.

    ERROR: Failed to unpack x.cab, 0x80070002
    Waiting for changes to the "\\inboxes\cmupdate.box" directories, updates will be polled in 600 seconds...
    """
    behind = _behind(row, ground)
    polls = pl.col("event").is_in(idling_events(whose="log"))
    return _ends_with(behind.filter("same_thread"), pl.col("idles")) or _ends_with(behind, polls)


def _ends_with(lines: pl.DataFrame, idles: pl.Expr) -> bool:
    """Return whether the latest of *lines* that is no other idling line is one for which *idles* holds."""
    last = lines.filter(idles | ~pl.col("idles")).sort("late", maintain_order=True, nulls_last=False).tail(1)
    return bool(last.select(idles.any()).item())


def _behind(row: int, ground: Ground) -> pl.DataFrame:
    """Return `event, alarm, same_thread, idles, late` of each known line that the log of the line *row* holds behind it."""
    line = ground.events.row(row, named=True)
    columns = ("log", "thread", pl.col("event").cast(pl.String), "clock")
    kept = ground.events.filter(pl.col("row") > row).select(*columns, pl.col("alarm").cast(pl.String))
    # Poll lines are counted and not kept, so that only the last of each event of a thread has its time.
    counted = ground.idle.select(*columns, alarm=pl.lit(None, dtype=pl.String))
    here = pl.col("log").eq_missing(line["log"])
    late = pl.col("clock") - pl.lit(line["clock"], dtype=ground.events.schema["clock"])
    return (
        pl.concat([kept.filter(here), counted.filter(here)])
        .with_columns(
            same_thread=pl.col("thread").eq_missing(line["thread"]),
            late=late,
            idles=pl.col("event").is_in(idling_events()),
        )
        .filter(pl.col("late").is_null() | (pl.col("late") >= timedelta()))
    )

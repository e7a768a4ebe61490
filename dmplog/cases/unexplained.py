"""Alarms that nothing explains: no sign of any case, no known harmless line, no consequence of another line (truth rule T1)."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dmplog.cases.labels import condition, lane_signals
from dmplog.cases.shelf import Shelf
from dmplog.cases.subject import LaneCases
from dmplog.flowchart import Signal


def unexplained(shelf: Shelf, lanes: Sequence[LaneCases]) -> pl.DataFrame:
    """Return the rows of *shelf* that alarm unexplained.

    Their columns are `row, file, thread, clock, event, alarm, template, about, about_site`. A line of a lane that no case of it took explains nothing.
    """
    explained = pl.col("harmless").is_not_null() | pl.col("consequence").is_not_null()
    alarms = shelf.events.filter(pl.col("alarm").is_not_null() & ~explained).select(
        *("row", "file", "thread", "clock", pl.col("event").cast(pl.String), pl.col("alarm").cast(pl.String)),
        *("template", pl.col("about", "about_site").cast(pl.String)),
    )
    told = [_meant([note.signal for note in cases.lane.also_seen], alarms, shelf) for cases in lanes]
    for cases in lanes:
        signs = _meant(lane_signals(cases.lane), alarms, shelf)
        told.append(signs.filter(signs.is_in(cases.members["row"].implode())))
    rows = pl.concat([pl.Series([], dtype=pl.UInt32), *told])
    return alarms.filter(~pl.col("row").is_in(rows.implode()))


def _meant(signals: Sequence[Signal], alarms: pl.DataFrame, shelf: Shelf) -> pl.Series:
    """Return the rows that one of *signals* means, of the events that alarm at all."""
    by_event: dict[str, list[pl.Expr]] = {}
    for signal in signals:
        by_event.setdefault(signal.event, []).append(condition(signal))
    asked = [
        shelf.by_event[event].filter(pl.any_horizontal(by_event[event]))["row"]
        for event in alarms["event"].unique().to_list()
        if event in by_event
    ]
    return pl.concat([pl.Series([], dtype=pl.UInt32), *asked])

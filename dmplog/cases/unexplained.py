"""Alarms that nothing explains: no sign of any lane, no known harmless line, no consequence of another line (truth rule T1)."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dmplog.cases.labels import condition, lane_signals
from dmplog.cases.shelf import Shelf
from dmplog.compiled import read_table
from dmplog.flowchart import Flowchart, Signal


def unexplained(shelf: Shelf, flowcharts: Sequence[Flowchart]) -> pl.DataFrame:
    """Return the rows of *shelf* that alarm unexplained: `row, file, thread, clock, event, alarm, template`."""
    explained = pl.col("harmless").is_not_null() | pl.col("consequence").is_not_null()
    consequences = [entry["name"] for entry in read_table("decides_nothing").get("event", ())]
    alarms = shelf.events.filter(pl.col("alarm").is_not_null() & ~explained).select(
        "row", "file", "thread", "clock", pl.col("event").cast(pl.String), pl.col("alarm").cast(pl.String), "template"
    )
    signals: dict[str, list[Signal]] = {}
    for lane in (lane for chart in flowcharts for lane in chart.lanes):
        for signal in (*lane_signals(lane), *(note.signal for note in lane.also_seen)):
            signals.setdefault(signal.event, []).append(signal)
    told = [
        shelf.by_event[event].filter(pl.any_horizontal([condition(signal) for signal in signals[event]]))["row"]
        for event in alarms["event"].unique().to_list()
        if event in signals
    ]
    signs = pl.concat([pl.Series([], dtype=pl.UInt32), *told])
    return alarms.filter(~pl.col("row").is_in(signs.implode()) & ~pl.col("event").is_in(consequences))

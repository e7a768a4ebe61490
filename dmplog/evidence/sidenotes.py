"""What is told beside the cases: alarming lines that block nothing, and the rows of the prerequisite checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from dmplog.cases import Shelf
from dmplog.cases.labels import condition
from dmplog.flowchart import Flowchart
from dmplog.grammar import UNRECOGNIZED

MOST_OF_A_LOG = 50
"""So many unknown error lines of one log are told at most, the latest, in however many files it lies."""


class SideNotes(NamedTuple):
    """Rows that are told beside the cases: (row, reason) that block nothing, and the rows of the prerequisite checks."""

    harmless: tuple[tuple[int, str], ...]
    prerequisites: tuple[int, ...]

    def rows(self) -> tuple[int, ...]:
        """Return every row that is told."""
        return (*(row for row, _ in self.harmless), *self.prerequisites)


def find_side_notes(shelf: Shelf, flowcharts: Sequence[Flowchart], reasons: Sequence[str]) -> SideNotes:
    """Return the side notes of the rows on *shelf*: of each harmless message the last line, and the rows of each last check.

    *reasons* say why an error line nobody knows blocks nothing, by the numbers the rows carry.
    """
    told = _unknown_but_harmless(shelf, reasons)
    for note in (note for chart in flowcharts for lane in chart.lanes for note in lane.also_seen):
        rows = shelf.by_event.get(note.signal.event)
        met = rows.filter(condition(note.signal)) if rows is not None else None
        if met is not None and not met.is_empty():
            times = "" if met.height == 1 else f" ({met.height} times)"
            told[int(met["row"][-1])] = f"seen, not blocking{times}: {note.why}"
    lanes = [lane.traits for chart in flowcharts for lane in chart.lanes]
    checks = {(each.check_results, each.check_begins) for each in lanes if each.check_results is not None}
    return SideNotes(
        tuple(sorted(told.items())), tuple(row for check in sorted(checks) for row in _last_check(shelf, *check))
    )


def _unknown_but_harmless(shelf: Shelf, reasons: Sequence[str]) -> dict[int, str]:
    """Return error lines no grammar has and somebody knows to be harmless, the latest of each log."""
    rows = shelf.by_event.get(UNRECOGNIZED)
    if rows is None:
        return {}
    met = shelf.events[rows["row"]].filter(pl.col("harmless").is_not_null())
    latest = met.group_by("server", "role", maintain_order=True).tail(MOST_OF_A_LOG)
    return {
        row: f"seen, not blocking: {reasons[number]}" for row, number in latest.select("row", "harmless").iter_rows()
    }


def _last_check(shelf: Shelf, result: str, start: str | None) -> tuple[int, ...]:
    """Return the rows of *result* that follow the last *start* of a check in each log; it is appended to per run."""
    results, starts = shelf.by_event.get(result), shelf.by_event.get(start or "")
    if results is None:
        return ()
    found = shelf.events[results["row"]].select("row", "server", "role")
    if starts is None:
        return tuple(found["row"].to_list())
    begun = shelf.events[starts["row"]].group_by("server", "role").agg(pl.col("row").max().alias("begun"))
    joined = found.join(begun, on=["server", "role"], how="left", nulls_equal=True)
    last = joined.filter(pl.col("begun").is_null() | (pl.col("row") > pl.col("begun")))
    return tuple(last["row"].sort().to_list())

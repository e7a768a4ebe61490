"""What is told beside the cases: alarming lines that block nothing, and the rows of the prerequisite checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from dmplog.cases.labels import condition
from dmplog.diagnosis.book import EvidenceBook
from dmplog.flowchart import Flowchart
from dmplog.grammar import Grammars
from dmplog.report import AlsoSeen, PrerequisiteResult

PREREQUISITE = "prerequisite_result"
CHECK_STARTED = "prerequisite_check_started"
UNRECOGNIZED = "unrecognized_error"
MOST_UNRECOGNIZED = 50
"""So many unknown error lines at most are looked up among the benign ones, the latest of each file."""


@dataclass(frozen=True, slots=True)
class SideNotes:
    """Rows that are told beside the cases: (row, reason) that block nothing, unknown errors, and prerequisite rows."""

    harmless: tuple[tuple[int, str], ...]
    unrecognized: tuple[int, ...]
    prerequisites: tuple[int, ...]

    def rows(self) -> tuple[int, ...]:
        """Return every row that is told."""
        return (*(row for row, _ in self.harmless), *self.unrecognized, *self.prerequisites)


def find_side_notes(
    events: pl.DataFrame, by_event: Mapping[str, pl.DataFrame], flowcharts: Sequence[Flowchart]
) -> SideNotes:
    """Return the side notes of *events*: of each harmless message the last line, and the rows of each last check."""
    harmless: dict[int, str] = {}
    for chart in flowcharts:
        for lane in chart.lanes:
            for note in lane.also_seen:
                rows = by_event.get(note.signal.event)
                if rows is None:
                    continue
                met = rows.filter(condition(note.signal))
                if not met.is_empty():
                    times = "" if met.height == 1 else f" ({met.height} times)"
                    harmless.setdefault(int(met["row"].max()), f"seen, not blocking{times}: {note.why}")  # type: ignore[arg-type]
    unknown = by_event.get(UNRECOGNIZED)
    latest = (
        events[unknown["row"]].group_by("file", maintain_order=True).tail(MOST_UNRECOGNIZED)
        if unknown is not None
        else None
    )
    return SideNotes(
        harmless=tuple(sorted(harmless.items())),
        unrecognized=tuple(latest["row"].to_list()) if latest is not None else (),
        prerequisites=_last_check(events, by_event),
    )


def _last_check(events: pl.DataFrame, by_event: Mapping[str, pl.DataFrame]) -> tuple[int, ...]:
    """Return the result rows that follow the last start of a check in each file; the file is appended to per run."""
    results = by_event.get(PREREQUISITE)
    if results is None or results.is_empty():
        return ()
    found = events[results["row"]].select("row", "file", "line")
    starts = by_event.get(CHECK_STARTED)
    if starts is None or starts.is_empty():
        return tuple(found["row"].to_list())
    begun = events[starts["row"]].group_by("file").agg(pl.col("line").max().alias("begun"))
    last = found.join(begun, on="file", how="left").filter(pl.col("line") > pl.col("begun").fill_null(0))
    return tuple(last["row"].sort().to_list())


def also_seen(notes: SideNotes, book: EvidenceBook, benign: Mapping[int, str]) -> tuple[AlsoSeen, ...]:
    """Return the alarming lines that block nothing; *benign* gives the reason of unknown errors known to be harmless."""
    told = [*notes.harmless, *((row, f"seen, not blocking: {why}") for row, why in benign.items())]
    return tuple(AlsoSeen(book.cite(row), why) for row, why in sorted(told))


def prerequisites(notes: SideNotes, book: EvidenceBook, grammars: Grammars) -> tuple[PrerequisiteResult, ...]:
    """Return the prerequisite table."""
    if not notes.prerequisites:
        return ()
    entries = [book.entry(row) for row in notes.prerequisites]
    frame = pl.DataFrame(
        {"role": [entry.role for entry in entries], "message": [book.cite(entry.row).text for entry in entries]}
    )
    fields = grammars.match(frame, fields=["server_name", "rule_name", "result", "text"])
    rows = []
    for entry, (server, rule, result, text) in zip(
        entries, fields.select("server_name", "rule_name", "result", "text").iter_rows(), strict=True
    ):
        rows.append(PrerequisiteResult(entry.site, server, rule or "", _result(result), text))
    return tuple(dict.fromkeys(rows))


def _result(word: str | None) -> Literal["passed", "warning", "error"]:
    """Return the contract's word for the product's "Passed", "Warning" or "Error"."""
    lowered = (word or "").lower()
    return "passed" if lowered == "passed" else "warning" if lowered == "warning" else "error"

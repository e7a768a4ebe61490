"""The notes of steps: what a line says of a step beside how far it got, and the last row that says it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import polars as pl

from dmplog.cases.labels import condition
from dmplog.diagnosis import Finding
from dmplog.flowchart import Signal


class StepNotes:
    """Looks up the rows of notes; which rows say a note is worked out once for all cases."""

    def __init__(self, by_event: Mapping[str, pl.DataFrame]) -> None:
        self._by_event = by_event
        self._met = cache(self._find)

    def of(self, finding: Finding) -> tuple[tuple[tuple[str, int], ...], ...]:
        """Return for every step its notes, each with the last row since the deciding run began."""
        steps = finding.lane.steps
        if finding.trace is None:
            return ((),) * len(steps)
        own = finding.cases.rows_of(finding.subject)
        own = own.filter(own >= finding.trace.deciding.run.first_row)
        return tuple(
            tuple((note.text, row) for note in step.notes if (row := self._last(note.signal, own)) is not None)
            for step in steps
        )

    def _last(self, signal: Signal, own: pl.Series) -> int | None:
        met = self._met(signal)
        found = met.filter(met.is_in(own.implode())).max() if met.len() else None
        return None if found is None else int(found)  # type: ignore[arg-type]

    def _find(self, signal: Signal) -> pl.Series:
        rows = self._by_event.get(signal.event)
        return pl.Series(dtype=pl.UInt32) if rows is None else rows.filter(condition(signal))["row"]

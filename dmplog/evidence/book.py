"""The evidence book: event rows as they are cited in the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dmplog.report import Evidence


@dataclass(frozen=True, slots=True)
class EvidenceBook:
    """Event rows by number: as evidence, the sites they were written at, and the fields of those told field by field."""

    lines: Mapping[int, Evidence]
    sites: Mapping[int, str | None]
    told: Mapping[int, Mapping[str, str]]

    def fields(self, row: int) -> Mapping[str, str]:
        """Return the fields of the event at *row*, none where they were not asked for."""
        return self.told.get(row, {})

    def cite(self, row: int) -> Evidence:
        """Return the event at *row* as evidence."""
        return self.lines[row]

    def cite_all(self, rows: Iterable[int]) -> tuple[Evidence, ...]:
        """Return the events at *rows*, each once, in order."""
        return tuple(self.lines[row] for row in dict.fromkeys(rows))

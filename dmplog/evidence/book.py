"""The evidence book: event rows as they are cited in the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from dmplog.report import Evidence


@dataclass(frozen=True, slots=True)
class Entry:
    """One event row in plain Python.

    Attributes:
        offset: Where the raw record lies in its file.
        length: How many bytes it has.
        time: UTC, or None where it is not known.
    """

    row: int
    file: str
    line: int
    offset: int
    length: int
    time: datetime | None
    role: str
    site: str | None
    event: str


class EvidenceBook:
    """Event rows by number, with their raw texts, and the fields of those that are told field by field."""

    def __init__(
        self,
        entries: Mapping[int, Entry],
        texts: Mapping[int, str],
        contexts: Mapping[int, tuple[str, ...]],
        fields: Mapping[int, Mapping[str, str]],
    ) -> None:
        self._entries = entries
        self._texts = texts
        self._contexts = contexts
        self._fields = fields

    def entry(self, row: int) -> Entry:
        """Return the event at *row*."""
        return self._entries[row]

    def fields(self, row: int) -> Mapping[str, str]:
        """Return the fields of the event at *row*."""
        return self._fields.get(row, {})

    def cite(self, row: int) -> Evidence:
        """Return the event at *row* as evidence."""
        entry = self._entries[row]
        evidence = Evidence(entry.file, entry.line, entry.time, entry.event, self._texts.get(row, ""))
        context = self._contexts.get(row)
        return evidence if context is None else replace(evidence, context=context)

    def cite_all(self, rows: Iterable[int]) -> tuple[Evidence, ...]:
        """Return the events at *rows*, each once, in order."""
        return tuple(self.cite(row) for row in dict.fromkeys(rows))

"""The evidence book: event rows as they are cited in the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from dmplog.report import Evidence


@dataclass(frozen=True, slots=True)
class Entry:
    """One event row in plain Python.

    Attributes:
        clock: Naive UTC; local time where the offset is unknown; None where the line has no time.
        utc_known: Whether `clock` really is UTC.
        offset: Where the raw record lies in its file.
        length: How many bytes it has.
    """

    row: int
    file: str
    line: int
    offset: int
    length: int
    clock: datetime | None
    utc_known: bool
    role: str
    server: str | None
    site: str | None
    thread: int | None
    event: str

    @property
    def time(self) -> datetime | None:
        """The time as the report shows it: UTC, or None where it is not known."""
        return self.clock.replace(tzinfo=UTC) if self.clock is not None and self.utc_known else None


class EvidenceBook:
    """Event rows by number, with the raw text of those that are cited."""

    def __init__(
        self, entries: Mapping[int, Entry], texts: Mapping[int, str], contexts: Mapping[int, tuple[str, ...]]
    ) -> None:
        self._entries = entries
        self._texts = texts
        self._contexts = contexts

    def has(self, row: int) -> bool:
        """Return whether the event at *row* can be cited."""
        return row in self._entries

    def entry(self, row: int) -> Entry:
        """Return the event at *row*."""
        return self._entries[row]

    def cite(self, row: int) -> Evidence:
        """Return the event at *row* as evidence."""
        entry = self._entries[row]
        evidence = Evidence(entry.file, entry.line, entry.time, entry.event, self._texts.get(row, ""))
        context = self._contexts.get(row)
        return evidence if context is None else replace(evidence, context=context)

    def cite_all(self, rows: Iterable[int]) -> tuple[Evidence, ...]:
        """Return the events at *rows*, each once, in order."""
        return tuple(self.cite(row) for row in dict.fromkeys(rows))

    def clocks(self, rows: Sequence[int]) -> list[datetime]:
        """Return the known clocks of *rows*."""
        return [clock for row in rows if (clock := self._entries[row].clock) is not None]

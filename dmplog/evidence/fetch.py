"""The raw text of the lines a report cites, fetched again from the bundle by byte offset: one fetch for the whole report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

import polars as pl

from dmplog.bundle import Bundle
from dmplog.case import Evidence
from dmplog.evidence.asked import Questions
from dmplog.evidence.stretch import Stretch, records_of
from dmplog.framing.table import message_of
from dmplog.grammar import Grammars
from dmplog.intake import Intake
from dmplog.limits import MESSAGE_CHARACTERS

LINE_GUESS = 512
"""Bytes fetched for each line of context; ConfigMgr lines are rarely longer. Even, so that no UTF-16 character is cut in two."""


@dataclass(frozen=True, slots=True)
class EvidenceBook:
    """Event rows by number: as evidence, the sites they were written at, and the fields of those told field by field; and stretches."""

    lines: Mapping[int, Evidence]
    sites: Mapping[int, str | None]
    told: Mapping[int, Mapping[str, str]]
    stretches: Mapping[Stretch, tuple[Evidence, ...]]

    def between(self, stretch: Stretch | None, cited: Iterable[Evidence]) -> tuple[Evidence, ...]:
        """Return the records of *stretch* that are not among the *cited* ones."""
        known = {(line.file, line.line) for line in cited}
        records = () if stretch is None else self.stretches[stretch]
        return tuple(line for line in records if (line.file, line.line) not in known)

    def fields(self, row: int) -> Mapping[str, str]:
        """Return the fields of the event at *row*, none where they were not asked for."""
        return self.told.get(row, {})

    def cite(self, row: int) -> Evidence:
        """Return the event at *row* as evidence."""
        return self.lines[row]

    def cite_all(self, rows: Iterable[int]) -> tuple[Evidence, ...]:
        """Return the events at *rows*, each once, in order."""
        return tuple(self.lines[row] for row in dict.fromkeys(rows))


class _Entry(NamedTuple):
    """One event row: where its raw record lies, and what the light row knows of it."""

    file: str
    codec: str
    offset: int
    length: int
    line: int
    time: datetime | None
    role: str
    site: str | None
    event: str


def fetch(
    bundle: Bundle, intake: Intake, events: pl.DataFrame, questions: Questions, grammars: Grammars, context: int
) -> EvidenceBook:
    """Return a book of the event rows that *questions* ask for with their raw texts, and *context* lines around each."""
    entries = _entries(intake, events, questions.rows())
    spans: dict[str, list[tuple[int, int]]] = {}
    for entry in entries.values():
        wanted = spans.setdefault(entry.file, [])
        wanted.append((entry.offset, entry.length))
        if context:
            wanted.append(_window(entry, context))
    stretches = {asked.stretch: intake.logs[asked.stretch.file] for asked in questions.findings if asked.stretch}
    for stretch, read in stretches.items():
        spans.setdefault(read.log.name, []).append((stretch.offset, stretch.length))
    raw = bundle.fetch(spans)
    lines = {}
    for row, entry in entries.items():
        text = message_of(raw.get((entry.file, entry.offset), b"")[: entry.length].decode(entry.codec, "replace"))[
            :MESSAGE_CHARACTERS
        ]
        around: tuple[str, ...] | None = None
        if context:
            offset, length = _window(entry, context)
            around = _context(raw.get((entry.file, offset), b"")[:length], entry, offset, context)
        lines[row] = Evidence(entry.file, entry.line, entry.time, entry.event, text, around)
    sites = {row: entry.site for row, entry in entries.items()}
    between = {
        stretch: records_of(
            stretch,
            raw.get((read.log.name, stretch.offset), b"")[: stretch.length],
            read.log.name,
            codec_of(read.census.encoding),
        )
        for stretch, read in stretches.items()
    }
    return EvidenceBook(lines, sites, _fields(questions.by_field(), entries, lines, grammars), between)


def _fields(
    rows: Sequence[int], entries: Mapping[int, _Entry], lines: Mapping[int, Evidence], grammars: Grammars
) -> dict[int, dict[str, str]]:
    """Return the fields of *rows* by row."""
    if not rows:
        return {}
    messages = {"role": [entries[row].role for row in rows], "message": [lines[row].text for row in rows]}
    matched = grammars.match(pl.DataFrame(messages)).select(grammars.fields)
    return {
        row: {name: value for name, value in values.items() if value is not None}
        for row, values in zip(rows, matched.iter_rows(named=True), strict=True)
    }


def codec_of(encoding: str) -> str:
    """Return the codec in the census's name of an encoding.

    >>> codec_of("cp949 (guessed)")
    'cp949'
    """
    name = encoding.partition(" ")[0]
    return {"utf-16": "utf-16-le", "utf-8-sig": "utf-8", "ascii": "utf-8"}.get(name, name) or "utf-8"


def _entries(intake: Intake, events: pl.DataFrame, rows: Sequence[int]) -> dict[int, _Entry]:
    names = [read.log.name for read in intake.logs]
    codecs = [codec_of(read.census.encoding) for read in intake.logs]
    picked = events[list(rows)].select(
        "row",
        "file",
        "byte_offset",
        "length",
        "line",
        pl.when("utc_known").then(pl.col("clock").dt.cast_time_unit("us")),
        pl.col("role", "site", "event").cast(pl.String),
    )
    return {
        row: _Entry(
            names[file], codecs[file], offset, length, line, time and time.replace(tzinfo=UTC), role, site, event
        )
        for row, file, offset, length, line, time, role, site, event in picked.iter_rows()
    }


def _window(entry: _Entry, lines: int) -> tuple[int, int]:
    reach = lines * LINE_GUESS
    start = max(0, entry.offset - reach)
    return start, entry.offset - start + entry.length + reach


def _context(window: bytes, entry: _Entry, offset: int, lines: int) -> tuple[str, ...]:
    begin = entry.offset - offset
    pieces = (window[:begin], window[begin:][: entry.length], window[begin + entry.length :])
    before, own, after = (piece.decode(entry.codec, "replace").splitlines() for piece in pieces)
    # The first line of the window is usually cut.
    whole = before if offset == 0 else before[1:]
    return (*[line for line in whole if line][-lines:], *own, *[line for line in after if line][:lines])

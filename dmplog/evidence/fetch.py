"""The raw text of the lines a report cites, fetched again from the bundle by byte offset: one fetch for the whole report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Literal, NamedTuple

import polars as pl

from dmplog.bundle import Bundle
from dmplog.case import Evidence
from dmplog.encoding import TextDecoder
from dmplog.evidence.asked import Questions
from dmplog.evidence.stretch import Stretch, records_of
from dmplog.framing.pasted import Paste
from dmplog.framing.reader import ReadOptions, RecordReader
from dmplog.framing.table import fingerprint, message_of
from dmplog.frozen import frozen
from dmplog.grammar import Grammars
from dmplog.intake import Intake
from dmplog.limits import MESSAGE_CHARACTERS

LINE_GUESS = 512
"""Bytes fetched for each line of context; ConfigMgr lines are rarely longer. Even, so that no UTF-16 character is cut in two."""


@frozen
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
        return tuple(line for _, line in self.by_row(rows))

    def by_row(self, rows: Iterable[int]) -> Iterator[tuple[int, Evidence]]:
        """Yield the events at *rows*, each once and with its row, in order."""
        return ((row, self.lines[row]) for row in dict.fromkeys(rows))


class _Entry(NamedTuple):
    """One event row: where its raw record lies, and what the light row knows of it."""

    file: str
    decoder: TextDecoder
    pasted: Paste | None
    offset: int
    length: int
    line: int
    time: datetime | None
    role: str
    site: str | None
    event: str
    severity: Literal["error", "warning"] | None
    digest: int

    def cleaned(self, piece: bytes) -> bytes:
        """Return the bytes of the record as they were read: what a mail put around them is blanked out."""
        return self.pasted.blanked(piece[: self.length]) if self.pasted else piece[: self.length]


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
    texts = _texts(entries, raw)
    for name in dict.fromkeys(entries[row].file for row in entries if row not in texts):
        bundle.tell_changed(name)
    lines = {}
    for row, entry in entries.items():
        around: tuple[str, ...] | None = None
        if context:
            offset, length = _window(entry, context)
            window = raw.get((entry.file, offset), b"")[:length]
            around = _context(window, entry, offset, context, cut=len(window) == length) if row in texts else ()
        text = texts.get(row, "")
        lines[row] = Evidence(entry.file, entry.line, entry.time, entry.event, text, around, entry.severity)
    sites = {row: entry.site for row, entry in entries.items()}
    between = {
        stretch: records_of(
            stretch,
            raw.get((read.log.name, stretch.offset), b"")[: stretch.length],
            read.log.name,
            read.census.decoder,
        )
        for stretch, read in stretches.items()
    }
    return EvidenceBook(lines, sites, _fields(questions.by_field(), entries, lines, grammars), between)


def _texts(entries: Mapping[int, _Entry], raw: Mapping[tuple[str, int], bytes]) -> dict[int, str]:
    """Return what each row says, without those whose file holds something else by now."""
    pieces = {row: entry.cleaned(raw.get((entry.file, entry.offset), b"")) for row, entry in entries.items()}
    texts = {row: message_of(entries[row].decoder.text(piece)) for row, piece in pieces.items()}
    same = {row for row, mark in zip(texts, _marks(texts.values()), strict=True) if mark == entries[row].digest}
    # Some framings are quoted with their stamp: only whoever reads a record knows its message.
    same |= {row for row in texts.keys() - same if entries[row].digest in _marks(_messages(pieces[row], entries[row]))}
    return {row: text[:MESSAGE_CHARACTERS] for row, text in texts.items() if row in same}


def _marks(messages: Iterable[str]) -> list[int]:
    frame = pl.DataFrame({"message": list(messages)}, schema={"message": pl.String})
    return frame.select(fingerprint(pl.col("message"))).to_series().to_list()


def _messages(piece: bytes, entry: _Entry) -> list[str]:
    reader = RecordReader(entry.file, len(piece), BytesIO(piece), options=ReadOptions(encoding=entry.decoder.encoding))
    return [message for frame in reader.frames() for message in frame["message"]]


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


def _entries(intake: Intake, events: pl.DataFrame, rows: Sequence[int]) -> dict[int, _Entry]:
    logs = [(read.log.name, read.census.decoder, read.census.pasted) for read in intake.logs]
    picked = events[list(rows)].select(
        "row",
        "file",
        "byte_offset",
        "length",
        "line",
        pl.when("utc_known").then(pl.col("clock").dt.cast_time_unit("us")),
        pl.col("role", "site", "event").cast(pl.String),
        # What is known to be harmless tells of no failure, whatever its words are.
        pl.when(pl.col("harmless").is_null()).then(pl.col("alarm").cast(pl.String)).alias("severity"),
        "digest",
    )
    return {
        row: _Entry._make((*logs[file], offset, length, line, time and time.replace(tzinfo=UTC), *said))
        for row, file, offset, length, line, time, *said in picked.rows()
    }


def _window(entry: _Entry, lines: int) -> tuple[int, int]:
    reach = lines * LINE_GUESS
    start = max(0, entry.offset - reach)
    return start, entry.offset - start + entry.length + reach


def _context(window: bytes, entry: _Entry, offset: int, lines: int, *, cut: bool) -> tuple[str, ...]:
    begin = entry.offset - offset
    pieces = (window[:begin], window[begin:][: entry.length], window[begin + entry.length :])
    before, own, after = (entry.decoder.text(piece).splitlines() for piece in pieces)
    after = after[:-1] if cut and not pieces[2].endswith(b"\n") else after
    # The first line of the window is usually cut.
    whole = before if offset == 0 else before[1:]
    return (*[line for line in whole if line][-lines:], *own, *[line for line in after if line][:lines])

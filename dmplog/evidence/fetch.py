"""The raw text of the lines a report cites, fetched again from the bundle by byte offset: one fetch for the whole report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC

import polars as pl

from dmplog.bundle import Bundle
from dmplog.evidence.asked import Questions
from dmplog.evidence.book import Entry, EvidenceBook
from dmplog.framing.table import message_of
from dmplog.grammar import Grammars
from dmplog.intake import Intake

LINE_GUESS = 512
"""Bytes fetched for each line of context; ConfigMgr lines are rarely longer."""


def fetch(
    bundle: Bundle, intake: Intake, events: pl.DataFrame, questions: Questions, grammars: Grammars, context: int = 0
) -> EvidenceBook:
    """Return a book of the event rows that *questions* ask for with their raw texts, and *context* lines around each."""
    entries = _entries(intake, events, questions.rows())
    spans: dict[str, list[tuple[int, int]]] = {}
    for entry in entries.values():
        spans.setdefault(entry.file, []).append((entry.offset, entry.length))
        if context:
            spans[entry.file].append(_window(entry, context))
    raw = bundle.fetch(spans)
    codecs = {read.log.name: codec_of(read.census.encoding) for read in intake.logs}
    texts, contexts = {}, {}
    for row, entry in entries.items():
        codec = codecs[entry.file]
        texts[row] = message_of(raw.get((entry.file, entry.offset), b"")[: entry.length].decode(codec, "replace"))
        if context:
            offset, length = _window(entry, context)
            contexts[row] = _context(raw.get((entry.file, offset), b"")[:length], entry, offset, context, codec)
    return EvidenceBook(entries, texts, contexts, _fields(questions.by_field(), entries, texts, grammars))


def _fields(
    rows: Sequence[int], entries: Mapping[int, Entry], texts: Mapping[int, str], grammars: Grammars
) -> dict[int, dict[str, str]]:
    """Return the fields of *rows* by row."""
    if not rows:
        return {}
    lines = {"role": [entries[row].role for row in rows], "message": [texts[row] for row in rows]}
    matched = grammars.match(pl.DataFrame(lines)).select(grammars.fields)
    return {
        row: {name: value for name, value in values.items() if value is not None}
        for row, values in zip(rows, matched.iter_rows(named=True), strict=True)
    }


def codec_of(encoding: str) -> str:
    """Return the codec in the census's name of an encoding.

    >>> codec_of("cp949 (guessed)")
    'cp949'
    """
    name = encoding.split(" ", 1)[0]
    return {"utf-16": "utf-16-le", "utf-8-sig": "utf-8", "ascii": "utf-8"}.get(name, name) or "utf-8"


def _entries(intake: Intake, events: pl.DataFrame, rows: Sequence[int]) -> dict[int, Entry]:
    if not rows:
        return {}
    picked = events[list(rows)].with_columns(
        pl.col("role", "site", "event").cast(pl.String), clock=pl.col("clock").dt.cast_time_unit("us")
    )
    return {
        values["row"]: Entry(
            row=values["row"],
            file=intake.logs[values["file"]].log.name,
            line=values["line"],
            offset=values["byte_offset"],
            length=values["length"],
            time=values["clock"].replace(tzinfo=UTC) if values["clock"] and values["utc_known"] else None,
            role=values["role"],
            site=values["site"],
            event=values["event"],
        )
        for values in picked.iter_rows(named=True)
    }


def _window(entry: Entry, lines: int) -> tuple[int, int]:
    reach = lines * LINE_GUESS
    start = max(0, entry.offset - reach)
    # An odd start would cut a UTF-16 character in two.
    start -= (entry.offset - start) % 2
    start = max(0, start)
    return start, entry.offset - start + entry.length + reach


def _context(window: bytes, entry: Entry, offset: int, lines: int, codec: str) -> tuple[str, ...]:
    before = window[: entry.offset - offset].decode(codec, "replace").splitlines()
    after = window[entry.offset - offset + entry.length :].decode(codec, "replace").splitlines()
    # The first line of the window is usually cut.
    whole = before if offset == 0 else before[1:]
    own = window[entry.offset - offset :][: entry.length].decode(codec, "replace").splitlines()
    trailing = [line for line in after if line][:lines]
    return (*[line for line in whole if line][-lines:], *own, *trailing)

"""What lines tell about a step beside its state: how far a transfer got, which sub-stage was reached.

The sentences are data: `notes` of a step in its flowchart file, with the fields of the line in braces.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from dmplog.cases.labels import condition
from dmplog.cases.subject import LaneCases
from dmplog.diagnosis.book import EvidenceBook
from dmplog.knowledge import completions, state_of, substage_of
from dmplog.report import Case
from dmplog.tracing.trace import Trace

NoteRows = dict[str, list[tuple[str, int]]]
"""For every step id the sentences that apply, each with the row of the last line it is about."""


def note_rows(cases: LaneCases, trace: Trace, by_event: Mapping[str, pl.DataFrame]) -> NoteRows:
    """Return the rows the notes of *trace* are taken from: of each kind the last line since the deciding run began."""
    if not any(step.notes for step in cases.lane.steps):
        return {}
    number = cases.subjects.index(trace.subject)
    own = cases.members.filter((pl.col("subject") == number) & (pl.col("row") >= trace.deciding.run.first_row))["row"]
    found: NoteRows = {}
    for step in cases.lane.steps:
        for note in step.notes:
            rows = by_event.get(note.signal.event)
            if rows is None:
                continue
            met = rows.filter(condition(note.signal) & pl.col("row").is_in(own.implode()))["row"]
            if len(met):
                found.setdefault(step.id, []).append((note.text, int(met.max())))  # type: ignore[arg-type]
    return found


def with_notes(case: Case, rows: NoteRows, fields: Mapping[int, Mapping[str, str]], book: EvidenceBook) -> Case:
    """Return *case* with its steps' notes, and the lines they are taken from among the evidence."""
    steps = []
    for step in case.steps:
        told = rows.get(step.id, []) if step.status not in ("not_reached", "unobservable") else []
        texts = [fill(text, fields.get(row, {})) for text, row in told]
        evidence = dict.fromkeys((*step.evidence, *book.cite_all(row for _, row in told)))
        note = "; ".join(part for part in (step.note, *texts) if part)
        steps.append(
            replace(
                step,
                note=note or None,
                evidence=tuple(sorted(evidence, key=lambda e: (e.time is None, e.time, e.file, e.line))),
            )
        )
    return replace(case, steps=tuple(steps))


def fill(text: str, fields: Mapping[str, str]) -> str:
    """Return *text* with the fields of a line, and what they stand for, in place of its braces.

    >>> fill("{substage_name} ({substage_id})", {"substage_id": "0xd000e"})
    'Upgrade ConfigMgr database (0xd000e)'
    """
    known = {**fields, **_derived(fields)}
    names = [name for _, name, _, _ in string.Formatter().parse(text) if name]
    return text.format_map({name: known.get(name) or "unknown" for name in names})


def _derived(fields: Mapping[str, str]) -> dict[str, str]:
    """Return what the numbers of a line stand for."""
    found = {}
    if (substage := fields.get("substage_id")) and (known := substage_of(int(substage, 16))):
        found["substage_name"] = known.name
    if complete := fields.get("is_complete"):
        found["completion"] = completions().get(int(complete), f"IsComplete={complete}")
    if (state := fields.get("state")) and state.isdigit() and (named := state_of(int(state))):
        found["state_name"] = named.name
    if total := fields.get("total_kilobytes"):
        found["total_bytes"] = str(int(total) * 1024)
    return found


def fields_of(rows: Sequence[int], frame: pl.DataFrame) -> dict[int, dict[str, str]]:
    """Return the fields of each of *rows*; *frame* holds them in the same order, one column per field."""
    return {
        row: {name: value for name, value in values.items() if isinstance(value, str)}
        for row, values in zip(rows, frame.iter_rows(named=True), strict=True)
    }

"""What is told beside the cases: alarming lines that block nothing, and the table of the prerequisite checks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from dmplog.codes import find_codes
from dmplog.diagnosis import Ground
from dmplog.evidence import EvidenceBook, SideNotes
from dmplog.evidence.alarms import Alarm
from dmplog.report import AlsoSeen, PrerequisiteResult, Unexplained


def also_seen(notes: SideNotes, book: EvidenceBook) -> tuple[AlsoSeen, ...]:
    """Return the alarming lines that block nothing: those a flowchart names, and unknown errors known to be harmless."""
    return tuple(AlsoSeen(book.cite(row), why) for row, why in notes.harmless)


def unexplained(alarms: Iterable[Alarm], book: EvidenceBook, ground: Ground) -> tuple[Unexplained, ...]:
    """Return the alarming lines that no step explains; each belongs to the case of the number of its finding."""
    servers, roles = ground.events["server"], ground.events["role"]
    return tuple(
        Unexplained(
            evidence=(line := book.cite(alarm.row)),
            count=alarm.times,
            first=ground.moments.time(alarm.first),
            last=ground.moments.time(alarm.row),
            server=servers[alarm.row],
            role=str(roles[alarm.row]),
            severity="error" if alarm.severity == "error" else "warning",
            case=alarm.finding,
            errors=tuple(dict.fromkeys(find_codes(line.text))),
        )
        for alarm in alarms
    )


def prerequisites(notes: SideNotes, book: EvidenceBook) -> tuple[PrerequisiteResult, ...]:
    """Return the prerequisite table."""
    rows = []
    for row in notes.prerequisites:
        fields = book.fields(row)
        result, rule = _result(fields.get("result")), fields.get("rule_name", "")
        rows.append(PrerequisiteResult(book.sites[row], fields.get("server_name"), rule, result, fields.get("text")))
    return tuple(dict.fromkeys(rows))


def _result(word: str | None) -> Literal["passed", "warning", "error"]:
    """Return the contract's word for the product's "Passed", "Warning" or "Error"."""
    lowered = (word or "").lower()
    return "passed" if lowered == "passed" else "warning" if lowered == "warning" else "error"

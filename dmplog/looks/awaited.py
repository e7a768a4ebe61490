"""The line that should come next: its texts, its file, and by how much it is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from dmplog.looks.document import STUCK, Document
from dmplog.looks.times import between
from dmplog.roles import file_of

QUOTED_END = 120
"""By so many characters a line is known again in a note that may cut it."""


def overdue(case: Document, as_of: str | None) -> timedelta | None:
    """Return by how much the next line of *case* is late, or None where lateness says nothing: a documented wait is none."""
    if case["next"] is None or case["verdict"] not in (*STUCK, "unknown"):
        return None
    late = between(case["next"]["deadline"], as_of)
    return late if late is not None and late > timedelta(0) else None


def allowed(case: Document) -> timedelta | None:
    """Return how long the step may be silent: from the last sign of *case* to when its next line is due."""
    if case["next"] is None or case["verdict"] not in STUCK:
        return None
    found = between(case["last_sign"], case["next"]["deadline"])
    return found if found is not None and found > timedelta(0) else None


def file_of_sign(sign: Document) -> str:
    """Return the file the line *sign* is awaited in; a document that does not name it is told by the log.

    >>> file_of_sign({"log": "scheduler", "log_file": "sched.log"}), file_of_sign({"log": "scheduler"})
    ('sched.log', 'schedule.log')
    """
    return str(sign.get("log_file") or file_of(sign["log"]))


def by_file(sign: Document, texts: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Return *texts* of *sign*, those that stand in one log together behind the name of its file; empty where that is the log *sign* is told by.

    >>> sign = {"log": "sender", "log_file": "sender.log", "expected": ["Sent", "Done", "Gone"], "files": ["sender.log", "sched.log", "sender.log"]}
    >>> by_file(sign, ["Sent", "Done"]), by_file(sign, ["Done", "Gone"])
    ([('', ['Sent']), ('sched.log', ['Done'])], [('sched.log', ['Done']), ('sender.log', ['Gone'])])
    """
    own = file_of_sign(sign)
    files = dict(zip(sign["expected"], sign.get("files") or (), strict=False))
    groups = [(file, list(found)) for file, found in groupby(texts, key=lambda text: files.get(text, own))]
    return [(file if number or file != own else "", found) for number, (file, found) in enumerate(groups)]


def other_files(sign: Document, texts: Sequence[str]) -> str:
    """Return in which other files than its own *texts* of *sign* may stand.

    >>> other_files({"log": "sender", "log_file": "sender.log", "expected": ["Sent", "Done"], "files": ["sender.log", "sched.log"]}, ["Sent", "Done"])
    'sched.log'
    """
    found = dict.fromkeys(file for file, _ in by_file(sign, texts) if file)
    return ", ".join(file for file in found if file != file_of_sign(sign))


def ends_of(sign: Document) -> list[str]:
    """Return those of the texts of *sign* that its note calls the end of a step that failed; the others only begin to try it again.

    >>> ends_of({"expected": ["Tries again", "It worked"], "note": "The first line only begins it; it is over with “It worked”."})
    ['It worked']
    """
    return [text for text in sign["expected"] if sign["note"] and f"“{text[:QUOTED_END]}" in sign["note"]]


def why_missing(sign: Document) -> str:
    """Return why the log of the next line *sign* says nothing."""
    return "no line of this log has a time" if sign.get("undated") else "this log was not supplied"

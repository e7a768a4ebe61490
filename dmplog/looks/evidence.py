"""A line that a report document quotes: which one shows where a case stands, and where a line stands."""

from __future__ import annotations

from dmplog.looks.document import Document


def last_evidence(case: Document) -> Document | None:
    """Return the last line that shows the step the case stands at, or the step before it."""
    found: Document | None = None
    for progress in case["steps"]:
        if progress["evidence"]:
            found = progress["evidence"][-1]
        if progress["id"] == case.get("step"):
            break
    return found


def is_error(line: Document) -> bool:
    """Return whether *line* tells of a failure itself, whatever the verdict on its case is: this alone decides what is drawn as an error.

    >>> is_error({"severity": "error"}), is_error({"severity": None}), is_error({})
    (True, False, False)
    """
    return line.get("severity") == "error"


def place_of(evidence: Document) -> str:
    """Return `file:line` of *evidence*."""
    return f"{evidence['file']}:{evidence['line']}"


def reason_of(row: Document) -> str:
    """Return why a line that was also seen blocks nothing, without the words its heading says already."""
    return str(row["why"]).removeprefix("seen, not blocking: ")

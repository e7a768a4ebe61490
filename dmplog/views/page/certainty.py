"""What stands beneath the headline: how sure the answer is and what that rests on, and what else is stuck or waiting."""

from __future__ import annotations

from collections.abc import Sequence

from dmplog.layout import sentences
from dmplog.looks.awaited import counted, overdue
from dmplog.looks.document import STUCK, Document
from dmplog.looks.others import what_else
from dmplog.looks.times import duration_text, lasting

MOST_NAMED = 3
WEAKEST_FIRST = ("possible", "likely")


def rests_on(case: Document) -> str:
    """Return how sure the answer to *case* is, and the first thing that this rests on.

    >>> rests_on({"confidence": "likely", "proofs": [], "reasons": ["sched.log of CAS01 was not supplied."]})
    'Likely: sched.log of CAS01 was not supplied.'
    """
    word = case["confidence"].capitalize()
    decisive = [proof["said"] for proof in case["proofs"] if proof["caps"] == case["confidence"]]
    first = [*decisive, *case["reasons"]][:1]
    return sentences([f"{word}: {first[0]}" if first else word])


def lateness(case: Document, as_of: str | None) -> str:
    """Return for how long *case* stands there, and by how much its next line is late; nothing where it does not stand.

    The one counts from the begin of the step, the other from the last sign: where both are told, it is said from when each counts.
    """
    if case["verdict"] not in (*STUCK, "unknown", "waiting", "in_progress"):
        return ""
    found, late, (count, _) = lasting(case, as_of), overdue(case, as_of), counted(case)
    parts = [f"At this step for {found}"] if found else []
    parts += [f"{duration_text(late)} past the deadline{f' ({count})' if count else ''}"] if late is not None else []
    said = "; ".join(parts)
    return sentences([said[0].upper() + said[1:]]) if said else ""


def beside(cases: Sequence[Document], first: Document) -> str:
    """Return what else is stuck, waiting for whom, or on its way, in a few words."""
    parts = [f"Also {word}: {said}" for word, said in what_else(cases, first, MOST_NAMED)]
    others = [case["verdict"] for case in cases if case is not first]
    if first["verdict"] in STUCK and not {*STUCK, "unknown", "waiting"}.intersection(others):
        parts.append("Nothing else is stuck or waiting")
    return sentences(parts)


def caps_of(case: Document) -> list[str]:
    """Return what lowered the certainty of *case*, the lowest first."""
    return [proof["said"] for cap in WEAKEST_FIRST for proof in case["proofs"] if proof["caps"] == cap]

"""What stands beneath the headline: how sure the answer is and what that rests on, and what else is stuck or waiting."""

from __future__ import annotations

from collections.abc import Sequence

from dmplog.layout import few, sentences
from dmplog.looks.awaited import counted, overdue
from dmplog.looks.document import ELSE, STUCK, Document, lane_name, lane_title, update_name
from dmplog.looks.story import Row, by_lane
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
    """Return what else is stuck, waiting or on its way, in a few words."""
    others = [case for case in cases if case is not first]
    told = {word: [case for case in others if case["verdict"] in verdicts] for verdicts, word in ELSE}
    parts = [
        f"Also {word}: {few([_named(row, first) for row in by_lane(found)], MOST_NAMED)}"
        for word, found in told.items()
        if found
    ]
    if first["verdict"] in STUCK and not any(case["verdict"] in (*STUCK, "unknown", "waiting") for case in others):
        parts.append("Nothing else is stuck or waiting")
    return sentences(parts)


def _named(row: Row, first: Document) -> str:
    """Return whose *row* it is, with its update where that is not the one of the *first* case."""
    name = update_name(row.case)
    own = lane_name(row.case, 1 + len(row.others))
    return own if name in (update_name(first), lane_title(row.case)) else f"{own} ({name})"


def caps_of(case: Document) -> list[str]:
    """Return what lowered the certainty of *case*, the lowest first."""
    return [proof["said"] for cap in WEAKEST_FIRST for proof in case["proofs"] if proof["caps"] == cap]

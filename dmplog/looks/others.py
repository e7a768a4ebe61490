"""What else of a report is stuck, waits or is on its way beside a case, and whom it waits for."""

from __future__ import annotations

from collections.abc import Sequence

from dmplog.layout import few
from dmplog.looks.advice import hedge_of
from dmplog.looks.document import ELSE, Document, lane_name, lane_title, update_name
from dmplog.looks.story import Row, by_lane

_AT_ITS_STEP = " at “"


def blocker_name(case: Document) -> str:
    """Return whom *case* waits for, without the step that one stands at; empty where it waits for nobody.

    >>> blocker_name({"blocked_by": "the transfer to PS1 at “Send the package to the child site”"})
    'the transfer to PS1'
    """
    return str(case["blocked_by"] or "").partition(_AT_ITS_STEP)[0]


def blocker_at_step(case: Document) -> str:
    """Return whom *case* waits for, where it is known at which step that one stands; empty else.

    >>> blocker_at_step({"blocked_by": "the parent site, whose logs are missing"})
    ''
    """
    return blocker_name(case) if _AT_ITS_STEP in (case["blocked_by"] or "") else ""


def what_else(cases: Sequence[Document], first: Document, most: int) -> tuple[tuple[str, str], ...]:
    """Return what of *cases* beside the *first* is stuck, waits or is on its way: each word with at most *most* names, and whom they wait for."""
    told = []
    for verdicts, word in ELSE:
        found = [case for case in cases if case is not first and case["verdict"] in verdicts]
        if found:
            told.append((word, _named(found, first, most)))
    return tuple(told)


def _named(cases: Sequence[Document], first: Document, most: int) -> str:
    """Return the names of *cases*, those that wait for the same one together."""
    groups: dict[tuple[str, str], list[Document]] = {}
    for case in cases:
        groups.setdefault((blocker_name(case), hedge_of(case)), []).append(case)
    said, left = [], 0
    for (blocker, hedge), found in groups.items():
        rows = by_lane(found)
        if most <= 0:
            left += len(rows)
            continue
        said.append(few([_whose(row, first) for row in rows], most) + _for(blocker, len(found), hedge))
        most -= len(rows)
    return "; ".join([*said, *([f"{left} more"] if left else [])])


def _for(blocker: str, count: int, hedge: str = "") -> str:
    """Return for whom *count* cases wait, and how sure that is.

    >>> _for("the transfer to PS1", 2, "probably "), _for("the transfer to PS1", 1)
    (', both probably for the transfer to PS1', ', for the transfer to PS1')
    """
    each = {1: "", 2: "both "}.get(count, "all ")
    return f", {each}{hedge}for {blocker}" if blocker else ""


def _whose(row: Row, first: Document) -> str:
    """Return whose *row* it is, with its update where that is not the one of the *first* case."""
    name = update_name(row.case)
    own = lane_name(row.case, 1 + len(row.others))
    return own if name in (update_name(first), lane_title(row.case)) else f"{own} ({name})"

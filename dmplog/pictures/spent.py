"""How long a step took, or has taken so far: the time inside it, never the gap between two."""

from __future__ import annotations

from datetime import datetime, timedelta

from dmplog.looks.document import Document
from dmplog.looks.states import HERE
from dmplog.looks.times import duration_text, parse
from dmplog.verdicts import OVER


def is_here(case: Document, step: Document) -> bool:
    """Return whether *case* stands at *step*."""
    return (
        bool(step["id"] == case["step"]) and case["verdict"] not in OVER and step["status"] in (*HERE, "unobservable")
    )


def span(case: Document, step: Document, as_of: str | None) -> tuple[datetime, datetime] | None:
    """Return from when to when *case* was in *step*, until *as_of* where it still is; None where nothing says so."""
    if is_here(case, step):
        # Where the logs cannot tell whether it went on, it was there as long as it was seen there.
        end = parse(case["last_sign"] if case["verdict"] == "unknown" else as_of)
        start = parse(case["since"] or step["started"])
    else:
        start, end = parse(step["started"]), parse(step["finished"] or step["started"])
    if start is None:
        return None
    return start, max(start, end) if end is not None else start


def spent_text(case: Document, step: Document, as_of: str | None) -> str:
    """Return the time inside *step* in words, empty where no two moments tell it; without a clock, since when it lasts."""
    found = span(case, step, as_of)
    if found is not None and as_of is None and is_here(case, step) and case["verdict"] != "unknown":
        return f"since {found[0]:%m-%d %H:%M}"
    if found is None or found[1] - found[0] < timedelta(seconds=1):
        return ""
    return duration_text(found[1] - found[0])

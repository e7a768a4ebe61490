"""Who speaks when: one bar per log and one per case on one axis, in thousandths of the whole period."""

from __future__ import annotations

from collections.abc import Sequence

from dmplog.bundle.names import log_called
from dmplog.frozen import frozen
from dmplog.looks.document import STUCK, Document
from dmplog.looks.times import between
from dmplog.views.page.lanes import Lane, Strip

AXIS = 1000
MOST_FILES = 200
MOST_BARS = 200
"""So many rows have a bar; those beyond are named."""

THIN = 3


@frozen
class Axis:
    """The period a picture shows, and the moments that are lines across it."""

    start: str | None
    end: str | None
    marks: tuple[tuple[str, str], ...]
    """What each line means, and its time."""

    def at(self, moment: str) -> int:
        """Return where *moment* lies."""
        return bar(moment, moment, self.start, self.end)[0]

    @property
    def places(self) -> tuple[int, ...]:
        """Where the lines stand."""
        found = (self.at(moment) for _, moment in self.marks)
        return tuple(min(place, AXIS - THIN) for place in found if 0 <= place <= AXIS)


@frozen
class Span:
    """One bar, with its gaps."""

    row: Document
    bar: tuple[int, int] | None
    gaps: tuple[tuple[int, int], ...]
    said: str


def axis_of(document: Document) -> Axis:
    """Return the axis of *document*: from the first line of any log to the last, with what the answer turns on."""
    rows = document["coverage"]
    start = min((row["first"] for row in rows if row["first"]), default=None)
    end = max((row["last"] for row in rows if row["last"]), default=None)
    first = document["cases"][0] if document["cases"] else None
    since = first["since"] if first and first["verdict"] in STUCK else None
    marks = {"since when it is stuck": since, "the time it is judged at": document["as_of"]}
    return Axis(start, end, tuple((meaning, mark) for meaning, mark in marks.items() if mark))


def logs_of(document: Document, axis: Axis) -> tuple[tuple[Span, ...], tuple[Document, ...]]:
    """Return the bars of the logs an update is known by, and the other files."""
    rows = document["coverage"]
    known = [row for row in rows if row["role"] != "other"][:MOST_FILES]
    return tuple(_log(row, axis) for row in known), tuple(row for row in rows if row["role"] == "other")


def _log(row: Document, axis: Axis) -> Span:
    gaps = tuple(bar(first, last, axis.start, axis.end) for first, last in row["gaps"])
    # From when to when it speaks stands beside the bar, by the clock that was asked for.
    said = f"{log_called(row['role'], [row['file']])}, {len(gaps)} {'gap' if len(gaps) == 1 else 'gaps'}"
    whole = bar(row["first"], row["last"], axis.start, axis.end) if row["first"] and row["last"] else None
    return Span(row, whole, gaps, said)


def cases_of(updates: Sequence[Strip], axis: Axis) -> tuple[Span, ...]:
    """Return a bar for each row of *updates*; a case of which no line has a time has a rail without one."""
    return tuple(_case(lane, update, axis) for update in updates for lane in update.lanes)


def _case(lane: Lane, update: Strip, axis: Axis) -> Span:
    found = _times(lane.case, axis.end)
    whole = bar(*found, axis.start, axis.end) if found else None
    return Span({"lane": lane, "update": update}, whole, (), f"{lane.who}, {lane.said}")


def _times(case: Document, end: str | None) -> tuple[str, str] | None:
    """Return from when to when *case* went on, its first attempt included; what is stuck goes on until the logs end."""
    steps = case["steps"]
    times = [step[name] for step in steps for name in ("started", "finished") if step[name]]
    times += [moment for step in steps for moment in step.get("tries", ())]
    # Of a step that waits its line may be all that is known.
    times += [line["time"] for step in steps for line in step["evidence"] if line["time"]]
    if case["since"] and case["verdict"] != "completed":
        times.append(case["since"])
    if not times:
        return None
    over = case["verdict"] in ("completed", "not_applicable")
    return min(times), max(times) if over or end is None else max(*times, end)


def bar(first: str, last: str, start: str | None, end: str | None) -> tuple[int, int]:
    """Return where a bar from *first* to *last* begins on the axis from *start* to *end*, and how long it is.

    >>> bar("2024-12-18T06:00:00Z", "2024-12-18T12:00:00Z", "2024-12-18T00:00:00Z", "2024-12-19T00:00:00Z")
    (250, 250)
    """
    whole, before, length = between(start, end), between(start, first), between(first, last)
    if whole is None or before is None or length is None:
        return (0, THIN)
    seconds = max(whole.total_seconds(), 1)
    left, width = (round(part.total_seconds() / seconds * AXIS) for part in (before, length))
    return (left, max(width, THIN))

"""The time in each step of a case: one bar per step on one axis, with the deadline and the moment it is judged at as lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from dmplog.frozen import frozen
from dmplog.looks.awaited import counted
from dmplog.looks.document import Document, own_step
from dmplog.looks.short import short_of
from dmplog.looks.states import state_said
from dmplog.looks.times import parse
from dmplog.looks.visible import brief
from dmplog.pictures.drawing import Anchor, Box, Circle, Drawing, Group, Paint, Path, Shape, Text
from dmplog.pictures.lanes import name_of
from dmplog.pictures.marks import paint_of
from dmplog.pictures.measure import fit
from dmplog.pictures.measure import width as width_of
from dmplog.pictures.spent import is_here, span, spent_text

WIDTH = 820.0
LABELS = 168.0
"""The most room for the names of the steps, at the left."""

ROW = 22.0
TOP = 24.0
"""The room for the names of the lines, above."""

BARE = 4.0
"""So much of it is left where there are no lines."""

AXIS = 28.0
SIZE = 10.0
CAPTION = 20.0
ATTEMPTS = "Each tick is an attempt. The bars of the other steps are those of the last one."
BESIDE = 96.0
"""The room at the right of the axis, for how long the last bar is."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
STEPS = tuple(
    timedelta(seconds=seconds)
    for seconds in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200)
) + tuple(timedelta(days=days) for days in (1, 2, 7, 14, 28))
"""Between how many seconds, minutes, hours or days an axis has its marks."""


@frozen
class Scale:
    """The axis: which moment stands where."""

    first: datetime
    last: datetime
    left: float
    right: float

    def place(self, moment: datetime) -> float:
        """Return where *moment* stands."""
        whole = max((self.last - self.first).total_seconds(), 1.0)
        share = (moment - self.first).total_seconds() / whole
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)


def draw(document: Document, case: Document, *, width: float = WIDTH, captioned: bool = True) -> Drawing:
    """Return the bars of *case*, judged at the clock of *document*; *captioned* where nothing beside it tells of attempts."""
    spans = [(step, span(case, step, document["as_of"])) for step in case["steps"]]
    known = [(step, found) for step, found in spans if found is not None]
    title = f"Time in each step: {name_of(case)}"
    if not known:
        words = "No line of this case has a time."
        return Drawing(width, 34, (Text(8, 22, words, 11, "dim"),), title, words)
    as_of, deadline = parse(document["as_of"]), _deadline(case)
    moments = [moment for _, found in known for moment in found]
    # What is over is not judged by a clock.
    as_of = as_of if any(is_here(case, step) for step, _ in known) else None
    ends = [moment for moment in (as_of, deadline) if moment is not None]
    named = max(width_of(short_of(step), SIZE) for step, _ in known)
    scale = Scale(min(moments), max([*moments, *ends]), min(named + 18, LABELS), width - BESIDE)
    top = TOP if ends else BARE
    bottom = top + len(known) * ROW
    shapes: list[Shape] = [_axis(scale, bottom)]
    numbers = {id(one): number for number, one in enumerate(document["cases"], start=1)}
    shapes += _lines(scale, bottom, as_of, deadline, counted(case)[0])
    for place, (step, found) in enumerate(known):
        shapes.append(_bar(document, case, step, found, scale, top + place * ROW, numbers.get(id(case))))
    said = "; ".join(
        f"{brief(step['title'] or step['id'])}: {spent_text(case, step, document['as_of']) or 'a moment'}"
        for step, _ in known
    )
    caption = attempts_said(case) if captioned else ""
    if caption:
        shapes.append(Text(2, bottom + AXIS + 12, caption, SIZE, "dim"))
    return Drawing(width, bottom + AXIS + (CAPTION if caption else 0), tuple(shapes), title, said + ".")


def attempts_said(case: Document) -> str:
    """Return what the ticks of a bar are, and of which attempt the bars in front of it; nothing where there was one attempt.

    >>> attempts_said({"step": "ask", "steps": [{"id": "ask", "attempts": 5, "tries": ["", ""]}]})
    'Each tick is an attempt. The bars of the other steps are those of the last one.'
    """
    own = own_step(case)
    return ATTEMPTS if own is not None and own["attempts"] > 1 and len(own.get("tries", ())) > 1 else ""


def _deadline(case: Document) -> datetime | None:
    return parse(case["next"]["deadline"]) if case["next"] is not None else None


def _axis(scale: Scale, bottom: float) -> Group:
    shapes: list[Shape] = [Path(((scale.left, bottom + 4), (scale.right, bottom + 4)), Paint("", "faint", 1))]
    ticks, pattern = round_moments(scale.first, scale.last)
    words = [(moment, scale.place(moment), written(moment, pattern)) for moment in ticks]
    taken = 0.0
    for moment, x, said in words:
        half = width_of(said, SIZE) / 2
        if x - half < taken + 8 or x + half > scale.right + BESIDE - 36:
            continue
        taken = x + half
        shapes.append(Path(((x, bottom + 4), (x, bottom + 8)), Paint("", "faint", 1)))
        shapes.append(Text(x, bottom + 20, said, SIZE, "dim", "middle", moment=moment, pattern=pattern))
    zone = Text(scale.right + BESIDE - 4, bottom + 20, "UTC", SIZE, "dim", "end", moment=scale.last, pattern="%Z")
    shapes.append(zone)
    return Group(tuple(shapes), kind="axis")


def round_moments(first: datetime, last: datetime) -> tuple[list[datetime], str]:
    """Return at most seven round moments from *first* to *last*, and how they are written.

    >>> from datetime import UTC
    >>> moments, pattern = round_moments(datetime(2025, 1, 14, 2, 3, tzinfo=UTC), datetime(2025, 1, 14, 10, 21, tzinfo=UTC))
    >>> [written(moment, pattern) for moment in moments]
    ['04:00', '06:00', '08:00', '10:00']
    """
    whole = last - first
    step = next((size for size in STEPS if whole / size <= 7), None) or max(whole / 7, timedelta(days=1))
    origin = datetime(first.year, first.month, first.day, tzinfo=first.tzinfo)
    count = -(-(first - origin) // step)
    found = []
    while origin + count * step <= last:
        found.append(origin + count * step)
        count += 1
    pattern = "%d %b" if step >= timedelta(days=1) else "%H:%M" if step >= timedelta(minutes=1) else "%H:%M:%S"
    if pattern == "%H:%M" and first.date() != last.date():
        pattern = "%d %b %H:%M"
    return found, pattern


def written(moment: datetime, pattern: str) -> str:
    """Return *moment* as *pattern* says, its month in English whatever language the machine speaks."""
    return moment.strftime(pattern.replace("%b", MONTHS[moment.month - 1]))


def _bar(
    document: Document,
    case: Document,
    step: Document,
    found: tuple[datetime, datetime],
    scale: Scale,
    top: float,
    number: int | None,
) -> Group:
    status = step["status"]
    start, end = scale.place(found[0]), scale.place(found[1])
    title = brief(step["title"] or step["id"])
    spent, paint = spent_text(case, step, document["as_of"]), paint_of(status)
    shapes: list[Shape] = [
        Text(scale.left - 10, top + 14, fit(short_of(step), LABELS - 18, 10), 10, "dim", "end"),
        Box(start, top + 4, max(end - start, 3.0), ROW - 9, replace(paint, width=min(paint.width, 1.5)), 2)
        if spent
        # One moment is all that is known of it.
        else Circle(start, top + 10.5, 4.5, replace(paint, width=1.5)),
    ]
    shapes += _ticks(step, scale, top)
    if spent:
        beside = max(end, start + 3) + 6
        # A line that runs behind the words is not drawn through them.
        shapes.append(Box(beside - 2, top + 4, width_of(spent, 10) + 4, ROW - 9, Paint("page")))
        shapes.append(Text(beside, top + 14, spent, 10, "text"))
    said = f"{title}: {state_said(step)}{f', {spent}' if spent else ''}"
    return Group(tuple(shapes), said, case=number, step=step["id"], kind="bar", status=status)


def _ticks(step: Document, scale: Scale, top: float) -> list[Shape]:
    """Return a tick above and below the bar of *step* for each attempt that has a time; ticks that would touch are one."""
    found: list[Shape] = []
    taken = 0.0
    for moment in filter(None, map(parse, step.get("tries", ()))):
        x = scale.place(moment)
        if x - taken >= 3:
            taken = x
            found.append(Path(((x, top), (x, top + 4)), Paint("", "text", 1.6)))
            found.append(Path(((x, top + ROW - 5), (x, top + ROW - 1)), Paint("", "text", 1.6)))
    return found


def _lines(scale: Scale, bottom: float, as_of: datetime | None, deadline: datetime | None, count: str) -> list[Shape]:
    """Return the deadline, with what it *count*s from, and the moment of judgement as lines, with their names above."""
    shapes: list[Shape] = []
    pattern = "%H:%M" if scale.first.date() == scale.last.date() else "%d %b %H:%M"
    taken = scale.right + BESIDE
    named = ((as_of, "dim", "as of"), (deadline, "quote", "due"))
    known = [(moment, role, word) for moment, role, word in named if moment is not None]
    # From right to left: each has its words where those of the one behind it leave room.
    for moment, role, word in sorted(known, key=lambda one: one[0], reverse=True):
        x, told = scale.place(moment), f"{word} {pattern}"
        if word == "due" and count:
            # The bar counts from the begin of the step.
            whole = f"{told}, {count}"
            told = whole if x + 4 + width_of(written(moment, whole), SIZE) <= taken - 4 else told
        words = written(moment, told)
        # At the right of its line where there is room, else at the left, in front of the name that stands there.
        length = width_of(words, SIZE)
        fits = x + 4 + length <= taken - 4
        place = x + 4 if fits else min(x - 4, taken - 8)
        anchor: Anchor = "start" if fits else "end"
        taken = place if fits else place - length
        shapes.append(Path(((x, 4), (x, bottom + 4)), Paint("", role, 1.3, "dashed")))
        shapes.append(Text(place, 12, words, SIZE, role, anchor, moment=moment, pattern=told))
    return shapes

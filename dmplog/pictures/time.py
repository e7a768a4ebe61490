"""The time in each step of a case: one bar per step on one axis, with the deadline and the moment it is judged at as lines."""

from __future__ import annotations

from datetime import datetime

from dmplog.frozen import frozen
from dmplog.pictures.drawing import Box, Drawing, Group, Paint, Path, Shape, Text
from dmplog.pictures.lanes import name_of, short
from dmplog.pictures.marks import paint_of
from dmplog.pictures.measure import fit
from dmplog.pictures.measure import width as width_of
from dmplog.pictures.spent import span, spent_text
from dmplog.views.document import Document, parse
from dmplog.views.states import STATES
from dmplog.views.visible import brief

WIDTH = 820.0
LABELS = 168.0
ROW = 22.0
TOP = 24.0
AXIS = 26.0


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


def draw(document: Document, case: Document, *, width: float = WIDTH) -> Drawing:
    """Return the bars of *case*, judged at the clock of *document*."""
    spans = [(step, span(case, step, document["as_of"])) for step in case["steps"]]
    known = [(step, found) for step, found in spans if found is not None]
    title = f"Time in each step: {name_of(case)}"
    if not known:
        words = "No line of this case has a time."
        return Drawing(width, 34, (Text(8, 22, words, 11, "dim"),), title, words)
    as_of, deadline = parse(document["as_of"]), _deadline(case)
    moments = [moment for _, found in known for moment in found]
    here = [found for step, found in known if step["id"] == case["step"]]
    ends = [moment for moment in (as_of if here else None, deadline) if moment is not None]
    scale = Scale(min(moments), max([*moments, *ends]), LABELS, width - 78)
    bottom = TOP + len(known) * ROW
    shapes: list[Shape] = [_axis(scale, bottom)]
    numbers = {id(one): number for number, one in enumerate(document["cases"], start=1)}
    for place, (step, found) in enumerate(known):
        shapes.append(_bar(document, case, step, found, scale, TOP + place * ROW, numbers.get(id(case))))
    shapes += _lines(scale, bottom, as_of if ends and as_of in ends else None, deadline)
    said = "; ".join(
        f"{brief(step['title'] or step['id'])}: {spent_text(case, step, document['as_of']) or 'a moment'}"
        for step, _ in known
    )
    return Drawing(width, bottom + AXIS, tuple(shapes), title, said + ".")


def _deadline(case: Document) -> datetime | None:
    return parse(case["next"]["deadline"]) if case["next"] is not None else None


def _axis(scale: Scale, bottom: float) -> Group:
    shapes: list[Shape] = [Path(((scale.left, bottom + 4), (scale.right, bottom + 4)), Paint("", "faint", 1))]
    same = scale.first.date() == scale.last.date()
    pattern = "%H:%M" if same else "%m-%d %H:%M"
    ends = ((scale.left, scale.first, "start"), (scale.right, scale.last, "end"))
    for x, moment, anchor in ends:
        words = moment.strftime(pattern) + (" UTC" if anchor == "end" else "")
        side = "start" if anchor == "start" else "end"
        shapes.append(Text(x, bottom + 18, words, 10, "dim", "start" if side == "start" else "end"))
    return Group(tuple(shapes), kind="axis")


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
    spent = spent_text(case, step, document["as_of"])
    shapes: list[Shape] = [
        Text(LABELS - 10, top + 14, fit(short(title), LABELS - 18, 10), 10, "dim", "end"),
        Box(start, top + 4, max(end - start, 3.0), ROW - 9, paint_of(status), 2),
    ]
    if spent:
        beside = max(end, start + 3) + 6
        shapes.append(Text(beside, top + 14, spent, 10, "text"))
    said = f"{title}: {STATES[status].word.lower()}{f', {spent}' if spent else ''}"
    return Group(tuple(shapes), said, case=number, step=step["id"], kind="bar", status=status)


def _lines(scale: Scale, bottom: float, as_of: datetime | None, deadline: datetime | None) -> list[Shape]:
    shapes: list[Shape] = []
    for moment, role, word in ((deadline, "quote", "due"), (as_of, "dim", "as of")):
        if moment is None:
            continue
        x = scale.place(moment)
        words = f"{word} {moment:%H:%M}"
        start = min(x + 4, scale.right + 78 - width_of(words, 10) - 2)
        y = 12.0
        shapes.append(Path(((x, 4), (x, bottom + 4)), Paint("", role, 1.2, "dashed")))
        shapes.append(Text(start, y, words, 10, role))
    return shapes

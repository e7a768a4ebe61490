"""One case on its lane of Microsoft's flowchart: boxes with the state and the time inside, the deciding line beneath the last."""

from __future__ import annotations

from dmplog.pictures.drawing import Box, Drawing, Group, Mark, Paint, Path, Shape, Text
from dmplog.pictures.lanes import row_words
from dmplog.pictures.marks import ink_of, paint_of, state_words
from dmplog.pictures.measure import width as width_of
from dmplog.pictures.measure import wrap
from dmplog.pictures.spent import is_here, spent_text
from dmplog.views import document as reading
from dmplog.views.document import STUCK, Document, slug
from dmplog.views.states import STATES
from dmplog.views.visible import brief, quoted

WIDTH = 820.0
HEIGHT = 92.0
BETWEEN = 20.0
TITLE_SIZE = 11.0
SMALL = 9.5
QUOTE = 10.0
MOST_BOX = 168.0


def draw(document: Document, case: Document, *, prefix: str = "", width: float = WIDTH) -> Drawing:
    """Return *case* on its lane.

    Args:
        document: The report, which gives the clock.
        case: One of its cases.
        prefix: What the anchors of the page begin with that tell a step; without one, no box is a link.
        width: How wide the drawing is.
    """
    numbers = {id(one): number for number, one in enumerate(document["cases"], start=1)}
    number = numbers.get(id(case))
    steps = case["steps"]
    room = (width - 8 - BETWEEN * (len(steps) - 1)) / max(len(steps), 1)
    box = min(room, MOST_BOX)
    shapes: list[Shape] = []
    for place, step in enumerate(steps):
        left = 4 + place * (box + BETWEEN)
        shapes.append(_step(document, case, step, left, box, number, prefix))
        if place:
            before = steps[place - 1]["status"] in ("done", "inferred", "silent", "bypassed")
            role = "line" if before and step["status"] not in ("not_reached", "unobservable") else "faint"
            line = Paint("", role, 1.6)
            shapes.append(Path(((left - BETWEEN, 4 + HEIGHT / 2), (left - 2, 4 + HEIGHT / 2)), line, arrow=True))
    height = HEIGHT + 8
    here = next((place for place, step in enumerate(steps) if is_here(case, step)), None)
    if here is not None:
        quote = _quote(case, 4 + here * (box + BETWEEN), width)
        shapes += quote
        height += 6 + len(quote) * 14
    said = "; ".join(_step_words(document, case, step) for step in steps) + "."
    return Drawing(width, height, tuple(shapes), row_words(case), said)


def _step(
    document: Document, case: Document, step: Document, left: float, box: float, number: int | None, prefix: str
) -> Group:
    status = step["status"]
    ink = ink_of(status)
    top = 4.0
    shapes: list[Shape] = [Box(left, top, box, HEIGHT, paint_of(status), 7)]
    if status == "stalled":
        shapes.append(Box(left + 3, top + 3, box - 6, HEIGHT - 6, Paint("", "stalled-border", 1), 5))
    titles = wrap(brief(step["title"] or step["id"]), box - 14, TITLE_SIZE, most=3, bold=True)
    y = top + 20
    for line in titles:
        struck = status == "bypassed"
        shapes.append(Text(left + box / 2, y, line, TITLE_SIZE, ink, "middle", bold=True, strike=struck))
        y += 14
    word, spent = state_words(step), spent_text(case, step, document["as_of"])
    wide = width_of(word, SMALL) + 14
    middle = left + box / 2
    below = top + HEIGHT - (24 if spent else 14)
    shapes.append(Mark(middle - wide / 2 + 5, below - 3.5, 9, STATES[status].mark.strip("()"), ink))
    shapes.append(Text(middle - wide / 2 + 14, below, word, SMALL, ink))
    if spent:
        shapes.append(Text(middle, top + HEIGHT - 10, spent, SMALL, ink, "middle"))
    link = f"{prefix}-evidence-{slug(step['id'])}" if prefix and step["evidence"] else ""
    said = _step_words(document, case, step)
    name = slug(step["id"])
    return Group(tuple(shapes), said, case=number, step=step["id"], name=name, link=link, kind="step", status=status)


def _step_words(document: Document, case: Document, step: Document) -> str:
    spent = spent_text(case, step, document["as_of"])
    title = brief(step["title"] or step["id"])
    return f"{title}: {state_words(step).lower()}{f', {spent}' if spent else ''}"


def _quote(case: Document, left: float, width: float) -> list[Shape]:
    """Return the line that decided, beneath its box."""
    found = reading.last_evidence(case)
    if found is None:
        return []
    color = "quote" if case["verdict"] in STUCK else "dim"
    file = str(found["file"]).replace("\\", "/").rsplit("/", 1)[-1]
    said = f"{brief(file, 40)}:{found['line']} {quoted(found['text'], 300)}"
    room = max(width * 0.55, width - left - 8)
    lines = wrap(said, room, QUOTE, most=2, mono=True)
    widest = max(width_of(line, QUOTE, mono=True) for line in lines)
    start = max(4.0, min(left, width - widest - 4))
    return [Text(start, HEIGHT + 22 + place * 14, line, QUOTE, color, mono=True) for place, line in enumerate(lines)]

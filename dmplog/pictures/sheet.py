"""Several drawings on one sheet: the headline, each drawing beneath its heading, and what the signs mean."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dmplog.frozen import frozen
from dmplog.looks.states import legend_of
from dmplog.pictures.drawing import Drawing, Shape, Text, moved
from dmplog.pictures.marks import dot
from dmplog.pictures.measure import balanced, wrap
from dmplog.pictures.measure import width as width_of

MARGIN = 18.0
TITLE = 15.0
HEADING = 12.0
SMALL = 10.0


@frozen
class Part:
    """One drawing of a sheet, with the words above it."""

    heading: str
    drawing: Drawing


def lay_out(headline: str, below: str, parts: Sequence[Part], statuses: Collection[str]) -> Drawing:
    """Return *parts* beneath each other under *headline*, a smaller line *below* it, and the legend of *statuses* at the end."""
    width = max(part.drawing.width for part in parts) + 2 * MARGIN
    shapes: list[Shape] = []
    y = MARGIN + TITLE
    for line in balanced(headline, width - 2 * MARGIN, TITLE):
        shapes.append(Text(MARGIN, y, line, TITLE, bold=True))
        y += TITLE + 5
    if below:
        shapes.append(Text(MARGIN, y, wrap(below, width - 2 * MARGIN, SMALL, most=1)[0], SMALL, "dim"))
        y += SMALL
    for part in parts:
        y += 14
        if part.heading:
            heading = wrap(part.heading, width - 2 * MARGIN, HEADING, most=1, bold=True)[0]
            shapes.append(Text(MARGIN, y + HEADING, heading, HEADING, bold=True))
            y += HEADING + 12
        shapes += moved(part.drawing.shapes, MARGIN, y)
        y += part.drawing.height
    if statuses:
        legend, height = _legend(statuses, width - 2 * MARGIN)
        shapes += moved(legend, MARGIN, y + 20)
        y += 20 + height
    described = ". ".join(
        f"{part.heading}: {part.drawing.description}".removesuffix(".") if part.heading else part.drawing.description
        for part in parts
    )
    return Drawing(width, y + MARGIN, tuple(shapes), headline, described.rstrip(".") + ".")


def _legend(statuses: Collection[str], width: float) -> tuple[tuple[Shape, ...], float]:
    """Return the signs with their words in rows of *width*, and how high they are."""
    shapes: list[Shape] = []
    x, y = 10.0, 0.0
    for state in legend_of(statuses):
        needed = 18 + width_of(state.word, SMALL) + 26
        if x + needed > width:
            x, y = 10.0, y + 26
        shapes += dot(x, y, state.status, 7)
        shapes.append(Text(x + 16, y + 3.5, state.word, SMALL, "dim"))
        x += needed
    return tuple(shapes), y + 8

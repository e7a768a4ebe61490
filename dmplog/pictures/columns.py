"""A bare flowchart on a page: its title, and beneath it one lane, or all of them side by side, each in a frame with its name."""

from __future__ import annotations

from dmplog.looks.picture import FlowchartPicture, LanePicture
from dmplog.pictures import column
from dmplog.pictures.drawing import Box, Drawing, Group, Paint, Shape, Text, moved
from dmplog.pictures.measure import balanced

MARGIN, FRAME = 18.0, 16.0
TITLE, NAME = 15.0, 12.0
_LEAST = 300.0
"""A title has at least so much room, however narrow the lane is."""


def draw(picture: LanePicture | FlowchartPicture) -> Drawing:
    """Return *picture* as a page."""
    whole = isinstance(picture, FlowchartPicture)
    lanes = picture.lanes if isinstance(picture, FlowchartPicture) else (picture,)
    columns = [(lane.prefix, column.draw(lane)) for lane in lanes]
    inner = sum(drawn.width + 2 * FRAME * whole for _, drawn in columns) + 12.0 * (len(columns) - 1)
    width = max(inner, _LEAST) + 2 * MARGIN
    shapes: list[Shape] = []
    y = MARGIN + TITLE
    for line in balanced(picture.title, width - 2 * MARGIN, TITLE):
        shapes.append(Text(MARGIN, y, line, TITLE, bold=True))
        y += TITLE + 5
    height = 0.0
    x = MARGIN
    for prefix, drawn in columns:
        part, size = _framed(drawn, prefix) if whole else (drawn.shapes, (drawn.width, drawn.height))
        shapes += moved(part, x, y)
        x, height = x + size[0] + 12.0, max(height, size[1])
    words = "; ".join(drawn.description.removesuffix(".") for _, drawn in columns) + "."
    return Drawing(width, y + height + MARGIN, tuple(shapes), picture.title, words)


def _framed(drawn: Drawing, prefix: str) -> tuple[tuple[Shape, ...], tuple[float, float]]:
    """Return a lane in its frame, and how large that is."""
    lines = balanced(drawn.title, drawn.width, NAME)
    top = FRAME + len(lines) * (NAME + 4) + 10
    size = (drawn.width + 2 * FRAME, top + drawn.height + FRAME)
    name = [
        Text(FRAME, FRAME + NAME / 2 + place * (NAME + 4), line, NAME, bold=True) for place, line in enumerate(lines)
    ]
    frame = Box(0.5, 0.5, size[0] - 1, size[1] - 1, Paint("", "faint"), 10)
    inside = moved(drawn.shapes, FRAME, top)
    return (Group((frame, *name, *inside), drawn.title, name=f"{prefix}-lane", kind="lane"),), size

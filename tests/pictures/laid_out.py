"""Where the words of a drawing stand, by the widest font that it may be shown in."""

from __future__ import annotations

from dmplog.pictures.drawing import Text
from dmplog.pictures.measure import width


def texts(drawing):
    return [shape for shape in drawing.flat() if isinstance(shape, Text)]


def extent(text):
    length = width(text.words, text.size, bold=text.bold, mono=text.mono)
    left = text.x - {"start": 0, "middle": length / 2, "end": length}[text.anchor]
    return left, left + length


def outside(drawing):
    """Return the words that leave the picture at the left or the right."""
    return [text.words for text in texts(drawing) if not (0 <= extent(text)[0] and extent(text)[1] <= drawing.width)]


def over(drawing):
    """Return the words that lie over others."""
    found = texts(drawing)
    return [
        (one.words, other.words)
        for place, one in enumerate(found)
        for other in found[place + 1 :]
        if abs(one.y - other.y) < min(one.size, other.size) * 0.8
        and extent(one)[0] < extent(other)[1]
        and extent(other)[0] < extent(one)[1]
    ]

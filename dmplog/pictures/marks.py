# ruff: noqa: RUF001, RUF002 - typographic signs are meant as they stand
"""The signs of the states as strokes, and the dot that carries one: shape and sign tell a state, colour repeats it."""

from __future__ import annotations

from dataclasses import replace

from dmplog.looks.document import Document
from dmplog.looks.palette import LIGHT
from dmplog.looks.states import HERE, STATES
from dmplog.pictures.drawing import Circle, Dashes, Mark, Paint, Shape

STROKES = {
    "✓": "M1 6 L5 10 L12 1",
    "‖": "M3 1 L3 11 M9 1 L9 11",
    "✗": "M2 1 L11 11 M11 1 L2 11",
    "▶": "M3 1 L11 6 L3 11 Z",
    "◷": "M6.5 0.8 C9.36 0.83 11.66 3.16 11.65 6.02 C11.64 8.89 9.31 11.2 6.45 11.2 C3.59 11.2 1.26 8.89 1.25 6.02 C1.24 3.16 3.54 0.83 6.4 0.8"
    " M6.5 3 L6.5 6.2 L9 7.8",
    "○": "M6.5 1.2 C9.14 1.23 11.26 3.38 11.25 6.02 C11.24 8.67 9.09 10.8 6.45 10.8 C3.81 10.8 1.66 8.67 1.65 6.02 C1.64 3.38 3.76 1.23 6.4 1.2",
    "↷": "M1.5 9.5 C1.33 7.11 2.89 4.93 5.22 4.32 C7.54 3.71 9.97 4.83 11 7 M11.6 2.8 L11.2 7.6 L6.8 6.4",
    "?": "M3.4 3.6 C3.56 1.94 5.01 0.7 6.68 0.81 C8.35 0.91 9.63 2.32 9.58 3.99 C9.54 5.66 8.17 6.99 6.5 7 L6.5 8.2 M6.5 10.6 L6.5 11.2",
    "·": "M5.2 6 L7.8 6",
}
"""Signs as strokes in a box of 13 by 12: moves, lines and curves with absolute places, which every writer knows."""

FILLED = {"▶"}


def ink_of(status: str) -> str:
    """Return the colour of words and signs on the fill of *status*."""
    return f"{status}-ink" if LIGHT.looks[status].fill else "dim"


def paint_of(status: str) -> Paint:
    """Return how the box or the dot of a step in *status* is painted."""
    look = LIGHT.looks[status]
    fill = f"{status}-fill" if look.fill else "page"
    dashes: Dashes = "dashed" if look.line == "dashed" else "dotted" if look.line == "dotted" else "solid"
    return Paint(fill, f"{status}-border", look.width, dashes, hatched=status == "unobservable")


def soft_paint_of(status: str) -> Paint:
    """Return how a box with words in it is painted: what is over is pale, so that the eye meets first what stands still."""
    paint = paint_of(status)
    return replace(paint, fill=f"{status}-soft") if LIGHT.looks[status].soft else paint


def soft_ink_of(status: str) -> str:
    """Return the colour of words in a box painted by `soft_paint_of`."""
    return "text" if LIGHT.looks[status].soft else ink_of(status)


def dot(x: float, y: float, status: str, radius: float = 10.0) -> tuple[Shape, ...]:
    """Return the dot of a step in *status* round (x, y).

    >>> [type(shape).__name__ for shape in dot(0, 0, "stalled")]
    ['Circle', 'Circle', 'Mark']
    """
    paint = paint_of(status)
    sign = Mark(x, y, radius * 1.05, STATES[status].mark.strip("()"), _ink_on_dot(status))
    ring = Circle(x, y, radius + 3, Paint("", paint.line, 1.4))
    # What a case stands at has a ring, so that it is found without its colour.
    rings = (ring,) if status in HERE else ()
    # An empty circle is a sign of its own.
    signs = () if status in ("not_reached", "silent") else (sign,)
    return (*rings, Circle(x, y, radius, replace(paint, width=min(paint.width, 1.6), hatched=False)), *signs)


def state_words(step: Document) -> str:
    """Return the state of *step* in words, with the number of attempts.

    >>> state_words({"status": "failed", "attempts": 5})
    'Failed ×5'
    """
    again = f" ×{step['attempts']}" if step.get("attempts", 1) > 1 else ""
    return STATES[step["status"]].word + again


def _ink_on_dot(status: str) -> str:
    return f"{status}-border" if status == "inferred" else ink_of(status)

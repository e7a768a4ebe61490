"""A picture laid out: every shape with its place, its size and the role of its colour, before any format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Literal

from dmplog.frozen import frozen

Dashes = Literal["solid", "dashed", "dotted"]
HEAD = 7.0
"""How long the head of an arrow is."""

Anchor = Literal["start", "middle", "end"]


@frozen
class Paint:
    """How a shape is filled and outlined: roles of `Palette.roles`, such as `done-fill`; an empty role is not drawn."""

    fill: str = ""
    line: str = ""
    width: float = 1.0
    dashes: Dashes = "solid"
    hatched: bool = False
    """Stripes on the fill; a writer keeps them away from words by what is drawn above."""


@frozen
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    paint: Paint
    radius: float = 0.0


@frozen
class Circle:
    """A circle round (x, y)."""

    x: float
    y: float
    radius: float
    paint: Paint


@frozen
class Path:
    """Straight lines from point to point."""

    points: tuple[tuple[float, float], ...]
    paint: Paint
    arrow: bool = False
    closed: bool = False

    @property
    def head(self) -> tuple[tuple[float, float], ...]:
        """The corners of the arrow at its end; lines of a picture run along its axes."""
        (before_x, before_y), (x, y) = self.points[-2:]
        along = (0 if abs(x - before_x) < abs(y - before_y) else (1 if x > before_x else -1)) * HEAD
        down = 0 if along else (HEAD if y > before_y else -HEAD)
        sides = ((x - along - down / 2, y - down - along / 2), (x - along + down / 2, y - down + along / 2))
        return ((x, y), *sides)


@frozen
class Text:
    """Words on one line; (x, y) is the left, the middle or the right of their baseline.

    Attributes:
        moment: Which moment the words tell, where a page can tell it by another clock.
        pattern: How they tell it, such as `due %H:%M`; `%Z` names the clock itself.
    """

    x: float
    y: float
    words: str
    size: float
    color: str = "text"
    anchor: Anchor = "start"
    bold: bool = False
    mono: bool = False
    strike: bool = False
    moment: datetime | None = None
    pattern: str = ""


@frozen
class Mark:
    """The sign of a state, drawn as strokes round (x, y), so that no font is needed for it."""

    x: float
    y: float
    size: float
    sign: str
    color: str


@frozen
class Group:
    """Shapes that belong together: a row, a step.

    Attributes:
        words: The group in words, for who points at it or cannot see it.
        case: Of which case of the report it tells, counted from 1.
        step: Of which step it tells.
        name: What its id ends with, behind the prefix of the page; empty where it needs none.
        link: The anchor of the page it leads to, without `#`; empty where it leads nowhere.
        kind: What the group is, for a style sheet: `row`, `dot`, `step`, `bar` …
        status: The state of the step, or of the case of a row.
    """

    shapes: tuple[Shape, ...]
    words: str = ""
    case: int | None = None
    step: str | None = None
    name: str = ""
    link: str = ""
    kind: str = ""
    status: str = ""


Shape = Box | Circle | Path | Text | Mark | Group


@frozen
class Drawing:
    """A picture laid out, with its heading and itself in words."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    title: str
    description: str

    def flat(self) -> Iterator[Shape]:
        """Yield every shape that is no group, in the order of drawing."""
        yield from flat(self.shapes)

    @property
    def statuses(self) -> set[str]:
        """The states of steps that are drawn, for a legend."""
        return {group.status for group in _groups(self.shapes) if group.step is not None}


def flat(shapes: tuple[Shape, ...]) -> Iterator[Shape]:
    """Yield the shapes of *shapes* and of the groups in it, in the order of drawing."""
    for shape in shapes:
        if isinstance(shape, Group):
            yield from flat(shape.shapes)
        else:
            yield shape


def _groups(shapes: tuple[Shape, ...]) -> Iterator[Group]:
    for shape in shapes:
        if isinstance(shape, Group):
            yield shape
            yield from _groups(shape.shapes)


def moved(shapes: tuple[Shape, ...], right: float, down: float) -> tuple[Shape, ...]:
    """Return *shapes* that far to the right and down.

    >>> moved((Box(1, 2, 10, 10, Paint()),), 5, 5)[0].x
    6
    """
    return tuple(_moved(shape, right, down) for shape in shapes)


def _moved(shape: Shape, right: float, down: float) -> Shape:
    if isinstance(shape, Group):
        return replace(shape, shapes=moved(shape.shapes, right, down))
    if isinstance(shape, Path):
        return replace(shape, points=tuple((x + right, y + down) for x, y in shape.points))
    return replace(shape, x=shape.x + right, y=shape.y + down)

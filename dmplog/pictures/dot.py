"""A drawing as DOT with every place fixed, for tools that draw or change Graphviz files: `neato -n2` draws it as it is laid out."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from dmplog.looks.labels import plain
from dmplog.looks.palette import FONT, LIGHT, MONOSPACE, Palette
from dmplog.pictures.drawing import Box, Circle, Drawing, Group, Mark, Paint, Path, Shape, Text
from dmplog.pictures.measure import width as width_of

_INCH = 72.0


def write(drawing: Drawing, *, palette: Palette = LIGHT) -> str:
    """Return *drawing* as DOT text."""
    from graphviz import Digraph

    chart = Digraph(
        "dmplog",
        graph_attr={
            "layout": "neato",
            "notranslate": "true",
            "inputscale": "72",
            "splines": "line",
            "outputorder": "nodesfirst",
        }
        | {"bgcolor": palette.page},
        node_attr={"label": "", "fixedsize": "true", "margin": "0", "fontname": FONT, "shape": "box"},
        edge_attr={"arrowhead": "none", "arrowsize": "0.7"},
    )
    _Writer(chart, palette, drawing.height).add(drawing.shapes)
    return str(chart.source)


class _Writer:
    """What the shapes are written with; places count from below."""

    def __init__(self, chart: object, palette: Palette, height: float) -> None:
        self.chart: Any = chart
        self.colors = palette.roles()
        self.height = height
        self.count = 0

    def add(self, shapes: tuple[Shape, ...]) -> None:
        """Add *shapes*, each a node or an edge of its own."""
        for shape in shapes:
            match shape:
                case Group():
                    self.add(shape.shapes)
                case Box():
                    self._box(shape)
                case Circle():
                    size = (2 * shape.radius, 2 * shape.radius)
                    self._node((shape.x, shape.y), size, shape="circle", **self._paint(shape.paint))
                case Text():
                    self._text(shape)
                case Mark():
                    said = {"label": plain(shape.sign), "fontcolor": self.colors[shape.color]}
                    self._node(
                        (shape.x, shape.y),
                        (1, 1),
                        shape="plaintext",
                        fixedsize="shape",
                        fontsize=f"{shape.size:g}",
                        **said,
                    )
                case Path():
                    self._path(shape)

    def _node(self, place: tuple[float, float], size: tuple[float, float], **attributes: str) -> str:
        name = f"n{self.count}"
        self.count += 1
        sides = {"width": f"{size[0] / _INCH:.3f}", "height": f"{size[1] / _INCH:.3f}"}
        where = f"{place[0]:.1f},{self.height - place[1]:.1f}!"
        self.chart.node(name, pos=where, **sides, **attributes)
        return name

    def _paint(self, paint: Paint) -> dict[str, str]:
        styles = ["filled" if paint.fill else "", paint.dashes if paint.dashes != "solid" else ""]
        found = {"style": ",".join(filter(None, styles)), "penwidth": f"{paint.width:g}"}
        if paint.fill:
            found["fillcolor"] = self.colors[paint.fill]
        found["color"] = self.colors[paint.line] if paint.line else "transparent"
        return found

    def _box(self, box: Box) -> None:
        paint = self._paint(box.paint)
        if box.radius:
            paint["style"] = ",".join(filter(None, (paint["style"], "rounded")))
        middle = (box.x + box.width / 2, box.y + box.height / 2)
        self._node(middle, (box.width, box.height), **paint)

    def _text(self, text: Text) -> None:
        width = width_of(text.words, text.size, bold=text.bold, mono=text.mono)
        middle = text.x + {"start": width / 2, "middle": 0.0, "end": -width / 2}[text.anchor]
        side = {"start": "\\l", "middle": "", "end": "\\r"}[text.anchor]
        font = MONOSPACE if text.mono else FONT
        said = {"label": plain(text.words) + side, "fontcolor": self.colors[text.color], "fontsize": f"{text.size:g}"}
        name = f"{font.split(',')[0]} bold" if text.bold else font
        self._node(
            (middle, text.y - text.size * 0.35),
            (width, text.size * 1.3),
            shape="plaintext",
            fixedsize="shape",
            fontname=name,
            **said,
        )

    def _path(self, path: Path) -> None:
        if path.closed:
            (left, right), (top, bottom) = _extent(path)
            size = (right - left, bottom - top)
            self._node(((left + right) / 2, (top + bottom) / 2), size, shape="diamond", **self._paint(path.paint))
            return
        names = [self._node(point, (0.7, 0.7), shape="point", style="invis") for point in path.points]
        paint = self._paint(path.paint)
        for place, (one, other) in enumerate(pairwise(names)):
            last = path.arrow and place == len(names) - 2
            self.chart.edge(one, other, **paint, **({"arrowhead": "normal"} if last else {}))


def _extent(path: Path) -> tuple[tuple[float, float], tuple[float, float]]:
    across, down = zip(*path.points, strict=True)
    return (min(across), max(across)), (min(down), max(down))

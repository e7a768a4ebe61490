"""The arrows of a lane in DOT: down the middle, and round corners at the right where they run back or past some steps."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from dmplog.looks.labels import plain
from dmplog.looks.palette import Palette
from dmplog.looks.picture import Edge, LanePicture


def add_arrows(chart: Any, picture: LanePicture, names: dict[str, str], colors: Palette) -> None:
    """Add every arrow of *picture* to *chart*; *names* gives the names of its nodes there."""
    order = {node.id: number for number, node in enumerate(picture.nodes)}
    aside = [edge for edge in picture.edges if edge.loop or _leaves_spine(edge, order, picture)]
    for edge in picture.edges:
        if edge not in aside:
            chart.edge(names[edge.source], names[edge.target], **_paint_of(edge, colors), weight="20")
    rows = _rows(picture)
    detours = _Detours(chart, {row: [names[name]] for name, row in reversed(rows.items())})
    for edge in sorted(aside, key=lambda edge: abs(rows[edge.source] - rows[edge.target])):
        detours.add(rows[edge.source], rows[edge.target], _paint_of(edge, colors))
    detours.finish()


class _Detours:
    """Arrows round two corners at the right, as in Microsoft's picture; short ones are inside long ones.

    A detour has a corner in every row it passes, so that Graphviz keeps it right of the boxes.
    """

    def __init__(self, chart: Any, beside: dict[int, list[str]]) -> None:
        self.chart = chart
        self.beside = beside
        """In every row the box, and right of it the corners."""
        self.pieces: dict[tuple[str, str], dict[str, str]] = {}
        """The pieces along rows by their ends, which detours may share."""
        self.count = 0
        self.stem = beside[min(beside)][0] if beside else ""

    def add(self, source: int, target: int, paint: dict[str, str]) -> None:
        """Add an arrow from row *source* to row *target*."""
        label = paint.pop("label", "")
        first, last = sorted((source, target))
        self._add_corners(range(first, last + 1), paint)
        line = {**paint, "dir": "none", "headclip": "false", "tailclip": "false"}
        for row in range(first, last):
            words = {"label": label} if label and row == (first + last) // 2 else {}
            self.chart.edge(f"{self.beside[row][-1]}:c", f"{self.beside[row + 1][-1]}:c", **line, **words, weight="8")
        for row in (source, target):
            # Through the corners of the detours inside, so that the line stays straight.
            for inner, outer in pairwise(self.beside[row][1:]):
                self._offer(f"{inner}:c", f"{outer}:c", line)
        box, corner = self.beside[source][:2]
        self._offer(f"{box}:e", f"{corner}:c", {**line, "tailclip": "true"})
        box, corner = self.beside[target][:2]
        self._offer(f"{corner}:c", f"{box}:e", {**paint, "constraint": "false", "tailclip": "false"})

    def finish(self) -> None:
        """Write the pieces that detours may share."""
        for (tail, head), attributes in self.pieces.items():
            self.chart.edge(tail, head, **attributes)

    def _add_corners(self, rows: range, paint: dict[str, str]) -> None:
        # Lines of Graphviz end a little before a corner; a dot of their colour closes the gap.
        size = f"{float(paint['penwidth']) / 72:.3f}"
        dot = {"shape": "square", "width": size, "height": size, "fixedsize": "true"}
        dot |= {"style": "filled", "fillcolor": paint["color"], "color": paint["color"], "penwidth": "0"}
        for row in rows:
            corner = f"{self.beside[row][0]}detour{self.count}"
            self.chart.node(corner, label="", group=f"{self.stem}detour{self.count}", **dot, **{"class": "corner"})
            put_beside(self.chart, self.beside[row][-1], corner, style="invis")
            self.beside[row].append(corner)
        self.count += 1

    def _offer(self, tail: str, head: str, attributes: dict[str, str]) -> None:
        self.pieces.setdefault((tail, head), attributes)


def put_beside(chart: Any, left: str, right: str, **tie: str) -> None:
    """Put two nodes on one level, tied to each other."""
    with chart.subgraph() as rank:
        rank.attr(rank="same")
        rank.node(left)
        rank.node(right)
    chart.edge(left, right, **tie)


def _paint_of(edge: Edge, colors: Palette) -> dict[str, str]:
    paint = {
        "color": colors.line,
        "penwidth": "1.8",
        "style": "solid",
        "fontcolor": colors.text,
        "class": "edge-plain",
    }
    return paint | ({"label": plain(f" {edge.label} ")} if edge.label else {})


def _rows(picture: LanePicture) -> dict[str, int]:
    """Return the row of every node: how many arrows lie at most between it and the start."""
    rows = {node.id: 0 for node in picture.nodes}
    for _ in rows:
        for edge in picture.edges:
            if not edge.loop and edge.source in rows and edge.target in rows:
                rows[edge.target] = max(rows[edge.target], min(rows[edge.source] + 1, len(rows)))
    return rows


def _leaves_spine(edge: Edge, order: dict[str, int], picture: LanePicture) -> bool:
    siblings = [order[other.target] for other in picture.edges if other.source == edge.source and not other.loop]
    return len(siblings) > 1 and order[edge.target] != min(siblings)

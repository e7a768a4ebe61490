"""A lane without progress as a column: its shapes one below the other, and at the left what a log says.

An arrow that does not lead to the next shape runs on a track at the right. It is the form of Microsoft's pictures, and fits a chart of
any shape: what stands side by side there stands one below the other here, and is reached past its neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence

from dmplog.frozen import frozen
from dmplog.looks.picture import Edge, LanePicture, Node, Note
from dmplog.pictures.drawing import Box, Drawing, Group, Paint, Path, Shape, Text
from dmplog.pictures.measure import width as width_of
from dmplog.pictures.measure import wrap
from dmplog.pictures.spine import ordered
from dmplog.pictures.tracks import Track, on_tracks

BOX = 236.0
TITLE, ACTOR, QUESTION, QUOTE, LABEL = 12.0, 9.5, 11.0, 9.5, 10.0
_PAD = 7.0
_GAP = 32.0
_LABELLED = 40.0
"""Between two shapes, and where the arrow between them is called something."""

_BESIDE = 9.0
"""So far a note may reach over the room between two shapes, from either."""

_DIAMOND = (20.0, 15.0)
_OVAL = (66.0, 36.0)
_NOTE = 178.0
_TIE = 32.0
_ASIDE = 132.0
"""So wide is a question beside its diamond."""

_TRACK = 22.0
_PORT = 6.0
_MARGIN = 4.0
_ROUND = 1.5


@frozen
class _Row:
    """A shape of the column: the height of its middle, its own half height and half width, and what stands beside it."""

    node: Node
    y: float
    half: float
    reach: float
    note: tuple[Text, ...] = ()


def draw(picture: LanePicture) -> Drawing:
    """Return *picture* as a column, without its title."""
    rows, height = _rows(picture)
    notes = [row for row in rows if row.note]
    widest = max((_extent(row.note) for row in notes), default=0.0)
    left = widest + 2 * _PAD + _TIE if notes else 0.0
    questions = any(row.node.kind == "decision" and row.node.title for row in rows)
    x = _MARGIN + max(left + BOX / 2, _ASIDE + _DIAMOND[0] + 14 if questions else 0.0)
    shapes: list[Shape] = []
    places = {row.node.id: place for place, row in enumerate(rows)}
    straight, aside = _parted(picture.edges, places)
    tracks = on_tracks(aside, places)
    shapes += [_joint(rows[places[edge.source]], rows[places[edge.target]], edge, x) for edge in straight]
    right, drawn = _detours(tracks, rows, places, x)
    shapes += drawn
    shapes += [_shape(row, x, picture.prefix) for row in rows]
    shapes += [_note(row, x, widest) for row in notes]
    words = "; ".join(node.title for node in picture.steps) + "."
    return Drawing(max(right, x + BOX / 2) + _MARGIN, height, tuple(shapes), picture.title, words)


def _rows(picture: LanePicture) -> tuple[list[_Row], float]:
    nodes = ordered(picture)
    named = {(edge.source, edge.target) for edge in picture.edges if edge.label}
    rows: list[_Row] = []
    y = _MARGIN
    for place, node in enumerate(nodes):
        note = _note_lines(node.note) if node.note is not None else ()
        half = _half(node)
        around = max(half, _height(note) / 2, _lines_of(node) * 7.0 if node.kind == "decision" else 0.0)
        if place:
            y += _LABELLED if (nodes[place - 1].id, node.id) in named else _GAP
            # A note may reach higher than its box, so that a part of the arrow is beside it.
            y -= min(around - half, _BESIDE)
        y += around
        rows.append(_Row(node, y, half, BOX / 2 if node.kind == "step" else _reach(node), note))
        y += around - min(around - half, _BESIDE)
    return rows, y + _BESIDE + _MARGIN


def _half(node: Node) -> float:
    if node.kind == "step":
        return (len(_title(node)) * 14 + len(_actor(node)) * 12 + 2 * _PAD) / 2
    return _DIAMOND[1] if node.kind == "decision" else _OVAL[1] / 2


def _reach(node: Node) -> float:
    return _DIAMOND[0] if node.kind == "decision" else _OVAL[0] / 2


def _title(node: Node) -> tuple[str, ...]:
    return wrap(node.title, BOX - 2 * _PAD, TITLE, most=6, bold=True) or ("",)


def _actor(node: Node) -> tuple[str, ...]:
    return wrap(node.actor or "", BOX - 2 * _PAD, ACTOR, most=4)


def _lines_of(node: Node) -> int:
    return len(wrap(node.title, _ASIDE, QUESTION, most=6))


def _note_lines(note: Note) -> tuple[Text, ...]:
    """Return the lines of a note, as if it began at (0, 0)."""
    head = [(line, "text", False) for line in wrap(note.head, _NOTE, QUOTE, most=3)]
    quotes = [(line, "quote", True) for text in note.lines for line in wrap(text, _NOTE, QUOTE, most=6, mono=True)]
    return tuple(
        Text(0, place * 12.0, words, QUOTE, color, mono=mono)
        for place, (words, color, mono) in enumerate([*head, *quotes])
    )


def _height(note: Sequence[Text]) -> float:
    return len(note) * 12.0 + 10.0 if note else 0.0


def _extent(note: Sequence[Text]) -> float:
    return max(width_of(line.words, line.size, mono=line.mono) for line in note)


def _parted(edges: Sequence[Edge], places: dict[str, int]) -> tuple[list[Edge], list[Edge]]:
    """Return the arrows that lead to the next shape, one for each pair, and the others."""
    straight: dict[tuple[str, str], Edge] = {}
    aside = []
    for edge in edges:
        if (
            not edge.loop
            and places[edge.target] == places[edge.source] + 1
            and (edge.source, edge.target) not in straight
        ):
            straight[edge.source, edge.target] = edge
        else:
            aside.append(edge)
    return list(straight.values()), aside


def _joint(before: _Row, after: _Row, edge: Edge, x: float) -> Group:
    start, end = before.y + before.half, after.y - after.half
    shapes: list[Shape] = [Path(((x, start), (x, end - _ROUND)), Paint("", "line", 1.8), arrow=True)]
    if edge.label:
        shapes.append(Text(x + 5, (start + end) / 2 + 1, edge.label, LABEL))
    return Group(tuple(shapes), kind="arrow")


def _detours(
    tracks: Sequence[Track], rows: Sequence[_Row], places: dict[str, int], x: float
) -> tuple[float, list[Shape]]:
    """Return how far to the right the tracks reach, and the arrows on them."""
    right = x + BOX / 2
    both = {track.edge.source for track in tracks} & {track.edge.target for track in tracks}
    # What leaves a shape and what comes to it keep apart.
    ports = {name: _PORT if name in both else 0.0 for name in places}
    shapes: list[Shape] = []
    for number in range(max((track.number + 1 for track in tracks), default=0)):
        own = [track.edge for track in tracks if track.number == number]
        line = right + _TRACK
        for edge in own:
            source, target = rows[places[edge.source]], rows[places[edge.target]]
            start, end = source.y + ports[edge.source], target.y - ports[edge.target]
            points = ((x + source.reach, start), (line, start), (line, end), (x + target.reach + _ROUND, end))
            shapes.append(_detour(edge, points))
        right = line + max((width_of(edge.label, LABEL) + 6 for edge in own if edge.label), default=0.0)
    return right, shapes


def _detour(edge: Edge, points: tuple[tuple[float, float], ...]) -> Group:
    shapes: list[Shape] = [Path(points, Paint("", "line", 1.8), arrow=True)]
    if edge.label:
        (line, start), (_, end) = points[1:3]
        # Between the two ends of a short loop others may pass.
        y = end - 4 if edge.source == edge.target else (start + end) / 2 + 3.5
        shapes.append(Text(line + 5, y, edge.label, LABEL))
    return Group(tuple(shapes), kind="detour")


def _shape(row: _Row, x: float, prefix: str) -> Group:
    node = row.node
    shapes = {"step": _step, "decision": _decision}.get(node.kind, _oval)(row, x)
    return Group(tuple(shapes), node.title, name=f"{prefix}-{node.id}", kind=node.kind)


def _step(row: _Row, x: float) -> list[Shape]:
    left, top = x - BOX / 2, row.y - row.half
    shapes: list[Shape] = [Box(left, top, BOX, 2 * row.half, Paint("box", "line", 1.2))]
    y = top + _PAD - 3
    for line in _title(row.node):
        y += 14
        shapes.append(Text(left + _PAD, y, line, TITLE, "box-ink", bold=True))
    for line in _actor(row.node):
        y += 12
        shapes.append(Text(left + _PAD, y, line, ACTOR, "box-ink"))
    return shapes


def _decision(row: _Row, x: float) -> list[Shape]:
    across, down = _DIAMOND
    corners = ((x, row.y - down), (x + across, row.y), (x, row.y + down), (x - across, row.y))
    lines = wrap(row.node.title, _ASIDE, QUESTION, most=6)
    # At the left, because the right is for the branch that leaves the column.
    left = x - across - 14 - max((width_of(line, QUESTION) for line in lines), default=0.0)
    top = row.y - len(lines) * 7.0 + 11
    words = [Text(left, top + place * 14, line, QUESTION) for place, line in enumerate(lines)]
    return [Path(corners, Paint("terminal", "line", 1.4), closed=True), *words]


def _oval(row: _Row, x: float) -> list[Shape]:
    across, down = _OVAL
    shape = Box(x - across / 2, row.y - down / 2, across, down, Paint("terminal", "line", 1.4), 14)
    return [shape, Text(x, row.y + 4, row.node.title, QUESTION, "terminal-ink", "middle")]


def _note(row: _Row, x: float, widest: float) -> Group:
    """Return what a log says, in a bracket that is open to its box and tied to it."""
    right = x - BOX / 2 - _TIE
    left, top = right - widest - 2 * _PAD, row.y - _height(row.note) / 2
    bracket = ((right, top), (left, top), (left, top + _height(row.note)), (right, top + _height(row.note)))
    faint = Paint("", "faint")
    tie = Path(((right, row.y), (x - BOX / 2, row.y)), faint)
    words = [
        Text(left + _PAD, top + 13.5 + line.y, line.words, line.size, line.color, mono=line.mono) for line in row.note
    ]
    return Group((Path(bracket, faint), tie, *words), kind="note")

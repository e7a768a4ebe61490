"""Where the shapes of a lane stand: one row from start to end, and above it a track for each arrow that does not lead to the next shape."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dmplog.frozen import frozen
from dmplog.looks.picture import Edge, LanePicture, Node
from dmplog.pictures.tracks import on_tracks

BETWEEN = 20.0
ENDS = 42.0
TURN = 84.0
LEAST = 104.0
MOST = 172.0
MARGIN = 4.0
TRACK = 16.0


@frozen
class Placed:
    """A shape of the row: where it begins, and how wide it is."""

    node: Node
    left: float
    width: float

    @property
    def middle(self) -> float:
        """The middle of the shape."""
        return self.left + self.width / 2

    @property
    def right(self) -> float:
        """Where the shape ends."""
        return self.left + self.width


@frozen
class Detour:
    """An arrow above the row, on the track of this number; 0 is the lowest."""

    edge: Edge
    source: Placed
    target: Placed
    track: int


@frozen
class Spine:
    """A lane as one row.

    Attributes:
        row: The shapes from left to right.
        joints: The arrows from a shape to the next one, by the place of the shape they leave.
        detours: The other arrows.
    """

    row: tuple[Placed, ...]
    joints: tuple[Edge | None, ...]
    detours: tuple[Detour, ...]

    @property
    def tracks(self) -> int:
        """How many tracks there are above the row."""
        return max((detour.track + 1 for detour in self.detours), default=0)


def lay_out(picture: LanePicture, width: float) -> Spine:
    """Return *picture* as a row of this *width*: with its decisions and loops where there is room, else its steps alone."""
    nodes = ordered(picture)
    turns = [node for node in nodes if node.kind != "step"]
    taken = sum(TURN if node.kind == "decision" else ENDS for node in turns)
    steps = len(nodes) - len(turns)
    room = (width - 2 * MARGIN - taken - BETWEEN * (len(nodes) - 1)) / max(steps, 1)
    if turns and room < LEAST:
        nodes = [node for node in nodes if node.kind == "step"]
        room = (width - 2 * MARGIN - BETWEEN * (len(nodes) - 1)) / max(steps, 1)
        return _placed(nodes, _in_a_row(nodes, picture), min(room, MOST))
    return _placed(nodes, picture.edges, min(room, MOST))


def ordered(picture: LanePicture) -> list[Node]:
    """Return the shapes of *picture* from start to end: each behind all that lead to it, a decision right behind its step."""
    rest = {node.id: node for node in picture.nodes}
    forward = [edge for edge in picture.edges if not edge.loop]
    found: list[Node] = []
    while rest:
        ready = [
            node
            for node in rest.values()
            if not any(edge.target == node.id and edge.source in rest for edge in forward)
        ]
        # Only a chart with a hidden circle has none; it is drawn in the order in which it is written.
        ready = ready or list(rest.values())
        last = found[-1].id if found else None
        led = [node for node in ready if any(edge.source == last and edge.target == node.id for edge in forward)]
        node = min(led or ready, key=lambda one: one.kind == "end")
        found.append(rest.pop(node.id))
    return found


def _in_a_row(nodes: Sequence[Node], picture: LanePicture) -> list[Edge]:
    """Return arrows from step to step, without what lies between them."""
    entered = {edge.target for edge in picture.edges if edge.taken}
    return [Edge(one.id, other.id, taken=other.id in entered) for one, other in pairwise(nodes)]


def _placed(nodes: Sequence[Node], edges: Sequence[Edge], box: float) -> Spine:
    row: list[Placed] = []
    left = MARGIN
    for node in nodes:
        width = box if node.kind == "step" else TURN if node.kind == "decision" else ENDS
        row.append(Placed(node, left, width))
        left += width + BETWEEN
    places = {placed.node.id: place for place, placed in enumerate(row)}
    joints: list[Edge | None] = [None] * max(len(row) - 1, 0)
    others: list[Edge] = []
    for edge in edges:
        place = places[edge.source]
        if not edge.loop and places[edge.target] == place + 1 and joints[place] is None:
            joints[place] = edge
        else:
            others.append(edge)
    detours = (
        Detour(track.edge, row[places[track.edge.source]], row[places[track.edge.target]], track.number)
        for track in on_tracks(others, places)
    )
    return Spine(tuple(row), tuple(joints), tuple(detours))

"""What a picture of a lane shows, before any thought of how it is drawn: nodes and edges with the progress on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Literal

from dmplog.looks.document import Document
from dmplog.looks.states import HERE
from dmplog.looks.visible import brief, quoted
from dmplog.roles import file_of

Kind = Literal["start", "end", "step", "decision"]

SHOWN = 160
"""So many characters of a log line fit beside a box."""

PASSED = ("done", "inferred", "silent", *HERE)
HEADING = 400


@dataclass(frozen=True, slots=True)
class Note:
    """Log text beside a step: where it stands, and what it says."""

    head: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """One shape of the picture; `status` is None on a bare flowchart."""

    id: str
    kind: Kind
    title: str
    actor: str | None = None
    status: str | None = None
    here: bool = False
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """One arrow; `taken` is None on a bare flowchart."""

    source: str
    target: str
    label: str | None = None
    loop: bool = False
    taken: bool | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """What every picture has: a sentence above it, and what all its ids begin with."""

    title: str
    prefix: str = field(default="flowchart", kw_only=True)


@dataclass(frozen=True, slots=True)
class LanePicture(Picture):
    """One lane, bare or with the progress of one case."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def steps(self) -> list[Node]:
        """The boxes, without decisions and ends."""
        return [node for node in self.nodes if node.kind == "step"]


@dataclass(frozen=True, slots=True)
class FlowchartPicture(Picture):
    """A whole flowchart without progress: its lanes side by side."""

    lanes: tuple[LanePicture, ...]


def from_lane(lane: Any, quotes: Mapping[str, Sequence[str]] | None = None) -> LanePicture:
    """Return the picture of *lane* without progress; *quotes* are, per step id, the messages that show it.

    A lane is anything with `id`, `title`, `steps`, `decisions` and `edges`.
    """
    steps = [_bare_node(step, (quotes or {}).get(step.id, ())) for step in lane.steps]
    return _lane_picture(lane, steps, str(lane.id))


def from_case(case: Document, lane: Any | None) -> LanePicture:
    """Return the picture of *lane* with the progress of *case* on it, or of its steps in a row where there is no lane."""
    progress = {step["id"]: step for step in case["steps"]}
    order = list(progress) if lane is None else [step.id for step in lane.steps]
    steps = [_progress_node(progress[name], case) for name in order]
    if lane is not None:
        picture = _with_progress(_lane_picture(lane, steps, str(case["lane"])), case)
        return replace(picture, nodes=tuple(_dimmed(picture, case)))
    nodes = (Node("start", "start", "Start"), *steps, Node("end", "end", "End"))
    edges = tuple(Edge(one.id, other.id) for one, other in pairwise(nodes))
    picture = _with_progress(LanePicture("", nodes, edges, prefix=str(case["lane"])), case)
    return replace(picture, nodes=tuple(_dimmed(picture, case)))


def _lane_picture(lane: Any, steps: Sequence[Node], prefix: str) -> LanePicture:
    nodes = [*steps, *(Node(one.id, "decision", brief(one.question or one.id)) for one in lane.decisions)]
    named = {node.id for node in nodes}
    ends = dict.fromkeys(name for edge in lane.edges for name in (edge.source, edge.target) if name not in named)
    nodes += [Node(name, "start", "Start") if name == "start" else Node(name, "end", "End") for name in ends]
    edges = tuple(Edge(edge.source, edge.target, _label(edge), edge.loop) for edge in lane.edges)
    return LanePicture(brief(lane.title, HEADING), tuple(nodes), edges, prefix=prefix)


def _bare_node(step: Any, quotes: Sequence[str]) -> Node:
    logs = ", ".join(map(file_of, step.log))
    head = f"In {logs}{':' if quotes else ''}" if logs else ""
    note = Note(head, tuple(quoted(text, SHOWN) for text in quotes)) if logs or quotes else None
    return Node(step.id, "step", brief(step.title), brief(step.actor or ""), note=note)


def _progress_node(progress: Document, case: Document) -> Node:
    return Node(
        id=progress["id"],
        kind="step",
        title=brief(progress["title"] or progress["id"]),
        status=progress["status"],
        here=progress["id"] == case["step"] and case["verdict"] != "completed",
    )


def _with_progress(picture: LanePicture, case: Document) -> LanePicture:
    """Return *picture* with the arrows that *case* took."""
    passed = _passed(picture, case)
    order = {node.id: number for number, node in enumerate(picture.nodes)}
    edges = []
    for edge in picture.edges:
        # The short cut of a decision past a step that was not skipped was not taken.
        branches = passed.intersection(_after(edge.source, picture))
        taken = not edge.loop and {edge.source, edge.target} <= passed
        edges.append(replace(edge, taken=taken and edge.target == min(branches, key=lambda name: order[name])))
    return replace(picture, edges=tuple(edges))


def _dimmed(picture: LanePicture, case: Document) -> list[Node]:
    """Return the nodes with the decisions and ends that were not passed dimmed: none of what follows them was."""
    passed = _passed(picture, case)
    return [
        node if node.kind == "step" else replace(node, status="done" if node.id in passed else "not_reached")
        for node in picture.nodes
    ]


def _after(name: str, picture: LanePicture) -> list[str]:
    return [edge.target for edge in picture.edges if edge.source == name and not edge.loop]


def _passed(picture: LanePicture, case: Document) -> set[str]:
    found = {node.id for node in picture.steps if node.status in PASSED or node.here}
    found |= {"start"} if found else set()
    if case["verdict"] == "completed":
        found |= {node.id for node in picture.nodes if node.kind == "end"}
    ordered = [node.id for node in picture.nodes if node.kind == "decision"]
    for _ in ordered:  # a decision may follow a decision
        for name in ordered:
            entered = any(edge.source in found for edge in picture.edges if edge.target == name)
            if entered and found.intersection(_after(name, picture)):
                found.add(name)
    return found


def _label(edge: Any) -> str | None:
    branch = brief(edge.branch).capitalize() if edge.branch else ""
    # Hours as Microsoft's picture has them: "Sleep 24 hours", not a day.
    hours = edge.after.total_seconds() / 3600 if edge.after else 0
    sleep = f"(sleep {hours:g} h)" if hours else ""
    return " ".join(part for part in (branch, sleep) if part) or None

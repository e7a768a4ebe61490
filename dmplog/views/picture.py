"""What a picture of a lane shows, before any thought of how it is drawn: nodes and edges with the progress on them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise
from typing import Any, Literal

from dmplog.views.document import Document, between, duration_text, moment_text
from dmplog.views.states import HERE
from dmplog.views.visible import ELLIPSIS, brief, one_line, quoted, unbroken

Kind = Literal["start", "end", "step", "decision"]

SHOWN = 160
"""So many characters of a log line fit beside a box."""

PASSED = ("done", "inferred", "silent", *HERE)
AHEAD = ("not_reached", "unobservable")
HEADING = 400
PLACE = 48


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
    expected_next: bool = False
    detail: str | None = None
    attempts: int = 1
    note: Note | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """One arrow; `taken` is None on a bare flowchart, `delta` is the time it took."""

    source: str
    target: str
    label: str | None = None
    loop: bool = False
    taken: bool | None = None
    delta: str | None = None

    @property
    def words(self) -> str:
        """What stands beside the arrow."""
        return " ".join(filter(None, (self.label, self.delta)))


@dataclass(frozen=True, slots=True)
class Picture:
    """What every picture has: a sentence above it, a smaller line below that, and what all its ids begin with."""

    title: str
    subtitle: str
    prefix: str = field(default="flowchart", kw_only=True)

    @property
    def statuses(self) -> set[str]:
        """The step states that occur."""
        return set()


@dataclass(frozen=True, slots=True)
class LanePicture(Picture):
    """One lane, bare or with the progress of one case."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def steps(self) -> list[Node]:
        """The boxes, without decisions and ends."""
        return [node for node in self.nodes if node.kind == "step"]

    @property
    def statuses(self) -> set[str]:
        """The step states that occur."""
        return {node.status for node in self.steps if node.status is not None}


@dataclass(frozen=True, slots=True)
class FlowchartPicture(Picture):
    """A whole flowchart without progress: its lanes side by side."""

    lanes: tuple[LanePicture, ...]


def from_lane(lane: Any, quotes: Mapping[str, Sequence[str]] | None = None) -> LanePicture:
    """Return the picture of *lane* without progress; *quotes* are, per step id, the messages that show it.

    A lane is anything with `id`, `title`, `steps`, `decisions` and `edges`.
    """
    steps = [_bare_node(step, (quotes or {}).get(step.id, ())) for step in lane.steps]
    return _lane_picture(lane, steps, lane.title, "", str(lane.id))


def from_case(
    case: Document, lane: Any | None, *, title: str, subtitle: str, as_of: str | None, prefix: str | None
) -> LanePicture:
    """Return the picture of *lane* with the progress of *case* on it, or of its steps in a row where there is no lane.

    The clock *as_of* says for how long the case stands where it stands.
    """
    prefix = prefix or str(case["lane"])
    actors = {} if lane is None else {step.id: step.actor for step in lane.steps}
    progress = {step["id"]: step for step in case["steps"]}
    steps = [_progress_node(progress[name], actors.get(name), case, as_of) for name in actors or progress]
    if lane is not None:
        picture = _with_progress(_lane_picture(lane, steps, title, subtitle, prefix), progress, case)
        return replace(picture, nodes=tuple(_dimmed(picture, case)))
    nodes = (Node("start", "start", "Start"), *steps, Node("end", "end", "End"))
    edges = tuple(Edge(one.id, other.id) for one, other in pairwise(nodes))
    bare = LanePicture(brief(title, HEADING), brief(subtitle, HEADING // 2), nodes, edges, prefix=prefix)
    return _with_progress(bare, progress, case)


def _lane_picture(lane: Any, steps: Sequence[Node], title: str, subtitle: str, prefix: str) -> LanePicture:
    nodes = [*steps, *(Node(one.id, "decision", brief(one.question or one.id)) for one in lane.decisions)]
    named = {node.id for node in nodes}
    ends = dict.fromkeys(name for edge in lane.edges for name in (edge.source, edge.target) if name not in named)
    nodes += [Node(name, "start", "Start") if name == "start" else Node(name, "end", "End") for name in ends]
    edges = tuple(Edge(edge.source, edge.target, _label(edge), edge.loop) for edge in lane.edges)
    return LanePicture(brief(title, HEADING), brief(subtitle, HEADING // 2), tuple(nodes), edges, prefix=prefix)


def _bare_node(step: Any, quotes: Sequence[str]) -> Node:
    logs = ", ".join(f"{log}.log" for log in step.log)
    head = f"In {logs}{':' if quotes else ''}" if logs else ""
    note = Note(head, tuple(quoted(text, SHOWN) for text in quotes)) if logs or quotes else None
    return Node(step.id, "step", brief(step.title), brief(step.actor or ""), note=note)


def _progress_node(progress: Document, actor: str | None, case: Document, as_of: str | None) -> Node:
    here = progress["id"] == case["step"] and case["verdict"] != "completed"
    return Node(
        id=progress["id"],
        kind="step",
        title=brief(progress["title"] or progress["id"]),
        actor=brief(actor) if actor else None,
        status=progress["status"],
        here=here,
        detail=_standing(case, as_of) if here else None,
        attempts=progress.get("attempts", 1),
        note=_note(progress) if here else None,
        target=progress["id"] if progress["evidence"] else None,
    )


def _standing(case: Document, as_of: str | None) -> str | None:
    if not case["since"]:
        return None
    elapsed = between(case["since"], as_of)
    if elapsed is None or elapsed < timedelta(0):
        return f"since {moment_text(case['since'])[:16]} UTC"
    return f"for {unbroken(duration_text(elapsed))}, since {moment_text(case['since'])[5:16]} UTC"


def _note(progress: Document) -> Note | None:
    if not progress["evidence"]:
        return None
    last = progress["evidence"][-1]
    # The name says which log it is, the heading which server; the folders are in the report.
    file = one_line(re.split(r"[/\\]", last["file"])[-1])
    file = file if len(file) <= PLACE else ELLIPSIS + file[1 - PLACE :]
    return Note(f"{file}:{last['line']}", (quoted(last["text"], SHOWN),))


def _with_progress(picture: LanePicture, progress: Mapping[str, Document], case: Document) -> LanePicture:
    """Return *picture* with the arrows that *case* took, and what should come after where it stands."""
    passed = _passed(picture, case)
    order = {node.id: number for number, node in enumerate(picture.nodes)}
    edges = []
    for edge in picture.edges:
        # The short cut of a decision past a step that was not skipped was not taken.
        branches = passed.intersection(_after(edge.source, picture))
        taken = not edge.loop and {edge.source, edge.target} <= passed
        taken = taken and edge.target == min(branches, key=lambda name: order[name])
        edges.append(replace(edge, taken=taken, delta=_delta(edge, picture, progress) if taken else None))
    expected = _expected(picture)
    nodes = tuple(replace(node, expected_next=node.id in expected) for node in picture.nodes)
    return replace(picture, nodes=nodes, edges=tuple(edges))


def _dimmed(picture: LanePicture, case: Document) -> list[Node]:
    """Return the nodes with the decisions and ends that were not passed dimmed: none of what follows them was."""
    passed = _passed(picture, case)
    return [
        node if node.kind == "step" else replace(node, status="done" if node.id in passed else "not_reached")
        for node in picture.nodes
    ]


def _after(name: str, picture: LanePicture) -> list[str]:
    return [edge.target for edge in picture.edges if edge.source == name and not edge.loop]


def _before(name: str, picture: LanePicture) -> list[str]:
    return [edge.source for edge in picture.edges if edge.target == name and not edge.loop]


def _expected(picture: LanePicture) -> set[str]:
    """Return the steps that should come after the one the case stands at: outlined, not coloured."""
    steps = {node.id: node for node in picture.steps}
    here = next((node for node in picture.steps if node.here), None)
    if here is None:
        return set()
    if here.status in AHEAD:
        # Nothing of this step was seen: its own line is the next one.
        return {here.id}
    waiting, expected = _after(here.id, picture), set()
    while waiting:
        name = waiting.pop()
        if name not in steps:
            waiting += _after(name, picture)
        elif steps[name].status in AHEAD:
            expected.add(name)
    return expected


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


def _delta(edge: Edge, picture: LanePicture, progress: Mapping[str, Document]) -> str | None:
    """Return the time from the end of the step before to the beginning of this one, on the arrow that enters it."""
    target = progress.get(edge.target)
    if target is None or target["started"] is None:
        return None
    waiting, seen = [edge.source], set[str]()
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        before = progress.get(name, {"status": None, "started": None, "finished": None})
        if before["status"] == "bypassed":
            continue
        left = before["finished"] or before["started"]
        elapsed = between(left, target["started"])
        if elapsed is None:
            waiting += _before(name, picture)
        elif elapsed >= timedelta(0):
            return f"+{unbroken(duration_text(elapsed))}"
    return None

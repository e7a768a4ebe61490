"""What a picture of a lane shows, before any thought of how it is drawn: nodes and edges with the progress on them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import Any, Literal

from dmplog.views.document import Document, between, duration_text, moment_text, step_title
from dmplog.views.states import HERE
from dmplog.views.visible import ELLIPSIS, clip, one_line, quoted, unbroken

Kind = Literal["start", "end", "step", "decision"]

SHOWN = 160
"""So many characters of a log line fit beside a box."""

PASSED = ("done", "inferred", "silent", *HERE)
AHEAD = ("not_reached", "unobservable")
TITLE = 80
PLACE = 48


@dataclass(frozen=True, slots=True)
class Note:
    """Log text beside a step: where it stands, and what it says."""

    head: str
    lines: tuple[str, ...]
    expected: bool = False


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


@dataclass(frozen=True, slots=True)
class LanePicture:
    """One lane, bare or with the progress of one case."""

    title: str
    subtitle: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    prefix: str = "lane"

    @property
    def statuses(self) -> set[str]:
        """The step states that occur."""
        return {node.status for node in self.nodes if node.status is not None and node.kind == "step"}


@dataclass(frozen=True, slots=True)
class FlowchartPicture:
    """A whole flowchart without progress: its lanes side by side."""

    title: str
    subtitle: str
    lanes: tuple[LanePicture, ...]
    prefix: str = "flowchart"

    @property
    def statuses(self) -> set[str]:
        """No states: nothing of a case is shown."""
        return set()


@dataclass(frozen=True, slots=True)
class Arrow:
    """An edge of a flowchart, as `dmplog.flowchart.Edge` has it."""

    source: str
    target: str
    branch: str | None = None
    after: timedelta | None = None
    loop: bool = False


def from_lane(
    lane: Any,
    case: Document | None = None,
    *,
    title: str | None = None,
    subtitle: str = "",
    as_of: str | None = None,
    quotes: Mapping[str, Sequence[str]] | None = None,
) -> LanePicture:
    """Return the picture of *lane*, with the progress of *case* on it.

    Args:
        lane: A lane of a flowchart: anything with `id`, `title`, `steps`, `decisions` and `edges`.
        case: One case of the report document, or None for the bare flowchart.
        title: The sentence above the picture; by default the title of the lane.
        subtitle: A smaller line below it.
        as_of: The clock of the report, for how long the case stands where it stands.
        quotes: Per step id, the messages that show it, for a bare flowchart.
    """
    arrows = [Arrow(edge.source, edge.target, edge.branch, edge.after, edge.loop) for edge in lane.edges]
    progress = {step["id"]: step for step in case["steps"]} if case is not None else {}
    nodes = [
        _step_node(step, progress.get(step.id), case, as_of, (quotes or {}).get(step.id, ())) for step in lane.steps
    ]
    nodes = _expect_next(nodes, arrows) if case is not None else nodes
    nodes += [Node(decision.id, "decision", _plain(decision.question or decision.id)) for decision in lane.decisions]
    named = {node.id for node in nodes}
    ends = dict.fromkeys(name for edge in arrows for name in (edge.source, edge.target) if name not in named)
    nodes += [Node(name, "start" if name == "start" else "end", "Start" if name == "start" else "End") for name in ends]
    return LanePicture(
        title=_plain(title or lane.title, 400),
        subtitle=_plain(subtitle, 200),
        nodes=tuple(_with_decisions(nodes, arrows, case)),
        edges=tuple(_edges(nodes, arrows, progress, case)),
        prefix=str(lane.id),
    )


def from_case(case: Document, *, title: str | None = None, subtitle: str = "", as_of: str | None = None) -> LanePicture:
    """Return the picture of *case* alone: its steps in a row, for a flowchart that is not at hand."""
    nodes = [Node("start", "start", "Start")]
    nodes += [_progress_node(step, None, case, as_of) for step in case["steps"]]
    nodes.append(Node("end", "end", "End"))
    chart = [Arrow(one.id, other.id) for one, other in pairwise(nodes)]
    nodes = _expect_next(nodes, chart)
    progress = {step["id"]: step for step in case["steps"]}
    return LanePicture(
        _plain(title or step_title(case), 400),
        _plain(subtitle, 200),
        tuple(nodes),
        tuple(_edges(nodes, chart, progress, case)),
        str(case["lane"]),
    )


def _step_node(
    step: Any, progress: Document | None, case: Document | None, as_of: str | None, quotes: Sequence[str]
) -> Node:
    if progress is not None and case is not None:
        return _progress_node(progress, step.actor, case, as_of)
    logs = ", ".join(f"{log}.log" for log in step.log)
    note = (
        Note((f"In {logs}:" if quotes else f"In {logs}") if logs else "", tuple(quoted(text, SHOWN) for text in quotes))
        if logs or quotes
        else None
    )
    return Node(step.id, "step", _plain(step.title), _plain(step.actor or ""), note=note)


def _progress_node(progress: Document, actor: str | None, case: Document, as_of: str | None) -> Node:
    here = progress["id"] == case["step"] and case["verdict"] != "completed"
    return Node(
        id=progress["id"],
        kind="step",
        title=_plain(progress["title"] or progress["id"]),
        actor=_plain(actor) if actor else None,
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


def _expect_next(nodes: Sequence[Node], edges: Sequence[Arrow]) -> list[Node]:
    """Mark the step that should come after the one the case stands at: outlined, not coloured."""
    steps = {node.id: node for node in nodes if node.kind == "step"}
    here = next((node.id for node in nodes if node.here), None)
    if here is None:
        return list(nodes)
    if steps[here].status in AHEAD:
        # Nothing of this step was seen: its own line is the next one.
        return [replace(node, expected_next=node.id == here) for node in nodes]
    onward: dict[str, list[str]] = {}
    for edge in edges:
        if not edge.loop:
            onward.setdefault(edge.source, []).append(edge.target)
    waiting, expected = list(onward.get(here, [])), set()
    while waiting:
        name = waiting.pop()
        if name not in steps:
            waiting += onward.get(name, [])
        elif steps[name].status in AHEAD:
            expected.add(name)
    return [replace(node, expected_next=node.id in expected) for node in nodes]


def _with_decisions(nodes: Sequence[Node], edges: Sequence[Arrow], case: Document | None) -> list[Node]:
    """Dim the decisions that were not passed: none of what follows them was."""
    if case is None:
        return list(nodes)
    passed = _passed(nodes, edges, case)
    return [
        node if node.kind == "step" else replace(node, status="done" if node.id in passed else "not_reached")
        for node in nodes
    ]


def _edges(
    nodes: Sequence[Node], edges: Sequence[Arrow], progress: Mapping[str, Document], case: Document | None
) -> list[Edge]:
    passed = _passed(nodes, edges, case) if case is not None else set()
    into: dict[str, list[str]] = {}
    for edge in edges:
        if not edge.loop:
            into.setdefault(edge.target, []).append(edge.source)
    made = []
    for edge in edges:
        taken = None
        if case is not None:
            taken = (
                not edge.loop
                and edge.source in passed
                and edge.target in passed
                and not _skipping(edge, nodes, edges, passed)
            )
        delta = _delta(edge, into, progress) if taken else None
        made.append(Edge(edge.source, edge.target, _label(edge), edge.loop, taken, delta))
    return made


def _skipping(edge: Arrow, nodes: Sequence[Node], edges: Sequence[Arrow], passed: set[str]) -> bool:
    """Return whether *edge* is the short cut of a decision past a step that was not skipped."""
    order = {node.id: number for number, node in enumerate(nodes)}
    branches = [
        other.target for other in edges if other.source == edge.source and not other.loop and other.target in passed
    ]
    return edge.target != min(branches, key=lambda name: order[name])


def _passed(nodes: Sequence[Node], edges: Sequence[Arrow], case: Document) -> set[str]:
    found = {node.id for node in nodes if node.kind == "step" and (node.status in PASSED or node.here)}
    found |= {"start"} if found else set()
    if case["verdict"] == "completed":
        found |= {node.id for node in nodes if node.kind == "end"}
    ordered = [node.id for node in nodes if node.kind == "decision"]
    for _ in ordered:  # a decision may follow a decision
        for name in ordered:
            after = [edge.target for edge in edges if edge.source == name and not edge.loop]
            before = [edge.source for edge in edges if edge.target == name]
            if any(one in found for one in after) and any(one in found for one in before):
                found.add(name)
    return found


def _label(edge: Arrow) -> str | None:
    branch = _plain(edge.branch).capitalize() if edge.branch else ""
    # Hours as Microsoft's picture has them: "Sleep 24 hours", not a day.
    hours = edge.after.total_seconds() / 3600 if edge.after else 0
    sleep = f"(sleep {hours:g} h)" if hours else ""
    return " ".join(part for part in (branch, sleep) if part) or None


def _delta(edge: Arrow, into: Mapping[str, list[str]], progress: Mapping[str, Document]) -> str | None:
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
        before = progress.get(name)
        if before is None:
            waiting += into.get(name, [])
            continue
        if before["status"] == "bypassed":
            continue
        if before["started"] is None and before["finished"] is None:
            waiting += into.get(name, [])
            continue
        elapsed = between(before["finished"] or before["started"], target["started"])
        if elapsed is not None and elapsed >= timedelta(0):
            return f"+{unbroken(duration_text(elapsed))}"
    return None


def _plain(text: str, length: int = TITLE) -> str:
    return clip(one_line(text[: length * 2]), length)

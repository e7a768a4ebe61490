"""Proofs about the chart of one lane, with networkx: placed, reachable, without hidden circles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dmplog.flowchart.chart import Arrow
from dmplog.flowchart.findings import Findings, did_you_mean
from dmplog.flowchart.load import Draft
from dmplog.flowchart.model import END, START, Lane

if TYPE_CHECKING:
    import networkx as nx


class LaneCheck:
    """Everything that can be wrong with the chart of one lane."""

    def __init__(self, draft: Draft, lane: Lane, findings: Findings) -> None:
        self._draft = draft
        self._lane = lane
        self._findings = findings
        self._arrows = draft.arrows.get(lane.id, ())
        self._parts = {step.id for step in lane.steps} | {decision.id for decision in lane.decisions}

    def run(self) -> None:
        """Note what is wrong. Reachability is only asked about where every name is known."""
        if not self._arrows:
            return
        known = [self._check_names(arrow) for arrow in self._arrows]
        self._check_placed()
        self._check_ways()
        for decision in self._lane.decisions:
            self._check_branches(decision.id, set(decision.branches))
        if all(known):
            self._check_graph()

    def _check_names(self, arrow: Arrow) -> bool:
        ok = True
        for name in (arrow.edge.source, arrow.edge.target):
            if name in self._parts or name in (START, END):
                continue
            kind = "decision" if name.endswith("?") else "step"
            hint = did_you_mean(name, self._parts) or f'declare it: [[lane.{self._lane.id}.{kind}]] with id = "{name}"'
            self._findings.error(f"the chart names {name!r}, which is no {kind} of this lane", self._place(arrow), hint)
            ok = False
        if not arrow.edge.loop and arrow.edge.target == START:
            self._findings.error("an arrow leads back to the start", self._place(arrow), "mark it: -[loop]->")
        if not arrow.edge.loop and arrow.edge.source == END:
            self._findings.error("an arrow leaves the end", self._place(arrow), "mark it if it leads back: -[loop]->")
        return ok

    def _check_placed(self) -> None:
        drawn = {name for arrow in self._arrows for name in (arrow.edge.source, arrow.edge.target)}
        for name in (START, END):
            if name not in drawn:
                place = self._draft.positions.of("lane", self._lane.id, "chart")
                self._findings.error(
                    f"the chart has no {name!r}", place, "write start -> first_step and last_step -> end"
                )
        for part in sorted(self._parts - drawn):
            place = self._draft.part_place(self._lane.id, part, "id")
            self._findings.error(f"{part!r} is not placed in the chart", place, "draw an arrow to it, or take it out")

    def _check_ways(self) -> None:
        """Only a question may have several ways on; and between two boxes there is one arrow."""
        seen: set[tuple[str, str]] = set()
        onward: Counter[str] = Counter()
        for arrow in self._arrows:
            edge = arrow.edge
            if (edge.source, edge.target) in seen:
                message = f"there are two arrows from {edge.source!r} to {edge.target!r}"
                self._findings.error(
                    message, self._place(arrow), "one arrow is enough; name the branches' common answer"
                )
            seen.add((edge.source, edge.target))
            if edge.source.endswith("?"):
                if edge.branch is None:
                    message = f"an arrow that leaves {edge.source!r} has no branch"
                    self._findings.error(
                        message, self._place(arrow), f"a branch needs a name: {edge.source} -[yes]-> {edge.target}"
                    )
                continue
            if edge.branch is not None:
                message = f"{edge.source!r} is no question, but its arrow names the branch {edge.branch!r}"
                self._findings.error(message, self._place(arrow), "put a question between them, or write ->")
            onward[edge.source] += not edge.loop
            if onward[edge.source] > 1 and not edge.loop:
                message = f"{edge.source!r} has several ways on"
                self._findings.error(
                    message, self._place(arrow), "only a question may: let it lead to a name that ends in ?"
                )

    def _check_branches(self, decision: str, names: set[str]) -> None:
        drawn = [arrow.edge.branch for arrow in self._arrows if arrow.edge.source == decision and arrow.edge.branch]
        if not drawn:
            return
        place = self._draft.part_place(self._lane.id, decision, "branches")
        if len(drawn) < 2:
            self._findings.error(f"{decision!r} has only one branch", place, "a question has at least two answers")
        for branch, count in Counter(drawn).items():
            if count > 1:
                self._findings.error(
                    f"{decision!r} has two branches {branch!r}", place, "give each answer a name of its own"
                )
            if branch not in names:
                hint = did_you_mean(str(branch), names) or f"add {branch} = [] to its branches"
                self._findings.error(f"the branch {branch!r} of {decision!r} is not declared", place, hint)
        for branch in sorted(names - set(drawn)):
            hint = did_you_mean(branch, [name for name in drawn if name]) or "draw it, or take it out"
            self._findings.error(f"the branch {branch!r} of {decision!r} is not in the chart", place, hint)

    def _check_graph(self) -> None:
        import networkx as nx

        graph = self._lane.graph
        forward: nx.DiGraph[str] = nx.DiGraph()
        forward.add_nodes_from(graph)
        forward.add_edges_from((source, target) for source, target, loop in graph.edges(data="loop") if not loop)
        reached = nx.descendants(forward, START) | {START}
        ending = nx.ancestors(forward, END) | {END}
        for part in sorted(self._parts):
            place = self._draft.part_place(self._lane.id, part, "id")
            if part not in reached:
                self._findings.error(f"{part!r} cannot be reached from the start", place, "draw an arrow to it")
            elif part not in ending:
                self._findings.error(f"from {part!r} no way leads to the end", place, "draw an arrow on from it")
        circle = _circle(forward)
        if circle:
            back = next(
                (arrow for arrow in reversed(self._arrows) if (arrow.edge.source, arrow.edge.target) in circle), None
            )
            names = " -> ".join((circle[0][0], *(target for _, target in circle)))
            hint = "mark the arrow that leads back: -[loop]->, or -[no, loop]-> behind a question"
            self._findings.error(f"the chart runs in a circle: {names}", self._place(back) if back else None, hint)
            return
        self._check_loops(forward, reached)

    def _check_loops(self, forward: nx.DiGraph[str], reached: set[str]) -> None:
        """A loop returns to a box every way to its source passes; otherwise late lines would look like loops."""
        import networkx as nx

        parents = nx.immediate_dominators(forward, START)
        for arrow in self._arrows:
            edge = arrow.edge
            if not edge.loop or edge.source not in reached:
                continue
            if edge.target not in set(_dominators(parents, edge.source)):
                message = f"the loop from {edge.source!r} leads to {edge.target!r}, which not every way to {edge.source!r} passes"
                self._findings.error(
                    message, self._place(arrow), "let it lead back to a box that always comes before it"
                )

    def _place(self, arrow: Arrow) -> tuple[int, int]:
        return self._draft.arrow_place(self._lane.id, arrow)


def _circle(graph: nx.DiGraph[str]) -> list[tuple[str, str]]:
    import networkx as nx

    try:
        return [(source, target) for source, target, *_ in nx.find_cycle(graph)]
    except nx.NetworkXNoCycle:
        return []


def _dominators(parents: dict[str, str], node: str) -> Iterator[str]:
    """Yield *node* and its dominators, nearest first; networkx leaves the start out or maps it to itself."""
    yield node
    while node in parents and parents[node] is not None and parents[node] != node:
        node = parents[node]
        yield node

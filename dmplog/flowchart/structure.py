"""Proofs about the chart of one lane, with networkx: placed, reachable, without hidden circles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from dmplog.flowchart.chart import Arrow
from dmplog.flowchart.findings import Fault
from dmplog.flowchart.model import END, START, Decision, Lane
from dmplog.flowchart.positions import KeyPath
from dmplog.frozen import frozen
from dmplog.nearest import did_you_mean

if TYPE_CHECKING:
    import networkx as nx


@frozen
class ChartCheck:
    """Everything that can be wrong with the chart of one lane: its arrows, and its steps and decisions with their places."""

    lane: Lane
    arrows: tuple[Arrow, ...]
    parts: Mapping[str, KeyPath]

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong. Reachability is only asked about where every name is known."""
        unknown = list(self._unknown_names())
        yield from unknown
        yield from self._unplaced()
        yield from self._ways()
        for decision in self.lane.decisions:
            yield from self._branches(decision)
        if not unknown:
            yield from self._ways_through()

    def _unknown_names(self) -> Iterator[Fault]:
        for arrow in self.arrows:
            for name in (arrow.edge.source, arrow.edge.target):
                if name not in self.parts and name not in (START, END):
                    kind = "decision" if name.endswith("?") else "step"
                    declare = f'declare it: [[lane.{self.lane.id}.{kind}]] with id = "{name}"'
                    hint = did_you_mean(name, self.parts) or declare
                    yield self._wrong(arrow, f"the chart names {name!r}, which is no {kind} of this lane", hint)

    def _unplaced(self) -> Iterator[Fault]:
        drawn = {name for arrow in self.arrows for name in (arrow.edge.source, arrow.edge.target)}
        for name in (START, END):
            if name not in drawn:
                hint = "write start -> first_step and last_step -> end"
                yield Fault(f"the chart has no {name!r}", hint, ("lane", self.lane.id, "chart"))
        for part, place in self.parts.items():
            if part not in drawn:
                yield Fault(
                    f"{part!r} is not placed in the chart", "draw an arrow to it, or take it out", (*place, "id")
                )

    def _ways(self) -> Iterator[Fault]:
        """Only a question may have several ways on; between two boxes there is one arrow; and the ends are ends."""
        seen: set[tuple[str, str]] = set()
        onward: Counter[str] = Counter()
        for arrow in self.arrows:
            edge = arrow.edge
            if not edge.loop and edge.target == START:
                yield self._wrong(arrow, "an arrow leads back to the start", "mark it: -[loop]->")
            if not edge.loop and edge.source == END:
                yield self._wrong(arrow, "an arrow leaves the end", "mark it if it leads back: -[loop]->")
            if (edge.source, edge.target) in seen:
                said = f"there are two arrows from {edge.source!r} to {edge.target!r}"
                yield self._wrong(arrow, said, "one arrow is enough; name the branches' common answer")
            seen.add((edge.source, edge.target))
            onward[edge.source] += not edge.loop
            if edge.source.endswith("?"):
                if edge.branch is None:
                    hint = f"a branch needs a name: {edge.source} -[yes]-> {edge.target}"
                    yield self._wrong(arrow, f"an arrow that leaves {edge.source!r} has no branch", hint)
                continue
            if edge.branch is not None:
                said = f"{edge.source!r} is no question, but its arrow names the branch {edge.branch!r}"
                yield self._wrong(arrow, said, "put a question between them, or write ->")
            if onward[edge.source] > 1 and not edge.loop:
                hint = "only a question may: let it lead to a name that ends in ?"
                yield self._wrong(arrow, f"{edge.source!r} has several ways on", hint)

    def _branches(self, decision: Decision) -> Iterator[Fault]:
        drawn = Counter(
            arrow.edge.branch for arrow in self.arrows if arrow.edge.source == decision.id and arrow.edge.branch
        )
        place = (*self.parts[decision.id], "branches")
        if drawn.total() == 1:
            yield Fault(f"{decision.id!r} has only one branch", "a question has at least two answers", place)
        for branch, count in drawn.items():
            if count > 1:
                said = f"{decision.id!r} has two branches {branch!r}"
                yield Fault(said, "give each answer a name of its own", place)
            if branch not in decision.branches:
                hint = did_you_mean(branch, decision.branches) or f"add {branch} = [] to its branches"
                yield Fault(f"the branch {branch!r} of {decision.id!r} is not declared", hint, place)
        for branch in decision.branches:
            if drawn and branch not in drawn:
                hint = did_you_mean(branch, drawn) or "draw it, or take it out"
                yield Fault(f"the branch {branch!r} of {decision.id!r} is not in the chart", hint, place)

    def _ways_through(self) -> Iterator[Fault]:
        import networkx as nx

        forward: nx.DiGraph[str] = nx.DiGraph()
        forward.add_nodes_from((START, END, *self.parts))
        forward.add_edges_from((edge.source, edge.target) for edge in self.lane.edges if not edge.loop)
        reached = nx.descendants(forward, START) | {START}
        ending = nx.ancestors(forward, END) | {END}
        for part, place in self.parts.items():
            if part not in reached:
                yield Fault(f"{part!r} cannot be reached from the start", "draw an arrow to it", (*place, "id"))
            elif part not in ending:
                yield Fault(f"from {part!r} no way leads to the end", "draw an arrow on from it", (*place, "id"))
        try:
            circle = [(source, target) for source, target, *_ in nx.find_cycle(forward)]
        except nx.NetworkXNoCycle:
            yield from self._loops(nx.immediate_dominators(forward, START))
            return
        back = next(arrow for arrow in reversed(self.arrows) if (arrow.edge.source, arrow.edge.target) in circle)
        names = " -> ".join((circle[0][0], *(target for _, target in circle)))
        hint = "mark the arrow that leads back: -[loop]->, or -[no, loop]-> behind a question"
        yield self._wrong(back, f"the chart runs in a circle: {names}", hint)

    def _loops(self, parents: Mapping[str, str | None]) -> Iterator[Fault]:
        """A loop returns to a box every way to its source passes; otherwise late lines would look like loops."""
        for arrow in self.arrows:
            edge = arrow.edge
            reached = edge.source in (START, *parents)
            if edge.loop and reached and edge.target not in _dominators(parents, edge.source):
                said = f"the loop from {edge.source!r} leads to {edge.target!r}, which not every way to {edge.source!r} passes"
                yield self._wrong(arrow, said, "let it lead back to a box that always comes before it")

    def _wrong(self, arrow: Arrow, said: str, hint: str) -> Fault:
        return Fault(said, hint, ("lane", self.lane.id, "chart"), (arrow.line, arrow.column))


def _dominators(parents: Mapping[str, str | None], node: str) -> Iterator[str]:
    """Yield *node* and its dominators, nearest first; networkx leaves the start out or maps it to itself."""
    yield node
    while (parent := parents.get(node)) is not None and parent != node:
        node = parent
        yield node

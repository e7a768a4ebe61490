"""A lane prepared for alignment: its steps in chart order and the price of every move between them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dmplog.flowchart import Lane, Step
from dmplog.witness import Witness

RESTART = 0.75
"""Price of starting an earlier step again where the chart draws no loop: dearer than a loop, cheaper than a stray line."""

LOOP = 0.5
"""Price of a loop edge of the chart."""


@dataclass(frozen=True, slots=True)
class Track:
    """A lane as numbers.

    Attributes:
        steps: Step ids in chart order; a position of the alignment is a step that is open or done.
        passing: `passing[i + 1][j]` is the least total price of the steps passed unseen on the way from step i (-1: from the
            start) to step j, infinite where the chart has no way forward.
        loops: Pairs (i, j) of declared loop edges.
        dominators: For every step those that lie on every way to it.
        prices: What passing each step unseen costs; 0 where no supplied log could have shown it.
        following: For every step the next one on the main way, or `len(steps)` where the lane ends.
    """

    steps: tuple[str, ...]
    passing: tuple[tuple[float, ...], ...]
    loops: frozenset[tuple[int, int]]
    following: tuple[int, ...]
    dominators: tuple[frozenset[int], ...]
    prices: tuple[float, ...]

    @property
    def size(self) -> int:
        """The number of steps."""
        return len(self.steps)


HEAD_LOST = 0.25
"""Price of passing a step unseen where the head of the run may have been rolled over."""


class Tracks:
    """Tracks by lane and price, so that equal runs of equal coverage are aligned once."""

    def __init__(self, witness: Witness) -> None:
        self._witness = witness
        self._made: dict[tuple[int, tuple[float, ...]], Track] = {}

    def track_of(
        self,
        lane: Lane,
        places: Mapping[str, str | None],
        *,
        head_seen: bool,
        bypassed: frozenset[int] = frozenset(),
    ) -> Track:
        """Return the track of *lane*: passing a step unseen is free where it is bypassed or no log could have shown it."""
        prices = tuple(
            0.0 if number in bypassed else self._price(step, places, head_seen=head_seen)
            for number, step in enumerate(lane.steps)
        )
        key = (id(lane), prices)
        if key not in self._made:
            self._made[key] = build_track(lane, dict(zip((step.id for step in lane.steps), prices, strict=True)))
        return self._made[key]

    def _price(self, step: Step, places: Mapping[str, str | None], *, head_seen: bool) -> float:
        if step.silent or step.optional or step.place not in places:
            return 0.0
        if not self._witness.supplied(step.log, places[step.place]):
            return 0.0
        return 1.0 if head_seen else HEAD_LOST


def build_track(lane: Lane, price: Mapping[str, float]) -> Track:
    """Return *lane* as a track; *price* says what passing each step unseen costs.

    Decisions are contracted: a step's successors are the steps reached from it through decisions alone.
    """
    order = [step.id for step in lane.steps]
    number = {step: index for index, step in enumerate(order)}
    successors, ends = _contract(lane, set(order))
    passing = _passing(order, successors, price)
    forward = {source: [number[target] for target in targets] for source, targets in successors.items()}
    dominators = _dominators(order, successors)
    following = tuple(
        len(order) if step in ends and not forward.get(step) else min(forward.get(step) or [len(order)])
        for step in order
    )
    return Track(
        prices=tuple(price.get(step, 1.0) for step in order),
        steps=tuple(order),
        passing=passing,
        loops=frozenset(_loops(lane, number)),
        following=following,
        dominators=dominators,
    )


def _contract(lane: Lane, steps: set[str]) -> tuple[dict[str, list[str]], set[str]]:
    """Return the forward successors of the start and of every step, and the steps that may end the lane."""
    outgoing: dict[str, list[str]] = {}
    for edge in lane.edges:
        if not edge.loop:
            outgoing.setdefault(edge.source, []).append(edge.target)
    successors: dict[str, list[str]] = {}
    ends: set[str] = set()
    for source in ["start", *sorted(steps)]:
        found: list[str] = []
        waiting, seen = list(outgoing.get(source, ())), set()
        while waiting:
            node = waiting.pop(0)
            if node in seen:
                continue
            seen.add(node)
            if node in steps:
                found.append(node)
            elif node == "end":
                ends.add(source)
            else:
                waiting.extend(outgoing.get(node, ()))
        successors[source] = found
    return successors, ends


def _passing(
    order: Sequence[str], successors: Mapping[str, Sequence[str]], price: Mapping[str, float]
) -> tuple[tuple[float, ...], ...]:
    rows = []
    for source in ["start", *order]:
        cheapest = dict.fromkeys(order, math.inf)
        for target in successors[source]:
            cheapest[target] = 0.0
        # Steps stand in chart order, so one pass relaxes every forward edge.
        for middle, target in ((step, follower) for step in order for follower in successors[step]):
            cheapest[target] = min(cheapest[target], cheapest[middle] + price.get(middle, 1.0))
        rows.append(tuple(cheapest[step] for step in order))
    return tuple(rows)


def _loops(lane: Lane, number: Mapping[str, int]) -> set[tuple[int, int]]:
    """Return the loop edges between steps; a loop that leaves a decision counts for the steps in front of it."""
    before: dict[str, list[str]] = {}
    for edge in lane.edges:
        if not edge.loop:
            before.setdefault(edge.target, []).append(edge.source)
    pairs: set[tuple[int, int]] = set()
    for edge in lane.edges:
        if not edge.loop or edge.target not in number:
            continue
        waiting, seen = [edge.source], set()
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            if node in number:
                pairs.add((number[node], number[edge.target]))
            else:
                waiting.extend(before.get(node, ()))
    return pairs


def _dominators(order: Sequence[str], successors: Mapping[str, Sequence[str]]) -> tuple[frozenset[int], ...]:
    """Return for every step the steps that lie on every way to it."""
    number = {step: index for index, step in enumerate(order)}
    reached: dict[str, frozenset[int]] = {"start": frozenset()}
    incoming: dict[str, list[str]] = {step: [] for step in order}
    for source, target in itertools.chain.from_iterable(((s, t) for t in ts) for s, ts in successors.items()):
        incoming[target].append(source)
    for step in order:
        sets = [
            reached[source] | ({number[source]} if source != "start" else frozenset())
            for source in incoming[step]
            if source in reached
        ]
        reached[step] = frozenset.intersection(*sets) if sets else frozenset()
    return tuple(reached[step] for step in order)

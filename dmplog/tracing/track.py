"""A lane prepared for alignment: its steps in chart order and the price of every move between them."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

from dmplog.flowchart import Lane, Step
from dmplog.flowchart.model import START
from dmplog.frozen import frozen
from dmplog.witness import Witness

RESTART = 0.75
"""Price of starting an earlier step again where the chart draws no loop: dearer than a loop, cheaper than a stray line."""

LOOP = 0.5
"""Price of a loop edge of the chart."""

HEAD_LOST = 0.25
"""Price of passing a step unseen where the head of the run may have been rolled over."""


@frozen
class Track:
    """A lane as numbers.

    Attributes:
        size: The number of steps; a position of the alignment is a step that is open or done.
        prices: What passing each step unseen costs; 0 where no supplied log could have shown it.
        passing: `passing[i + 1][j]` is the least total price of the steps passed unseen on the way from step i (-1: from the
            start) to step j, infinite where the chart has no way forward.
        loops: Pairs (i, j) of declared loop edges.
        following: For every step the next one on the main way, or `size` where the lane ends.
        dominators: For every step those that lie on every way to it.
        waits_behind: The steps whose waits end no step in front of them.
    """

    size: int
    prices: tuple[float, ...]
    passing: tuple[tuple[float, ...], ...]
    loops: frozenset[tuple[int, int]]
    following: tuple[int, ...]
    dominators: tuple[frozenset[int], ...]
    waits_behind: frozenset[int] = frozenset()


class Tracks:
    """Tracks by lane and price, so that equal runs of equal coverage are aligned once."""

    def __init__(self, witness: Witness) -> None:
        self._logs = witness.logs
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
        unseen = 1.0 if head_seen else HEAD_LOST
        prices = tuple(
            unseen if number not in bypassed and self._could_show(step, places) else 0.0
            for number, step in enumerate(lane.steps)
        )
        key = (id(lane), prices)
        if key not in self._made:
            self._made[key] = build_track(lane, prices)
        return self._made[key]

    def _could_show(self, step: Step, places: Mapping[str, str | None]) -> bool:
        told = not (step.silent or step.optional) and step.place in places
        return told and any((log, places[step.place]) in self._logs for log in step.log)


def build_track(lane: Lane, prices: Sequence[float]) -> Track:
    """Return *lane* as a track; *prices* say what passing each step unseen costs.

    Decisions are contracted: a step's successors are the steps reached from it through decisions alone.
    """
    number = {step.id: index for index, step in enumerate(lane.steps)}
    forward = [(edge.source, edge.target) for edge in lane.edges if not edge.loop]
    onward, backward = _arrows(forward), _arrows((target, source) for source, target in forward)
    after = {source: _reached(source, onward, number) for source in (START, *number)}
    loops = [(edge.source, number[edge.target]) for edge in lane.edges if edge.loop and edge.target in number]
    return Track(
        size=len(number),
        prices=tuple(prices),
        passing=tuple(_passing(after, source, number, prices) for source in after),
        # A loop that leaves a decision counts for the steps in front of it.
        loops=frozenset(
            (number[step], target)
            for source, target in loops
            for step in ([source] if source in number else _reached(source, backward, number))
        ),
        following=tuple(min((number[step] for step in after[source]), default=len(number)) for source in number),
        dominators=_dominators(after, number),
        waits_behind=frozenset(number[step.id] for step in lane.steps if step.waits_behind),
    )


def _arrows(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    arrows: dict[str, list[str]] = {}
    for source, target in pairs:
        arrows.setdefault(source, []).append(target)
    return arrows


def _reached(source: str, arrows: Mapping[str, Sequence[str]], steps: Collection[str]) -> set[str]:
    """Return the steps that *arrows* lead to from *source* through decisions alone."""
    reached: set[str] = set()
    waiting = [source]
    while waiting:
        new = [node for node in arrows.get(waiting.pop(), ()) if node not in reached]
        reached.update(new)
        waiting += [node for node in new if node not in steps]
    return reached.intersection(steps)


def _passing(
    after: Mapping[str, Collection[str]], source: str, number: Mapping[str, int], prices: Sequence[float]
) -> tuple[float, ...]:
    cheapest = {step: 0.0 if step in after[source] else math.inf for step in number}
    # Steps stand in chart order, so one pass relaxes every forward edge.
    for middle, target in ((step, target) for step in number for target in after[step]):
        cheapest[target] = min(cheapest[target], cheapest[middle] + prices[number[middle]])
    return tuple(cheapest.values())


def _dominators(after: Mapping[str, Collection[str]], number: Mapping[str, int]) -> tuple[frozenset[int], ...]:
    """Return for every step the steps that lie on every way to it."""
    through: dict[str, frozenset[int]] = {START: frozenset()}
    for step in number:
        ways = [through[source] for source in through if step in after[source]]
        through[step] = frozenset.intersection(*ways or [frozenset()]) | {number[step]}
    return tuple(through[step] - {number[step]} for step in number)

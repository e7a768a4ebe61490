"""The order of the steps of a lane, as its chart draws them."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from dmplog.flowchart.model import Edge, Step


def in_chart_order(steps: Sequence[Step], edges: Sequence[Edge]) -> tuple[Step, ...]:
    """Return *steps* so that every forward arrow leads to a later one; the order of the file decides between equals.

    Steps on a forward circle, which `check_flowchart` refuses, come last in the order of the file.
    """
    rank = {step.id: number for number, step in enumerate(steps)}
    onward: dict[str, list[str]] = {}
    missing: dict[str, int] = {}
    for edge in edges:
        if not edge.loop:
            onward.setdefault(edge.source, []).append(edge.target)
            missing[edge.target] = missing.get(edge.target, 0) + 1
            missing.setdefault(edge.source, 0)
    # Decisions have no rank and must not hold up the steps behind them.
    free = [(rank.get(node, -1), node) for node, count in missing.items() if not count]
    heapq.heapify(free)
    place: dict[str, int] = {}
    while free:
        _, node = heapq.heappop(free)
        place[node] = len(place)
        for target in onward.get(node, ()):
            missing[target] -= 1
            if not missing[target]:
                heapq.heappush(free, (rank.get(target, -1), target))
    return tuple(sorted(steps, key=lambda step: (place.get(step.id, len(place)), rank[step.id])))

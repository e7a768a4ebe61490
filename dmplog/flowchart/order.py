"""The order of the steps of a lane, as its chart draws them."""

from __future__ import annotations

from collections.abc import Sequence

from dmplog.flowchart.model import Edge, Step


def in_chart_order(steps: Sequence[Step], edges: Sequence[Edge]) -> tuple[Step, ...]:
    """Return *steps* so that every forward arrow leads to a later one; the order of the file decides between equals.

    Steps on a forward circle, which `check_flowchart` refuses, come last in the order of the file.
    """
    forward = [(edge.source, edge.target) for edge in edges if not edge.loop]
    rank = {step.id: number for number, step in enumerate(steps)}
    waiting = dict.fromkeys([node for pair in forward for node in pair])
    ordered: list[str] = []
    while waiting:
        free = [node for node in waiting if not any(target == node and source in waiting for source, target in forward)]
        if not free:
            break
        # Decisions have no rank and must not hold up the steps behind them.
        node = min(free, key=lambda name: rank.get(name, -1))
        ordered.append(node)
        del waiting[node]
    place = {name: number for number, name in enumerate(ordered)}
    return tuple(sorted(steps, key=lambda step: (place.get(step.id, len(place)), rank[step.id])))

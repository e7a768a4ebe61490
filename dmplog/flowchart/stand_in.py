"""Steps of charts of the user's own, and the shipped steps they stand for: what is known of those holds of them too."""

from __future__ import annotations

from dmplog.flowchart.load import is_shipped, load_flowchart, shipped_flowcharts
from dmplog.flowchart.model import Flowchart, Lane, Step


def paths_of(chart: Flowchart, lane: Lane, step: Step) -> tuple[str, ...]:
    """Return the names under which causes speak of *step*, `flowchart.lane.step`: its own, and that of the shipped step it stands for.

    It stands for the shipped step with which it shares most of the events that begin, end and fail it.

    >>> chart = load_flowchart("download")
    >>> paths_of(chart, chart.lane("package"), chart.lane("package").step("download_redist"))
    ('download.package.download_redist',)
    """
    own = f"{chart.id}.{lane.id}.{step.id}"
    if is_shipped(chart):
        return (own,)
    wanted = _events(step)
    shared = {
        f"{shipped.id}.{other.id}.{each.id}": len(wanted & _events(each))
        for shipped in map(load_flowchart, shipped_flowcharts())
        for other in shipped.lanes
        for each in other.steps
    }
    best = max(shared, key=lambda path: shared[path])
    return tuple(dict.fromkeys((own, best))) if shared[best] else (own,)


def _events(step: Step) -> frozenset[str]:
    return frozenset(signal.event for signal in (*step.begins, *step.ends, *step.fails))

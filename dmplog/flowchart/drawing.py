"""A lane as text: its chart in the chart language, and its steps as a person reads them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from dmplog.flowchart.durations import format_duration
from dmplog.flowchart.model import START, Edge, Flowchart, Lane, Step
from dmplog.roles import file_of

_WIDTH = 100


def draw_chart(lane: Lane) -> str:
    """Return the chart of *lane* in the chart language, one way per line.

    >>> from dmplog.flowchart import load_flowchart
    >>> print(draw_chart(load_flowchart("download").lane("synchronization")).splitlines()[1])
    applicable? -[yes]-> end
    """
    ways: list[list[Edge]] = []
    waiting = list(lane.edges)
    while waiting:
        # The start comes first; then whatever the file names first.
        first = next((edge for edge in waiting if edge.source == START), waiting[0])
        way = [first]
        waiting.remove(first)
        while following := _only_plain(waiting, way[-1]):
            way.append(following)
            waiting.remove(following)
        ways.append(way)
    return "\n".join(_write(way) for way in ways)


def describe_flowchart(flowchart: Flowchart) -> Iterator[str]:
    """Yield the lines that show *flowchart* to a person."""
    yield f"{flowchart.title} ({flowchart.id})"
    yield flowchart.source
    for lane in flowchart.lanes:
        yield ""
        subject = " and ".join(name.replace("_", " ") for name in lane.subject)
        again = f", again every {format_duration(lane.cycle)}" if lane.cycle else ""
        yield f"Lane {lane.id}: {lane.title}" + (f", one case per {subject}" if subject else "") + again
        yield ""
        for line in draw_chart(lane).splitlines():
            yield from textwrap.wrap(
                line, _WIDTH, initial_indent="    ", subsequent_indent="        ", break_on_hyphens=False
            )
        for number, step in enumerate(lane.steps, start=1):
            yield ""
            yield from _describe_step(number, step)
        for decision in lane.decisions:
            yield ""
            yield f"  {decision.id} {decision.question}"
            for branch, signals in decision.branches.items():
                yield f"      {branch}: {', '.join(str(signal) for signal in signals) or 'no line says so'}"


def _describe_step(number: int, step: Step) -> Iterator[str]:
    logs = ", ".join(map(file_of, step.log))
    silent = ", no line documented" if step.silent else ""
    yield f"  {number}. {step.id}: {step.title}"
    yield f"     by {step.actor}; see {logs} of the {step.place.replace('_', ' ')}{silent}"
    yield f"     overdue after {format_duration(step.expect)} without a further sign"
    yield from textwrap.wrap(step.what, _WIDTH, initial_indent="     ", subsequent_indent="     ")


def _only_plain(waiting: Sequence[Edge], last: Edge) -> Edge | None:
    """Return the one arrow that goes on from *last* in the same line: a loop and a question end the line."""
    if last.loop or last.target.endswith("?"):
        return None
    onward = [edge for edge in waiting if edge.source == last.target and not edge.loop]
    return onward[0] if len(onward) == 1 else None


def _write(way: Sequence[Edge]) -> str:
    text = way[0].source
    for edge in way:
        after = f"after {format_duration(edge.after)}" if edge.after else None
        said = [part for part in (edge.branch, after, "loop" if edge.loop else None) if part]
        text += (f" -[{', '.join(said)}]-> " if said else " -> ") + edge.target
    return text

"""Steps of charts of the user's own, and the shipped steps they stand for: what is known of those holds of them too."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from dmplog.data import data_folder
from dmplog.flowchart.load import is_shipped, shipped_charts
from dmplog.flowchart.model import Flowchart, Lane, Step
from dmplog.flowchart.signal import Signal

_Line = tuple[str, frozenset[tuple[str, frozenset[str]]]]
"""A signal whose conditions have no order."""


class _Known(NamedTuple):
    """A shipped step: its path, what decides about it, and everything that speaks of it."""

    path: str
    decisive: frozenset[_Line]
    whole: frozenset[tuple[str, _Line]]


def paths_of(chart: Flowchart, lane: Lane, step: Step) -> tuple[str, ...]:
    """Return the names under which causes speak of *step*, `flowchart.lane.step`: its own, and that of the shipped step it stands for.

    It stands for the shipped step with which it shares the most of the lines that begin, end and fail it, if these are more than half
    of what one of the two has; a line that many logs write tells nothing without a condition. A copy of a step always stands for it.

    >>> from dmplog.flowchart import load_flowchart
    >>> chart = load_flowchart("download")
    >>> paths_of(chart, chart.lane("package"), chart.lane("package").step("download_redist"))
    ('download.package.download_redist',)
    """
    own = f"{chart.id}.{lane.id}.{step.id}"
    if is_shipped(chart):
        return (own,)
    best = max(_shipped_steps(), key=lambda known: _likeness(step, known))
    return tuple(dict.fromkeys((own, best.path))) if any(_likeness(step, best)) else (own,)


def _likeness(step: Step, known: _Known) -> tuple[bool, int]:
    """Return whether *step* is a copy of the step *known*, and how many decisive lines they share, 0 for too few."""
    decisive = _decisive(step)
    shared = len(decisive & known.decisive)
    most = 2 * shared > min(len(decisive), len(known.decisive))
    whole = _whole(step)
    return bool(whole) and whole == known.whole, shared if most else 0


@lru_cache(maxsize=1)
def _shipped_steps() -> tuple[_Known, ...]:
    """Return every step that came with the package, whatever chart of the user's own replaces its chart."""
    return tuple(
        _Known(f"{chart.id}.{lane.id}.{step.id}", _decisive(step), _whole(step))
        for chart in shipped_charts()
        for lane in chart.lanes
        for step in lane.steps
    )


def _decisive(step: Step) -> frozenset[_Line]:
    """Return the lines that decide about *step* and tell it from others."""
    lines = map(_line, (*step.begins, *step.ends, *step.fails))
    return frozenset(line for line in lines if line[1] or line[0] not in _common())


def _whole(step: Step) -> frozenset[tuple[str, _Line]]:
    return frozenset((kind, _line(signal)) for kind, signal in step.signals())


def _line(signal: Signal) -> _Line:
    return signal.event, frozenset(
        (name, frozenset(value.lower() for value in values)) for name, values in signal.where
    )


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Return the events that many logs write."""
    from dmplog.grammar import Grammars

    return frozenset(rule.name for rule in Grammars.load(data_folder("grammars")).rules if len(rule.roles) > 1)

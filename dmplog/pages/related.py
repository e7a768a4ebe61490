"""What belongs to what: steps of events, causes of steps and numbers, messages of events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from dmplog.causes import KnownCause, Proof, load_causes
from dmplog.data import OwnKnowledge, knowledge_in_use
from dmplog.flowchart import Flowchart, Lane, Signal, SignalKind, Step, known_flowcharts, load_flowchart
from dmplog.frozen import frozen
from dmplog.grammar import Grammars, Rule

KINDS: dict[SignalKind, str] = {
    "begins": "begins it",
    "progress": "is a sign of life in it",
    "proves": "shows that all in front of it is over",
    "ends": "ends it",
    "fails": "says that it failed",
    "waits": "says that it waits as documented",
    "skips": "says that it is passed over",
}


@frozen
class PlacedStep:
    """A step with the lane and flowchart it stands in."""

    flowchart: Flowchart
    lane: Lane
    step: Step

    @property
    def path(self) -> str:
        """The full name, `flowchart.lane.step`."""
        return f"{self.flowchart.id}.{self.lane.id}.{self.step.id}"

    @property
    def titled(self) -> str:
        """The full name and the title."""
        return f"{self.path}: {self.step.title}"


def placed_steps() -> tuple[PlacedStep, ...]:
    """Return every step of the known flowcharts, in their order."""
    return _placed_steps(knowledge_in_use())


@lru_cache(maxsize=4)
def _placed_steps(_own: OwnKnowledge | None) -> tuple[PlacedStep, ...]:
    charts = [load_flowchart(name) for name in known_flowcharts()]
    return tuple(PlacedStep(chart, lane, step) for chart in charts for lane in chart.lanes for step in lane.steps)


def step_title(path: str) -> str:
    """Return the title of the step `flowchart.lane.step`, or the path where there is none.

    >>> step_title("download.package.download_redist")
    'Download the redistributables'
    """
    return next((placed.step.title for placed in placed_steps() if placed.path == path), path)


def witnessed(
    event: str, fields: Mapping[str, str | None] | None = None
) -> Iterator[tuple[PlacedStep, SignalKind, Signal]]:
    """Yield the steps that *event* speaks of; with *fields*, only those these values fit."""
    for placed in placed_steps():
        for kind, signal in placed.step.signals():
            if signal.event == event and (fields is None or signal.matches(fields)):
                yield placed, kind, signal


def rules_by_event() -> dict[str, tuple[Rule, ...]]:
    """Return the rules of the known grammars by the name of their event."""
    return _rules_by_event(knowledge_in_use())


@lru_cache(maxsize=4)
def _rules_by_event(_own: OwnKnowledge | None) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {}
    for rule in Grammars.load().rules:
        found[rule.name] = (*found.get(rule.name, ()), rule)
    return found


def message_of(signal: Signal) -> str:
    """Return the line a signal stands for, with the values it asks for filled in."""
    values = {name: allowed[0] for name, allowed in signal.where if len(allowed) == 1 and "*" not in allowed[0]}
    try:
        return Grammars.load().render(signal.event, values)
    except KeyError:
        return str(signal)


def titled(causes: Iterable[KnownCause]) -> list[str]:
    """Return *causes*, each as `id: title`."""
    return [f"{cause.id}: {cause.title}" for cause in causes]


def causes_proved(shows: Callable[[Proof], bool]) -> list[str]:
    """Return the causes of which a proof is one that *shows* them, each as `id: title`."""
    return titled(cause for cause in load_causes().known if any(map(shows, cause.proof)))

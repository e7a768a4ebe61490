"""Which events may be thinned where a file holds thousands of them: worked out from everything that flowcharts, causes and tables ask for.

An event may be, whose lines do nothing but say that a step goes on, or that are only asked for by causes and notes, which tell the last ones.
So may be what is kept for its keys alone, in logs whose threads carry a key to the lines behind it. What begins, ends, fails, waits, tries,
proves, cuts runs, gives an outcome, joins lines, is counted or stands for another clock is never thinned.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from dmplog.cases.labels import KINDS, lane_notes
from dmplog.cases.status_names import status_fields
from dmplog.compiled import read_table
from dmplog.flowchart import Flowchart, Lane, Signal, Step
from dmplog.grammar import UNRECOGNIZED, Grammars
from dmplog.own_tables import own_entries
from dmplog.thinning import Thinnable

_SAME_AGAIN = frozenset({"reaches"})
"""Parts of a correlator in which a line says nothing new that says the same as the one in front of it: each names one server for itself."""

_CLAIM = "request_id"
"""The field by which a hierarchy ties the lines of its senders to a job, a package and a site."""

_CARRYING = ("manager", "distribution")
"""Parts of a correlator whose logs are joined by what their threads named last, and never by what comes behind."""


def thinnable(
    flowcharts: Sequence[Flowchart], grammars: Grammars, telling: Collection[str], keys: Sequence[str]
) -> Thinnable:
    """Return what may be thinned; *telling* are the events that causes ask for, *keys* the fields that join lines."""
    steps = [step for chart in flowcharts for lane in chart.lanes for step in lane.steps]
    names: dict[str, set[tuple[str, str]]] = {}
    for naming in (naming for step in steps for naming in step.names):
        names.setdefault(naming.signal.event, set()).add((naming.blank, naming.text))
    living, noted = _living(flowcharts), {note.signal.event for step in steps for note in step.notes} | names.keys()
    asked = {*_doing(flowcharts, steps), *_of_tables(), UNRECOGNIZED}
    named = {rule.name for rule in grammars.rules if set(keys).intersection(rule.fields)}
    signs = living.keys() - asked
    told = {event for event in {*telling, *noted} - living.keys() - asked if event not in named}
    # A text that a cause or a note tells is told of its own event, and some signs depend on their fields.
    single = {*telling, *_idling(), *(signal.event for signal in _signals(flowcharts) if signal.where), *told}
    numbers: dict[object, int] = {}
    return Thinnable(
        alike={
            event: numbers.setdefault(
                event if event in single else (living[event], frozenset(names.get(event, ()))), len(numbers)
            )
            for event in sorted({*signs, *told})
        },
        signs=frozenset(signs),
        carriers=frozenset(named - living.keys() - asked - {*telling, *noted})
        & _of_carrying_logs(flowcharts, grammars),
        keys=tuple(keys),
        claim=_CLAIM if _CLAIM in keys else None,
        claimable=frozenset(signs) & _of_hierarchies(flowcharts, grammars, living),
        growing=tuple(sorted({step.advances for step in steps if step.advances} & set(grammars.fields))),
    )


def _of_hierarchies(
    flowcharts: Sequence[Flowchart], grammars: Grammars, living: Mapping[str, frozenset[tuple[str, str, int]]]
) -> frozenset[str]:
    """Return the signs of life that hierarchies alone ask for, and that belong to a case by the id of a request or not at all."""
    charts = {chart.id for chart in flowcharts if chart.correlator.kind == "hierarchy"}
    if any(_CLAIM in lane.subject for chart in flowcharts for lane in chart.lanes):
        return frozenset()
    asked = {event for event, steps in living.items() if charts.issuperset(chart for chart, _, _ in steps)}
    return frozenset(rule.name for rule in grammars.rules if rule.name in asked and _CLAIM in rule.fields)


def _living(flowcharts: Sequence[Flowchart]) -> Mapping[str, frozenset[tuple[str, str, int]]]:
    """Return the events that are signs of life, each with the steps it says so of."""
    found: dict[str, set[tuple[str, str, int]]] = {}
    for chart in flowcharts:
        for lane in chart.lanes:
            for number, step in enumerate(lane.steps):
                for signal in step.progress:
                    found.setdefault(signal.event, set()).add((chart.id, lane.id, number))
    return {event: frozenset(steps) for event, steps in found.items()}


def _doing(flowcharts: Sequence[Flowchart], steps: Sequence[Step]) -> Iterator[str]:
    """Yield the events whose lines do more than to say that a step goes on."""
    for step in steps:
        kinds = [getattr(step, kind) for kind in KINDS if kind != "progress"]
        for signals in (*kinds, step.tries, step.nearly, step.announces, step.done_by):
            yield from (signal.event for signal in signals)
        for failure in step.stands:
            yield failure.signal.event
            if failure.until is not None:
                yield failure.until.event
    for chart in flowcharts:
        for part, signals in chart.correlator.lines.items():
            if part not in _SAME_AGAIN:
                yield from (signal.event for signal in signals)
        for lane in chart.lanes:
            yield from _of_lane(lane)


def _of_lane(lane: Lane) -> Iterator[str]:
    """Yield the events that cut the runs of *lane*, settle them, or are counted."""
    traits, stages = lane.traits, lane.traits.sub_stages
    signals = [*lane.run_begins, *lane.run_begins_if_closed, *lane.once_per_run, *lane.fails, *traits.cycle_mark]
    signals += [entry.signal for entries in (lane.outcomes, lane.waits, lane.also_seen) for entry in entries]
    signals += [signal for decision in lane.decisions for said in decision.branches.values() for signal in said]
    yield from (signal.event for signal in signals)
    counted = (traits.check_results, traits.check_begins, *((stages.report, *stages.restarts) if stages else ()))
    yield from (event for event in counted if event is not None)


def _of_tables() -> Iterator[str]:
    """Yield the events that tables ask for: what follows from what, what clocks are set by, and what status messages name."""
    yield from status_fields().values()
    for entry in read_table("hand_overs").get("hand_over", ()):
        yield from (entry["given"], entry["taken"])
    for entry in (*read_table("decides_nothing").get("event", ()), *own_entries("decides_nothing")):
        if entry.get("consequence_of"):
            yield from (entry["name"], *entry["consequence_of"])


def _idling() -> Iterator[str]:
    """Yield the events that a worker writes whether or not it gets on."""
    yield from (entry["name"] for entry in read_table("idling").get("event", ()))


def _of_carrying_logs(flowcharts: Sequence[Flowchart], grammars: Grammars) -> frozenset[str]:
    """Return the events of the logs that some chart joins by their threads alone, and none in another way."""
    parts: dict[bool, set[str]] = {True: set(), False: set()}
    for chart in flowcharts:
        for part, roles in chart.correlator.logs.items():
            parts[part in _CARRYING].update(roles)
    logs = parts[True] - parts[False]
    return frozenset(rule.name for rule in grammars.rules if logs.issuperset(rule.roles))


def _signals(flowcharts: Sequence[Flowchart]) -> Iterator[Signal]:
    """Yield the signs of life and the notes of every lane, and what correlators ask for."""
    for chart in flowcharts:
        for signals in chart.correlator.lines.values():
            yield from signals
        for lane in chart.lanes:
            for step in lane.steps:
                yield from step.progress
            yield from lane_notes(lane)

"""Event rows ready to be looked up, and which fields and events a diagnosis wants to find on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from dmplog.cases.labels import is_meant, lane_notes, lane_signals
from dmplog.cases.status_names import status_fields
from dmplog.cases.thinnable import thinnable
from dmplog.compiled import read_table
from dmplog.flowchart import Flowchart, Signal
from dmplog.frozen import frozen
from dmplog.grammar import Grammars
from dmplog.light import WantedFields
from dmplog.own_tables import own_entries

KEY_FIELDS = (
    "applicable",
    "is_complete",
    "package_guid",
    "package_id",
    "package_version",
    "site_code",
    "job_id",
    "request_id",
    "instruction_file",
    "server_name",
    "state",
    "substage_id",
    "status_system",
    "status_site",
    "url",
)
"""Fields that join lines into cases; the fields that flowcharts ask for come on top."""


@frozen
class Shelf:
    """Where rows are looked for: all of them, and by event, with the fields that flowcharts ask for."""

    events: pl.DataFrame
    by_event: Mapping[str, pl.DataFrame]

    @classmethod
    def of(cls, events: pl.DataFrame, flowcharts: Sequence[Flowchart]) -> Shelf:
        """Return the shelf of *events*."""
        growing = {
            step.advances for chart in flowcharts for lane in chart.lanes for step in lane.steps if step.advances
        }
        asked = sorted({"role", *growing, *(name for signal in _signals(flowcharts) for name, _ in signal.where)})
        columns = ["row", *(name for name in asked if name in events.columns)]
        named = events.select(*columns, _event=pl.col("event").cast(pl.String))
        pieces = named.partition_by("_event", as_dict=True, include_key=False)
        return cls(events, {str(event): rows for (event,), rows in pieces.items()})


def wanted_fields(
    flowcharts: Sequence[Flowchart], grammars: Grammars, telling: frozenset[str], harmless: pl.Expr
) -> WantedFields:
    """Return the fields that light event rows keep: those that join cases, and for some events those that flowcharts ask for.

    *telling* are the events that causes ask for; *harmless* gives the number of the known harmless line that a row is.
    """
    signals = _signals(flowcharts)
    subjects = [name for chart in flowcharts for lane in chart.lanes for name in lane.subject]
    keys = [name for name in dict.fromkeys((*KEY_FIELDS, *subjects)) if name in grammars.fields]
    named = (("path", "call_path"), ("worker_thread_hex", "opens_thread"))
    paths = [
        (name, signal)
        for name, part in named
        for chart in flowcharts
        for signal in chart.correlator.lines.get(part, ())
    ]
    asked: dict[str, set[str]] = {}
    steps = [step for chart in flowcharts for lane in chart.lanes for step in lane.steps]
    growing = [(step.advances, signal) for step in steps if step.advances for signal in step.progress]
    standing = [(each.same, signal) for step in steps for each in step.stands for signal in (each.signal, each.until)]
    growing += [(name, signal) for name, signal in standing if name is not None and signal is not None]
    for name, event in status_fields().items():
        asked.setdefault(name, set()).add(event)
    for name, signal in (*((name, each) for each in signals for name, _ in each.where), *paths, *growing):
        asked.setdefault(name, set()).add(signal.event)
    marks = [mark for chart in flowcharts for lane in chart.lanes for mark in lane.traits.cycle_mark]
    return WantedFields(
        always=tuple(keys),
        idle=_idle_events(flowcharts, grammars, {signal.event for signal in signals} | telling, keys),
        asked={name: frozenset(asked[name]) for name in sorted(asked) if name not in keys and name in grammars.fields},
        harmless=harmless,
        consequence=_consequence(),
        cycle_begins=is_meant(*marks),
        cycle_subjects=_cycle_subjects(flowcharts),
        thinnable=thinnable(flowcharts, grammars, telling, keys),
    )


def _cycle_subjects(flowcharts: Sequence[Flowchart]) -> dict[str, frozenset[str]]:
    """Return the fields that name whom a cycle of a log is about, each with the values that stand for nobody."""
    found: dict[str, frozenset[str]] = {}
    for chart in flowcharts:
        if any(lane.traits.cycle_mark for lane in chart.lanes):
            nobody = frozenset(value.lower() for value in chart.correlator.nobody)
            for name in {name for lane in chart.lanes for name in lane.subject}:
                found[name] = found.get(name, frozenset()) | nobody
    return found


def _consequence() -> pl.Expr:
    """Return the event a row only follows from, as `decides_nothing.toml` says it."""
    follows = {
        entry["name"]: entry["consequence_of"][0]
        for entry in (*read_table("decides_nothing").get("event", ()), *own_entries("decides_nothing"))
        if entry.get("consequence_of")
    }
    return pl.col("event").cast(pl.String).replace_strict(follows, default=None, return_dtype=pl.String)


def _idle_events(
    flowcharts: Sequence[Flowchart], grammars: Grammars, asked: Collection[str], keys: Collection[str]
) -> frozenset[str]:
    """Return the events nobody needs, so that their rows need not be kept.

    An event is needed where a flowchart or a cause asks for it, and where it holds a key in a log whose every line may count.
    """
    only = {role for chart in flowcharts for role in chart.correlator.logs.get("asked_only", ())}
    return frozenset(
        rule.name
        for rule in grammars.rules
        if rule.name not in asked and (only.issuperset(rule.roles) or not set(keys).intersection(rule.fields))
    )


def _signals(flowcharts: Sequence[Flowchart]) -> list[Signal]:
    """Return every signal a flowchart asks for, in its lanes and in what joins their lines."""
    found = [signal for chart in flowcharts for signals in chart.correlator.lines.values() for signal in signals]
    for lane in (lane for chart in flowcharts for lane in chart.lanes):
        traits, stages = lane.traits, lane.traits.sub_stages
        named = (traits.check_results, traits.check_begins, *((stages.report, *stages.restarts) if stages else ()))
        found += [*lane_signals(lane), *lane_notes(lane), *(note.signal for note in lane.also_seen)]
        found += [failure.until for step in lane.steps for failure in step.stands if failure.until is not None]
        found += [*traits.cycle_mark, *(Signal(event) for event in named if event is not None)]
    return found

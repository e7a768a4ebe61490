"""The stations in order: files → records → events → cases → traces → findings → evidence → report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import polars as pl

from dmplog.assembly import Inputs, assemble
from dmplog.bundle import Bundle, open_bundle
from dmplog.cases import LaneCases, Shelf, build_cases, unexplained, wanted_fields
from dmplog.causes import Causes, load_causes
from dmplog.causes.explain import explain, telling_at
from dmplog.clocks import with_clocks_set, without_lone_stamps
from dmplog.collected import find_collected
from dmplog.data import knowledge_in_use
from dmplog.diagnosis import Clock, Ground, judge, settle, with_confidence
from dmplog.evidence import ask, fetch, find_side_notes
from dmplog.flowchart import Flowchart, checked_flowcharts, known_flowcharts
from dmplog.grammar import Grammars
from dmplog.hierarchies import site_servers, unrelated
from dmplog.intake import Intake, take_in
from dmplog.isolation import isolated
from dmplog.options import DiagnoseOptions
from dmplog.progress import Progress
from dmplog.reach import find_witness
from dmplog.report import Report
from dmplog.standing import find_places, stand
from dmplog.timeline import last_idle, order_events
from dmplog.tracing.trace import trace_lane
from dmplog.tracing.track import Tracks
from dmplog.witness import Moments
from dmplog.writing import Pen, Written, write


def run(paths: Sequence[str | Path], options: DiagnoseOptions, *, progress: Progress | None = None) -> Report:
    """Return the report on *paths*.

    Raises:
        BundleError: No path yields a file.
        UsageError: An option makes no sense.
        KnowledgeError: A file of the user's own is wrong.
    """
    if knowledge_in_use() is not None:
        # What is shipped was checked when the package was built: only here is pydantic asked for.
        from dmplog.validator.own import refuse_own

        refuse_own()
    flowcharts = checked_flowcharts(options.flowcharts or known_flowcharts())
    grammars, causes = Grammars.load(), load_causes()
    bundle = open_bundle(paths, options.limits)
    intake = take_in(
        bundle,
        grammars,
        wanted_fields(flowcharts, grammars, causes.telling_events, causes.harmless_row),
        options=options.read,
        limits=options.limits,
        progress=progress,
    )
    intake = without_lone_stamps(intake)
    intake, places = stand(intake, find_places(intake, flowcharts))
    intake = with_clocks_set(intake, places)
    as_of = _naive_utc(options.as_of)
    events, idle = order_events(intake, places, as_of), last_idle(intake, places, as_of)
    collected = find_collected(bundle, intake, places)
    witness = find_witness(intake, events, places, as_of, bundle.broken, collected)

    lanes, broken_charts = isolated(lambda charts: build_cases(events, charts, witness), flowcharts, _chart_name)
    facts = _Facts(bundle, intake, Shelf.of(events, flowcharts), Clock(witness), idle, flowcharts)
    written, broken_lanes = isolated(lambda lanes: _written(lanes, facts, grammars, causes, options), lanes, _lane_name)
    internal = (*broken_charts, *broken_lanes)
    several = (*unrelated(bundle, intake, places), *site_servers(intake, flowcharts))
    inputs = Inputs(bundle, intake, places, witness, internal, collected, several)
    return assemble(written, inputs, flowcharts, options)


class _Facts(NamedTuple):
    """What was read, for everything that is made of it lane by lane."""

    bundle: Bundle
    intake: Intake
    shelf: Shelf
    clock: Clock
    idle: pl.DataFrame
    flowcharts: Sequence[Flowchart]


def _written(
    lanes: Sequence[LaneCases], facts: _Facts, grammars: Grammars, causes: Causes, options: DiagnoseOptions
) -> Written:
    """Return the cases of *lanes*, traced, judged, settled, explained and written."""
    shelf, events = facts.shelf, facts.shelf.events
    tracks = Tracks(facts.clock.witness)
    traces = [(cases, trace) for cases in lanes for trace in trace_lane(cases, shelf.by_event, events["times"], tracks)]

    ground = Ground(events, Moments(events), facts.clock, unexplained(shelf, lanes), facts.idle)
    judged = [judge(cases, trace, ground) for cases, trace in traces]
    findings = with_confidence(settle(judged, lanes, ground), ground)

    notes = find_side_notes(shelf, facts.flowcharts, causes.harmless_reasons)
    questions = ask(findings, shelf, notes, ground.alarms, [telling_at(each, causes) for each in findings])
    book = fetch(facts.bundle, facts.intake, events, questions, grammars, options.context)
    explained = explain(findings, questions.findings, book, causes)
    return write(findings, questions, explained, Pen(ground, book, grammars.render, grammars.roles_of))


def _chart_name(chart: Flowchart) -> str:
    return f"The flowchart {chart.id}"


def _lane_name(cases: LaneCases) -> str:
    return f"The lane {cases.flowchart.id}.{cases.lane.id}"


def _naive_utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo is not None else moment

"""The stations in order: files → records → events → cases → traces → diagnosis → report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from dmplog.assembly import DiagnoseOptions, Inputs, assemble
from dmplog.bundle import open_bundle
from dmplog.cases import CASE_FIELDS, LaneCases, build_cases, idle_events
from dmplog.cases.labels import lane_notes, lane_signals
from dmplog.causes import load_causes
from dmplog.citations import cite_rows
from dmplog.codes import find_codes
from dmplog.diagnosis.blocking import block
from dmplog.diagnosis.book import EvidenceBook
from dmplog.diagnosis.case import (
    UNRECOGNIZED,
    Finder,
    diagnose_case,
    error_rows,
    failure_evidence,
    sibling_rows,
    unseen_case,
    with_errors,
)
from dmplog.diagnosis.notes import NoteRows, fields_of, note_rows, with_notes
from dmplog.diagnosis.pending import CONTENT_LANES, pending_installations
from dmplog.diagnosis.restarts import crash_loop
from dmplog.diagnosis.steps import cited_rows
from dmplog.diagnosis.substages import standing
from dmplog.flowchart import Flowchart, Signal, check_flowchart, load_flowchart, shipped_flowcharts
from dmplog.flowchart.findings import raise_first
from dmplog.grammar import Grammars
from dmplog.intake import WantedFields, take_in
from dmplog.knowledge import known_update
from dmplog.progress import Progress
from dmplog.report import Case, Report
from dmplog.sidenotes import SideNotes, find_side_notes
from dmplog.timeline import find_clocks, find_places, order_events, stand
from dmplog.tracing.trace import Trace, trace_lane
from dmplog.tracing.track import Tracks

KEY_FIELDS = (
    "applicable",
    "is_complete",
    "package_guid",
    "package_id",
    "package_version",
    "site_code",
    "job_id",
    "request_id",
    "server_name",
    "state",
    "substage_id",
    "status_system",
    "status_site",
    "url",
)
"""Fields that join lines into cases; the fields that flowcharts ask for come on top."""

LITTLE_KNOWN_LANES = ("tool", "transmission")
"""Lanes whose logs are hardly public, so that error lines nobody knows are shown at their step."""


def run(paths: Sequence[str | Path], options: DiagnoseOptions, *, progress: Progress | None = None) -> Report:
    """Return the report on *paths*.

    Raises:
        BundleError: No path yields a file.
        UsageError: An option makes no sense.
        FlowchartError: A flowchart file is wrong.
    """
    flowcharts = tuple(_sound(name) for name in options.flowcharts) or tuple(map(load_flowchart, shipped_flowcharts()))
    grammars = Grammars.load()
    bundle = open_bundle(paths, options.limits)
    intake = take_in(
        bundle,
        grammars,
        wanted_fields(flowcharts, grammars),
        options=options.read,
        limits=options.limits,
        progress=progress,
    )
    intake, places = stand(intake, find_places(intake))
    events = order_events(intake, places)
    clocks = find_clocks(intake, events, places, _naive_utc(options.as_of))
    by_event = _by_event(events, flowcharts)
    lanes = build_cases(events, flowcharts, clocks)
    tracks = Tracks(clocks)
    traces = [(cases, trace) for cases in lanes for trace in trace_lane(cases, by_event, events["times"], tracks)]
    notes = find_side_notes(events, by_event, flowcharts)
    beside = _beside(traces, events, by_event)
    noted = [note_rows(cases, trace, by_event) for cases, trace in traces]
    book = cite_rows(
        bundle,
        intake,
        events,
        _rows_to_cite(traces, events, notes, noted) | {row for rows in beside for row in rows},
        options.context,
    )
    finder = Finder(clocks, book, grammars.render)
    fields = _fields(noted, book, grammars)
    judged = _diagnose(traces, beside, finder, events)
    told = [with_notes(case, rows, fields, book) for case, rows in zip(judged, noted, strict=True)]
    found = [*told, *_unseen(lanes, traces, finder)]
    cases = block([_named(case) for case in (*found, *_pending(found, lanes, finder))], _receivers(events))
    return assemble(cases, notes, book, grammars, Inputs(bundle, intake, places, clocks), flowcharts, options)


def _sound(name: str) -> Flowchart:
    """Return the flowchart *name*; one of the user's own is checked first, because a wrong chart gives wrong answers."""
    if name not in shipped_flowcharts():
        raise_first(check_flowchart(name), name)
    return load_flowchart(name)


def wanted_fields(flowcharts: Sequence[Flowchart], grammars: Grammars) -> WantedFields:
    """Return the fields that light event rows keep: those that join cases, and for some events those that flowcharts ask for."""
    asked = {name: set(events) for name, events in CASE_FIELDS.items()}
    for signal in _signals(flowcharts):
        for name, _ in signal.where:
            asked.setdefault(name, set()).add(signal.event)
    return WantedFields(
        always=tuple(name for name in KEY_FIELDS if name in grammars.fields),
        idle=idle_events(
            grammars.rules,
            {signal.event for signal in _signals(flowcharts)} | load_causes().telling_events,
            KEY_FIELDS,
        ),
        asked={
            name: frozenset(asked[name]) for name in sorted(asked) if name not in KEY_FIELDS and name in grammars.fields
        },
    )


def _signals(flowcharts: Sequence[Flowchart]) -> list[Signal]:
    lanes = [lane for chart in flowcharts for lane in chart.lanes]
    return [
        signal
        for lane in lanes
        for signal in (*lane_signals(lane), *lane_notes(lane), *(note.signal for note in lane.also_seen))
    ]


def _by_event(events: pl.DataFrame, flowcharts: Sequence[Flowchart]) -> dict[str, pl.DataFrame]:
    """Return the event rows by event name, with the fields that flowcharts ask for."""
    asked = sorted({"role", *(name for signal in _signals(flowcharts) for name, _ in signal.where)})
    columns = ["row", *(name for name in asked if name in events.columns)]
    return {
        str(event): rows.select(columns)
        for (event,), rows in events.with_columns(pl.col("event").cast(pl.String))
        .partition_by("event", as_dict=True)
        .items()
    }


def _fields(noted: Sequence[NoteRows], book: EvidenceBook, grammars: Grammars) -> dict[int, dict[str, str]]:
    """Return the fields of every row a note is taken from."""
    rows = sorted({row for notes in noted for told in notes.values() for _, row in told})
    if not rows:
        return {}
    frame = pl.DataFrame(
        {"role": [book.entry(row).role for row in rows], "message": [book.cite(row).text for row in rows]}
    )
    return fields_of(rows, grammars.match(frame))


def _rows_to_cite(
    traces: Sequence[tuple[LaneCases, Trace]], events: pl.DataFrame, notes: SideNotes, noted: Sequence[NoteRows]
) -> set[int]:
    """Return every row a report may show: signs of the deciding runs, links, errors beside them, and notes."""
    rows: set[int] = set(notes.rows())
    rows.update(row for each in noted for told in each.values() for _, row in told)
    for cases, trace in traces:
        for number in range(len(trace.lane.steps)):
            rows.update(cited_rows([sign for sign in trace.signs if sign.label[0] == number]))
        for sign in (*trace.signs[:1], *trace.signs[-1:], *trace.later_signs[-1:]):
            rows.update((sign.first_row, sign.last_row))
        rows.update(row for _, row in trace.outcomes[-1:])
        rows.update(link.row for link in trace.subject.links)
        if trace.since_row is not None:
            rows.add(trace.since_row)
        rows.update(crash_loop(cases, trace, events))
        rows.update(standing(cases, trace, events).rows())
    return rows


def _beside(
    traces: Sequence[tuple[LaneCases, Trace]], events: pl.DataFrame, by_event: Mapping[str, pl.DataFrame]
) -> list[list[int]]:
    """Return for each trace the rows beside its own signs that may tell a cause: unknown errors, and what causes ask for."""
    if all(trace.deciding.alignment.current == trace.track.size for _, trace in traces):
        return [[] for _ in traces]
    telling = load_causes().telling_events
    servers = events["server"].cast(pl.String)
    return [
        sorted({*error_rows(cases, trace, events), *sibling_rows(cases, trace, by_event, telling, servers)})
        for cases, trace in traces
    ]


def _diagnose(
    traces: Sequence[tuple[LaneCases, Trace]], siblings: Sequence[Sequence[int]], finder: Finder, events: pl.DataFrame
) -> list[Case]:
    causes = load_causes()
    found = []
    for (cases, trace), rows in zip(traces, siblings, strict=True):
        case, finding = diagnose_case(
            trace, cases.flowchart.id, finder, crash_loop(cases, trace, events), standing(cases, trace, events)
        )
        if case.lane in LITTLE_KNOWN_LANES:
            case = with_errors(case, error_rows(cases, trace, events), finder.book)
        if case.verdict in ("failed", "stalled") and case.step is not None:
            own = failure_evidence(trace, finding, finder.book)
            beside = tuple(line for line in finder.book.cite_all(rows) if line not in own)
            ranked = causes.find(case.flowchart, case.lane, case.step, case.verdict, own, beside)
            unknown = [line for line in beside if line.event == UNRECOGNIZED]
            proving = ranked[0].evidence if ranked else ()
            codes = dict.fromkeys(code for line in (*own, *unknown, *proving) for code in find_codes(line.text))
            case = replace(
                case, cause=ranked[0] if ranked else None, other_causes=tuple(ranked[1:]), errors=tuple(codes)
            )
        found.append(case)
    return found


def _unseen(lanes: Sequence[LaneCases], traces: Sequence[tuple[LaneCases, Trace]], finder: Finder) -> list[Case]:
    """Return the cases that must exist and of which no line speaks."""
    seen = {id(trace.subject) for _, trace in traces}
    return [
        unseen_case(cases, subject, finder)
        for cases in lanes
        for subject in cases.subjects
        if subject.expected and id(subject) not in seen
    ]


def _pending(found: Sequence[Case], lanes: Sequence[LaneCases], finder: Finder) -> list[Case]:
    """Return the installations that have not begun although the content is there."""
    installing = next((cases.lane for cases in lanes if cases.lane.id == "installation"), None)
    if installing is None:
        return []
    servers = {
        (subject.subject.package_guid, subject.subject.site): subject.places[place]
        for cases in lanes
        if (place := CONTENT_LANES.get(cases.lane.id)) is not None
        for subject in cases.subjects
        if place in subject.places
    }
    return pending_installations(
        [case for case in found if case.flowchart == "replication"], installing, servers, finder
    )


def _receivers(events: pl.DataFrame) -> set[str | None]:
    """Return the servers that received content from another site: only children do."""
    received = events.filter((pl.col("role") == "despool") & (pl.col("event") == "package_received"))
    return set(received["server"].cast(pl.String).unique())


def _named(case: Case) -> Case:
    """Return *case* with the name its update is known by: shown, never relied on."""
    guid = case.subject.package_guid
    return replace(case, subject=replace(case.subject, update=known_update(guid))) if guid else case


def _naive_utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo is not None else moment

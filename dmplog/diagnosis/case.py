"""One trace becomes one case of the report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import polars as pl

from dmplog.cases.subject import CaseSubject, LaneCases
from dmplog.clocks import Clocks
from dmplog.diagnosis.book import EvidenceBook
from dmplog.diagnosis.revision import crash, in_window, reopen
from dmplog.diagnosis.steps import cited_rows, step_states
from dmplog.diagnosis.substages import Standing
from dmplog.diagnosis.verdict import Finding, find, server_of
from dmplog.flowchart import Signal, Step
from dmplog.report import Case, Decision, Evidence, KeyLink, NextSign, StepProgress
from dmplog.tracing.trace import Trace

Render = Callable[[str, Mapping[str, str]], str]
"""Gives the message text of an event with the known fields filled in."""

EXPECTED_LINES = 3
MOST_BESIDE = 5
MOST_LOOKED_AT = 200
MOST_OF_A_KIND = 3
NOTHING_SAID = "No line speaks of it; the product writes none when it decides that nothing has to be sent."
UNRECOGNIZED = "unrecognized_error"


@dataclass(frozen=True, slots=True)
class Finder:
    """What every case is judged with."""

    clocks: Clocks
    book: EvidenceBook
    render: Render


def diagnose_case(
    trace: Trace, flowchart: str, finder: Finder, restarts: Sequence[int] = (), reports: Standing | None = None
) -> tuple[Case, Finding]:
    """Return the case of *trace* without its cause, and the finding it rests on.

    Args:
        trace: What tracing found out.
        flowchart: The id of its flowchart.
        finder: What cases are judged with.
        restarts: The rows of a crash loop.
        reports: How the sub-stages behind the installation stand.
    """
    clocks, book = finder.clocks, finder.book
    finding = find(trace, clocks, book)
    if reports is not None and reports.window is not None and finding.verdict not in ("completed", "failed"):
        finding = in_window(finding, reports.window, trace)
    finished = finding.verdict == "completed" and trace.deciding.alignment.current == trace.track.size
    if reports is not None and trace.lane.id == "installation" and finished:
        finding = reopen(finding, reports, trace, clocks, book)
    if restarts and finding.verdict not in ("completed", "failed") and finding.step is not None:
        finding = crash(finding, restarts)
    step = trace.lane.steps[finding.step] if finding.step is not None else None
    server, _ = server_of(trace, step) if step is not None else (trace.subject.server, False)
    alignment = trace.deciding.alignment
    case = Case(
        flowchart=flowchart,
        lane=trace.lane.id,
        subject=trace.subject.subject,
        verdict=finding.verdict,
        step=step.id if step is not None else None,
        since=_time(book, finding.since_row),
        last_sign=_time(book, finding.last_sign_row),
        site=trace.subject.subject.site,
        server=server or trace.subject.server,
        attempts=finding.attempts,
        confidence=finding.confidence,
        reasons=(*finding.reasons, *mode_reasons(trace.subject), *_clock_reasons(finding, book)),
        next=_next(trace, finding, finder),
        steps=step_states(trace, finding, clocks, book),
        checks=step.check if step is not None and finding.verdict in ("stalled", "failed", "unknown") else (),
        stall=step.stall if step is not None and finding.verdict in ("stalled", "failed", "unknown") else None,
        decision=Decision(
            cost=alignment.cost,
            margin=alignment.margin if alignment.margin != float("inf") else float(trace.track.size),
            runs=trace.runs,
            strays=alignment.strays,
            links=tuple(
                KeyLink(link.left, link.right, link.exact, book.cite(link.row)) for link in trace.subject.links
            ),
        ),
    )
    return case, finding


def unseen_case(cases: LaneCases, subject: CaseSubject, finder: Finder) -> Case:
    """Return the case of a subject that must exist and of which no line speaks.

    Distribution Manager logs nothing when it decides not to send (servicing-logs.md 1.3), so that a known child site without a
    minijob proves neither a stall nor its absence.
    """
    step = cases.lane.steps[0]
    known = step.place in subject.places
    server = subject.places.get(step.place)
    supplied = known and finder.clocks.supplied(step.log[:1], server)
    return Case(
        flowchart=cases.flowchart.id,
        lane=cases.lane.id,
        subject=subject.subject,
        verdict="unknown",
        step=step.id,
        since=None,
        last_sign=None,
        site=subject.subject.site,
        server=subject.server,
        attempts=0,
        confidence="possible",
        reasons=mode_reasons(subject) or (NOTHING_SAID,),
        next=NextSign(
            log=step.log[0],
            server=server,
            expected=expected_texts(step.begins or step.ends, subject.values, finder.render),
            supplied=supplied,
            deadline=None,
            note=None if supplied else f"Fetch {step.log[0]}.log" + (f" from {server}." if server else "."),
        ),
        checks=step.check,
        stall=step.stall,
        steps=tuple(
            StepProgress(
                each.id,
                each.title,
                "current" if each is step and supplied else "unobservable",
                evidence=_unknown_errors(cases, subject, finder.book) if each is step else (),
            )
            for each in cases.lane.steps
        ),
    )


def _unknown_errors(cases: LaneCases, subject: CaseSubject, book: EvidenceBook) -> tuple[Evidence, ...]:
    """Return the last unknown error lines of a subject of which no known line speaks."""
    rows = cases.members.filter(pl.col("subject") == cases.subjects.index(subject))["row"].to_list()
    unknown = [row for row in rows if book.has(row) and book.entry(row).event == UNRECOGNIZED]
    return book.cite_all(unknown[-MOST_BESIDE:])


def with_errors(case: Case, rows: Sequence[int], book: EvidenceBook) -> Case:
    """Return *case* with unknown error lines among the evidence of the step they stand in.

    Little of some logs is public; an error line nobody knows is shown where it occurred, and decides nothing.
    """
    if case.step is None or case.verdict == "completed" or not rows:
        return case
    steps = tuple(
        replace(step, evidence=tuple(dict.fromkeys((*step.evidence, *book.cite_all(rows)))))
        if step.id == case.step
        else step
        for step in case.steps
    )
    return replace(case, steps=steps)


def failure_evidence(trace: Trace, finding: Finding, book: EvidenceBook) -> tuple[Evidence, ...]:
    """Return the lines a cause may be read from: the signs of the step the case is stuck on, failures first."""
    at_step = [sign for sign in trace.signs if finding.step is not None and sign.label[0] == finding.step]
    failures = [sign.last_row for sign in at_step if sign.label[1] == "fails"]
    rows = [*reversed(failures[-EXPECTED_LINES:]), *(row for row in cited_rows(at_step) if row not in failures)]
    return book.cite_all(rows)


def error_rows(cases: LaneCases, trace: Trace, events: pl.DataFrame) -> list[int]:
    """Return the rows of unknown error lines that stand in the case's own lines since its step began."""
    number = cases.subjects.index(trace.subject)
    own = cases.members.filter((pl.col("subject") == number) & (pl.col("row") >= _first_row(trace)))["row"]
    found = events[own].filter(pl.col("event").cast(pl.String) == UNRECOGNIZED)
    return found["row"].to_list()[-MOST_BESIDE:]


def sibling_rows(
    cases: LaneCases, trace: Trace, by_event: Mapping[str, pl.DataFrame], telling: Collection[str], servers: pl.Series
) -> list[int]:
    """Return the last row of each event that can tell a cause, on the servers of the case since its step began.

    Lines of another case of the lane tell nothing about this one.

    Args:
        cases: The lane with its subjects and their rows.
        trace: The case.
        by_event: The event rows by event name.
        telling: The events causes ask for.
        servers: The server of every event row.
    """
    first = _first_row(trace)
    number = cases.subjects.index(trace.subject)
    foreign = cases.members.filter((pl.col("subject") != number) & (pl.col("row") >= first))["row"]
    own = set(trace.subject.places.values())
    found = []
    for event in sorted(telling):
        rows = by_event.get(event)
        if rows is None:
            continue
        near = rows["row"].filter((rows["row"] >= first) & ~rows["row"].is_in(foreign.implode()))
        here = [row for row in near.tail(MOST_LOOKED_AT).to_list() if servers[row] in own]
        found.extend(here[-MOST_OF_A_KIND:])
    return sorted(found)


def _first_row(trace: Trace) -> int:
    """Return from where on lines speak of the step the deciding run stopped at: behind the last sign of the steps before it.

    What explains a failure stands in front of it: "*** [HY000][0]…terminated by the server". What explains a stall does not: it
    would speak of a time when nothing was wrong.
    """
    if not trace.deciding.failed and trace.since_row is not None:
        return trace.since_row
    current = trace.deciding.alignment.current
    reached = next((sign.first_row for sign in trace.signs if sign.label[0] == current), None)
    before = [
        sign.last_row
        for sign in trace.signs
        if sign.label[0] != current and (reached is None or sign.last_row < reached)
    ]
    return max(before) if before else trace.deciding.run.first_row


def mode_reasons(subject: CaseSubject) -> tuple[str, ...]:
    """Return how the service connection point works, where the logs show it, and what else the bundle tells about *subject*."""
    mode = () if subject.mode is None else (f"The logs show the service connection point in {subject.mode} mode.",)
    return (*mode, *subject.notes)


def _time(book: EvidenceBook, row: int | None) -> datetime | None:
    return book.entry(row).time if row is not None else None


def _clock_reasons(finding: Finding, book: EvidenceBook) -> tuple[str, ...]:
    if finding.last_sign_row is None:
        return ()
    entry = book.entry(finding.last_sign_row)
    if entry.clock is None or entry.utc_known:
        return ()
    said = entry.clock.isoformat(sep=" ", timespec="seconds")
    return (f"The lines give no UTC offset (--utc-offset sets one); the last sign is at {said} local time.",)


def _next(trace: Trace, finding: Finding, finder: Finder) -> NextSign | None:
    if finding.step is None:
        return None
    if finding.verdict == "completed":
        return _next_cycle(trace, finder)
    step = trace.lane.steps[finding.step]
    server, known = server_of(trace, step)
    log = step.log[0] if step.log else "hman"
    supplied = known and finder.clocks.supplied((log,), server)
    return NextSign(
        log=log,
        server=server,
        expected=_expected(trace, finding, step, finder.render),
        supplied=supplied,
        deadline=finding.deadline.replace(tzinfo=UTC) if finding.deadline is not None and _utc(trace, finder) else None,
        note=None if supplied else f"Fetch {log}.log" + (f" from {server}." if server else "."),
    )


def _utc(trace: Trace, finder: Finder) -> bool:
    """Return whether the run's clock is UTC; its first and last sign stand for all of it."""
    ends = (trace.signs[0].first_row, trace.signs[-1].last_row) if trace.signs else ()
    return all(finder.book.entry(row).utc_known for row in ends)


def _next_cycle(trace: Trace, finder: Finder) -> NextSign | None:
    cycle = trace.lane.cycle
    if cycle is None or not trace.signs or trace.subject.mode == "offline":
        return None
    step = trace.lane.steps[0]
    server, known = server_of(trace, step)
    begun = finder.book.clocks([trace.signs[0].first_row])
    return NextSign(
        log=step.log[0],
        server=server,
        expected=expected_texts(step.begins or step.ends, trace.subject.values, finder.render),
        supplied=known and finder.clocks.supplied(step.log[:1], server),
        deadline=(begun[0] + cycle).replace(tzinfo=UTC) if begun and _utc(trace, finder) else None,
    )


def _expected(trace: Trace, finding: Finding, step: Step, render: Render) -> tuple[str, ...]:
    """Return the lines that would show the step going on: its end, or its beginning where it was never entered."""
    entered = trace.deciding.entered_current and not finding.overdue
    retry = finding.verdict == "failed"
    log = step.log[0] if step.log else None
    begins = [signal for signal in step.begins if dict(signal.where).get("role", (log,)) == (log,)]
    signals = step.ends if entered and not retry else (begins or step.ends)
    if not signals and not step.begins and finding.step is not None:
        # No good line of the step is public: the first later one that is.
        signals = next((later.ends for later in trace.lane.steps[finding.step + 1 :] if later.ends), ())
    return expected_texts(signals, trace.subject.values, render)


def expected_texts(signals: Sequence[Signal], values: Mapping[str, str], render: Render) -> tuple[str, ...]:
    """Return the first texts of *signals*, with what is known filled in."""
    texts = []
    for signal in signals:
        known = {field: allowed[0] for field, allowed in signal.where if len(allowed) == 1 and "*" not in allowed[0]}
        texts.append(render(signal.event, {**values, **known}))
    return tuple(dict.fromkeys(texts))[:EXPECTED_LINES]

"""A settled finding becomes one case of the report: written once, from what was asked for and fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from dmplog.blanks import filled
from dmplog.case import Case, Decision, KeyLink, NextSign, StepProgress, Subject
from dmplog.causes.explain import Explanation
from dmplog.diagnosis import Finding, open_stage, spot_of
from dmplog.evidence import Asked, EvidenceBook, Questions, values_last
from dmplog.knowledge import known_update
from dmplog.report import AlsoSeen, PrerequisiteResult, Unexplained
from dmplog.witness import Spot
from dmplog.writing.expected import Line, behind, expected
from dmplog.writing.named import names_in
from dmplog.writing.needs import needs, proofs
from dmplog.writing.pen import Pen
from dmplog.writing.rhythm import rhythm
from dmplog.writing.sidenotes import also_seen, prerequisites, unexplained
from dmplog.writing.steps import step_states
from dmplog.writing.unseen import further_needs, unseen
from dmplog.writing.wording import blocker_name, reasons

STUCK = ("stalled", "failed", "unknown")
"""Verdicts that ask somebody to look: only they are told with the checks of their step."""


class Written(NamedTuple):
    """What a report tells: its cases, and what is told beside them."""

    cases: tuple[Case, ...]
    also_seen: tuple[AlsoSeen, ...]
    prerequisites: tuple[PrerequisiteResult, ...]
    unexplained: tuple[Unexplained, ...]


def write(findings: Sequence[Finding], questions: Questions, explanations: Sequence[Explanation], pen: Pen) -> Written:
    """Return every finding as a case, with what was asked for it and why it is stuck, and what is told beside them."""
    return Written(
        tuple(_case(*each, pen) for each in zip(findings, questions.findings, explanations, strict=True)),
        also_seen(questions.beside, pen.book),
        prerequisites(questions.beside, pen.book),
        unexplained(questions.alarms, pen.book, pen.ground),
    )


def _case(finding: Finding, asked: Asked, explanation: Explanation, pen: Pen) -> Case:
    step, subject, moments = finding.at, finding.subject, pen.ground.moments
    told = step if finding.verdict in STUCK else None
    witness, cause = pen.ground.clock.witness, explanation.causes[0] if explanation.causes else None
    steps = step_states(finding, asked, witness, moments, pen.book)
    beyond = unseen(finding, steps)
    called = witness.name_of
    checks = _checks(finding, asked, steps, pen.book)
    return Case(
        flowchart=finding.cases.flowchart.id,
        lane=finding.lane.id,
        subject=_named(subject.subject),
        verdict=finding.verdict,
        step=step.id if step is not None else None,
        since=moments.time(finding.since),
        last_sign=moments.time(finding.last_sign),
        site=subject.subject.site,
        server=(spot_of(subject, step).server if step is not None else None) or subject.server,
        attempts=finding.attempts,
        confidence=finding.confidence,
        reasons=reasons(finding, called),
        cause=cause,
        other_causes=explanation.causes[1:],
        errors=explanation.errors,
        next=_next(finding, asked, pen),
        blocked_by=blocker_name(finding),
        checks=checks,
        stall=told.stall if told is not None else None,
        waiting=(step.waiting or None) if step is not None and finding.verdict == "waiting" else None,
        steps=steps,
        decision=_decision(finding, pen.book),
        lane_title=finding.lane.traits.short or finding.lane.title,
        lane_name=finding.lane.called(subject.subject.site),
        lane_rank=finding.lane.traits.rank,
        needs=needs(finding, called, further_needs(finding, beyond, cause, witness)),
        proofs=proofs(finding, called),
        unseen=beyond,
        names=names_in((*(text for one in explanation.causes for text in one.actions), *checks), asked, pen.book),
        rhythm=rhythm(finding, steps, witness),
    )


def _checks(finding: Finding, asked: Asked, steps: Sequence[StepProgress], book: EvidenceBook) -> tuple[str, ...]:
    """Return what to look at, with what the lines of the step name; or what may be done while a case waits, or where its lane ended early."""
    if finding.at is not None and finding.verdict in STUCK:
        named, measure = values_last(asked.named, book.told), finding.at.measure
        # Nobody is sent to count what is told.
        told = any(step.id == finding.at.id and step.amount for step in steps)
        spared = measure.spares if told and measure is not None else 0
        return tuple(filled(check, named) for check in finding.at.check[spared:])
    if finding.verdict == "waiting" and finding.at is not None:
        return finding.at.meanwhile
    return tuple(
        check for outcome in finding.lane.outcomes if outcome.verdict == finding.verdict for check in outcome.check
    )


def _named(subject: Subject) -> Subject:
    """Return *subject* with the name its update is known by: shown, never relied on."""
    guid = subject.package_guid
    return replace(subject, update=known_update(guid)) if guid else subject


def _decision(finding: Finding, book: EvidenceBook) -> Decision | None:
    trace = finding.trace
    if trace is None:
        return None
    alignment = trace.deciding.alignment
    return Decision(
        cost=alignment.cost,
        margin=alignment.margin if alignment.margin != float("inf") else float(trace.track.size),
        runs=trace.runs,
        strays=alignment.strays,
        links=tuple(KeyLink(link.left, link.right, link.exact, book.cite(link.row)) for link in finding.subject.links),
    )


def _next(finding: Finding, asked: Asked, pen: Pen) -> NextSign | None:
    """Return the line that should come next; of a finished cycle the first line of the next one, where one is due."""
    begun, due = _next_cycle(finding, pen)
    number = 0 if due is not None else finding.step
    if number is None or (finding.verdict == "completed" and due is None):
        return None
    spot, lines, note = _due(finding, number, asked, pen)
    witness = pen.ground.clock.witness
    supplied = witness.supplied(spot)
    file = witness.name_of(spot.role, spot.server)
    fetch = f"Fetch {file}" + (f" from {spot.server}." if spot.server else ".")
    files = tuple(witness.name_of(line.role, spot.server) for line in lines)
    deadline = _utc(finding.deadline if due is None else due, finding, pen)
    return NextSign(
        log=spot.role,
        server=spot.server,
        expected=tuple(line.text for line in lines),
        supplied=supplied,
        deadline=deadline,
        note=" ".join(filter(None, (None if supplied or due is not None else fetch, note))) or None,
        undated=witness.supplied_undated(spot),
        log_file=file,
        files=files if set(files) - {file} else (),
        counted_from=_utc(finding.counted_from if due is None else begun, finding, pen) if deadline else None,
        behind=behind(lines, asked, pen) if supplied else (),
    )


def _due(finding: Finding, number: int, asked: Asked, pen: Pen) -> tuple[Spot, tuple[Line, ...], str | None]:
    """Return where the next line of the step *number* is due, its texts, and what is to be known of them: of an open sub-stage the report of its end."""
    spot = spot_of(finding.subject, finding.lane.steps[number])
    stage = None if finding.verdict in ("completed", "failed") else open_stage(finding, pen.ground.events)
    if stage is None:
        return spot, *expected(finding, number, asked.owned, pen)
    stages, begun = stage
    done = {**finding.subject.values, "substage_id": begun, "is_complete": "2", "progress": "100", "applicable": "1"}
    return spot._replace(role=stages.log), (Line(pen.render(stages.report, done), stages.log),), None


def _next_cycle(finding: Finding, pen: Pen) -> tuple[datetime | None, datetime | None]:
    """Return when a completed cycle began and when the next one is due; None where the lane has no cycle or none is due."""
    trace, cycle = finding.trace, finding.lane.cycle
    if finding.verdict != "completed" or trace is None or not trace.signs or cycle is None:
        return None, None
    begun = pen.ground.moments.clock(trace.signs[0].first_row)
    return (begun, begun + cycle) if begun is not None and finding.subject.mode != "offline" else (None, None)


def _utc(moment: datetime | None, finding: Finding, pen: Pen) -> datetime | None:
    """Return *moment* as the report shows it: None where the clock of the case is no UTC."""
    moments = pen.ground.moments
    known = all(moments.utc_known(row) for row in (finding.since, finding.last_sign) if row is not None)
    return moment.replace(tzinfo=UTC) if moment is not None and known else None

"""The state of every step of a case, with the times and the lines that prove it.

`not_reached` is said only where the log that would show the step covers the period; otherwise the step is `unobservable`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dmplog.case import Evidence, StepProgress
from dmplog.diagnosis import Finding, spot_of
from dmplog.evidence import Asked, EvidenceBook
from dmplog.evidence.asked import first_inside, signs_by_step
from dmplog.flowchart import Step
from dmplog.tracing.trace import Sign, Trace
from dmplog.verdicts import StepStatus, Verdict
from dmplog.witness import Moments, Witness
from dmplog.writing.amounts import amount
from dmplog.writing.notes import fill

_STATUS_OF_VERDICT: dict[Verdict, StepStatus] = {
    "failed": "failed",
    "stalled": "stalled",
    "waiting": "waiting",
    "in_progress": "current",
}
MOST_TRIES = 100
"""So many tries are told with their times; more are a band, in a picture as in the logs."""

_UNTOLD = ("not_reached", "unobservable")


def step_states(
    finding: Finding, asked: Asked, witness: Witness, moments: Moments, book: EvidenceBook
) -> tuple[StepProgress, ...]:
    """Return the progress of every step of the lane of *finding*."""
    signs = signs_by_step(finding)
    moment = moments.clock(finding.last_sign)
    found = []
    for number, step in enumerate(finding.lane.steps):
        own = signs.get(number, [])
        status = _status(finding, number, own, witness)
        if status is None:
            seen = witness.covers(spot_of(finding.subject, step), moment)
            status = "not_reached" if seen else "unobservable"
        started, finished = _times(own, moments, over=status in ("done", "bypassed"))
        notes = () if status in _UNTOLD else asked.notes[number]
        rows = sorted({*asked.steps[number], *(row for _, row in notes)})
        failed = _failures(finding, own)
        cited = tuple(line.as_error() if row in failed else line for row, line in book.by_row(rows))
        if number == finding.step:
            cited = _in_their_place(book.between(asked.stretch, cited), cited)
        done = _amount(step, asked, book) if number == finding.step else None
        told = (*filter(None, (done,)), *(fill(text, book.fields(row)) for text, row in notes))
        found.append(
            StepProgress(
                id=step.id,
                title=step.title,
                status=status,
                started=started,
                finished=finished,
                evidence=cited,
                note="; ".join(told) or None,
                attempts=max(finding.attempts, 1) if number == finding.step else 1,
                tries=_tries(finding, moments) if number == finding.step else (),
                short=step.short,
                amount=done,
            )
        )
    return tuple(found)


def _failures(finding: Finding, signs: Sequence[Sign]) -> set[int]:
    """Return the rows that tell of a failure by what their message means, whatever its words are: of a step with *signs*, and of the case."""
    outcomes = finding.trace.outcomes if finding.trace is not None else ()
    told = {word.row for word in outcomes if word.verdict == "failed"}
    return told | {row for sign in signs if sign.label[1] == "fails" for row in (sign.first_row, sign.last_row)}


def _amount(step: Step, asked: Asked, book: EvidenceBook) -> str | None:
    """Return how much of *step*, where the case stands, is done."""
    if step.measure is None or not asked.measured:
        return None
    return amount(step.measure, *map(book.fields, asked.measured))


def _tries(finding: Finding, moments: Moments) -> tuple[datetime, ...]:
    """Return when the tries of the step began, the newest of very many, where the finding tells those of its trace."""
    trace = finding.trace
    if trace is None or trace.current != finding.step or finding.attempts < 2:
        return ()
    found = [moments.time(row) for row in trace.tries[-MOST_TRIES:]]
    return tuple(moment for moment in found if moment is not None)


def _in_their_place(between: Sequence[Evidence], cited: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return *cited* with the lines *between* in front of the first one that they lead to."""
    led_to = (place for place, line in enumerate(cited) if between and _is_before(between[-1], line))
    place = next(led_to, len(cited))
    return (*cited[:place], *between, *cited[place:])


def _is_before(one: Evidence, other: Evidence) -> bool:
    return one.file == other.file and one.line < other.line


def _status(finding: Finding, number: int, signs: Sequence[Sign], witness: Witness) -> StepStatus | None:
    """Return the state of the step *number*; None where only the reach of its log can tell."""
    trace = finding.trace
    stop = finding.step
    if trace is not None and finding.verdict == "completed":
        stop = trace.current
    if trace is not None and stop is not None and number < stop:
        return _passed(trace, number, finding.lane.steps[number], signs, stop)
    if any(proof.kind == "superseded" for proof in finding.proofs):
        # Where it stopped it was left, and the rest of the way was another update's.
        return "stalled" if number == finding.step and signs else "bypassed"
    if number == finding.step and finding.verdict in _STATUS_OF_VERDICT:
        return _STATUS_OF_VERDICT[finding.verdict]
    if number == finding.step and finding.verdict == "unknown":
        supplied = trace is None and witness.supplied(spot_of(finding.subject, finding.lane.steps[number]))
        return "current" if signs or supplied else None
    if finding.verdict == "completed" and any(proof.kind == "passed_by" for proof in finding.proofs):
        return "inferred"
    return "done" if finding.verdict == "completed" and signs else None


def _passed(trace: Trace, number: int, step: Step, signs: Sequence[Sign], stop: int) -> StepStatus:
    kinds = {sign.label[1] for sign in signs}
    if "skips" in kinds and "ends" not in kinds:
        return "bypassed"
    # A step of which no end is documented is done when it was seen and the run went on.
    if "ends" in kinds or (signs and not step.ends):
        return "done"
    if signs:
        return "inferred"
    if number in trace.deciding.bypassed:
        return "bypassed"
    certain = trace.track.dominators[min(stop, trace.track.size - 1)]
    if number not in certain:
        return "bypassed"
    return "silent" if step.silent else "inferred"


def _times(signs: Sequence[Sign], moments: Moments, *, over: bool) -> tuple[datetime | None, datetime | None]:
    """Return when the run first was inside the step and, where that is *over*, when it ended for the last time."""
    if not signs:
        return None, None
    started = moments.time(first_inside(signs).first_row)
    ends = [sign for sign in signs if sign.label[1] in ("ends", "skips")]
    finished = moments.time(ends[-1].first_row) if over and ends else None
    # A sign of life may follow the end, and threads stamp their lines before they get the file lock.
    return (min(started, finished) if started and finished else started), finished

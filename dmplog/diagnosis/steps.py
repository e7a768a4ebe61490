"""The state of every step of a case, with the lines that prove it.

`not_reached` is said only where the log that would show the step covers the period; otherwise the step is `unobservable`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dmplog.clocks import Clocks
from dmplog.diagnosis.book import EvidenceBook
from dmplog.diagnosis.verdict import Finding, server_of
from dmplog.flowchart import Step
from dmplog.report import StepProgress, StepStatus
from dmplog.tracing.trace import Sign, Trace

_STATUS_OF_VERDICT: dict[str, StepStatus] = {
    "failed": "failed",
    "stalled": "stalled",
    "waiting": "waiting",
    "in_progress": "current",
}


def step_states(trace: Trace, finding: Finding, clocks: Clocks, book: EvidenceBook) -> tuple[StepProgress, ...]:
    """Return the progress of every step of the lane."""
    by_step: dict[int, list[Sign]] = {}
    for sign in trace.signs:
        by_step.setdefault(sign.label[0], []).append(sign)
    if finding.overdue:
        by_step = {}
    if finding.verdict == "not_applicable":
        by_step = {}
    last = finding.last_sign_row
    moments = book.clocks([last]) if last is not None else []
    moment = moments[0] if moments else None
    stand = _Stand(trace, finding, clocks, moment)
    return tuple(
        _progress(stand, number, step, by_step.get(number, []), book) for number, step in enumerate(trace.lane.steps)
    )


@dataclass(frozen=True, slots=True)
class _Stand:
    """Where the case stands, for judging each of its steps."""

    trace: Trace
    finding: Finding
    clocks: Clocks
    moment: datetime | None


def _progress(stand: _Stand, number: int, step: Step, signs: list[Sign], book: EvidenceBook) -> StepProgress:
    finding = stand.finding
    status = _status(stand, number, step, signs)
    begun = _begun(signs)
    ended = [sign for sign in signs if sign.label[1] in ("ends", "skips")]
    return StepProgress(
        id=step.id,
        title=step.title,
        status=status,
        started=book.entry(begun[0].first_row).time if begun else None,
        finished=book.entry(ended[0].first_row).time if ended and status in ("done", "bypassed") else None,
        evidence=book.cite_all(cited_rows(signs)),
        attempts=max(finding.attempts, 1) if number == finding.step else 1,
    )


def cited_rows(signs: list[Sign]) -> list[int]:
    """Return the rows of one step worth citing: how it began, its last sign, its failures and its end."""
    if not signs:
        return []
    rows = [signs[0].first_row, _begun(signs)[0].first_row, signs[-1].last_row]
    failures = [sign for sign in signs if sign.label[1] == "fails"]
    if failures:
        rows += [failures[0].first_row, *(sign.last_row for sign in failures[-3:])]
    rows += [sign.first_row for sign in signs if sign.label[1] in ("ends", "waits", "skips")][:2]
    return sorted(set(rows))


def _begun(signs: list[Sign]) -> list[Sign]:
    """Return the signs of being inside the step, or all of them where it only ended."""
    return [sign for sign in signs if sign.label[1] not in ("ends", "skips")] or signs


def _status(stand: _Stand, number: int, step: Step, signs: list[Sign]) -> StepStatus:
    trace, finding = stand.trace, stand.finding
    stop = trace.track.size if finding.verdict == "completed" else finding.step
    if finding.verdict == "completed" and trace.deciding.alignment.current < trace.track.size:
        stop = trace.deciding.alignment.current
    if stop is not None and number < stop:
        return _passed(trace, number, step, signs, stop)
    if number == finding.step and finding.verdict in _STATUS_OF_VERDICT:
        return _STATUS_OF_VERDICT[finding.verdict]
    if number == finding.step and finding.verdict == "unknown" and any(sign.label[0] == number for sign in signs):
        return "current"
    if finding.verdict == "completed" and signs:
        return "done"
    return "not_reached" if (step.silent and not step.log) or _covered(stand, step) else "unobservable"


def _covered(stand: _Stand, step: Step) -> bool:
    """Return whether the log that would show *step* covers the time since the last sign."""
    server, known = server_of(stand.trace, step)
    logs = stand.clocks.logs(step.log[:1], server) if known else ()
    return any(span.last is not None and stand.moment is not None and span.last >= stand.moment for span in logs)


def _passed(trace: Trace, number: int, step: Step, signs: list[Sign], stop: int) -> StepStatus:
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

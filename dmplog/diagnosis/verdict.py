"""The verdict: what a trace and the clocks prove together.

| verdict | when |
|---|---|
| completed | the last step is done, or the flow legitimately ended |
| waiting | inside a documented wait |
| in_progress | the as-of time is not past the deadline of the step |
| stalled | past the deadline, and the log that would hold the next line (or another one of its server) goes on without it |
| failed | the last decisive evidence of the step is a failure |
| not_applicable | Hierarchy Manager said so |
| unknown | past the deadline, and no supplied log could have shown the next line |
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dmplog.clocks import Clocks, Reach
from dmplog.diagnosis.book import EvidenceBook
from dmplog.flowchart import Step
from dmplog.report import Confidence, Verdict
from dmplog.tracing.trace import Trace

CYCLE_GRACE = timedelta(hours=1)
"""The 24-hourly check may start this much late before it is missed."""

MODE_UNKNOWN = (
    "The logs do not show that the service connection point is in online mode; in offline mode nothing is sent."
)
SILENT_OFFLINE = ("transmission",)
"""Lanes in which nothing happens in offline mode, so that an overdue beginning proves nothing where the mode is not shown."""

SURE = 1.0
"""A margin from which on one stray line could not have decided the answer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict of one case and what it rests on."""

    verdict: Verdict
    step: int | None
    reasons: tuple[str, ...]
    confidence: Confidence
    last_sign_row: int | None
    since_row: int | None
    deadline: datetime | None = None
    attempts: int = 1
    overdue: bool = False


def find(trace: Trace, clocks: Clocks, book: EvidenceBook) -> Finding:
    """Return what *trace* proves at the clocks of the bundle."""
    settled = _settled(trace, book)
    if settled is not None:
        return settled
    current = trace.deciding.alignment.current
    if current == trace.track.size:
        return _overdue(trace, clocks, book) or _finished(trace)
    if trace.deciding.failed:
        return _failed(trace, clocks, book)
    return _pending(trace, clocks, book)


def server_of(trace: Trace, step: Step) -> tuple[str | None, bool]:
    """Return the server that *step* is logged on, and whether it is known at all."""
    return trace.subject.places.get(step.place), step.place in trace.subject.places


def _settled(trace: Trace, book: EvidenceBook) -> Finding | None:
    """Return the finding where an event settles the case by itself and nothing new came after it."""
    if not trace.outcomes:
        return None
    verdict, row = trace.outcomes[-1]
    trailing = ("ends", "progress") if verdict == "completed" else ()
    if any(sign.last_row > row and sign.label[1] not in trailing for sign in (*trace.signs, *trace.later_signs)):
        return None
    if trace.ever_completed is not None and verdict == "not_applicable":
        # "is not applicable and should be filtered" is also said of what is installed already.
        return Finding(
            "completed",
            trace.track.size - 1,
            ("Its download was completed before; 'not applicable' now says that nothing is left to do.",),
            _by_margin(trace),
            row,
            trace.since_row,
        )
    if verdict == "not_applicable":
        return Finding(
            "not_applicable", None, ("Hierarchy Manager said that it is not applicable.",), "confirmed", row, row
        )
    if trace.deciding.failed:
        # An error row counts in a check-only run too.
        return None
    event = book.entry(row).event
    passed = [number for number, step in enumerate(trace.lane.steps) if any(skip.event == event for skip in step.skips)]
    step = passed[0] if passed else min(trace.deciding.alignment.current, trace.track.size - 1)
    return Finding("completed", step, ("The flow ended here on purpose.",), _by_margin(trace), row, trace.since_row)


def _finished(trace: Trace) -> Finding:
    last = trace.signs[-1].last_row if trace.signs else None
    return Finding(
        "completed", trace.track.size - 1, _margin_reasons(trace), _by_margin(trace), last, trace.since_row, attempts=1
    )


def _overdue(trace: Trace, clocks: Clocks, book: EvidenceBook) -> Finding | None:
    """Return the finding of a check that should have started after a finished cycle and did not.

    Only online mode has a daily check (about-the-service-connection-point.md): where the logs do not show it, nobody can tell.
    """
    cycle = trace.lane.cycle
    begun = book.clocks([trace.signs[0].first_row]) if trace.signs else []
    # Offline no check is due, and of a lane that fetches no manifest no cycle is public that could be missed.
    if cycle is None or not begun or trace.subject.mode == "offline" or not _online_steps(trace):
        return None
    deadline = begun[0] + cycle + CYCLE_GRACE
    first = trace.lane.steps[0]
    server, known = server_of(trace, first)
    if not known or clocks.as_of is None or clocks.as_of <= deadline:
        return None
    reasons = {
        Reach.COVERS: "Its log goes on past the time of the next daily check, and no check was started.",
        Reach.SILENT: "Its log stops while another log of the same server goes past the time of the next daily check.",
        Reach.ASSERTED: "The logs are said to be complete past the time of the next daily check.",
    }
    reach = clocks.reach(first.log[:1], server, begun[0], deadline)
    if reach not in reasons:
        return None
    online = any(sign.label[0] in _online_steps(trace) for sign in trace.signs)
    mode = () if online else ("The logs do not show that the service connection point is in online mode.",)
    last = trace.signs[-1].last_row
    return Finding(
        verdict="stalled" if online else "unknown",
        step=0,
        reasons=(reasons[reach], *mode, *_margin_reasons(trace)),
        confidence="likely" if online else "possible",
        last_sign_row=last,
        since_row=last,
        deadline=deadline,
        attempts=0,
        overdue=True,
    )


def _online_steps(trace: Trace) -> tuple[int, ...]:
    return tuple(number for number, step in enumerate(trace.lane.steps) if step.id == "download_manifest")


def _failed(trace: Trace, clocks: Clocks, book: EvidenceBook) -> Finding:
    current = trace.deciding.alignment.current
    failures = [sign for sign in trace.signs if sign.label == (current, "fails")]
    reasons = list(_margin_reasons(trace))
    confidence = _by_margin(trace)
    if _head_lost(trace, clocks, book):
        confidence = "possible"
        reasons.append("The log of this step begins after the run did: what came before may have been another step.")
    stopped = sum(each.run.times for each in trace.episode)
    if stopped > 1:
        reasons.append(f"{stopped} runs in a row stopped at this step.")
    if trace.latest is not trace.deciding:
        reasons.append("A new run has begun since and has not passed this step.")
    return Finding(
        "failed",
        current,
        tuple(reasons),
        confidence,
        failures[-1].last_row if failures else None,
        trace.since_row,
        attempts=max(trace.attempts, 1),
    )


def _head_lost(trace: Trace, clocks: Clocks, book: EvidenceBook) -> bool:
    """Return whether the log of the current step begins only after the run did, so that its first lines may be lost."""
    step = trace.lane.steps[trace.deciding.alignment.current]
    server, known = server_of(trace, step)
    own = clocks.logs(step.log[:1], server) if known else ()
    begun = book.clocks([trace.signs[0].first_row]) if trace.signs else []
    first = min((span.first for span in own if span.first is not None), default=None)
    return bool(begun) and first is not None and first > begun[0]


def _pending(trace: Trace, clocks: Clocks, book: EvidenceBook) -> Finding:
    current = trace.deciding.alignment.current
    step = trace.lane.steps[current]
    last = max((sign.last_row for sign in trace.signs), default=None)
    if trace.latest is not trace.deciding and trace.later_signs:
        last = max(sign.last_row for sign in trace.later_signs)
    known = book.clocks([last]) if last is not None else []

    def finding(
        verdict: Verdict, reasons: tuple[str, ...], confidence: Confidence, deadline: datetime | None = None
    ) -> Finding:
        return Finding(verdict, current, reasons, confidence, last, trace.since_row, deadline, trace.attempts)

    margin = _margin_reasons(trace)
    if not known or clocks.as_of is None:
        return finding(
            "unknown", (*margin, "The lines carry no times, so that nothing can be said about waiting."), "possible"
        )
    moment = known[0]
    if step.manual and not trace.deciding.entered_current:
        shown = any(span.role in step.log for span in clocks.spans)
        reason = (
            "Somebody has to begin this step."
            if shown
            else f"{step.log[0]}.log was not supplied; it would show this step."
        )
        return finding("waiting" if shown else "unknown", (*margin, reason), _by_margin(trace) if shown else "possible")
    wait = _wait(trace, current, book)
    if wait is not None:
        until, open_ended = wait
        if open_ended or clocks.as_of <= until:
            unseen = open_ended and step.manual and not any(span.role in step.log for span in clocks.spans)
            reason = f"{step.log[0]}.log was not supplied; it would show whether somebody began this step."
            return finding(
                "unknown" if unseen else "waiting",
                (*margin, reason) if unseen else margin,
                "possible" if unseen else _by_margin(trace),
                None if open_ended else until,
            )
        moment = until
    deadline = moment + step.expect
    if clocks.as_of <= deadline:
        return finding("in_progress", margin, _by_margin(trace), deadline)
    server, placed = server_of(trace, step)
    log = step.log[0]
    since = known[0]
    reach = clocks.reach(step.log[:1], server, since, deadline) if placed else Reach.MISSING
    where = f"{log}.log" + (f" of {server}" if server else "")
    proof = {
        Reach.COVERS: f"{where} goes on past the deadline without the next line.",
        Reach.SILENT: f"{where} stops while another log of the same server goes past the deadline: the component is silent.",
        Reach.ASSERTED: f"{where} is said to be complete past the deadline (--as-of).",
    }
    unproved = wait is not None and trace.lane.id in SILENT_OFFLINE and trace.subject.mode != "online"
    if reach in proof and not unproved:
        ceiling: Confidence = "confirmed" if reach is Reach.COVERS else "likely"
        return finding("stalled", (*margin, proof[reach]), _at_most(ceiling, _by_margin(trace)), deadline)
    reason = {
        Reach.MISSING: f"{where} was not supplied; it would hold the next line.",
        Reach.ROLLED: f"{where} begins only after the last sign: the next line may have been rolled over.",
        Reach.ENDS: f"{where} ends before the deadline, and so does every other log of its server.",
    }.get(reach, MODE_UNKNOWN)
    return finding("unknown", (*margin, reason), "possible", deadline)


def _wait(trace: Trace, current: int, book: EvidenceBook) -> tuple[datetime, bool] | None:
    """Return until when the run is in a documented wait, and whether the wait has no documented end."""
    # A sign of life behind the beginning of a wait does not end it: the service may restart while it waits for its window.
    last = next((sign for sign in reversed(trace.signs) if sign.label != (current, "progress")), None)
    if last is None or last.label != (current, "waits"):
        return None
    clocks = book.clocks([last.last_row])
    if not clocks:
        return None
    event = book.entry(last.last_row).event
    durations = [wait.duration for wait in trace.lane.waits if wait.signal.event == event]
    duration = durations[0] if durations else None
    return (clocks[0], True) if duration is None else (clocks[0] + duration, False)


def _by_margin(trace: Trace) -> Confidence:
    if trace.deciding.alignment.margin < SURE:
        return "possible"
    return "confirmed" if all(link.exact for link in trace.subject.links) else "possible"


def _margin_reasons(trace: Trace) -> tuple[str, ...]:
    reasons = []
    if trace.deciding.alignment.margin < SURE:
        reasons.append("The lines fit another step nearly as well.")
    if not all(link.exact for link in trace.subject.links):
        reasons.append("A line was joined to this case only because it stands next to one of its lines.")
    return tuple(reasons)


def _at_most(ceiling: Confidence, confidence: Confidence) -> Confidence:
    order: tuple[Confidence, ...] = ("possible", "likely", "confirmed")
    return min(ceiling, confidence, key=order.index)

"""The first judgement: what a trace and the clock prove together, before any rule settles it.

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

from dataclasses import replace
from datetime import timedelta

import polars as pl

from dmplog.cases import LaneCases
from dmplog.cases.labels import is_meant
from dmplog.cases.parts import plays
from dmplog.diagnosis.finding import Finding, Proof, spot_of
from dmplog.diagnosis.stall import Clock
from dmplog.flowchart import Flowchart, Lane
from dmplog.frozen import frozen
from dmplog.tracing.trace import Trace, Word
from dmplog.verdicts import Verdict
from dmplog.witness import Moments

ENOUGH = 3
"""So many tries without a result prove a stall, however long each took."""

CYCLE_GRACE = timedelta(hours=1)
"""The 24-hourly check may start this much late before it is missed."""


@frozen
class Ground:
    """What every case is judged on.

    Attributes:
        events: The event rows.
        moments: The clock of each.
        clock: The clock of the bundle.
        alarms: The alarms that nothing explains; see `cases.unexplained`.
        idle: When each thread last wrote a line that is not kept: `file, thread, event, clock`.
    """

    events: pl.DataFrame
    moments: Moments
    clock: Clock
    alarms: pl.DataFrame
    idle: pl.DataFrame


def judge(cases: LaneCases, trace: Trace, ground: Ground) -> Finding:
    """Return what *trace* proves at the clock of the bundle."""
    blank = Finding(cases, trace.subject, trace, "unknown", None, since=trace.since_row)
    if (settled := _settled_by_word(blank, trace, ground)) is not None:
        return settled
    judged = _judged_by_signs(blank, trace, ground)
    return judged if judged.verdict in ("completed", "failed") else _told_failed_before(judged, trace)


def _judged_by_signs(blank: Finding, trace: Trace, ground: Ground) -> Finding:
    """Return the finding that the signs of *trace* prove, whatever a word says of the whole case."""
    if trace.finished:
        last = trace.signs[-1].last_row if trace.signs else None
        finished = replace(blank, verdict="completed", step=trace.track.size - 1, last_sign=last)
        return _overdue(blank, trace, ground) or finished
    if trace.failed:
        return _failed(blank, trace, ground)
    return _pending(blank, trace, ground)


def _settled_by_word(blank: Finding, trace: Trace, ground: Ground) -> Finding | None:
    """Return the finding where a line settles the case by itself and nothing new came after it."""
    if not trace.outcomes:
        return None
    word = trace.outcomes[-1]
    if word.verdict == "failed":
        return _failed_by_word(blank, trace, word, ground)
    trailing = ("ends", "progress", "proves") if word.verdict == "completed" else ()
    signs = (*trace.signs, *trace.later_signs)
    if any(sign.last_row > word.row and sign.label[1] not in trailing for sign in signs):
        return None
    return _done_by_word(blank, trace, word) if word.step else _ended_by_word(blank, trace, word, ground)


def _ended_by_word(blank: Finding, trace: Trace, word: Word, ground: Ground) -> Finding | None:
    """Return the finding of a case that *word* ended early and rightly."""
    verdict, _, row = word
    said, last = replace(blank, verdict="completed", last_sign=row), trace.track.size - 1
    if trace.ever_completed and verdict == "not_applicable":
        # "is not applicable and should be filtered" is also said of what is installed already.
        return replace(said, step=last).proved(Proof("completed_before"))
    if verdict == "not_applicable":
        rows = (*_reasons(blank.cases.flowchart, row, ground.events), row)
        return replace(said, verdict="not_applicable", since=row, rows=rows).proved(Proof("said_not_applicable"))
    if trace.failed:
        # An error row counts in a check-only run too.
        return None
    event = ground.moments.event(row)
    passed = (number for number, step in enumerate(blank.lane.steps) if any(skip.event == event for skip in step.skips))
    # Lines of the step may trail behind the word that ended it.
    since = row if trace.since_row is None else min(trace.since_row, row)
    step = next(passed, min(trace.current, last))
    return replace(said, step=step, since=since).proved(Proof("ended_on_purpose"))


def _failed_by_word(blank: Finding, trace: Trace, word: Word, ground: Ground) -> Finding | None:
    """Return the finding where a state says that the case failed, and no line of a step says so: at its step, or further on where it is.

    A state that failed is told whatever the update is at; only what came to a further step behind it, or another state, goes on.
    """
    told = _told_step(blank, word)
    in_its_step = any(sign.last_row == word.row for sign in trace.signs)
    if told is None or trace.failed or in_its_step or word.row < trace.deciding.run.first_row:
        return None
    if _got_further(trace, word.row) or _restated(blank, word.row, ground):
        return None
    at = min(trace.current, trace.track.size - 1)
    here = at >= told and bool(trace.signs)
    since = trace.since_row if here and not trace.finished and trace.since_row is not None else word.row
    failed = replace(
        blank,
        verdict="failed",
        step=max(at, told),
        since=min(since, word.row),
        last_sign=word.row,
        rows=(word.row,),
        attempts=max(trace.attempts, 1) if here else 1,
    )
    return failed.proved(Proof("failed_by_state" if here else "said_failed", "likely"))


def _told_failed_before(judged: Finding, trace: Trace) -> Finding:
    """Return *judged* less certain where a state of the same run said that it failed, and its lines went on behind that."""
    word = trace.outcomes[-1] if trace.outcomes else None
    if word is None or word.verdict != "failed" or _told_step(judged, word) is None:
        return judged
    if word.row < trace.deciding.run.first_row:
        return judged
    return replace(judged, rows=(*judged.rows, word.row)).proved(Proof("went_on_after_state", "likely"))


def _told_step(found: Finding, word: Word) -> int | None:
    """Return the number of the step that *word* names, None where the lane has no such step."""
    return next((number for number, step in enumerate(found.lane.steps) if step.id == word.step), None)


def _got_further(trace: Trace, row: int) -> bool:
    """Return whether a line behind *row* speaks of a further step than any in front of it."""
    reached = max((sign.label[0] for sign in trace.signs if sign.first_row < row), default=-1)
    return any(sign.first_row > row and sign.label[0] > reached for sign in trace.signs)


def _restated(blank: Finding, row: int, ground: Ground) -> bool:
    """Return whether another state of the case was told behind *row* that did not fail: it goes on, and was not asked for anew."""
    fails = [word.signal for word in blank.lane.outcomes if word.verdict == "failed"]
    events = {signal.event for signal in fails}
    own = blank.cases.rows_of(blank.subject)
    later = ground.events[own.filter(own > row).sort()].filter(pl.col("event").cast(pl.String).is_in(events))
    return not later.filter(~is_meant(*fails) & ~plays(blank.cases.flowchart, "dropped")).is_empty()


def _done_by_word(blank: Finding, trace: Trace, word: Word) -> Finding | None:
    """Return the finding where a state says that all is done with a step, and the lines of the steps do not say it."""
    step = _told_step(blank, word)
    if step is None or trace.finished:
        return None
    done = replace(blank, verdict="completed", step=step, since=word.row, last_sign=word.row, rows=(word.row,))
    return done.proved(Proof("said_done", "likely"))


def _reasons(flowchart: Flowchart, outcome: int, events: pl.DataFrame) -> tuple[int, ...]:
    """Return the rows directly in front of *outcome* in its thread that give the reason for it."""
    said = events.head(outcome + 1)
    thread = said.filter(pl.struct("log", "thread") == pl.struct("log", "thread").last()).head(-1)
    gives = thread.select("row", gives=plays(flowchart, "gives_reason")).reverse()
    return tuple(gives.filter(pl.col("gives").cum_min())["row"].sort())


def _overdue(blank: Finding, trace: Trace, ground: Ground) -> Finding | None:
    """Return the finding of a check that should have started after a finished cycle and did not.

    Only online mode has a daily check [@scp-docs]: where the logs do not show it, nobody can tell.
    """
    cycle, steps = blank.lane.cycle, blank.lane.steps
    online_steps = [number for number, step in enumerate(steps) if step.shows_online]
    # Offline no check is due, and of a lane that fetches no manifest no cycle is public that could be missed.
    if cycle is None or blank.subject.mode == "offline" or not online_steps:
        return None
    begun = ground.moments.clock(trace.signs[0].first_row)
    due = ground.clock.judge(spot_of(blank.subject, steps[0]), begun, cycle + CYCLE_GRACE)
    if due.verdict != "stalled":
        return None
    online = any(sign.label[0] in online_steps for sign in trace.signs)
    mode = Proof("cycle_due", "likely") if online else Proof("mode_unknown", "possible")
    verdict: Verdict = "stalled" if online else "unknown"
    last = trace.signs[-1].last_row
    return replace(
        blank,
        verdict=verdict,
        step=0,
        since=last,
        last_sign=last,
        deadline=due.deadline,
        counted_from=due.since,
        attempts=0,
        overdue=True,
    ).proved(mode, *due.proofs)


def _failed(blank: Finding, trace: Trace, ground: Ground) -> Finding:
    proofs = [Proof("head_lost", "possible")] if _head_lost(blank, trace, ground) else []
    if _by_states_alone(blank, trace, ground):
        proofs.append(Proof("said_failed", "likely"))
    stopped = sum(each.run.times for each in trace.episode)
    if stopped > 1:
        proofs.append(Proof("stopped_runs", None, (("count", str(stopped)),)))
    if trace.begun_anew:
        # A try that is within its time may go well; three that failed leave little hope.
        proofs.append(Proof("new_run_begun", None if stopped >= ENOUGH else "likely"))
    failures = [sign.last_row for sign in trace.signs if sign.label == (trace.current, "fails")]
    last, attempts = failures[-1] if failures else None, max(trace.attempts, 1)
    return replace(blank, verdict="failed", step=trace.current, last_sign=last, attempts=attempts).proved(*proofs)


def _by_states_alone(blank: Finding, trace: Trace, ground: Ground) -> bool:
    """Return whether no line of any step is at hand, but states of the update: 131071 does not say which site it is about."""
    rows = [sign.last_row for sign in trace.signs]
    if not rows:
        return False
    return bool(ground.events[rows].select(plays(blank.cases.flowchart, "tells_installation").all()).item())


def _head_lost(blank: Finding, trace: Trace, ground: Ground) -> bool:
    """Return whether the log of the current step begins only after the run did, so that its first lines may be lost."""
    spot = spot_of(blank.subject, blank.lane.steps[trace.current])
    begun = ground.moments.clock(trace.signs[0].first_row) if trace.signs else None
    return begun is not None and ground.clock.witness.begins_after(spot, begun)


def _pending(blank: Finding, trace: Trace, ground: Ground) -> Finding:
    """Return the finding of a run that neither failed nor ended: it waits, has time, is overdue, or nobody can tell."""
    step, clock = blank.lane.steps[trace.current], ground.clock
    last = max((sign.last_row for sign in trace.signs), default=None)
    open_case = replace(blank, step=trace.current, last_sign=last, attempts=trace.attempts)
    moment = ground.moments.clock(last)
    if moment is None or clock.witness.as_of is None:
        return open_case.proved(Proof("no_times", "possible"))
    if step.manual and not trace.deciding.alignment.entered:
        return _begun_by_hand(open_case, step.log, clock, Proof("begins_by_hand"))
    wait, open_ended = _wait(blank.lane, trace, ground.moments)
    spot = spot_of(blank.subject, step)
    if open_ended:
        endless = open_case.proved(Proof("wait_without_end", "likely"))
        return _begun_by_hand(endless, step.log, clock) if step.manual else replace(endless, verdict="waiting")
    # A service that is started again waits on: nothing says that its wait begins anew.
    begun = moment if wait is None else ground.moments.clock(trace.since_row) or moment
    if wait is not None and clock.waits_still(spot, begun, wait):
        return replace(open_case, verdict="waiting", deadline=begun + wait, counted_from=begun)
    due = clock.judge(spot, begun, step.expect, wait or timedelta())
    judged = replace(open_case, verdict=due.verdict, deadline=due.deadline, counted_from=due.since)
    if due.verdict == "in_progress" and trace.outdone:
        # That sub-stages follow each other by their numbers is inferred.
        judged = judged.proved(Proof("got_further", "likely", (("count", str(trace.outdone)),)))
    if wait is not None and clock.waits_still(spot, moment, wait):
        judged = judged.proved(Proof("wait_begun_anew", "likely"))
    may_be_offline = blank.lane.traits.mode_needed and blank.subject.mode != "online"
    if due.verdict == "stalled" and wait is not None and may_be_offline:
        return replace(judged, verdict="unknown").proved(Proof("mode_unknown", "possible"))
    return judged.proved(*due.proofs)


def _begun_by_hand(open_case: Finding, logs: tuple[str, ...], clock: Clock, *reasons: Proof) -> Finding:
    """Return the finding of a step somebody has to begin: it waits where a log would show that it was begun."""
    if any(span.role in logs for span in clock.witness.spans):
        return replace(open_case, verdict="waiting").proved(*reasons)
    return open_case.proved(Proof("beginning_unseen", "possible", (("log", logs[0]),)))


def _wait(lane: Lane, trace: Trace, moments: Moments) -> tuple[timedelta | None, bool]:
    """Return how long the run is in a documented wait, and whether the wait has no documented end."""
    # A sign of life behind the beginning of a wait does not end it: the service may restart while it waits for its window.
    last = next((sign for sign in reversed(trace.signs) if sign.label != (trace.current, "progress")), None)
    if last is None or last.label != (trace.current, "waits") or moments.clock(last.last_row) is None:
        return None, False
    event = moments.event(last.last_row)
    duration = next((wait.duration for wait in lane.waits if wait.signal.event == event), None)
    return duration, duration is None

"""An error no step explains: where it is the last a case says, the case has failed or stands still, and never goes on in silence.

What the same worker writes later, more than a minute behind the error, shows that it goes on; lines that it writes whether or not it
gets on, as of polling, show nothing (`flowcharts/idling.toml`). Then the answer stands, and is no longer sure (truth rule T1).
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from dmplog.diagnosis.finding import Finding, Proof
from dmplog.diagnosis.settle.step_of_error import announced_step, step_of_error
from dmplog.diagnosis.settle.whose import in_logs
from dmplog.diagnosis.verdict import CYCLE_GRACE, Ground
from dmplog.diagnosis.worker import goes_on, waits_again
from dmplog.tracing.trace import entry_row

MOST_QUOTED = 3


def with_unexplained(finding: Finding, ground: Ground) -> Finding:
    """Return *finding* with what an unexplained alarm of its own, newer than its last sign, makes of it."""
    if finding.verdict in ("not_applicable", "failed") or not finding.alarms:
        return finding
    own = ground.alarms.filter(pl.col("row").is_in(finding.alarms))
    if finding.last_sign is None:
        return _never_begun(finding, own.filter(pl.col("alarm") == "error"), ground)
    newer = own.filter(pl.col("row") > finding.last_sign)
    errors = newer.filter(pl.col("alarm") == "error")
    if newer.is_empty() or (errors.is_empty() and finding.verdict == "completed"):
        return finding
    if finding.verdict == "completed":
        return _behind_the_end(finding, errors, ground)
    quoted = replace(finding, rows=(*finding.rows, *(errors if errors.height else newer)["row"].tail(MOST_QUOTED)))
    if errors.is_empty():
        return quoted.proved(Proof("unexplained_warning", "likely"))
    return _failed(quoted, errors, ground)


def _never_begun(finding: Finding, errors: pl.DataFrame, ground: Ground) -> Finding:
    """Return the finding of a case of which nothing but *errors* is known, which kept it from beginning."""
    if not finding.unseen or errors.is_empty():
        return finding
    rows = errors["row"]
    if goes_on(rows[-1], ground) and not waits_again(rows[-1], ground):
        return finding
    failed = replace(finding, verdict="failed", since=rows[0], last_sign=rows[-1], attempts=1, proofs=())
    quoted = replace(failed, rows=(*finding.rows, *rows.tail(MOST_QUOTED)))
    return quoted.proved(Proof("unexplained_error", "likely"))


def _behind_the_end(finding: Finding, errors: pl.DataFrame, ground: Ground) -> Finding:
    """Return the finding of a case behind whose end *errors* of its own stand."""
    first = errors["row"][0]
    announced = announced_step(finding, first, ground)
    if announced is not None and not goes_on(errors["row"][-1], ground):
        # "Validate CMU file …" ends the step, and is written before the notification was read.
        failed = replace(_at(finding, announced), verdict="failed", last_sign=first, attempts=max(finding.attempts, 1))
        quoted = replace(failed, rows=(*finding.rows, *errors["row"].tail(MOST_QUOTED)), proofs=())
        return quoted.proved(Proof("unexplained_error", "likely"))
    # What is done is done; whether it was done well, the error leaves open.
    return _next_cycle(finding, errors, ground) or finding.proved(Proof("error_behind_the_end", "likely"))


def _next_cycle(finding: Finding, errors: pl.DataFrame, ground: Ground) -> Finding | None:
    """Return the finding of a cycle that was due again, of which nothing but *errors* is known.

    STATMSG: ID=9608 … COMP="SMS_DMP_UPLOADER" …                         the end of an upload
    ERROR: Exception: … (407) Proxy Authentication Required.             a week later, and every hour since
    """
    cycle, ended, first = finding.lane.cycle, ground.moments.clock(finding.last_sign), finding.lane.steps[0]
    if cycle is None or ended is None:
        return None
    lines = ground.events[errors["row"]].filter(in_logs(finding, [first]))
    due = lines.filter(pl.col("clock") >= ended + cycle - CYCLE_GRACE)
    if due.is_empty() or goes_on(due["row"][-1], ground):
        return None
    gap = finding.cases.flowchart.correlator.try_gap or cycle
    tries = 1 + due.select((pl.col("clock").diff() > gap).sum()).item()
    failed = replace(
        finding, verdict="failed", step=0, since=due["row"][0], last_sign=due["row"][-1], attempts=tries, overdue=True
    )
    quoted = replace(failed, rows=(*finding.rows, *due["row"].tail(MOST_QUOTED)), proofs=())
    return quoted.proved(Proof("cycle_of_errors", "likely"))


def _failed(quoted: Finding, errors: pl.DataFrame, ground: Ground) -> Finding:
    """Return the finding of an open case behind whose last sign *errors* of its own stand."""
    last = errors["row"][-1]
    if goes_on(last, ground) and not waits_again(last, ground):
        return quoted.proved(Proof("went_on", "likely"))
    step = step_of_error(quoted, last, ground)
    if step is None:
        return quoted.proved(Proof("error_beside", "likely"))
    moved = step != quoted.step
    quoted = _at(quoted, step)
    if quoted.verdict in ("stalled", "unknown"):
        # The step that would come next was not begun: what its log does not show says nothing of the one that failed.
        return quoted.proved(Proof("unexplained_error", "likely" if moved else None))
    failed = replace(quoted, verdict="failed", last_sign=last, deadline=None, attempts=max(quoted.attempts, 1))
    return replace(failed, proofs=()).proved(Proof("unexplained_error", "likely"))


def _at(finding: Finding, step: int) -> Finding:
    """Return *finding* at *step*, since that was entered."""
    if step == finding.step or finding.trace is None:
        return finding
    since = entry_row(finding.trace.signs, step)
    return replace(finding, step=step, since=since, attempts=max(finding.attempts, 1))

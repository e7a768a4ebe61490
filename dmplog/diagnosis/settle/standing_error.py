"""An unexplained error stands until its worker gets further: a line that begins the step again, or one of another log, takes nothing back.

~Failed to hash file, 0x80070020                                                          the thread of the package
Found package properties updated notification for package 'PR100005'                     the manager, five minutes later
Adding package 'PR100005' to package processing queue.

Errors behind the last sign are judged in `unexplained`; here are those in front of it (truth rule T1).
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from dmplog.cases.labels import is_meant
from dmplog.diagnosis.finding import Finding, Proof
from dmplog.diagnosis.settle.standing_failure import got_further
from dmplog.diagnosis.settle.whose import in_logs
from dmplog.diagnosis.verdict import Ground
from dmplog.flowchart import Step
from dmplog.thinning import with_omitted

AGAIN = 2
"""The least number of tries of what was begun once more."""


def with_standing_error(finding: Finding, ground: Ground) -> Finding:
    """Return *finding* failed, or less certain, where an error of its own stands in front of its last sign and its worker got no further."""
    step, last, begun = finding.at, finding.last_sign, _begun(finding)
    if finding.verdict not in ("in_progress", "completed") or finding.in_wait or step is None or last is None:
        return finding
    if begun is None:
        return finding
    own = ground.alarms.filter(pl.col("row").is_in(finding.alarms) & (pl.col("alarm") == "error"))
    stood = ground.events[own.filter(pl.col("row").is_between(begun, last, closed="none"))["row"]]
    errors = stood.filter(in_logs(finding, [step]))["row"]
    if errors.is_empty():
        return finding
    error = errors[-1]
    rows = finding.cases.rows_of(finding.subject)
    said = ground.events[pl.concat([rows.filter(rows >= begun), errors.tail(1)]).unique().sort()]
    said = with_omitted(said).with_columns(failed=is_meant(*step.fails))
    # "… SubStageID=0xd0005, IsComplete=1, Progress=60 …" of the same thread says more than Progress=1 did.
    new, again = _new_lines(said, error, step, "event"), _new_lines(said, error, step, "digest")
    line = ground.events.row(error, named=True)
    by_itself = pl.col("log").eq_missing(line["log"]) & pl.col("thread").eq_missing(line["thread"])
    if got_further(said, error, step) or not again.filter(by_itself).is_empty():
        return finding
    quoted = replace(finding, rows=(*finding.rows, error))
    if finding.verdict == "completed" or not new.is_empty():
        return quoted.proved(Proof("others_went_on", "likely"))
    failed = replace(quoted, verdict="failed", last_sign=error, deadline=None, attempts=max(finding.attempts, AGAIN))
    return replace(failed, proofs=()).proved(Proof("begun_again", "likely"))


def _begun(finding: Finding) -> int | None:
    """Return the last sign in front of the step of *finding*, from which on its worker was at it, or with which it began."""
    trace = finding.trace
    if trace is None:
        return None
    first = min((sign.first_row for sign in trace.signs if sign.label[0] == finding.step), default=None)
    if first is None or (finding.verdict != "completed" and trace.since_row is not None and trace.since_row > first):
        # Behind its end the step was entered once more.
        return trace.since_row
    return max((sign.last_row for sign in trace.signs if sign.last_row < first), default=first)


def _new_lines(said: pl.DataFrame, error: int, step: Step, by: str) -> pl.DataFrame:
    """Return the lines of the step behind the *error*, in whatever log, of which none in front of it was the same *by* event or text."""
    tells = said.filter(is_meant(*step.begins, *step.progress, *step.ends) & ~pl.col("failed"))
    before, behind = (tells.filter(pl.col("row") < error), tells.filter(pl.col("row") > error))
    return behind.filter(~pl.col(by).is_in(before[by].unique().implode()))

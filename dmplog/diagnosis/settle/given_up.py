"""A worker that has given up: behind an error of its own it waits for work again, or has only just begun anew (truth rule T1).

Such an error need not be newer than the last sign: what was said a second later, before the worker fell silent, takes nothing back.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from dmplog.diagnosis.finding import Finding, Proof
from dmplog.diagnosis.settle.sub_stages import told
from dmplog.diagnosis.settle.whose import in_logs
from dmplog.diagnosis.verdict import Ground
from dmplog.diagnosis.worker import waits_again

MOST_QUOTED = 3


def with_given_up(finding: Finding, ground: Ground) -> Finding:
    """Return *finding* failed where its worker gave up behind an unexplained alarm of its own."""
    if finding.verdict != "in_progress" or finding.in_wait or finding.last_sign is None:
        return finding
    own = ground.alarms.filter(pl.col("row").is_in(finding.alarms))
    errors = own.filter((pl.col("row") > finding.last_sign) & (pl.col("alarm") == "error"))
    if died := _died_of_an_error(finding, own, ground):
        return died
    # What is newer than the last sign is judged by itself.
    return finding if errors.height else _given_up(finding, own, ground) or finding


def _died_of_an_error(finding: Finding, own: pl.DataFrame, ground: Ground) -> Finding | None:
    """Return *finding* failed where the try in front of its newest one ended in an error, and the newest one has not gone past it."""
    ended = _try_before(finding)
    if ended is None or ended.at is None or finding.trace is None:
        return None
    between = pl.col("row").is_between(ended.last_sign or 0, finding.trace.deciding.run.first_row, closed="none")
    errors = ground.events[own.filter((pl.col("alarm") == "error") & between)["row"]]
    died = errors.filter(in_logs(ended, [ended.at]))["row"]
    if died.is_empty():
        return None
    failed = replace(ended, verdict="failed", last_sign=died[-1], rows=(*finding.rows, *died.tail(MOST_QUOTED)))
    return failed.proved(Proof("unexplained_error", "likely"), Proof("new_run_begun", "likely"))


def _try_before(finding: Finding) -> Finding | None:
    """Return *finding* where the run in front of its newest one stopped, if that is further, or the same place: a run that has only begun heals nothing."""
    trace = finding.trace
    if trace is None:
        return None
    if trace.further is not None:
        return finding.where_it_died(trace.further, max((sign.last_row for sign in trace.further.signs), default=None))
    if len(trace.episode) < 2 or trace.episode[-2].alignment.waiting:
        return None
    return replace(finding, last_sign=trace.stops[-2], deadline=None, attempts=max(trace.attempts, 1), proofs=())


def _given_up(finding: Finding, own: pl.DataFrame, ground: Ground) -> Finding | None:
    """Return *finding* failed where its worker waits for work again behind an alarm of what it was at.

    ERROR: Failed to unpack x.cab, 0x80070002
    Successfully reported ConfigMgr update status (SiteCode=PS1, SubStageID=0xd0005, IsComplete=1, Progress=60, Applicable=1)
    """
    begun = _begun(finding, ground)
    if begun is None:
        return None
    alarms = own.filter(pl.col("row") > begun)["row"]
    if alarms.is_empty() or not waits_again(alarms[-1], ground):
        return None
    failed = replace(finding, verdict="failed", deadline=None, attempts=max(finding.attempts, 1))
    return replace(failed, rows=(*finding.rows, *alarms.tail(MOST_QUOTED)), proofs=()).proved(
        Proof("given_up", "likely")
    )


def _begun(finding: Finding, ground: Ground) -> int | None:
    """Return the row with which that began what *finding* is at: its step, or the sub-stage that was reported last."""
    since = finding.trace.since_row if finding.trace is not None else None
    reported = told(finding, ground.events)
    if reported is None:
        return since
    rows = reported[0].drop_nulls("substage_id")
    if rows.is_empty():
        return since
    last = rows.filter(pl.col("substage_id") == rows["substage_id"][-1])
    # A report of an end begins nothing that could fail.
    ended = last["is_complete"][-1] not in ("0", "1")
    return int(last["row"][-1] if ended else last["row"][0])

"""An error no step explains: where it is the last a case says, the case has failed or stands still, and never goes on in silence.

What the same worker writes later, more than a minute behind the error, shows that it goes on; lines that it writes whether or not it
gets on, as of polling, show nothing (`flowcharts/idling.toml`). Then the answer stands, and is no longer sure (truth rule T1).
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from dmplog.diagnosis.finding import Finding, Proof
from dmplog.diagnosis.settle.sub_stages import told
from dmplog.diagnosis.verdict import Ground
from dmplog.diagnosis.worker import goes_on, waits_again

MOST_QUOTED = 3


def with_unexplained(finding: Finding, ground: Ground) -> Finding:
    """Return *finding* with what an unexplained alarm of its own, newer than its last sign, makes of it."""
    if finding.last_sign is None or finding.verdict in ("not_applicable", "failed"):
        return finding
    own = ground.alarms.filter(pl.col("row").is_in(finding.alarms))
    newer = own.filter(pl.col("row") > finding.last_sign)
    errors = newer.filter(pl.col("alarm") == "error")
    if errors.is_empty() and (given_up := _given_up(finding, own, ground)) is not None:
        return given_up
    if newer.is_empty() or (errors.is_empty() and finding.verdict == "completed"):
        return finding
    if finding.verdict == "completed":
        # What is done is done; whether it was done well, the error leaves open.
        return finding.proved(Proof("error_behind_the_end", "likely"))
    quoted = replace(finding, rows=(*finding.rows, *(errors if errors.height else newer)["row"].tail(MOST_QUOTED)))
    if errors.is_empty():
        return quoted.proved(Proof("unexplained_warning", "likely"))
    return _failed(quoted, errors, ground)


def _failed(quoted: Finding, errors: pl.DataFrame, ground: Ground) -> Finding:
    """Return the finding of an open case behind whose last sign *errors* of its own stand."""
    last = errors["row"][-1]
    if goes_on(last, ground) and not waits_again(last, ground):
        return quoted.proved(Proof("went_on", "likely"))
    if quoted.verdict in ("stalled", "unknown"):
        return quoted.proved(Proof("unexplained_error", None))
    failed = replace(quoted, verdict="failed", last_sign=last, deadline=None, attempts=max(quoted.attempts, 1))
    return replace(failed, proofs=()).proved(Proof("unexplained_error", "likely"))


def _given_up(finding: Finding, own: pl.DataFrame, ground: Ground) -> Finding | None:
    """Return *finding* failed where its worker waits for work again behind an alarm of what it was at.

    ERROR: Failed to unpack x.cab, 0x80070002
    Successfully reported ConfigMgr update status (SiteCode=PS1, SubStageID=0xd0005, IsComplete=1, Progress=60, Applicable=1)
    """
    begun = _begun(finding, ground)
    if finding.verdict != "in_progress" or finding.in_wait or begun is None:
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

"""Sub-stages behind the installation: a finished one is opened again where a later sub-stage failed or has not ended.

Hierarchy Manager works on several sub-stages at once, so the end of one proves nothing for the others: `finish_installation` is done when
every reported one has ended (design section 2), and a failure counts where it is the last report of its id (servicing-logs.md 3.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from dmplog.cases import LaneCases
from dmplog.diagnosis.finding import Finding, Proof, spot_of
from dmplog.diagnosis.settle.reports import told
from dmplog.diagnosis.verdict import Ground


def reopened(findings: Sequence[Finding], _lanes: Sequence[LaneCases], ground: Ground) -> list[Finding]:
    """Return *findings* with finished installations opened again where a sub-stage behind them failed or is open."""
    return [_reopened(finding, ground) if finding.finished else finding for finding in findings]


def _reopened(finding: Finding, ground: Ground) -> Finding:
    rows, stages = told(finding, ground), finding.lane.traits.sub_stages
    if rows is None or stages is None:
        return finding
    reports = rows.filter(pl.col("substage_id").str.starts_with(stages.behind) & (pl.col("applicable") != "0")).unique(
        "substage_id", keep="last", maintain_order=True
    )
    begun = reports.filter(pl.col("is_complete").is_in(["0", "1"]))
    late = pl.col("substage_id").is_in(stages.late)
    if failed := reports.filter(pl.col("is_complete") == "4")["row"].to_list():
        return _standing(finding, failed, verdict="failed").proved(Proof("late_stage_failed"))
    if still_open := begun.filter(~late)["row"].to_list():
        return _by_clock(_standing(finding, still_open).proved(Proof("late_stage_open")), stages.log, ground)
    if waiting := begun.filter(late)["row"].to_list():
        return _standing(finding, waiting, verdict="waiting").proved(Proof("late_stages_wait"))
    spot = spot_of(finding.subject, finding.lane.steps[-1])._replace(log=stages.log)
    if reports.is_empty() and not ground.clock.supplied(spot):
        return finding.proved(Proof("late_log_missing", "possible"))
    return finding


def _standing(finding: Finding, rows: list[int], **changes: object) -> Finding:
    """Return *finding* resting on the last of *rows*, where the step came to stand."""
    since = rows[-1] if finding.since is None else min(finding.since, rows[-1])
    return replace(finding, since=since, last_sign=rows[-1], rows=tuple(rows), **changes)  # type: ignore[arg-type]


def _by_clock(finding: Finding, log: str, ground: Ground) -> Finding:
    """Return *finding* of a sub-stage that was begun and not ended, as the clock of the *log* that reports it says."""
    step = finding.lane.steps[-1]
    spot = spot_of(finding.subject, step)._replace(log=log)
    due = ground.clock.judge(spot, ground.moments.clock(finding.last_sign), step.expect)
    judged = replace(finding, verdict=due.verdict, deadline=due.deadline)
    return judged if due.proof is None else judged.proved(due.proof)

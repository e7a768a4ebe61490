"""Sub-stages behind the installation: a finished one is opened again where a later sub-stage failed or has not ended.

Hierarchy Manager works on several sub-stages at once, so the end of one proves nothing for the others: `finish_installation` is done when
every reported one has ended, and a failure counts where it is the last report of its id [@memlabs].
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from dmplog.diagnosis.finding import Finding, Proof, spot_of, where
from dmplog.diagnosis.verdict import Ground
from dmplog.flowchart import SubStages
from dmplog.verdicts import Verdict

_FIELDS = ("substage_id", "is_complete", "applicable")


def reopened(finding: Finding, ground: Ground) -> Finding:
    """Return *finding* opened again where it is finished and a sub-stage behind it failed or is open.

    Where only the log that would show the end of its last step is missing, the log of the sub-stages tells the same.
    """
    last = finding.verdict == "unknown" and finding.at is finding.lane.steps[-1]
    reported = told(finding, ground.events) if finding.finished or last else None
    if reported is None:
        return finding
    rows, stages = reported
    reports = rows.filter(pl.col("substage_id").str.starts_with(stages.behind) & (pl.col("applicable") != "0")).unique(
        "substage_id", keep="last", maintain_order=True
    )
    begun = reports.filter(pl.col("is_complete").is_in(["0", "1"]))
    late = pl.col("substage_id").is_in(stages.late)
    spot = spot_of(finding.subject, finding.lane.steps[-1])._replace(role=stages.log)
    if failed := reports.filter(pl.col("is_complete") == "4")["row"].to_list():
        return _standing(finding, failed, "failed", Proof("late_stage_failed"))
    if still_open := begun.filter(~late)["row"].to_list():
        due = ground.clock.judge(spot, ground.moments.clock(still_open[-1]), finding.lane.steps[-1].expect)
        standing = _standing(finding, still_open, due.verdict, Proof("late_stage_open"))
        return replace(standing, deadline=due.deadline, counted_from=due.since).proved(*due.proofs)
    if waiting := begun.filter(late)["row"].to_list():
        return _standing(finding, waiting, "waiting", Proof("late_stages_wait", "likely"))
    if reports.is_empty() and not ground.clock.witness.supplied(spot):
        return finding.proved(Proof("late_log_missing", "possible", where(spot)))
    return finding


def _standing(finding: Finding, rows: list[int], verdict: Verdict, proof: Proof) -> Finding:
    """Return *finding* resting on the last of *rows*, where the step came to stand."""
    since = rows[-1] if finding.since is None else min(finding.since, rows[-1])
    known = finding.proofs
    if finding.verdict == "unknown":
        # The log that is missing would have shown more, and decides no longer.
        known = tuple(Proof("undecided", "likely", proof.values) for proof in known)
    return replace(finding, proofs=known, verdict=verdict, since=since, last_sign=rows[-1], rows=tuple(rows)).proved(
        proof
    )


def open_stage(finding: Finding, events: pl.DataFrame) -> tuple[SubStages, str] | None:
    """Return the sub-stage behind the last step that was begun last and has not ended, with how the lane reads it."""
    reported = told(finding, events) if finding.at is finding.lane.steps[-1] else None
    if reported is None:
        return None
    rows, stages = reported
    behind = rows.filter(pl.col("substage_id").str.starts_with(stages.behind) & (pl.col("applicable") != "0"))
    last = behind.unique("substage_id", keep="last", maintain_order=True)
    begun = last.filter(pl.col("is_complete").is_in(["0", "1"]))["substage_id"].to_list()
    return (stages, str(begun[-1])) if begun else None


def told(finding: Finding, events: pl.DataFrame) -> tuple[pl.DataFrame, SubStages] | None:
    """Return how the lane reads sub-stages, with the rows of the deciding run; None where nothing reports.

    Columns: `row, event, substage_id, is_complete, applicable`.
    """
    trace, stages = finding.trace, finding.lane.traits.sub_stages
    if trace is None or stages is None:
        return None
    own = finding.cases.rows_of(finding.subject)
    rows = events[own.filter(own >= trace.deciding.run.first_row).sort()].select(
        "row", pl.col("event").cast(pl.String), *(pl.col(name).cast(pl.String).str.to_lowercase() for name in _FIELDS)
    )
    return rows, stages

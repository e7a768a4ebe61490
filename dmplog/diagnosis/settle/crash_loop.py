"""The update service that starts over and over again.

One stop and start of CONFIGURATION_MANAGER_UPDATE is the update of the service itself. The same activity restarting three times or
more without a new sub-stage is a crash loop (design section 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from dmplog.cases import LaneCases
from dmplog.diagnosis.finding import Finding, Proof
from dmplog.diagnosis.settle.reports import told
from dmplog.diagnosis.verdict import Ground
from dmplog.flowchart import SubStages


def crashed(findings: Sequence[Finding], _lanes: Sequence[LaneCases], ground: Ground) -> list[Finding]:
    """Return *findings* with those failed whose update service restarts without getting on."""
    return [_crashed(finding, ground) for finding in findings]


def _crashed(finding: Finding, ground: Ground) -> Finding:
    settled = finding.verdict in ("completed", "failed") or finding.step is None
    rows, trace, stages = None if settled else told(finding, ground), finding.trace, finding.lane.traits.sub_stages
    if rows is None or trace is None or stages is None:
        return finding
    restarts = _restarts(rows, trace.deciding.run.first_row, stages)
    if not restarts:
        return finding
    count = str(len(restarts))
    return replace(
        finding,
        verdict="failed",
        last_sign=restarts[-1],
        attempts=len(restarts),
        deadline=None,
        rows=(restarts[0], restarts[-1]),
        proofs=(Proof("crash_loop", None, (("count", count),)),),
    )


def _restarts(rows: pl.DataFrame, first_row: int, stages: SubStages) -> list[int]:
    """Return the rows of the restarts since the last new sub-stage where they are a crash loop, else nothing."""
    fresh = rows.filter((pl.col("event") == stages.report) & pl.col("substage_id").is_first_distinct())
    last = fresh["row"].max() if not fresh.is_empty() else first_row
    after = rows.filter((pl.col("row") > last) & pl.col("event").is_in(stages.restarts))
    # A start writes one or two of these lines; what it writes more often tells how often it started.
    counts = [group["row"].to_list() for group in after.partition_by("event", maintain_order=True)]
    most = max(counts, key=len, default=[])
    return most if len(most) >= stages.crash_loop else []

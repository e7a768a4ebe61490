"""The update service that starts over and over again.

One stop and start of CONFIGURATION_MANAGER_UPDATE is the update of the service itself. The same activity restarting three times or
more without a new sub-stage is a crash loop.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from dmplog.diagnosis.finding import Finding, Proof
from dmplog.diagnosis.settle.sub_stages import told
from dmplog.diagnosis.verdict import Ground
from dmplog.flowchart import SubStages


def crashed(finding: Finding, ground: Ground) -> Finding:
    """Return *finding* failed where its update service restarts without getting on."""
    settled = finding.verdict in ("completed", "failed") or finding.step is None
    reported = None if settled else told(finding, ground.events)
    restarts = [] if reported is None else _restarts(*reported)
    if not restarts:
        return finding
    count = len(restarts)
    failed = replace(finding, verdict="failed", last_sign=restarts[-1], attempts=count, deadline=None)
    return replace(
        failed, rows=(restarts[0], restarts[-1]), proofs=(Proof("crash_loop", None, (("count", str(count)),)),)
    )


def _restarts(rows: pl.DataFrame, stages: SubStages) -> list[int]:
    """Return the rows of the restarts since the last new sub-stage where they are a crash loop, else nothing."""
    fresh = rows.filter((pl.col("event") == stages.report) & pl.col("substage_id").is_first_distinct())
    after = rows.filter((pl.col("row") > [rows["row"][0], *fresh["row"]][-1]) & pl.col("event").is_in(stages.restarts))
    # A start writes one or two of these lines; what it writes more often tells how often it started.
    counts = [group["row"].to_list() for group in after.partition_by("event", maintain_order=True)]
    most = max(counts, key=len, default=[])
    return most if len(most) >= stages.crash_loop else []

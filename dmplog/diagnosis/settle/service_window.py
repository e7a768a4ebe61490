"""The service window: an installation whose last sub-stage reported is the wait for it waits at that step."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from dmplog.diagnosis.finding import Finding, Proof
from dmplog.diagnosis.settle.sub_stages import told
from dmplog.diagnosis.verdict import Ground


def in_service_window(finding: Finding, ground: Ground) -> Finding:
    """Return *finding* told to wait where its last report is the wait for the service window."""
    reported = None if finding.verdict in ("completed", "failed") else told(finding, ground.events)
    if reported is None:
        return finding
    rows, stages = reported
    last = rows.drop_nulls("substage_id").filter(~pl.col("substage_id").is_in(stages.meanwhile)).tail(1)
    open_window = (pl.col("substage_id") == stages.window) & pl.col("is_complete").is_in(["0", "1"])
    waits = last.filter(open_window)["row"]
    if waits.is_empty():
        return finding
    step = next(number for number, step in enumerate(finding.lane.steps) if step.id == stages.window_step)
    begun, proofs = waits.item(), (Proof("service_window", "likely"),)
    waiting = replace(finding, verdict="waiting", step=step, since=begun, last_sign=begun, rows=(begun,), proofs=proofs)
    return replace(waiting, deadline=None, attempts=1)

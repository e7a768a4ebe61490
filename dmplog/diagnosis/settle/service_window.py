"""The service window: an installation whose last sub-stage reported is the wait for it waits at that step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from dmplog.cases import LaneCases
from dmplog.diagnosis.finding import Finding, Proof
from dmplog.diagnosis.settle.reports import told
from dmplog.diagnosis.verdict import Ground


def in_service_window(findings: Sequence[Finding], _lanes: Sequence[LaneCases], ground: Ground) -> list[Finding]:
    """Return *findings* with those told to wait whose last report is the wait for the service window."""
    return [_waiting(finding, ground) for finding in findings]


def _waiting(finding: Finding, ground: Ground) -> Finding:
    stages = finding.lane.traits.sub_stages
    rows = None if finding.verdict in ("completed", "failed") else told(finding, ground)
    if rows is None or stages is None:
        return finding
    last = rows.drop_nulls("substage_id").filter(~pl.col("substage_id").is_in(stages.meanwhile)).tail(1)
    open_window = (pl.col("substage_id") == stages.window) & pl.col("is_complete").is_in(["0", "1"])
    waits = last.filter(open_window)["row"].to_list()
    if not waits:
        return finding
    number = next(number for number, step in enumerate(finding.lane.steps) if step.id == stages.window_step)
    row = waits[0]
    return replace(
        finding,
        verdict="waiting",
        step=number,
        since=row,
        last_sign=row,
        deadline=None,
        attempts=1,
        rows=(row,),
        proofs=(Proof("service_window"),),
    )

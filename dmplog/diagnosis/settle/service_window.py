"""The service window: an installation whose last sub-stage reported is the wait for it waits at that step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from dmplog.cases import LaneCases
from dmplog.diagnosis.finding import Finding, Proof
from dmplog.diagnosis.settle.reports import told
from dmplog.diagnosis.verdict import Ground

STEP = "wait_for_readiness"
WINDOW = "0xd0008"
"""That this sub-stage is the service window is inferred from the order of the console's list (servicing-logs.md 3.1)."""

MEANWHILE = ("0xd0005", "0xd0007")
"""The content may be extracted once more and readiness be reported while the installation waits."""


def in_service_window(findings: Sequence[Finding], _lanes: Sequence[LaneCases], ground: Ground) -> list[Finding]:
    """Return *findings* with those told to wait whose last report is the wait for the service window."""
    return [_waiting(finding, ground) for finding in findings]


def _waiting(finding: Finding, ground: Ground) -> Finding:
    rows = None if finding.verdict in ("completed", "failed") else told(finding, ground)
    if rows is None:
        return finding
    last = rows.drop_nulls("substage_id").filter(~pl.col("substage_id").is_in(MEANWHILE)).tail(1)
    waits = last.filter((pl.col("substage_id") == WINDOW) & pl.col("is_complete").is_in(["0", "1"]))["row"].to_list()
    if not waits:
        return finding
    number = next(number for number, step in enumerate(finding.lane.steps) if step.id == STEP)
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

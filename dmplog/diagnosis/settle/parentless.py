"""Waiting in vain: for a parent site that is finished, or that a top-level site does not have (truth rule T2).

State 196611 is a documented wait. At the top of a hierarchy nobody will ever end it, and behind a parent that is done it should have
ended; for longer than its step may take it is a stall, and never a sure one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import polars as pl

from dmplog.cases import LaneCases
from dmplog.cases.parts import plays
from dmplog.diagnosis.finding import Finding, Proof
from dmplog.diagnosis.verdict import Ground


def waiting_in_vain(findings: Sequence[Finding], _lanes: Sequence[LaneCases], ground: Ground) -> list[Finding]:
    """Return *findings* with those stalled that wait for a parent who will not let them go on."""
    return [
        _judged(finding, findings, ground) if _waits_for_parent(finding, ground) else finding for finding in findings
    ]


def _waits_for_parent(finding: Finding, ground: Ground) -> bool:
    if finding.verdict != "waiting" or finding.blocked_by is not None or finding.last_sign is None:
        return False
    last = ground.events[finding.last_sign]
    return bool(last.select(plays(finding.cases.flowchart, "waits_for_parent")).item())


def _judged(finding: Finding, findings: Sequence[Finding], ground: Ground) -> Finding:
    begun, as_of, step = ground.moments.clock(finding.since), ground.clock.witness.as_of, finding.at
    free, proof = _free_since(finding, findings, ground)
    if begun is None or as_of is None or step is None or free is None or as_of - max(begun, free) <= step.expect:
        return finding
    kept = tuple(known for known in finding.proofs if known.kind != "wait_without_end")
    return replace(finding, verdict="stalled", proofs=kept).proved(proof)


def _free_since(finding: Finding, findings: Sequence[Finding], ground: Ground) -> tuple[datetime | None, Proof]:
    """Return since when nothing keeps the site from going on, and how that is known; None where it may rightly wait."""
    server = finding.subject.server
    own = ground.events.filter(plays(finding.cases.flowchart, "shows_top")).filter(
        pl.col("server").cast(pl.String).eq_missing(pl.lit(server, dtype=pl.String))
    )
    if not own.is_empty():
        return ground.moments.clock(finding.since), Proof("no_parent", "likely")
    done = [
        ground.moments.clock(other.last_sign)
        for other in findings
        if other.lane.id == finding.lane.id
        and other.verdict == "completed"
        and other.subject.subject.package_guid == finding.subject.subject.package_guid
        and other.subject.subject.site != finding.subject.subject.site
    ]
    return max((clock for clock in done if clock is not None), default=None), Proof("parent_finished", "likely")

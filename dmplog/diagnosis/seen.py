"""What a finding has seen that speaks against some reasons for it: an idle service explains no sub-stage that is open (truth rule T1)."""

from __future__ import annotations

from typing import Literal

import polars as pl

from dmplog.diagnosis.finding import Finding
from dmplog.diagnosis.settle.sub_stages import told

Seen = Literal["alarm", "failure", "open_sub_stage"]
"""An unexplained alarm of its own behind the last sign; a failure that the step itself told; a last report of a sub-stage that is under way."""


def seen(finding: Finding, events: pl.DataFrame) -> frozenset[Seen]:
    """Return what stands in the lines of *finding* since its deciding run began."""
    found: set[Seen] = set()
    if any(row > _last_sign(finding) for row in finding.alarms):
        found.add("alarm")
    if finding.trace is not None and finding.trace.failed:
        found.add("failure")
    if _reports_an_open_stage(finding, events):
        found.add("open_sub_stage")
    return frozenset(found)


def _last_sign(finding: Finding) -> int:
    """Return the row of the last sign of the step itself: the finding may rest on the alarm already."""
    signs = () if finding.trace is None else finding.trace.signs
    return max((sign.last_row for sign in signs), default=-1)


def _reports_an_open_stage(finding: Finding, events: pl.DataFrame) -> bool:
    reported = told(finding, events)
    if reported is None:
        return False
    rows, stages = reported
    last = rows.filter(pl.col("event") == stages.report)["is_complete"].tail(1).to_list()
    return last in (["0"], ["1"])

"""Alarms that no step explains, folded: of those that say the same about the same case the newest is told, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from dmplog.diagnosis import Finding
from dmplog.verdicts import OVER


class Alarm(NamedTuple):
    """Alarms of one case, or of none, that say the same: the newest and the first row, how many, and the number of the finding."""

    row: int
    first: int
    times: int
    severity: str
    finding: int | None


def fold_alarms(findings: Sequence[Finding], alarms: pl.DataFrame) -> tuple[Alarm, ...]:
    """Return *alarms* (see `cases.unexplained`) folded, those of a case first, each part in the order of its newest lines.

    An alarm that more than one finding could claim is the first one's that is not over: findings stand in the order of their lanes.
    """
    by_claim = sorted(enumerate(findings), key=lambda each: (each[1].verdict not in OVER, -each[0]))
    owner = {row: number for number, finding in by_claim for row in finding.alarms}
    folded = (
        alarms.with_columns(
            finding=pl.col("row").replace_strict(owner, default=None, return_dtype=pl.UInt32)
            if owner
            else pl.lit(None, pl.UInt32)
        )
        .group_by("finding", "file", "alarm", "template", maintain_order=True)
        .agg(row=pl.col("row").last(), first=pl.col("row").first(), times=pl.len())
        .sort(pl.col("finding").is_null(), "row")
    )
    return tuple(Alarm(*values) for values in folded.select("row", "first", "times", "alarm", "finding").iter_rows())

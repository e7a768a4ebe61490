"""How far a run got within the step it stopped at: the highest sub-stage it reported, or the furthest position of a transfer.

Successfully reported ConfigMgr update status (SiteCode=PR1, SubStageID=0xd0006, IsComplete=1, …)     yesterday's run died here
Successfully reported ConfigMgr update status (SiteCode=PR1, SubStageID=0xd0006, IsComplete=2, …)     today's went past it

Two runs that stop at the same step are tries of one thing only where the later one got no further (truth rule T2).
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from dmplog.cases.runs import RunTable
from dmplog.flowchart import Lane
from dmplog.flowchart.attributes import SubStages

_BEGUN, _ENDED = ("1", "2", "3", "4"), ("2", "3")
_STAGE_FIELDS = ("substage_id", "is_complete", "applicable")

Distances = Mapping[tuple[int, int], int]
"""How far each run got, by the numbers of its subject and its own; runs that tell nothing of it are left out."""


def measure(table: RunTable, by_event: Mapping[str, pl.DataFrame], lane: Lane) -> Distances:
    """Return how far the runs of *table* got within the steps of *lane*; numbers of one lane can be compared, and no others."""
    far = told(by_event, lane)
    if far is None:
        return {}
    furthest = table.members.join(far, on="row", how="inner").group_by("subject", "run").agg(pl.col("far").max())
    return {(subject, run): far for subject, run, far in furthest.iter_rows()}


def told(by_event: Mapping[str, pl.DataFrame], lane: Lane) -> pl.DataFrame | None:
    """Return the rows that tell how far the work of *lane* is, each with that as a number: `row, far`."""
    stages = lane.traits.sub_stages
    if stages is not None:
        reports = by_event.get(stages.report)
        known = reports is not None and set(_STAGE_FIELDS).issubset(reports.columns)
        return _stages(reports, stages) if reports is not None and known else None
    grown = [
        by_event[signal.event].select("row", far=pl.col(step.advances).cast(pl.String).cast(pl.Int64, strict=False))
        for step in lane.steps
        if step.advances is not None
        for signal in step.progress
        if signal.event in by_event and step.advances in by_event[signal.event].columns
    ]
    return pl.concat(grown).drop_nulls().unique() if grown else None


def _stages(reports: pl.DataFrame, stages: SubStages) -> pl.DataFrame:
    """Return how far each of *reports* is: a sub-stage that has ended is further than one that was begun.

    Those behind the last step are worked on at once, and have no order.
    """
    number, complete, applicable = (pl.col(name).cast(pl.String).str.to_lowercase() for name in _STAGE_FIELDS)
    counts = complete.is_in(_BEGUN) & applicable.ne_missing("0") & ~number.str.starts_with(stages.behind)
    place = number.str.strip_prefix("0x").str.to_integer(base=16, strict=False)
    return reports.filter(counts).select("row", far=2 * place + complete.is_in(_ENDED).cast(pl.Int64)).drop_nulls()

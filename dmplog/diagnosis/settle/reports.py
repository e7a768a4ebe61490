"""The reports of sub-stages, as the rules read them."""

from __future__ import annotations

import polars as pl

from dmplog.diagnosis.finding import Finding
from dmplog.diagnosis.verdict import Ground
from dmplog.flowchart import SubStages

_FIELDS = ("substage_id", "is_complete", "applicable")


def told(finding: Finding, ground: Ground) -> tuple[pl.DataFrame, SubStages] | None:
    """Return how the lane reads sub-stages, with the rows of the deciding run; None where nothing reports.

    Columns: `row, event, substage_id, is_complete, applicable`.
    """
    trace, stages = finding.trace, finding.lane.traits.sub_stages
    if trace is None or stages is None or not set(_FIELDS).issubset(ground.events.columns):
        return None
    own = finding.cases.rows_of(finding.subject)
    rows = ground.events[own.filter(own >= trace.deciding.run.first_row).sort()].select(
        "row", pl.col("event").cast(pl.String), *(pl.col(name).cast(pl.String).str.to_lowercase() for name in _FIELDS)
    )
    return rows, stages

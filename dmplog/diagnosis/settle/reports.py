"""The reports of sub-stages, as the rules read them."""

from __future__ import annotations

import polars as pl

from dmplog.diagnosis.finding import Finding
from dmplog.diagnosis.verdict import Ground

_FIELDS = ("substage_id", "is_complete", "applicable")


def told(finding: Finding, ground: Ground) -> pl.DataFrame | None:
    """Return the rows of the deciding run as `row, event, substage_id, is_complete, applicable`; None where nothing reports."""
    trace = finding.trace
    reporting = finding.lane.traits.sub_stages is not None and set(_FIELDS).issubset(ground.events.columns)
    if trace is None or not reporting:
        return None
    own = finding.cases.rows_of(finding.subject)
    return ground.events[own.filter(own >= trace.deciding.run.first_row).sort()].select(
        "row", pl.col("event").cast(pl.String), *(pl.col(name).cast(pl.String).str.to_lowercase() for name in _FIELDS)
    )

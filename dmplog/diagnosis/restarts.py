"""The update service that starts over and over again.

One stop and start of CONFIGURATION_MANAGER_UPDATE is the update of the service itself. The same activity restarting three times or
more without a new sub-stage is a crash loop (design section 2).
"""

from __future__ import annotations

import polars as pl

from dmplog.cases.subject import LaneCases
from dmplog.tracing.trace import Trace

RESTARTED = ("update_service_starting", "update_service_started")
REPORTED = "status_reported"
MOST = 3


def crash_loop(cases: LaneCases, trace: Trace, events: pl.DataFrame) -> list[int]:
    """Return the rows of the restarts since the last new sub-stage where they are a crash loop, else nothing."""
    if cases.lane.id != "installation" or "substage_id" not in events.columns:
        return []
    number = cases.subjects.index(trace.subject)
    run = trace.deciding.run
    rows = cases.members.filter((pl.col("subject") == number) & (pl.col("row") >= run.first_row))["row"].sort()
    own = events[rows].select("row", pl.col("event").cast(pl.String), pl.col("substage_id").cast(pl.String))
    fresh = own.filter((pl.col("event") == REPORTED) & pl.col("substage_id").is_first_distinct())
    last = fresh["row"].max() if not fresh.is_empty() else run.first_row
    after = own.filter((pl.col("row") > last) & pl.col("event").is_in(RESTARTED))
    # A start writes one or two of these lines; what it writes more often tells how often it started.
    counts = [group["row"].to_list() for group in after.partition_by("event")]
    most = max(counts, key=len, default=[])
    return most if len(most) >= MOST else []

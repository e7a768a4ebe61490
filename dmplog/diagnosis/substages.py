"""What the last report of each post-installation sub-stage says.

Hierarchy Manager works on several sub-stages at once, so the end of one proves nothing for the others: `finish_installation` is done when
every reported one has ended (design section 2), and a failure counts where it is the last report of its id (servicing-logs.md 3.2).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dmplog.cases.subject import LaneCases
from dmplog.tracing.trace import Trace

POST_INSTALLATION = "0xe00"
LATE = ("0xe0006", "0xe000a")
"""Replication initialization and features wait for all sites, for days (servicing-logs.md 3.1)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The rows of last reports that keep an installation open, by what they say; `window` waits for the service window."""

    failed: tuple[int, ...] = ()
    open: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()
    window: int | None = None
    reported: bool = False

    def rows(self) -> tuple[int, ...]:
        """Return every row."""
        return (*self.failed, *self.open, *self.waiting, *(() if self.window is None else (self.window,)))


def standing(cases: LaneCases, trace: Trace, events: pl.DataFrame) -> Standing:
    """Return how the post-installation sub-stages of *trace* stand."""
    needed = {"substage_id", "is_complete", "applicable"}
    if cases.lane.id != "installation" or not needed.issubset(events.columns):
        return Standing()
    number = cases.subjects.index(trace.subject)
    own = cases.members.filter((pl.col("subject") == number) & (pl.col("row") >= trace.deciding.run.first_row))["row"]
    told = events[own.sort()].select(
        "row", *(pl.col(name).cast(pl.String).str.to_lowercase() for name in sorted(needed))
    )
    reports = told.filter(
        pl.col("substage_id").str.starts_with(POST_INSTALLATION) & (pl.col("applicable") != "0")
    ).unique("substage_id", keep="last", maintain_order=True)
    failed = reports.filter(pl.col("is_complete") == "4")["row"].to_list()
    begun = reports.filter(pl.col("is_complete").is_in(["0", "1"]))
    late = pl.col("substage_id").is_in(LATE)
    return Standing(
        failed=tuple(failed),
        open=tuple(begun.filter(~late)["row"].to_list()),
        waiting=tuple(begun.filter(late)["row"].to_list()),
        window=_window(told.drop_nulls("substage_id")),
        reported=not reports.is_empty(),
    )


def _window(reports: pl.DataFrame) -> int | None:
    """Return the row of a wait for the service window (0xd0008) that no further sub-stage of the installation ended.

    The content may be extracted once more (0xd0005) and readiness be reported (0xd0007) meanwhile.
    """
    last = reports.filter(~pl.col("substage_id").is_in(["0xd0005", "0xd0007"])).tail(1)
    waits = last.filter((pl.col("substage_id") == "0xd0008") & pl.col("is_complete").is_in(["0", "1"]))
    return int(waits["row"][0]) if waits.height else None

"""All cases of a bundle: each flowchart joins its events by its own keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from dmplog.cases.download import download_cases
from dmplog.cases.replication import replication_cases
from dmplog.cases.subject import LaneCases
from dmplog.clocks import Clocks
from dmplog.flowchart import Flowchart

Correlate = Callable[[pl.DataFrame, Flowchart, Clocks], list[LaneCases]]

CORRELATORS: dict[str, Correlate] = {"download": download_cases, "replication": replication_cases}
"""How each flowchart joins events, by its id."""


def build_cases(events: pl.DataFrame, flowcharts: Sequence[Flowchart], clocks: Clocks) -> list[LaneCases]:
    """Return the cases of every lane of every flowchart that knows how to join its events."""
    found: list[LaneCases] = []
    for chart in flowcharts:
        correlate = CORRELATORS.get(chart.id)
        if correlate is not None:
            found.extend(correlate(events, chart, clocks))
    return found

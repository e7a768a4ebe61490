"""The cases station: which events belong together, and where the product starts over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from dmplog.cases.replication import hierarchy_cases
from dmplog.cases.shelf import Shelf, wanted_fields
from dmplog.cases.subject import CaseSubject, LaneCases, Link
from dmplog.cases.threads import thread_cases
from dmplog.cases.tool import tool_cases
from dmplog.cases.unexplained import unexplained
from dmplog.flowchart import CorrelatorKind, Flowchart
from dmplog.witness import Witness

__all__ = ["CaseSubject", "LaneCases", "Link", "Shelf", "build_cases", "unexplained", "wanted_fields"]

CORRELATORS: Mapping[CorrelatorKind, Callable[[pl.DataFrame, Flowchart, Witness], list[LaneCases]]] = {
    "threads": thread_cases,
    "hierarchy": hierarchy_cases,
    "tool": tool_cases,
}
"""How a flowchart joins events, by the kind of its correlator."""


def build_cases(events: pl.DataFrame, flowcharts: Sequence[Flowchart], witness: Witness) -> list[LaneCases]:
    """Return the cases of every lane of every flowchart: each joins its events by its own keys."""
    return [cases for chart in flowcharts for cases in CORRELATORS[chart.correlator.kind](events, chart, witness)]

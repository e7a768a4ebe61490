"""All cases of a bundle: each flowchart joins its events by its own keys."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

import polars as pl

from dmplog.cases.download import CONTEXT_EVENTS, download_cases
from dmplog.cases.offline import offline_cases
from dmplog.cases.replication import replication_cases
from dmplog.cases.setupdl import PATH_EVENTS
from dmplog.cases.subject import LaneCases
from dmplog.cases.upload import upload_cases
from dmplog.clocks import Clocks
from dmplog.flowchart import Flowchart

Correlate = Callable[[pl.DataFrame, Flowchart, Clocks], list[LaneCases]]

CORRELATORS: dict[str, Correlate] = {
    "download": download_cases,
    "replication": replication_cases,
    "upload": upload_cases,
    "offline": offline_cases,
}
"""How each flowchart joins events, by its id."""

CASE_FIELDS: dict[str, frozenset[str]] = {"path": PATH_EVENTS}
"""Fields by which events are joined, for the few events that need them."""


DOWNLOAD_ROLES = frozenset({"dmpdownloader", "configmgrsetup"})
"""Logs whose lines only count where a step or `CONTEXT_EVENTS` asks for them: the downloader writes most lines of all."""


def idle_events(rules: Iterable[tuple[str, Sequence[str]]], asked: Collection[str]) -> frozenset[str]:
    """Return the events no case needs, so that their rows need not be kept.

    Args:
        rules: Every event with the roles of the logs that write it.
        asked: The events flowcharts ask for.
    """
    needed = CONTEXT_EVENTS.union(asked)
    return frozenset(event for event, roles in rules if DOWNLOAD_ROLES.issuperset(roles) and event not in needed)


def build_cases(events: pl.DataFrame, flowcharts: Sequence[Flowchart], clocks: Clocks) -> list[LaneCases]:
    """Return the cases of every lane of every flowchart that knows how to join its events."""
    found: list[LaneCases] = []
    for chart in flowcharts:
        correlate = CORRELATORS.get(chart.id)
        if correlate is not None:
            found.extend(correlate(events, chart, clocks))
    return found

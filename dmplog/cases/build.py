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
from dmplog.flowchart import Flowchart
from dmplog.grammar import Rule
from dmplog.witness import Witness

Correlate = Callable[[pl.DataFrame, Flowchart, Witness], list[LaneCases]]

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
"""Logs whose lines only count where somebody asks for them, keys or not: the downloader writes most lines of all."""


def idle_events(rules: Iterable[Rule], asked: Collection[str], keys: Collection[str]) -> frozenset[str]:
    """Return the events nobody needs, so that their rows need not be kept.

    An event is needed where a flowchart or a cause asks for it, where a case is joined by it, and where it holds a key.

    Args:
        rules: Every event.
        asked: The events flowcharts and causes ask for.
        keys: The fields that join lines into cases.
    """
    needed = CONTEXT_EVENTS.union(PATH_EVENTS, asked)
    return frozenset(
        rule.name
        for rule in rules
        if rule.name not in needed
        and (DOWNLOAD_ROLES.issuperset(rule.roles) or not set(keys).intersection(rule.fields))
    )


def build_cases(events: pl.DataFrame, flowcharts: Sequence[Flowchart], witness: Witness) -> list[LaneCases]:
    """Return the cases of every lane of every flowchart that knows how to join its events."""
    found: list[LaneCases] = []
    for chart in flowcharts:
        correlate = CORRELATORS.get(chart.id)
        if correlate is not None:
            found.extend(correlate(events, chart, witness))
    return found

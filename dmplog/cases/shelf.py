"""Event rows ready to be looked up, and which fields and events a diagnosis wants to find on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from dmplog.cases.build import CASE_FIELDS, idle_events
from dmplog.cases.labels import lane_notes, lane_signals
from dmplog.flowchart import Flowchart, Signal
from dmplog.grammar import Grammars
from dmplog.intake import WantedFields

KEY_FIELDS = (
    "applicable",
    "is_complete",
    "package_guid",
    "package_id",
    "package_version",
    "site_code",
    "job_id",
    "request_id",
    "server_name",
    "state",
    "substage_id",
    "status_system",
    "status_site",
    "url",
)
"""Fields that join lines into cases; the fields that flowcharts ask for come on top."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where rows are looked for: all of them, and by event, with the fields that flowcharts ask for."""

    events: pl.DataFrame
    by_event: Mapping[str, pl.DataFrame]

    @classmethod
    def of(cls, events: pl.DataFrame, flowcharts: Sequence[Flowchart]) -> Shelf:
        """Return the shelf of *events*."""
        asked = sorted({"role", *(name for signal in _signals(flowcharts) for name, _ in signal.where)})
        columns = ["row", *(name for name in asked if name in events.columns)]
        pieces = events.with_columns(pl.col("event").cast(pl.String)).partition_by("event", as_dict=True)
        return cls(events, {str(event): rows.select(columns) for (event,), rows in pieces.items()})


def wanted_fields(
    flowcharts: Sequence[Flowchart], grammars: Grammars, telling: frozenset[str], harmless: pl.Expr
) -> WantedFields:
    """Return the fields that light event rows keep: those that join cases, and for some events those that flowcharts ask for.

    Args:
        flowcharts: The flowcharts that are traced.
        grammars: The messages that are known.
        telling: The events that causes ask for.
        harmless: Gives the number of the known harmless line that a row is.
    """
    asked = {name: set(events) for name, events in CASE_FIELDS.items()}
    signals = _signals(flowcharts)
    for signal in signals:
        for name, _ in signal.where:
            asked.setdefault(name, set()).add(signal.event)
    return WantedFields(
        always=tuple(name for name in KEY_FIELDS if name in grammars.fields),
        idle=idle_events(grammars.rules, {signal.event for signal in signals} | telling, KEY_FIELDS),
        asked={
            name: frozenset(asked[name]) for name in sorted(asked) if name not in KEY_FIELDS and name in grammars.fields
        },
        harmless=harmless,
    )


def _signals(flowcharts: Sequence[Flowchart]) -> list[Signal]:
    lanes = [lane for chart in flowcharts for lane in chart.lanes]
    return [
        signal
        for lane in lanes
        for signal in (*lane_signals(lane), *lane_notes(lane), *(note.signal for note in lane.also_seen))
    ]

"""Which rows play a part that a chart names: its lines and logs by what they do."""

from __future__ import annotations

import polars as pl

from dmplog.cases.labels import condition
from dmplog.flowchart import Flowchart


def plays(chart: Flowchart, part: str) -> pl.Expr:
    """Return whether a row is one of the lines that play *part* in *chart*; the row has `event`, `role` and the fields asked for.

    >>> from dmplog.flowchart import load_flowchart
    >>> rows = pl.DataFrame({"event": ["retry_announced", "manifest_received"]})
    >>> rows.select(plays(load_flowchart("download"), "closes")).to_series().to_list()
    [True, False]
    """
    signals = chart.correlator.lines.get(part, ())
    plain = [signal.event for signal in signals if not signal.where]
    met = pl.col("event").is_in(plain) if plain else pl.lit(value=False)
    for signal in signals:
        if signal.where:
            met |= (pl.col("event") == signal.event) & condition(signal)
    return met


def logs(chart: Flowchart, part: str) -> tuple[str, ...]:
    """Return the roles of the logs that play *part* in *chart*."""
    return chart.correlator.logs.get(part, ())

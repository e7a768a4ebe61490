"""A bias with the opposite sign: scripts write what a time zone is ahead of UTC, and the product what UTC is ahead of it.

A second clock in the file proves it: the UTC times that status messages carry in their text, all of which are off by twice the bias.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import polars as pl

from dmplog.framing.census import BiasSpan, Census, moved

SAID = "Records whose bias has the opposite sign, as the UTC times of their status messages prove: {count}. Their times are read so."


def turned_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """Return *rows*, with the columns `utc`, `local` and perhaps `bias`, with what their bias says turned round.

    Where no row has a time, the columns may be missing.

    >>> from datetime import datetime
    >>> noon = datetime(2025, 1, 1, 12)
    >>> rows = pl.DataFrame({"local": [noon], "utc": [noon + timedelta(hours=1)]}).with_columns(pl.col("utc").dt.replace_time_zone("UTC"))
    >>> turned_rows(rows)["utc"][0].hour
    11
    """
    if not {"utc", "local"}.issubset(rows.columns):
        return rows
    naive = pl.col("utc").dt.replace_time_zone(None)
    utc = pl.col("local") + (pl.col("local") - naive)
    changed = rows.with_columns(utc=utc.cast(naive_type(rows)).dt.replace_time_zone("UTC"))
    return changed.with_columns(bias=-pl.col("bias")) if "bias" in rows.columns else changed


def naive_type(rows: pl.DataFrame) -> pl.Datetime:
    """Return the type of the column `utc` of *rows* without its time zone."""
    kind = rows.schema["utc"]
    return pl.Datetime(kind.time_unit) if isinstance(kind, pl.Datetime) else pl.Datetime("ns")


def turned(census: Census) -> Census:
    """Return *census* with its one bias turned round, and everything that follows from it."""
    late = timedelta(minutes=-2 * census.biases[0].bias)
    biases = tuple(BiasSpan(span.since, span.until, -span.bias) for span in census.biases)
    return replace(moved(census, late), biases=biases, turned=True)

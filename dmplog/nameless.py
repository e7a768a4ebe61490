"""Errors that nobody knows and that name nothing: no package, no site, no id.

ERROR: Cannot apply CMUpdates. The value of register is too large

Such a line is told with what stands next to it, and belongs to a case by its thread alone. It makes no case, and what lies further away says no
more about it.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dmplog.grammar import UNRECOGNIZED


def are_nameless(rows: pl.DataFrame, keys: Sequence[str]) -> pl.Series:
    """Return which of *rows*, light ones, are errors that nobody knows and that name nothing; *keys* are the fields that join lines."""
    if "alarm" not in rows.columns:
        return pl.repeat(value=False, n=rows.height, eager=True)
    unnamed = [pl.col(name).is_null() for name in ("about", "about_site", *keys) if name in rows.columns]
    unknown = pl.col("alarm").is_not_null() & (pl.col("event") == UNRECOGNIZED)
    return rows.select(nameless=pl.all_horizontal(unknown, *unnamed))["nameless"].fill_null(value=False)


def stand_beside(rows: pl.DataFrame, nameless: pl.Series) -> pl.Series:
    """Return which of *rows* their thread wrote directly in front of a *nameless* one or behind it."""
    thread = pl.struct(*(name for name in ("file", "thread") if name in rows.columns)).hash()
    told = rows.select(thread=thread).with_columns(nameless=nameless)
    return told.select(
        beside=(pl.col("nameless").shift(1) | pl.col("nameless").shift(-1)).over("thread").fill_null(value=False)
    )["beside"]

"""Tries that nothing but the clock parts: what is left undone is tried again, and no line tells where the next try begins.

STATMSG: ID=9605 … COMP="SMS_DMP_UPLOADER" …    08:00:01   the first try
STATMSG: ID=9607 … COMP="SMS_DMP_UPLOADER" …    08:00:02   the same one
STATMSG: ID=9605 … COMP="SMS_DMP_UPLOADER" …    09:00:01   the second
"""

from __future__ import annotations

from datetime import timedelta

import polars as pl


def with_tries(rows: pl.DataFrame, gap: timedelta | None) -> pl.DataFrame:
    """Add `opens`: whether a row begins the next try although nothing but a pause of *gap* says so.

    The first try after a start of the worker belongs to the run that start has opened already.
    """
    if gap is None:
        return rows.with_columns(opens=pl.lit(value=False))
    numbered = rows.sort("row").with_columns(begun=pl.col("starts").cum_sum().over("server"))
    tried = numbered.filter("tries").with_columns(
        late=(pl.col("clock") - pl.col("clock").shift(1).over("server")) > gap,
        restarted=pl.col("begun") != pl.col("begun").shift(1).over("server"),
    )
    opens = tried.filter(pl.col("late") & ~pl.col("restarted"))["row"]
    return numbered.with_columns(opens=pl.col("row").is_in(opens.implode())).drop("begun")

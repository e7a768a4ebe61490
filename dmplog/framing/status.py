"""The UTC time that status messages carry in their text, as a check on the clock and bias of their records.

`STATMSG: ID=9802 … GMTDATE=Fri Sep 18 20:39:05.718 2026 …  $$<…><09-18-2026 16:39:06.598+240>…`: the text has the time of the
event, the record the time of writing, here 0.9 s later. The weekday is in the language of the server and is skipped.
"""

from __future__ import annotations

import polars as pl

from dmplog.framing import sms

PREFIX = "STATMSG: "
TOLERANCE_MINUTES = 5
_DATE = r"GMTDATE=(\S+ +[A-Za-z]{3} +[0-9]{1,2} +[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})? +[0-9]{4})"


def differences(records: pl.DataFrame) -> list[tuple[int, int, int]]:
    """Return line, difference in minutes from the UTC time in their text, and bias of the status messages among *records*."""
    stated = sms.local(pl.col("message").str.extract(_DATE)).dt.replace_time_zone("UTC")
    minutes = (pl.col("utc") - stated).dt.total_minutes()
    said = (
        records.filter(pl.col("message").str.starts_with(PREFIX)).select("line", "bias", minutes=minutes).drop_nulls()
    )
    return [
        (int(line), int(late), int(bias)) for line, late, bias in said.select("line", "minutes", "bias").iter_rows()
    ]

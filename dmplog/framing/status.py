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


def contradictions(records: pl.DataFrame) -> list[tuple[int, int]]:
    """Return line and difference in minutes of the records whose UTC time is not that of their text."""
    stated = sms.local(pl.col("message").str.extract(_DATE)).dt.replace_time_zone("UTC")
    minutes = (pl.col("utc") - stated).dt.total_minutes()
    found = records.filter(pl.col("message").str.starts_with(PREFIX)).select("line", minutes=minutes)
    return [
        (int(line), int(difference))
        for line, difference in found.filter(pl.col("minutes").abs() > TOLERANCE_MINUTES).iter_rows()
    ]

"""Lines of an older ConfigMgrPrereq.log.

`<01-04-2013 16:25:14> INFO: Check Sql version on secondary site.`
Local time, no fraction, no bias, no thread, no component. Current sites write this log in the simple framing.
"""

from __future__ import annotations

import polars as pl

from dmplog.framing import stamps
from dmplog.framing.columns import UNSTATED
from dmplog.framing.framing import Framing
from dmplog.framing.severity import severity

NAME = "prereq"
LINE = r"^<[0-9]{2}-[0-9]{2}-[0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2}> ?"
_PARTS = r"^<([0-9]{2})-([0-9]{2})-([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2})> ?(.*)$"


def parse(rows: pl.DataFrame) -> pl.DataFrame:
    """Find out time, severity and message of such lines."""
    part = [pl.col("parts").struct.field(str(index)) for index in range(1, 8)]
    return rows.with_columns(parts=pl.col("raw").str.extract_groups(_PARTS)).with_columns(
        local=stamps.moment(part[2], part[0], part[1], (part[3], part[4], part[5]), pl.lit("")),
        message=part[6].str.strip_chars(),
        severity=severity(part[6]),
        **UNSTATED,
    )


FRAMING = Framing(
    NAME,
    "prerequisite log: <date and time> before the message",
    LINE,
    parse,
    # The stamp is quoted with the message.
    lambda _text: None,
    timed=True,
    states_bias=False,
)

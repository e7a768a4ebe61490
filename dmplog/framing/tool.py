"""Lines of ServiceConnectionTool.log: `2024-11-19 11:53:40 INFO:downloading redist`.

Local time, no bias, no thread, and no blank after the colon. The level stays in the message: `INFO:` is part of the text in
which the documentation quotes these messages.
"""

from __future__ import annotations

import re

import polars as pl

from dmplog.framing import stamps
from dmplog.framing.columns import UNSTATED
from dmplog.framing.framing import Framing
from dmplog.framing.severity import severity

NAME = "tool"
_LEVEL = "(?:INFO|ERROR|WARN|WARNING|VERBOSE|DEBUG|FATAL)"
LINE = rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}} [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(?:[.,][0-9]{{1,9}})?\s+{_LEVEL}:"
_STAMP = re.compile(r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?\s+(?=[A-Z]{4,7}:)")
_PARTS = (
    r"^([0-9]{4})-([0-9]{2})-([0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2})(?:[.,]([0-9]{1,9}))?\s+"
    rf"({_LEVEL}:.*)$"
)


def parse(rows: pl.DataFrame) -> pl.DataFrame:
    """Find out time, severity and message of such lines."""
    part = [pl.col("parts").struct.field(str(index)) for index in range(1, 9)]
    return rows.with_columns(parts=pl.col("raw").str.extract_groups(_PARTS)).with_columns(
        local=stamps.moment(part[0], part[1], part[2], (part[3], part[4], part[5]), part[6]),
        message=part[7].str.strip_chars(),
        severity=severity(part[7]),
        **UNSTATED,
    )


def _message_of(text: str) -> str | None:
    # The level behind the stamp is part of the text.
    found = _STAMP.match(text)
    return text[found.end() :] if found else None


FRAMING = Framing(
    NAME,
    "service connection tool: date, time and level before the message",
    LINE,
    parse,
    _message_of,
    timed=True,
    states_bias=False,
)

"""Durations as flowcharts write them: `30m`, `2h`, `1d12h`."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile(r"(\d+)([mhd])")
_LONGEST = timedelta(days=3660)
"""No step and no wait lasts longer than ten years."""

_WHOLE = re.compile(r"\d+[mhd](?: ?\d+[mhd])*")


def parse_duration(text: str) -> timedelta:
    """Return the duration *text* means.

    >>> parse_duration("1d12h")
    datetime.timedelta(days=1, seconds=43200)

    Raises:
        ValueError: It means none, it is zero, or it is longer than ten years.
    """
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"{text!r} is no duration")
    total = timedelta()
    for number, unit in _DURATION.findall(text):
        if len(number) > len(str(_LONGEST.days * 24 * 60)):
            raise ValueError(f"{text[:40]!r} is longer than ten years")
        total += timedelta(**{_UNITS[unit]: int(number)})
    if total > _LONGEST:
        raise ValueError(f"{text[:40]!r} is longer than ten years")
    if not total:
        raise ValueError(f"{text!r} lasts no time")
    return total


def format_duration(duration: timedelta) -> str:
    """Return *duration* as a flowchart writes it.

    >>> format_duration(timedelta(hours=36)), format_duration(timedelta(hours=24))
    ('1d12h', '24h')
    """
    minutes = int(duration.total_seconds()) // 60
    if minutes == 24 * 60:
        return "24h"
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [f"{number}{unit}" for number, unit in ((days, "d"), (hours, "h"), (minutes, "m")) if number]
    return "".join(parts) or "0m"

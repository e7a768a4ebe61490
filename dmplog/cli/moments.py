"""How the text of an option becomes a time, or a length of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from dmplog.errors import UsageError


def parse_moment(text: str) -> datetime:
    """Return the time *text* names: ISO 8601, UTC where no offset is given, or "now".

    >>> parse_moment("2024-12-18T16:20").isoformat()
    '2024-12-18T16:20:00+00:00'

    Raises:
        UsageError: It is neither.
    """
    if text.strip().lower() == "now":
        # The only clock read of the program, and only because the user asked for it.
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(
            f"“{text}” is not a time: write it as 2024-12-18T16:20 (UTC), 2024-12-18T16:20-05:00, or now"
        ) from None


_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_SPAN = re.compile(r"(?:\d{1,6}[smhd] ?)+")
_LONGEST = timedelta(days=366)


def parse_span(option: str, text: str) -> float:
    """Return the seconds that *text* lasts, the value of an *option*.

    >>> parse_span("--every", "1m30s"), parse_span("--timeout", "4h")
    (90.0, 14400.0)

    Raises:
        UsageError: It is no length of time, or none at all, or more than a year.
    """
    said = text.strip().lower()
    if _SPAN.fullmatch(said):
        seconds = sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+)([smhd])", said))
        if 0 < seconds <= _LONGEST.total_seconds():
            return float(seconds)
    raise UsageError(f"{option} cannot be '{text}'; write it as 5s, 10m, 4h or 1d12h")

"""How the text of an option becomes a time."""

from __future__ import annotations

from datetime import UTC, datetime

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

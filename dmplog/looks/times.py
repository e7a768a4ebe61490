"""The moments and durations of a report document, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import dropwhile

from dmplog.looks.document import STUCK, Document


def parse(moment: str | None) -> datetime | None:
    """Return the time written as *moment* in the document.

    >>> parse("2024-12-18T16:20:00.000Z")
    datetime.datetime(2024, 12, 18, 16, 20, tzinfo=datetime.timezone.utc)
    """
    return datetime.fromisoformat(moment).astimezone(UTC) if moment else None


def moment_text(moment: str | None) -> str:
    """Return *moment* for people, in UTC.

    >>> moment_text("2024-12-18T16:20:05.123Z")
    '2024-12-18 16:20:05 UTC'
    """
    found = parse(moment)
    if found is None:
        return "unknown time"
    return found.strftime("%Y-%m-%d %H:%M:%S UTC")


def hour_text(moment: str) -> str:
    """Return the time of day of *moment* in UTC, for people.

    >>> hour_text("2024-12-18T16:20:05.123Z")
    '16:20'
    """
    return moment_text(moment)[11:16]


def beside_text(moment: str, other: str) -> str:
    """Return *moment* as it stands behind *other*: without the day, where both share it.

    >>> beside_text("2025-01-14T02:06:54.000Z", "2025-01-14T06:06:54.000Z"), beside_text("2025-01-13T02:06:54.000Z", "2025-01-14T06:06:54.000Z")
    ('02:06:54', '2025-01-13 02:06:54')
    """
    said = moment_text(moment).removesuffix(" UTC")
    return said[11:] if said[:10] == moment_text(other)[:10] else said


def duration_text(duration: timedelta) -> str:
    """Return *duration* in its two largest units.

    >>> duration_text(timedelta(hours=11, minutes=49, seconds=20))
    '11 h 49 m'
    """
    seconds = int(abs(duration).total_seconds())
    parts = []
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        parts.append((count, unit))
    two = list(dropwhile(lambda part: not part[0], parts))[:2]
    return " ".join(f"{count} {unit}" for count, unit in two if count) or "0 s"


def between(earlier: str | None, later: str | None) -> timedelta | None:
    """Return the time from *earlier* to *later*, or None where one is unknown."""
    start, end = parse(earlier), parse(later)
    return end - start if start is not None and end is not None else None


def lasting(case: Document, as_of: str | None) -> str | None:
    """Return for how long *case* has stood where it is, or None where that is not known."""
    elapsed = between(case["since"], as_of)
    return duration_text(elapsed) if elapsed is not None and elapsed >= timedelta(0) else None


def moved(case: Document) -> bool:
    """Return whether *case*, which is stuck, gave a sign later than it came to its step: it stands since that, and not since its beginning.

    Of several attempts the last line is one of the newest, and how often it was tried says the same.
    """
    found = between(case["since"], case["last_sign"])
    once = case["verdict"] in (*STUCK, "unknown") and case.get("attempts", 1) <= 1
    return once and found is not None and found >= timedelta(seconds=1)


def last_sign_said(case: Document, beside: Callable[[str, str], str]) -> str:
    """Return when *case* gave its last sign, to stand behind since when it is there; empty where it gave none since.

    *beside* says one moment behind another one, without the day they share.

    >>> sent = {"verdict": "stalled", "since": "2025-01-14T02:04:54.000Z", "last_sign": "2025-01-14T02:06:54.000Z"}
    >>> last_sign_said(sent, beside_text)
    '; last sign 02:06:54'
    """
    return f"; last sign {beside(case['last_sign'], case['since'])}" if moved(case) else ""


CLOCKS: Mapping[str, str] = {
    "argument": " (--as-of)",
    "collection": ", when the logs were copied",
    "records": ", the latest record",
}
"""Where the clock of a report is from, in words behind its time."""


def as_of_text(document: Document, moment: str = "") -> str:
    """Return the clock of the report in words, which is *moment* where that is told otherwise than in UTC."""
    if document.get("as_of") is None:
        return "No clock: no record of a known log has a time."
    source = CLOCKS[document["as_of_source"]]
    return f"Judged as of {moment or moment_text(document['as_of'])}{source}."

"""The witnesses of a bundle: which log of which server could show a line, how far each speaks, and the clock of every row.

A stall is the absence of a line, so it can only be judged against a log that would hold the line and goes on without it, or
against another log of the same server. File dates and the wall clock are never asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

import polars as pl


@dataclass(frozen=True, slots=True)
class LogSpan:
    """One log of one server (its rollover parts joined), from its first to its last record; clocks are naive UTC."""

    server: str | None
    site: str | None
    role: str
    first: datetime | None
    last: datetime | None
    files: tuple[str, ...]


class Reach(Enum):
    """How the log that would hold the next line stands to a deadline."""

    COVERS = "covers"
    """It has later records: the step is blocked."""
    SILENT = "silent"
    """It stops while another log of the same server goes past the deadline: the component is silent."""
    ENDS = "ends"
    """Nothing of its server reaches the deadline."""
    MISSING = "missing"
    """It was not supplied."""
    ROLLED = "rolled"
    """It begins only after the last sign of the step: the next line may have been rolled over."""
    ASSERTED = "asserted"
    """The user said that the logs are complete up to a time past the deadline."""


@dataclass(frozen=True, slots=True)
class Witness:
    """What is known of the time each log covers; track prices, cases and diagnosis all ask it.

    Attributes:
        spans: The logs of known roles.
        as_of: The clock stalls are judged against: the latest record of a known log, or what the user said.
        asserted: Whether the user said it.

    >>> noon, two, three = (datetime(2025, 1, 14, hour) for hour in (12, 14, 15))
    >>> span = LogSpan("CASSRV", "CAS", "hman", noon, three, ("hman.log",))
    >>> Witness((span,), three, asserted=False).reach(("hman",), "CASSRV", noon, two)
    <Reach.COVERS: 'covers'>
    """

    spans: tuple[LogSpan, ...]
    as_of: datetime | None
    asserted: bool

    def logs(self, roles: Iterable[str], server: str | None) -> tuple[LogSpan, ...]:
        """Return the logs of *roles* on *server*; None stands for the one unnamed server."""
        wanted = tuple(roles)
        return tuple(span for span in self.spans if span.role in wanted and span.server == server)

    def covers(self, roles: Iterable[str], server: str | None, moment: datetime) -> bool:
        """Return whether a log of *roles* on *server* speaks at *moment* or later."""
        return any(span.last is not None and span.last >= moment for span in self.logs(roles, server))

    def begins_after(self, roles: Iterable[str], server: str | None, moment: datetime) -> bool:
        """Return whether the logs of *roles* on *server* begin only after *moment*, so that lines of that time may be lost."""
        first = min((span.first for span in self.logs(roles, server) if span.first is not None), default=None)
        return first is not None and first > moment

    def supplied(self, roles: Iterable[str], server: str | None) -> bool:
        """Return whether any log of *roles* on *server* was supplied."""
        return bool(self.logs(roles, server))

    def reach(self, roles: Iterable[str], server: str | None, since: datetime, deadline: datetime) -> Reach:
        """Return how the logs of *roles* on *server* stand to *deadline*, given the last sign at *since*.

        Where several roles could hold the line, the first of them that was supplied decides.
        """
        wanted = tuple(roles)
        logs = [span for span in self.logs(wanted, server) if span.first is not None and span.last is not None]
        if not logs:
            return Reach.MISSING
        role = next(role for role in wanted if any(span.role == role for span in logs))
        deciding = [span for span in logs if span.role == role]
        if min(span.first for span in deciding if span.first is not None) > since:
            return Reach.ROLLED
        if max(span.last for span in deciding if span.last is not None) > deadline:
            return Reach.COVERS
        if self.asserted and self.as_of is not None and self.as_of > deadline:
            return Reach.ASSERTED
        others = [span.last for span in self.spans if span.server == server and span.last is not None]
        return Reach.SILENT if others and max(others) > deadline else Reach.ENDS


class Moments:
    """The clock, the name and the server of every event row.

    >>> from datetime import datetime
    >>> columns = {"clock": [datetime(2025, 1, 14, 12)], "utc_known": [True], "event": ["manifest_received"], "server": ["SCP01"]}
    >>> Moments(pl.DataFrame(columns)).time(0).isoformat()
    '2025-01-14T12:00:00+00:00'
    """

    def __init__(self, events: pl.DataFrame) -> None:
        self._clocks = events["clock"].dt.cast_time_unit("us")
        self._utc_known = events["utc_known"]
        self._events = events["event"]
        self._servers = events["server"]

    def clock(self, row: int | None) -> datetime | None:
        """Return the clock of *row* as naive UTC, or local time where no offset is known; None where it has none."""
        return None if row is None else self._clocks[row]

    def time(self, row: int | None) -> datetime | None:
        """Return the time of *row* as the report shows it: UTC, or None where that is not known."""
        clock = self.clock(row)
        return clock.replace(tzinfo=UTC) if clock is not None and self.utc_known(row) else None

    def utc_known(self, row: int | None) -> bool:
        """Return whether the clock of *row* really is UTC."""
        return row is not None and bool(self._utc_known[row])

    def event(self, row: int) -> str:
        """Return the event of *row*."""
        return str(self._events[row])

    def server(self, row: int) -> str | None:
        """Return the server *row* was written at."""
        server: str | None = self._servers[row]
        return server

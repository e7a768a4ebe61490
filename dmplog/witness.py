"""The witnesses of a bundle: which log of which server could show a line, how far each speaks, and the clock of every row.

A stall is the absence of a line, so it can only be judged against a log that would hold the line and goes on without it, or
against another log of the same server. File dates and the wall clock are never asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import NamedTuple

import polars as pl

from dmplog.frozen import frozen
from dmplog.roles import file_of
from dmplog.silence import Silence, extended

DAY = timedelta(days=1)


class LogSpan(NamedTuple):
    """One log of one server (its rollover parts joined), from its first to its last record; clocks are naive UTC.

    A *damaged* one may have gone on behind its last record. What it did not hold when it was *copied* was not written by then.
    """

    server: str | None
    site: str | None
    role: str
    first: datetime
    last: datetime
    files: tuple[str, ...]
    damaged: bool = False
    copied: datetime | None = None

    @property
    def until(self) -> datetime:
        """Until when it speaks: to its last record, or until it was copied."""
        return self.last if self.copied is None else max(self.last, self.copied)


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
    UNDATED = "undated"
    """It was supplied, and no line of it has a time: as good as missing."""
    ROLLED = "rolled"
    """It begins only after the last sign of the step: the next line may have been rolled over."""
    CUT = "cut"
    """It was cut off before the deadline: the next line may have stood behind the cut."""
    COPIED = "copied"
    """It was copied after the deadline, and the line was not in it by then."""
    ASSERTED = "asserted"
    """The user said that the logs are complete up to a time past the deadline."""


class Spot(NamedTuple):
    """Where a line would stand: the role of its log, its server, and whether that server is known at all."""

    role: str
    server: str | None
    known: bool = True


@frozen
class Witness:
    """What is known of the time each log covers; track prices, cases and diagnosis all ask it.

    Attributes:
        spans: The logs of known roles.
        as_of: The clock stalls are judged against: the latest record of a known log, or what the user said.
        asserted: Whether the user said it.
        silences: The hours in which no log of a server wrote.
        undated: The role and the server of every log without one dated record.
        names: How a log is called on a server that holds it, by its role and the server.
        collected: When the last log of each server was copied that a manifest tells of.

    >>> noon, two, three = (datetime(2025, 1, 14, hour) for hour in (12, 14, 15))
    >>> span = LogSpan("CASSRV", "CAS", "hman", noon, three, ("hman.log",))
    >>> Witness((span,), three, asserted=False).reach(Spot("hman", "CASSRV"), noon, two)
    <Reach.COVERS: 'covers'>
    """

    spans: tuple[LogSpan, ...]
    as_of: datetime | None
    asserted: bool
    silences: tuple[Silence, ...] = ()
    undated: frozenset[tuple[str, str | None]] = frozenset()
    names: Mapping[tuple[str, str | None], str] = field(default_factory=dict)
    collected: Mapping[str | None, datetime] = field(default_factory=dict)

    def name_of(self, role: str, server: str | None) -> str:
        """Return how the log *role* of *server* is called; where it is not there, the first of its names."""
        return self.names.get((role, server)) or file_of(role)

    def clock_at(self, spot: Spot) -> datetime | None:
        """Return the clock that stalls at *spot* are judged against: when its log, or else the last one of its server, was copied.

        Logs of no collection have the clock of the bundle.
        """
        if self.asserted or not spot.known or spot.server not in self.collected:
            return self.as_of
        spans = self._at(spot)
        copied = [span.until for span in spans if span.copied is not None]
        return max(copied) if copied else self.as_of if spans else self.collected[spot.server]

    @property
    def logs(self) -> frozenset[tuple[str, str | None]]:
        """The role and the server of every log that was supplied."""
        return frozenset((span.role, span.server) for span in self.spans)

    def supplied(self, spot: Spot) -> bool:
        """Return whether a log at *spot* was supplied; a server of None stands for the one unnamed server."""
        return spot.known and spot[:2] in self.logs

    def supplied_undated(self, spot: Spot) -> bool:
        """Return whether a log at *spot* was supplied of which no line has a time; a file whose server nothing tells may be it."""
        return any(
            role == spot.role and (not spot.known or server in (spot.server, None)) for role, server in self.undated
        )

    def of_the_time(self, spot: Spot, moment: datetime | None) -> bool:
        """Return whether the log at *spot* was supplied and is of the collection that *moment* is of: no more than a day from it."""
        ends = self._ends(spot)
        return ends is not None and (moment is None or ends[0] - DAY <= moment <= ends[1] + DAY)

    def lacks(self, spot: Spot, moment: datetime | None, *, anywhere: bool) -> bool:
        """Return whether the log at *spot* is missing, or of another time than *moment*.

        Where its server is not known, that is told only if it may be *anywhere*: then any log of its role would do.
        """
        if spot.known or not anywhere:
            return spot.known and not self.of_the_time(spot, moment)
        return not any(
            self.of_the_time(Spot(span.role, span.server), moment) for span in self.spans if span.role == spot.role
        )

    def covers(self, spot: Spot, moment: datetime | None) -> bool:
        """Return whether the log at *spot* speaks at *moment* or later, so that a line it lacks was not written."""
        ends = self._ends(spot)
        return moment is not None and ends is not None and ends[1] >= moment

    def begins_after(self, spot: Spot, moment: datetime) -> bool:
        """Return whether the log at *spot* begins only after *moment*, so that lines of that time may be lost."""
        ends = self._ends(spot)
        return ends is not None and ends[0] > moment

    def due(self, spot: Spot, since: datetime, time: timedelta) -> datetime:
        """Return when *time* has passed at *spot* since *since*; hours in which no log of its server wrote do not count."""
        about = (silence for silence in self.silences if spot.known and silence.server == spot.server)
        return extended(since + time, since, about, spot.role)

    def reach(self, spot: Spot, since: datetime, deadline: datetime) -> Reach:
        """Return how the log at *spot* stands to *deadline*, which the clock is past, given the last sign at *since*."""
        spans = self._at(spot)
        if not spans:
            return Reach.UNDATED if self.supplied_undated(spot) else Reach.MISSING
        first, last = min(span.first for span in spans), max(span.last for span in spans)
        if first > since:
            return Reach.ROLLED
        if last > deadline:
            return Reach.COVERS
        if self.asserted:
            return Reach.ASSERTED
        return self._not_reaching(spot, last, deadline)

    def _not_reaching(self, spot: Spot, last: datetime, deadline: datetime) -> Reach:
        """Return how the log at *spot*, whose *last* record is not past *deadline*, stands to it."""
        if self.damaged(spot):
            return Reach.CUT
        if (copied := self.copied(spot)) is not None:
            # What another log of the server holds later says nothing of one that was copied before.
            return Reach.COPIED if copied > deadline else Reach.ENDS
        # Logs that lie more than a day apart were collected on different days.
        together = (span for span in self.spans if span.server == spot.server and span.first <= last + DAY)
        return Reach.SILENT if any(span.last > deadline for span in together) else Reach.ENDS

    def damaged(self, spot: Spot) -> bool:
        """Return whether a file of the log at *spot* is cut or could not be read to its end."""
        return any(span.damaged for span in self._at(spot))

    def copied(self, spot: Spot) -> datetime | None:
        """Return when the log at *spot* was copied, None where no manifest says so."""
        return max((span.copied for span in self._at(spot) if span.copied is not None), default=None)

    def ends_early(self, server: str | None) -> bool:
        """Return whether every log of *server* ends more than a day before the clock of the bundle."""
        ends = [span.until for span in self.spans if span.server == server]
        return bool(ends) and self.as_of is not None and max(ends) + DAY < self.as_of

    def ends(self, spot: Spot) -> datetime | None:
        """Return the last time the log at *spot* speaks at; None where none was supplied."""
        found = self._ends(spot)
        return found[1] if found else None

    def _ends(self, spot: Spot) -> tuple[datetime, datetime] | None:
        """Return the first time at *spot*, and the last one it speaks at, None where no log of it was supplied."""
        spans = self._at(spot)
        return (min(span.first for span in spans), max(span.until for span in spans)) if spans else None

    def _at(self, spot: Spot) -> list[LogSpan]:
        """Return the logs at *spot*."""
        return [span for span in self.spans if spot.known and (span.role, span.server) == spot[:2]]


class Moments:
    """The clock and the name of every event row.

    >>> from datetime import datetime
    >>> columns = {"clock": [datetime(2025, 1, 14, 12)], "utc_known": [True], "event": ["manifest_received"]}
    >>> Moments(pl.DataFrame(columns)).time(0).isoformat()
    '2025-01-14T12:00:00+00:00'
    """

    def __init__(self, events: pl.DataFrame) -> None:
        self._clocks = events["clock"].dt.cast_time_unit("us")
        self._utc_known = events["utc_known"]
        self._events = events["event"]

    def clock(self, row: int | None) -> datetime | None:
        """Return the clock of *row* as naive UTC, or local time where no offset is known; None where it has none."""
        return None if row is None else self._clocks.item(row)

    def time(self, row: int | None) -> datetime | None:
        """Return the time of *row* as the report shows it: UTC, or None where that is not known."""
        clock = self.clock(row)
        return clock.replace(tzinfo=UTC) if clock is not None and self.utc_known(row) else None

    def utc_known(self, row: int | None) -> bool:
        """Return whether the clock of *row* really is UTC."""
        return row is not None and bool(self._utc_known.item(row))

    def event(self, row: int) -> str:
        """Return the event of *row*."""
        return str(self._events[row])

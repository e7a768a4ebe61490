"""In which time the moments of a report are told: UTC, the clock of the server that wrote the line, or both."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import Literal, get_args

from dmplog.frozen import frozen
from dmplog.looks.document import Document
from dmplog.looks.times import parse

Clock = Literal["utc", "server", "both"]
"""Whose time is told; where the offset of a server is not known, or is none, that is UTC."""

CLOCKS: tuple[Clock, ...] = get_args(Clock)

_SECONDS = re.compile(r"(?<=\d\d:\d\d):\d\d")
_UTC = re.compile(r"\b\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? UTC")

Offsets = tuple[tuple[str, int], ...]


@frozen
class Moments:
    """The moments of one report, told by one clock.

    Attributes:
        by_file: File → from when on its clock stood so many minutes east of Greenwich.
        by_server: The same for each server, from all its logs.
    """

    clock: Clock
    by_file: dict[str, Offsets]
    by_server: dict[str, Offsets]

    def text(self, moment: str | None, *, file: str | None = None, server: str | None = None) -> str:
        """Return *moment* for people, as the writer of *file*, or *server*, had it.

        >>> report = {"coverage": [{"file": "hman.log", "role": "hman", "server": "CAS01",
        ...     "offsets": [{"since": "2025-01-14T01:00:00.000Z", "minutes": -300}]}]}
        >>> moments_of(report, "server").text("2025-01-14T02:04:54.000Z", server="CAS01")
        '2025-01-13 21:04:54 (UTC-5)'
        >>> moments_of(report, "both").text("2025-01-14T02:04:54.000Z", file="hman.log")
        '2025-01-14 02:04:54 UTC (2025-01-13 21:04:54 at UTC-5)'
        """
        found = parse(moment)
        if found is None:
            return "unknown time"
        minutes = self._minutes(str(moment), file, server) if self.clock != "utc" else 0
        utc = f"{found:%Y-%m-%d %H:%M:%S} UTC"
        if not minutes:
            return utc
        local = found.astimezone(timezone(timedelta(minutes=minutes)))
        name = zone_name(minutes)
        if self.clock == "server":
            return f"{local:%Y-%m-%d %H:%M:%S} ({name})"
        day = "" if local.date() == found.date() else f"{local:%Y-%m-%d} "
        return f"{utc} ({day}{local:%H:%M:%S} at {name})"

    def minute(self, moment: str | None, *, server: str | None = None) -> str:
        """Return *moment* to the minute, as *server* had it; UTC where nothing is said beside it.

        >>> report = {"coverage": [{"file": "hman.log", "role": "hman", "server": "CAS01",
        ...     "offsets": [{"since": "2025-01-14T01:00:00.000Z", "minutes": -300}]}]}
        >>> [moments_of(report, clock).minute("2025-01-14T12:04:54.000Z", server="CAS01") for clock in ("utc", "both")]
        ['2025-01-14 12:04', '2025-01-14 12:04 UTC (07:04 at UTC-5)']
        """
        return _SECONDS.sub("", self.text(moment, server=server)).removesuffix(" UTC")

    def beside(self, moment: str, other: str, *, server: str | None = None) -> str:
        """Return *moment* as it stands behind *other*, by one clock and without the day they share."""
        said, before = self.text(moment, server=server), self.text(other, server=server)
        short = said[11:19] if said[:10] == before[:10] else said[:19]
        # Behind a moment that is told by two clocks, one without a name would be of neither.
        return f"{short} UTC" if "(" in before and self.clock == "both" else short

    def of_all(self, moment: str | None, server: str | None = None) -> str:
        """Return *moment* by the one clock that all servers share; where they do not, by that of *server* if clocks of servers are asked for, else in UTC."""
        shared = {self._minutes(str(moment), None, server) for server in self.by_server}
        if len(shared) != 1:
            return self.text(moment, server=server if self.clock == "server" else None)
        return self.text(moment, server=next(iter(self.by_server)))

    def note(self) -> str:
        """Return by which clocks times are told, where the servers differ."""
        if self.clock == "utc":
            return ""
        zones = {server: zone_name(offsets[-1][1]) for server, offsets in self.by_server.items() if offsets}
        return (
            f" Clocks differ: {', '.join(f'{server} {zone}' for server, zone in zones.items())}."
            if len(set(zones.values())) > 1
            else ""
        )

    def within(self, text: str, server: str | None = None) -> str:
        """Return *text*, a sentence of the report, with the times in it told by this clock: those of *server*, or of all servers.

        >>> moments_of({"coverage": []}, "server").within("stuck since 2025-01-14 02:04 UTC.")
        'stuck since 2025-01-14 02:04 UTC.'
        """
        return text if self.clock != "server" else _UTC.sub(lambda found: self._again(found[0], server), text)

    def _again(self, said: str, server: str | None) -> str:
        moment = datetime.fromisoformat(said.removesuffix(" UTC")).isoformat(timespec="milliseconds") + "Z"
        told = self.text(moment, server=server) if server else self.of_all(moment)
        return told if said.count(":") > 1 else told.replace(":00 ", " ", 1)

    def _minutes(self, moment: str, file: str | None, server: str | None) -> int:
        offsets = self.by_file.get(file or "") or self.by_server.get(server or "") or ()
        before = [minutes for since, minutes in offsets if since <= moment]
        return before[-1] if before else offsets[0][1] if offsets else 0


def moments_of(document: Document, clock: Clock) -> Moments:
    """Return how the moments of *document*, a report, are told by *clock*."""
    rows = [row for row in document["coverage"] if row["role"] != "other"]
    by_server: dict[str, list[Document]] = {}
    for row in rows:
        by_server.setdefault(row["server"] or "", []).extend(row.get("offsets", ()))
    return Moments(
        clock,
        {row["file"]: _offsets(row.get("offsets", ())) for row in rows},
        {server: _offsets(offsets) for server, offsets in by_server.items() if server},
    )


def _offsets(rows: Iterable[Document]) -> Offsets:
    return tuple(sorted((row["since"], row["minutes"]) for row in rows))


def zone_name(minutes: int) -> str:
    """Return how a clock *minutes* east of Greenwich is called.

    >>> zone_name(-300), zone_name(330), zone_name(0)
    ('UTC-5', 'UTC+5:30', 'UTC')
    """
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"

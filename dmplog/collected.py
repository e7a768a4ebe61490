"""When the logs of each server were copied, where a manifest of their collection says so and what they hold agrees.

What a log does not hold when it is copied was not written by then. A log that ends proves more with it, and servers that were collected on
different days are not called silent between (truth rule T3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta

from dmplog.bundle import Bundle
from dmplog.frozen import frozen
from dmplog.intake import Intake
from dmplog.problem import Problem
from dmplog.servers import Place
from dmplog.synchronized import find_synchronized

LATER = timedelta(hours=1)
"""Clocks of one domain differ by minutes; a log with a record so much later than its copy was replaced since, or the clock was wrong."""

MOST = timedelta(days=366)
"""A copy so much later than everything its server wrote was made by a clock that nobody can believe."""


@frozen
class Collected:
    """Until when each log speaks although it holds no line, all in naive UTC.

    Attributes:
        files: When each file was copied, by its number.
        servers: When the last log of each server was copied.
        problems: Which manifests are not believed, and what others tell of the logs.
        unfinished: Files of a log that went on behind what was given of it.
    """

    files: Mapping[int, datetime] = field(default_factory=dict)
    servers: Mapping[str | None, datetime] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    unfinished: frozenset[str] = frozenset()


def find_collected(bundle: Bundle, intake: Intake, places: Sequence[Place]) -> Collected:
    """Return when the files of *intake* were copied, as far as their own records do not speak against it."""
    if not bundle.copied:
        return Collected()
    latest: dict[str | None, datetime] = {}
    for read, place in zip(intake.logs, places, strict=True):
        if read.census.last is not None and not read.is_manifest:
            latest[place.server] = max(read.census.last, latest.get(place.server, read.census.last))
    files: dict[int, datetime] = {}
    servers: dict[str | None, datetime] = {}
    problems = []
    for number, (read, place) in enumerate(zip(intake.logs, places, strict=True)):
        copied, last = bundle.copied.get(read.log.name), read.census.last
        if copied is None:
            continue
        wrong = _why_not(copied, last, latest.get(place.server))
        if wrong is not None:
            said = f"Its manifest says that it was copied on {copied:%Y-%m-%d %H:%M:%S} UTC, {wrong}. That time is not used."
            problems.append(Problem(read.log.name, None, "manifest", said))
            continue
        files[number] = copied.replace(tzinfo=None)
        servers[place.server] = max(files[number], servers.get(place.server, files[number]))
    registry = find_synchronized(bundle, intake, places)
    kept = {
        number: copied for number, copied in files.items() if intake.logs[number].log.name not in registry.unfinished
    }
    return Collected(kept, servers, (*problems, *registry.problems), registry.unfinished)


def _why_not(copied: datetime, last: datetime | None, latest: datetime | None) -> str | None:
    """Return what speaks against *copied*, given the *last* record of the file and the *latest* one of its server."""
    if last is not None and last > copied + LATER:
        return "and it holds a later record"
    if latest is None or copied > latest + MOST:
        return (
            "more than a year after everything its server wrote"
            if latest
            else "and no log of its server has a record with a time"
        )
    return None

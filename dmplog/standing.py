"""Where every file stands: the place it was written at, and its order among the others.

A name decides only where nothing else does: renaming all servers changes no order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from dmplog.intake import Intake
from dmplog.roles import OTHER
from dmplog.servers import Clues, Place, place_files


def find_places(intake: Intake) -> list[Place]:
    """Return the place of every file of *intake*, in its order."""
    said = intake.events.filter(pl.col("status_system").is_not_null() | pl.col("status_site").is_not_null())
    counts = (
        said.group_by("file", pl.col("status_system").cast(pl.String), pl.col("status_site").cast(pl.String))
        .len()
        .sort("file", "status_system", "status_site")
    )
    systems: dict[int, dict[str, int]] = {}
    sites: dict[int, dict[str, int]] = {}
    for file, system, site, count in counts.iter_rows():
        if system:
            systems.setdefault(file, {})[system] = systems.get(file, {}).get(system, 0) + count
        if site:
            sites.setdefault(file, {})[site] = sites.get(file, {}).get(site, 0) + count
    clues = [
        Clues(
            file=read.log.name,
            folder=read.log.log_key.rpartition("/")[0],
            server=read.log.server,
            systems=systems.get(number, {}),
            sites=sites.get(number, {}),
            role=read.role if read.role != OTHER else None,
        )
        for number, read in enumerate(intake.logs)
    ]
    places = place_files(clues)
    return [places[read.log.name] for read in intake.logs]


def stand(intake: Intake, places: Sequence[Place]) -> tuple[Intake, list[Place]]:
    """Return the files of *intake* by role and first time, with their *places*, so that renaming a server changes no order.

    A name decides only between files of servers that nothing else tells apart.
    """
    read_of: dict[str | None, int] = {}
    for read, place in zip(intake.logs, places, strict=True):
        read_of[place.server] = read_of.get(place.server, 0) + read.census.bytes

    def key(number: int) -> tuple[str, bool, str, str, int, int, int, str, str]:
        read, census = intake.logs[number], intake.logs[number].census
        first, last = (moment.isoformat() if moment is not None else "" for moment in (census.first, census.last))
        own_name = re.split(r"[/\\]", read.log.name)[-1]
        server = -read_of[places[number].server]
        return read.role, not first, first, last, census.lines, census.bytes, server, own_name, read.log.name

    standing = sorted(range(len(intake.logs)), key=key)
    numbers = {number: position for position, number in enumerate(standing)}
    events, idle = (
        rows.with_columns(pl.col("file").replace_strict(numbers, return_dtype=pl.UInt32))
        for rows in (intake.events, intake.idle)
    )
    logs = tuple(intake.logs[number] for number in standing)
    return Intake(logs, events, idle, intake.problems), [places[number] for number in standing]

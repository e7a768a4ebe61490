"""Where every file stands: the place it was written at, and its order among the others.

A name decides only where nothing else does: renaming all servers changes no order.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime

import polars as pl

from dmplog.flowchart import Flowchart
from dmplog.framing.census import Census
from dmplog.intake import Intake
from dmplog.roles import OTHER
from dmplog.servers import Clues, Place, place_files


def find_places(intake: Intake, flowcharts: Sequence[Flowchart]) -> list[Place]:
    """Return the place of every file of *intake*, in its order; *flowcharts* tell which lines report for the site that writes them."""
    said = intake.events.filter(pl.col("status_system").is_not_null() | pl.col("status_site").is_not_null())
    systems: dict[int, set[str]] = {}
    sites: dict[int, set[str]] = {}
    told = said.select("file", pl.col("status_system", "status_site").cast(pl.String)).unique()
    for file, system, site in told.iter_rows():
        if system:
            systems.setdefault(file, set()).add(system)
        if site:
            sites.setdefault(file, set()).add(site)
    reports = _sites_reported(intake.events, flowcharts)
    copies = _copies(intake, {n for n, read in enumerate(intake.logs) if read.log.server is not None or n in systems})
    clues = [
        Clues(
            file=read.log.name,
            folder=read.log.log_key.rpartition("/")[0],
            server=read.log.server,
            systems=systems.get(number, ()),
            sites=sites.get(number, ()),
            role=read.role if read.role != OTHER else None,
            reports_for=frozenset(reports.get(number, ())),
            shares_with=frozenset(intake.logs[other].log.name for other in copies.get(number, ())),
            span=_span(read.census),
        )
        for number, read in enumerate(intake.logs)
    ]
    places = place_files(clues)
    return [places[read.log.name] for read in intake.logs]


def _sites_reported(events: pl.DataFrame, flowcharts: Sequence[Flowchart]) -> dict[int, set[str]]:
    """Return the site codes that the own reports of each file name.

    Successfully reported ConfigMgr update status (SiteCode=PS1, SubStageID=0xd0005, IsComplete=1, Progress=1, Applicable=1)
    """
    own = [signal for chart in flowcharts for signal in chart.correlator.lines.get("own_report", ())]
    asked = {"role", "event", "site_code", *(name for signal in own for name, _ in signal.where)} & set(events.columns)
    if "site_code" not in asked:
        return {}
    lines = events.filter(pl.col("event").is_in([signal.event for signal in own]), pl.col("site_code").is_not_null())
    found: dict[int, set[str]] = {}
    for line in lines.select("file", pl.col(sorted(asked)).cast(pl.String)).unique().iter_rows(named=True):
        if any(signal.event == line["event"] and signal.matches(line) for signal in own):
            found.setdefault(line["file"], set()).add(line["site_code"].upper())
    return found


def _copies(intake: Intake, placed: Collection[int]) -> dict[int, set[int]]:
    """Return for each file that is not *placed* the placed files with some of its very records: of one thread, time and text."""
    apart = {read.role for number, read in enumerate(intake.logs) if number not in placed}
    if not placed or not apart & {intake.logs[number].role for number in placed}:
        return {}
    records = (
        intake.events.filter(pl.col("role").cast(pl.String).is_in(apart))
        .drop_nulls(["thread", "digest"])
        .filter(pl.any_horizontal(pl.col("utc", "local").is_not_null()))
        .group_by("role", "thread", "utc", "local", "event", "digest")
        .agg(pl.col("file").unique())
        .filter(pl.col("file").list.len() > 1)
    )
    found: dict[int, set[int]] = {}
    for files in records["file"].unique().to_list():
        for number in set(files).difference(placed):
            found.setdefault(number, set()).update(set(files).intersection(placed))
    return found


def _span(census: Census) -> tuple[datetime, datetime] | None:
    """Return the first and the last time of a log in UTC; times without an offset compare with nothing."""
    return None if census.first is None or census.last is None else (census.first, census.last)


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

"""From when to when each log speaks, and in which hours: what a log could have shown, and what it could not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import polars as pl

from dmplog.bundle.names import log_called
from dmplog.collected import Collected
from dmplog.earning import UNKNOWN_ROLE
from dmplog.errors import UsageError
from dmplog.gathering import ReadLog
from dmplog.intake import Intake
from dmplog.roles import OTHER
from dmplog.servers import Place
from dmplog.silence import hours_between, silences
from dmplog.timeline import CLOCK, by_file, with_clock
from dmplog.witness import LogSpan, Witness

Span = tuple[datetime, datetime]


def find_witness(
    intake: Intake,
    events: pl.DataFrame,
    places: Sequence[Place],
    as_of: datetime | None,
    broken: Collection[str],
    collected: Collected = Collected(),  # noqa: B008 - frozen
) -> Witness:
    """Return what is known of the time each log covers; *as_of* (naive UTC) is what the user asserts, or None.

    The files *broken* could not be read to their end; when some of them were copied is *collected*.

    Nothing is known of what was written behind *as_of*.

    Raises:
        UsageError: Every record is later than *as_of*.
    """
    reach = _reach(intake, events, places)
    grouped: dict[tuple[str | None, str | None, str], list[tuple[str, datetime | None, datetime | None]]] = {}
    for number, (read, place) in enumerate(zip(intake.logs, places, strict=True)):
        if read.role == UNKNOWN_ROLE or read.is_manifest:
            continue
        span = (read.log.name, *reach.get(number, (None, None)))
        if as_of is not None and span[1] is not None and span[2] is not None:
            if span[1] > as_of:
                continue
            span = (span[0], span[1], min(span[2], as_of))
        grouped.setdefault((place.server, place.site, read.role), []).append(span)
    copied = {intake.logs[n].log.name: min(t, as_of or t) for n, t in collected.files.items()}
    damaged = {*broken, *collected.unfinished, *(read.log.name for read in intake.logs if read.census.cut)}
    spans = tuple(
        LogSpan(
            server=server,
            site=site,
            role=role,
            first=min(first for _, first, _ in logs if first is not None),
            last=max(last for _, _, last in logs if last is not None),
            files=tuple(name for name, _, _ in logs),
            damaged=any(name in damaged for name, _, _ in logs),
            copied=max((copied[name] for name, _, _ in logs if name in copied), default=None),
        )
        for (server, site, role), logs in grouped.items()
        # A log without one dated record shows nothing, and is as good as missing.
        if any(first is not None for _, first, _ in logs)
    )
    if as_of is not None and not spans and any(read.role != UNKNOWN_ROLE for read in intake.logs):
        message = (
            f"no log holds a record of {as_of:%Y-%m-%d %H:%M} UTC (--as-of) or before it; name a time the logs reach"
        )
        raise UsageError(message)
    latest = max((span.until for span in spans), default=None)
    timed = {(span.role, span.server) for span in spans}
    given = {
        (role, place.server)
        for read, place in zip(intake.logs, places, strict=True)
        if (role := _role_by_name(read)) is not None
    }
    return Witness(
        spans,
        as_of or latest,
        as_of is not None,
        silences(_hours(intake, places, reach)),
        frozenset(given - timed),
        _names(intake, places),
        {server: min(moment, as_of or moment) for server, moment in collected.servers.items()},
    )


def _names(intake: Intake, places: Sequence[Place]) -> dict[tuple[str, str | None], str]:
    """Return how each log is called on the server that holds it."""
    files: dict[tuple[str, str | None], list[str]] = {}
    for read, place in zip(intake.logs, places, strict=True):
        role = _role_by_name(read) or read.role
        if role != UNKNOWN_ROLE and not read.is_manifest:
            files.setdefault((role, place.server), []).append(read.log.name)
    return {(role, server): log_called(role, held) for (role, server), held in files.items()}


def _role_by_name(read: ReadLog) -> str | None:
    """Return what the log *read* would be: without a dated record it has earned no role, and its name says it."""
    return read.log.role if read.log.role != OTHER and read.census.first is None and not read.is_manifest else None


def _reach(intake: Intake, events: pl.DataFrame, places: Sequence[Place]) -> dict[int, Span]:
    """Return from when to when each file speaks; where its records give no offset, as its clock or that of its server is read."""
    told = {
        file: (first, last)
        for file, first, last in events.drop_nulls("clock")
        .group_by("file")
        .agg(first=pl.col("clock").min().dt.cast_time_unit("us"), last=pl.col("clock").max().dt.cast_time_unit("us"))
        .iter_rows()
    }
    ends = [
        (n, t) for n, read in enumerate(intake.logs) for t in (read.census.local_first, read.census.local_last) if t
    ]
    local = pl.DataFrame(ends, {"file": pl.UInt32, "local": CLOCK}, orient="row").with_columns(
        utc=pl.lit(None, pl.Datetime("us", "UTC")), server=by_file(places, "server")
    )
    read_as: dict[int, list[datetime]] = {}
    for file, clock in (
        with_clock(local, intake, places).select("file", pl.col("clock").dt.cast_time_unit("us")).iter_rows()
    ):
        read_as.setdefault(file, []).append(clock)
    for number, read in enumerate(intake.logs):
        first, last = _naive(read.census.first), _naive(read.census.last)
        if first is not None and last is not None:
            told[number] = (first, last)
        elif number in read_as:
            told[number] = (min(read_as[number]), max(read_as[number]))
    return told


def _hours(
    intake: Intake, places: Sequence[Place], reach: Mapping[int, Span]
) -> dict[tuple[str | None, str], set[int]]:
    """Return in which hours each log wrote, by its server and role; one that gives no offset by the clock it is read with."""
    hours: dict[tuple[str | None, str], set[int]] = {}
    for number, (read, place) in enumerate(zip(intake.logs, places, strict=True)):
        if number not in reach or read.is_manifest:
            continue
        between, census = hours_between(*reach[number]), read.census
        late = (
            0 if census.local_first is None else round((reach[number][0] - census.local_first).total_seconds() / 3600)
        )
        local = () if census.hours else (hour + late for hour in census.local_hours)
        written = [hour for hour in (*census.hours, *local) if hour in between]
        hours.setdefault((place.server, read.role), set()).update(written or between)
    return hours


def _naive(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=None) if moment is not None else None

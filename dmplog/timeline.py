"""All event rows of a bundle on one time line.

Within a file the order of the lines stands, because threads stamp their lines before they get the file lock, and inversions of
milliseconds are normal (record-formats.md 1.8). Between files the clock decides: UTC where it is known; a record without an
offset takes the offset the same server had at that time in another log; where nothing tells the offset, local time.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import polars as pl

from dmplog.clocks import without_lone_stamps
from dmplog.earning import UNKNOWN_ROLE
from dmplog.errors import UsageError
from dmplog.intake import Intake
from dmplog.roles import OTHER
from dmplog.servers import Clues, Place, place_files
from dmplog.silence import hours_between, silences
from dmplog.witness import LogSpan, Witness

CLOCK = pl.Datetime("ns")


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

    A name decides only between files of servers that nothing else tells apart. A stamp that no other supports is no time.
    """
    intake = without_lone_stamps(intake)
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


def order_events(intake: Intake, places: Sequence[Place], as_of: datetime | None = None) -> pl.DataFrame:
    """Return the event rows in time order, with `row u32, server, site, clock, utc_known` added; none is later than *as_of*.

    At equal time the role of the file decides, then which part of its log it is, the line and the event; never a name.
    """
    located = intake.events.with_columns(
        server=_by_file(places, "server"),
        site=_by_file(places, "site"),
    )
    timed = _until(as_of, _with_clock(located, intake, places))
    single = _without_copies(timed, intake)
    kept_order = pl.col("clock").forward_fill().over("file").cum_max().over("file")
    ranks = _ranks(intake, places)
    ordered = single.with_columns(
        key=kept_order, **{name: pl.col("file").replace_strict(rank, default=None) for name, rank in ranks.items()}
    ).sort("key", *ranks, "line", "event", "file", nulls_last=False)
    return ordered.drop("key", *ranks, "utc", "local").with_row_index("row")


def _until(as_of: datetime | None, rows: pl.DataFrame) -> pl.DataFrame:
    return rows if as_of is None else rows.filter((pl.col("clock") <= as_of) | pl.col("clock").is_null())


def last_idle(intake: Intake, places: Sequence[Place], as_of: datetime | None = None) -> pl.DataFrame:
    """Return when each thread last wrote a line that is not kept: `file, thread, event, clock`."""
    located = intake.idle.with_columns(server=_by_file(places, "server"))
    return _until(as_of, _with_clock(located, intake, places)).select("file", "thread", "event", "clock")


def _ranks(intake: Intake, places: Sequence[Place]) -> dict[str, dict[int, int]]:
    """Return by file the rank of its role, and its place among the parts of its log on its server."""
    roles = {role: rank for rank, role in enumerate(sorted({read.role for read in intake.logs}))}
    parts: dict[tuple[str | None, str], int] = {}
    ranks: dict[str, dict[int, int]] = {"role_rank": {}, "part_rank": {}}
    for file, (read, place) in enumerate(zip(intake.logs, places, strict=True)):
        log = (place.server, read.role)
        ranks["role_rank"][file] = roles[read.role]
        ranks["part_rank"][file] = parts.get(log, 0)
        parts[log] = parts.get(log, 0) + 1
    return ranks


def _by_file(places: Sequence[Place], attribute: str) -> pl.Expr:
    names = {number: getattr(place, attribute) for number, place in enumerate(places)}
    if not names:
        return pl.lit(None, dtype=pl.Categorical)
    return pl.col("file").replace_strict(names, default=None, return_dtype=pl.String).cast(pl.Categorical)


def _with_clock(events: pl.DataFrame, intake: Intake, places: Sequence[Place]) -> pl.DataFrame:
    """Add `clock` and `utc_known`; a missing offset is taken from the other logs of the server."""
    utc = pl.col("utc").dt.replace_time_zone(None).cast(CLOCK)
    known = events.with_columns(clock=utc, utc_known=pl.col("utc").is_not_null())
    lacking = pl.col("utc").is_null() & pl.col("local").is_not_null()
    offsets = _offsets(intake, places)
    if known.filter(lacking).is_empty():
        return known
    borrowed = _borrow(known, offsets)
    shifted = (pl.col("local") + pl.duration(minutes=pl.col("borrowed"))).cast(CLOCK)
    return borrowed.with_columns(
        clock=pl.coalesce("clock", shifted, pl.col("local").cast(CLOCK)),
        utc_known=pl.col("utc_known") | (lacking & pl.col("borrowed").is_not_null()),
    ).drop("borrowed")


def _offsets(intake: Intake, places: Sequence[Place]) -> pl.DataFrame:
    """Return the offsets each server's logs were written with: `server, local, borrowed`, from `local` on.

    What is no log of the update components may come from any computer, so that its clock is nobody else's.
    """
    rows = [
        (place.server or "", span.since, span.bias)
        for read, place in zip(intake.logs, places, strict=True)
        if read.role != UNKNOWN_ROLE
        for span in read.census.biases
    ]
    schema: dict[str, pl.DataType | type[pl.DataType]] = {"server_key": pl.String, "local": CLOCK, "borrowed": pl.Int32}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("local")


def _borrow(events: pl.DataFrame, offsets: pl.DataFrame) -> pl.DataFrame:
    """Add `borrowed`: the offset the same server had in another log at that local time, or next to it."""
    numbered = events.with_row_index("_position").with_columns(
        server_key=pl.col("server").cast(pl.String).fill_null(""), local=pl.col("local").cast(CLOCK)
    )
    timed = numbered.select("_position", "server_key", "local").drop_nulls("local").sort("local")
    for strategy in ("backward", "forward"):
        side = timed.select("_position", "server_key", "local").join_asof(
            offsets, on="local", by="server_key", strategy=strategy, check_sortedness=False
        )
        timed = timed.join(
            side.select("_position", pl.col("borrowed").alias(strategy)),
            on="_position",
            how="left",
            maintain_order="left",
        )
    found = timed.select("_position", borrowed=pl.coalesce("backward", "forward"))
    return numbered.join(found, on="_position", how="left", maintain_order="left").drop("_position", "server_key")


def _without_copies(events: pl.DataFrame, intake: Intake) -> pl.DataFrame:
    """Drop the second copy of lines that two files of one log of one server both hold (bundles.md)."""
    roles = [read.role for read in intake.logs]
    if len(set(roles)) == len(roles):
        return events
    identity = ["server", "role", "thread", "clock", "event", "digest"]
    numbered = events.sort("file", maintain_order=True).with_columns(
        copy=pl.int_range(pl.len()).over(["file", *identity])
    )
    return numbered.unique([*identity, "copy"], keep="first", maintain_order=True).drop("copy")


def find_witness(
    intake: Intake, events: pl.DataFrame, places: Sequence[Place], as_of: datetime | None, broken: Collection[str]
) -> Witness:
    """Return what is known of the time each log covers; *as_of* (naive UTC) is what the user asserts, or None.

    The files *broken* could not be read to their end.

    Nothing is known of what was written behind *as_of*.

    Raises:
        UsageError: Every record is later than *as_of*.
    """
    reach = _reach(intake, events, places)
    grouped: dict[tuple[str | None, str | None, str], list[tuple[str, datetime | None, datetime | None]]] = {}
    for number, (read, place) in enumerate(zip(intake.logs, places, strict=True)):
        if read.role == UNKNOWN_ROLE:
            continue
        span = (read.log.name, *reach.get(number, (None, None)))
        if as_of is not None and span[1] is not None and span[2] is not None:
            if span[1] > as_of:
                continue
            span = (span[0], span[1], min(span[2], as_of))
        grouped.setdefault((place.server, place.site, read.role), []).append(span)
    damaged = {*broken, *(read.log.name for read in intake.logs if read.census.cut)}
    spans = tuple(
        LogSpan(
            server=server,
            site=site,
            role=role,
            first=min(first for _, first, _ in logs if first is not None),
            last=max(last for _, _, last in logs if last is not None),
            files=tuple(name for name, _, _ in logs),
            damaged=any(name in damaged for name, _, _ in logs),
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
    latest = max((span.last for span in spans), default=None)
    timed = {(span.role, span.server) for span in spans}
    # An empty file has no record to earn its role with: its name says what it would be.
    given = {
        (read.log.role, place.server)
        for read, place in zip(intake.logs, places, strict=True)
        if read.log.role != OTHER and read.census.first is None
    }
    return Witness(
        spans, as_of or latest, as_of is not None, silences(_hours(intake, places, reach)), frozenset(given - timed)
    )


Span = tuple[datetime, datetime]


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
        utc=pl.lit(None, pl.Datetime("us", "UTC")), server=_by_file(places, "server")
    )
    read_as: dict[int, list[datetime]] = {}
    for file, clock in (
        _with_clock(local, intake, places).select("file", pl.col("clock").dt.cast_time_unit("us")).iter_rows()
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
        if number not in reach:
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

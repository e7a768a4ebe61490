"""All event rows of a bundle on one time line.

Within a file the order of the lines stands, because threads stamp their lines before they get the file lock, and inversions of
milliseconds are normal (record-formats.md 1.8). Between files the clock decides: UTC where it is known; a record without an
offset takes the offset the same server had at that time in another log; where nothing tells the offset, local time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl

from dmplog.clocks import Clocks, LogSpan
from dmplog.intake import Intake, ReadLog
from dmplog.servers import Clues, Place, place_files

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
        )
        for number, read in enumerate(intake.logs)
    ]
    places = place_files(clues)
    return [places[read.log.name] for read in intake.logs]


def order_events(intake: Intake, places: Sequence[Place]) -> pl.DataFrame:
    """Return the event rows in time order, with `row u32, server, site, clock, utc_known` added."""
    located = intake.events.with_columns(
        server=_by_file(places, "server"),
        site=_by_file(places, "site"),
    )
    timed = _with_clock(located, intake, places)
    single = _without_copies(timed, intake)
    kept_order = pl.col("clock").forward_fill().over("file").cum_max().over("file")
    ordered = single.with_columns(key=kept_order).sort("key", "file", "line", nulls_last=False, maintain_order=True)
    return ordered.drop("key", "digest", "utc", "local").with_row_index("row")


def _by_file(places: Sequence[Place], attribute: str) -> pl.Expr:
    names = {number: getattr(place, attribute) for number, place in enumerate(places)}
    if not names:
        return pl.lit(None, dtype=pl.Categorical)
    return pl.col("file").replace_strict(names, default=None, return_dtype=pl.String).cast(pl.Categorical)


def _with_clock(events: pl.DataFrame, intake: Intake, places: Sequence[Place]) -> pl.DataFrame:
    """Add `clock` and `utc_known`; a missing offset is taken from the other logs of the server."""
    offsets = _offsets(intake, places)
    utc = pl.col("utc").dt.replace_time_zone(None)
    lacking = events.filter(pl.col("utc").is_null() & pl.col("local").is_not_null())
    if lacking.is_empty() or not offsets:
        return events.with_columns(
            clock=pl.coalesce(utc, pl.col("local")).cast(CLOCK), utc_known=pl.col("utc").is_not_null()
        )
    borrowed = pl.lit(None, dtype=pl.Int32)
    for server, minutes in sorted(offsets.items(), key=lambda item: str(item[0])):
        owner = pl.col("server").is_null() if server is None else pl.col("server").cast(pl.String) == server
        borrowed = pl.when(owner).then(pl.lit(minutes, dtype=pl.Int32)).otherwise(borrowed)
    shifted = pl.col("local") + pl.duration(minutes=borrowed)
    return events.with_columns(
        clock=pl.coalesce(utc, shifted, pl.col("local")).cast(CLOCK),
        utc_known=pl.col("utc").is_not_null() | (pl.col("local").is_not_null() & borrowed.is_not_null()),
    )


def _offsets(intake: Intake, places: Sequence[Place]) -> Mapping[str | None, int]:
    """Return the one offset each server's logs agree on; a server whose offset changes lends none."""
    found: dict[str | None, set[int]] = {}
    for read, place in zip(intake.logs, places, strict=True):
        found.setdefault(place.server, set()).update(read.census.biases)
    return {server: next(iter(minutes)) for server, minutes in found.items() if len(minutes) == 1}


def _without_copies(events: pl.DataFrame, intake: Intake) -> pl.DataFrame:
    """Drop the second copy of lines that two files of one log of one server both hold (bundles.md)."""
    roles = [read.role for read in intake.logs]
    if len(set(roles)) == len(roles):
        return events
    identity = ["server", "role", "thread", "clock", "event", "digest"]
    numbered = events.with_columns(copy=pl.int_range(pl.len()).over(["file", *identity]))
    return numbered.unique([*identity, "copy"], keep="first", maintain_order=True).drop("copy")


def find_clocks(intake: Intake, places: Sequence[Place], as_of: datetime | None) -> Clocks:
    """Return what is known of the time each log covers; *as_of* (naive UTC) is what the user asserts, or None."""
    grouped: dict[tuple[str | None, str | None, str], list[ReadLog]] = {}
    for read, place in zip(intake.logs, places, strict=True):
        if read.role != "other":
            grouped.setdefault((place.server, place.site, read.role), []).append(read)
    spans = tuple(
        LogSpan(
            server=server,
            site=site,
            role=role,
            first=min((first for read in logs if (first := _naive(read.census.first))), default=None),
            last=max((last for read in logs if (last := _naive(read.census.last))), default=None),
            files=tuple(read.log.name for read in logs),
        )
        for (server, site, role), logs in grouped.items()
    )
    latest = max((span.last for span in spans if span.last is not None), default=None)
    return Clocks(spans, as_of or latest, asserted=as_of is not None)


def _naive(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=None) if moment is not None else None

"""All event rows of a bundle on one time line.

Within a file the order of the lines stands, because threads stamp their lines before they get the file lock, and inversions of
milliseconds are normal [@client-logs]. Between files the clock decides: UTC where it is known; a record without an
offset takes the offset the same server had at that time in another log; where nothing tells the offset, local time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from dmplog.earning import UNKNOWN_ROLE
from dmplog.intake import Intake
from dmplog.servers import Place

CLOCK = pl.Datetime("ns")


def order_events(intake: Intake, places: Sequence[Place], as_of: datetime | None = None) -> pl.DataFrame:
    """Return the event rows in time order, with `row u32, server, site, log u32, clock, utc_known` added; none is later than *as_of*.

    `log` is the number of the first file of the log, of which the file may be a part.

    At equal time the role of the file decides, then which part of its log it is, the line and the event; never a name.
    """
    located = intake.events.with_columns(
        server=by_file(places, "server"),
        site=by_file(places, "site"),
        log=_log(intake, places),
    )
    timed = _until(as_of, with_clock(located, intake, places))
    single = _without_copies(timed, intake)
    kept_order = pl.col("clock").forward_fill().over("file").cum_max().over("file")
    ranks = _ranks(intake, places)
    ordered = single.with_columns(
        _key=kept_order, **{name: pl.col("file").replace_strict(rank, default=None) for name, rank in ranks.items()}
    ).sort("_key", *ranks, "line", "event", "file", nulls_last=False)
    return ordered.drop("_key", *ranks, "utc", "local").with_row_index("row")


def _until(as_of: datetime | None, rows: pl.DataFrame) -> pl.DataFrame:
    return rows if as_of is None else rows.filter((pl.col("clock") <= as_of) | pl.col("clock").is_null())


def last_idle(intake: Intake, places: Sequence[Place], as_of: datetime | None = None) -> pl.DataFrame:
    """Return when each thread last wrote a line that is not kept: `log, thread, event, clock`."""
    located = intake.idle.with_columns(server=by_file(places, "server"), log=_log(intake, places))
    return _until(as_of, with_clock(located, intake, places)).select("log", "thread", "event", "clock")


def _log(intake: Intake, places: Sequence[Place]) -> pl.Expr:
    """Return for each row the number of the first file of its log: threads go on where a log was rolled over."""
    first: dict[tuple[str | None, str], int] = {}
    logs = {
        file: file if read.role == UNKNOWN_ROLE else first.setdefault((place.server, read.role), file)
        for file, (read, place) in enumerate(zip(intake.logs, places, strict=True))
    }
    if not logs:
        return pl.lit(None, dtype=pl.UInt32)
    return pl.col("file").replace_strict(logs, default=None, return_dtype=pl.UInt32)


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


def by_file(places: Sequence[Place], attribute: str) -> pl.Expr:
    """Return for each row what the place of its file says of *attribute* (`server` or `site`)."""
    names = {number: getattr(place, attribute) for number, place in enumerate(places)}
    if not names:
        return pl.lit(None, dtype=pl.Categorical)
    return pl.col("file").replace_strict(names, default=None, return_dtype=pl.String).cast(pl.Categorical)


def with_clock(events: pl.DataFrame, intake: Intake, places: Sequence[Place]) -> pl.DataFrame:
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
    """Drop the second copy of lines that two files of one log of one server both hold [@tss]."""
    roles = [read.role for read in intake.logs]
    if len(set(roles)) == len(roles):
        return events
    identity = ["server", "role", "thread", "clock", "event", "digest"]
    numbered = events.sort("file", maintain_order=True).with_columns(
        copy=pl.int_range(pl.len()).over(["file", *identity])
    )
    return numbered.unique([*identity, "copy"], keep="first", maintain_order=True).drop("copy")

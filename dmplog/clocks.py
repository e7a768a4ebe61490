"""Clocks that cannot be right: a stamp that stands alone, and a server whose clock is behind that of another one.

A stamp that no other supports is no time to judge by. And what was taken up at one server before another one handed it over shows that
their clocks disagree: servers of one domain may differ by five minutes, and by an hour where one of them has another time zone than it
thinks. The order of their lines decides which step a transfer, or a download, has reached. What is handed over, and whose clock is set,
stands in `flowcharts/hand_overs.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

import polars as pl

from dmplog.compiled import read_table
from dmplog.framing.census import Census, moved, moved_hours
from dmplog.gathering import ReadLog
from dmplog.intake import Intake
from dmplog.problem import Problem
from dmplog.servers import Place

DAY = timedelta(days=1)

LEAST = timedelta(seconds=5)
"""A line may be written a moment behind what it tells."""

MORE = timedelta(seconds=30)
"""So much more than others have shown a hand-over that proves nothing alone may add."""

MOST = timedelta(minutes=70)
"""Two lines further apart have nothing to do with each other: ids are used again."""


def without_lone_stamps(intake: Intake) -> Intake:
    """Return *intake* without the times that neither their file nor another one supports within a day (truth rule T5).

    One line a year ahead would make everything a year overdue.
    """
    logs, problems, latest = list(intake.logs), list(intake.problems), {}
    dated = [read for read in intake.logs if read.census.first is not None]
    for number, read in enumerate(intake.logs):
        last, gaps = read.census.last, read.census.gaps
        while gaps and last == gaps[-1][1] and not (_usual(gaps) or _supported(last, read, dated)):
            last, gaps = gaps[-1][0], gaps[:-1]
        if last != read.census.last:
            said = f"The clock jumps ahead: a record of {read.census.last:%Y-%m-%d %H:%M:%S} UTC stands alone. Its time is not used."
            problems.append(Problem(read.log.name, None, "clock-jumps-ahead", said))
            logs[number] = replace(read, census=replace(read.census, last=last, gaps=gaps))
            latest[number] = last
        elif read.census.lone:
            line = read.census.lone[0].lines[0]
            said = "The clock jumps and comes back: the records between stand alone. Their times are not used."
            problems.append(Problem(read.log.name, line, "clock-jumps", said))
    if not latest and not any(read.census.lone for read in logs):
        return intake
    events, idle = (
        rows.with_columns(pl.when(~_lone(logs, latest, column)).then(name).alias(name) for name in ("utc", "local"))
        for rows, column in ((intake.events, "line"), (intake.idle, "utc"))
    )
    return Intake(tuple(logs), events, idle, tuple(problems))


def _lone(logs: Sequence[ReadLog], latest: Mapping[int, datetime | None], column: str) -> pl.Expr:
    """Return whether the time of a row counts for nothing; what was counted and not kept has no *column* `line`, only `utc`."""
    tests = [
        (pl.col("file") == number) & pl.col(column).is_between(*lone.lines if column == "line" else lone.times)
        for number, read in enumerate(logs)
        for lone in read.census.lone
    ]
    if latest:
        limit = pl.col("file").replace_strict(latest, default=None, return_dtype=pl.Datetime("us", "UTC"))
        tests.append(pl.col("utc") > limit)
    return pl.any_horizontal(test.fill_null(value=False) for test in tests)


def _usual(gaps: Sequence[tuple[datetime, datetime]]) -> bool:
    """Return whether the last of *gaps* is nothing new: what goes out once a week leaves one line a week."""
    *earlier, last = (after - before for before, after in gaps)
    return any(2 * gap >= last for gap in earlier)


def _supported(moment: datetime, read: ReadLog, dated: Sequence[ReadLog]) -> bool:
    """Return whether another of the logs *dated* speaks within a day of *moment*; a second copy of a log supports nothing."""
    return any(_supports(other.census, moment) and not _is_copy(other, read) for other in dated)


def _is_copy(one: ReadLog, other: ReadLog) -> bool:
    """Return whether two files are one, or say the same as far as anybody counted."""
    counted = [(c.records, c.lines, c.first, c.last) for c in (one.census, other.census)]
    return one is other or (one.role == other.role and counted[0] == counted[1])


def _supports(census: Census, moment: datetime) -> bool:
    """Return whether a file speaks within a day of *moment*."""
    near = census.first is not None and census.first - DAY <= moment
    return near and census.last is not None and moment <= census.last + DAY


def with_clocks_set(intake: Intake, places: Sequence[Place]) -> Intake:
    """Return *intake* with the times of each server set whose clock is proved to be wrong; by how much is said as a problem."""
    wrong: dict[str, _Wrong] = {}
    for entry in sorted(read_table("hand_overs").get("hand_over", ()), key=lambda entry: "only_adds" in entry):
        for server, other, file, line, late in _taken_too_early(intake, places, entry).iter_rows():
            found = _Wrong(other, file, line, -late if entry.get("sets") == "given" else late)
            shown = abs(wrong[server].late) if server in wrong else timedelta()
            # What alone shows nothing may show that a difference others have shown is a little greater.
            if abs(found.late) > shown and ("only_adds" not in entry or abs(found.late) <= shown + MORE):
                wrong[server] = found
    late_of = {number: wrong[place.server].late for number, place in enumerate(places) if place.server in wrong}
    if not late_of:
        return intake
    logs = tuple(
        replace(read, census=_later(read.census, late_of[number])) if number in late_of else read
        for number, read in enumerate(intake.logs)
    )
    shift = pl.col("file").replace_strict(late_of, default=timedelta(), return_dtype=pl.Duration("us"))
    events, idle = (
        rows.with_columns(pl.col(name) + shift for name in ("utc", "local")) for rows in (intake.events, intake.idle)
    )
    told = (_problem(server, found, intake.logs[found.file].log.name) for server, found in wrong.items())
    return Intake(logs, events, idle, (*intake.problems, *told))


class _Wrong(NamedTuple):
    """A clock that is wrong: compared with whose, by which line of which file, and how much later its times have to be read."""

    other: str
    file: int
    line: int
    late: timedelta


def _taken_too_early(intake: Intake, places: Sequence[Place], entry: Mapping[str, str]) -> pl.DataFrame:
    """Return `server, other, file, line, late`: of each server to set the line that shows best that two clocks disagree, and by how much."""
    servers = {number: place.server for number, place in enumerate(places)}
    key, state = (
        pl.col(name).cast(pl.String) if name in intake.events.columns else pl.lit(None, dtype=pl.String)
        for name in (entry.get("key", ""), "state")
    )
    rows = (
        intake.events.lazy()
        .filter((state == entry["state"]) if entry.get("state") else pl.lit(value=True))
        .select("file", "line", "utc", pl.col("event").cast(pl.String), key=key.str.to_lowercase())
        .filter(pl.col("event").is_in([entry["given"], entry["taken"]]))
        # What names nothing, as the manifest of the day, is known by its time alone.
        .with_columns(pl.col("key") if entry.get("key") else pl.lit("").alias("key"))
        .drop_nulls()
        .with_columns(server=pl.col("file").replace_strict(servers, default=None, return_dtype=pl.String))
        .drop_nulls("server")
        # Parts of one log that overlap hold a line twice.
        .unique(["key", "event", "server", "utc"], keep="first", maintain_order=True)
    )
    if "only_adds" in entry:
        rows = rows.sort("utc").unique(["key", "event", "server"], keep="last", maintain_order=True)
    elif entry.get("key"):
        # What was handed over twice, or taken up twice, may belong together in more than one way.
        rows = rows.filter(pl.len().over("key", "event") == 1)
    taken, given = (rows.filter(pl.col("event") == entry[side]) for side in ("taken", "given"))
    pairs = (
        taken.join(given, on="key", suffix="_given")
        .with_columns(late=(pl.col("utc_given") - pl.col("utc")).cast(pl.Duration("us")))
        .filter((pl.col("server") != pl.col("server_given")) & (pl.col("late").abs() <= MOST))
    )
    if not entry.get("key"):
        pairs = _only_pairs(pairs)
    end = "_given" if entry.get("sets") == "given" else ""
    other = "" if end else "_given"
    return (
        pairs.filter(pl.col("late") > LEAST)
        .select("late", **{name: f"{name}{end}" for name in ("file", "line", "server")}, other=f"server{other}")
        .sort("late", "file", "line", descending=[True, False, False])
        .unique("server", keep="first", maintain_order=True)
        .select("server", "other", "file", "line", "late")
        .collect(engine="in-memory")
    )


def _only_pairs(pairs: pl.LazyFrame) -> pl.LazyFrame:
    """Return *pairs* that are known by their time alone: each side has no other one near it, and none of two servers is in order.

    Where a manifest was taken up behind the moment it was handed over, clocks agree, and another one came from somewhere else.
    """
    alone = (pl.len().over("file", "line") == 1) & (pl.len().over("file_given", "line_given") == 1)
    in_order = (pl.col("late") <= LEAST).any().over("server", "server_given")
    return pairs.filter(alone & ~in_order)


def _problem(server: str, wrong: _Wrong, file: str) -> Problem:
    minutes, seconds = divmod(round(abs(wrong.late).total_seconds()), 60)
    much = f"{minutes} m {seconds} s"
    if wrong.late > timedelta():
        said = (
            f"The clock of {server} is at least {much} behind that of {wrong.other}: this line takes up what was handed over only later. "
            f"All times of {server} are read that much later."
        )
        return Problem(file, wrong.line, "clock-behind", said)
    said = (
        f"The clock of {server} is at least {much} ahead of that of {wrong.other}: this line hands over what was taken up before. "
        f"All times of {server} are read that much earlier."
    )
    return Problem(file, wrong.line, "clock-ahead", said)


def _later(census: Census, late: timedelta) -> Census:
    """Return *census* with its times *late* later, those that give no offset among them."""
    first, last = (None if moment is None else moment + late for moment in (census.local_first, census.local_last))
    local_hours = moved_hours(census.local_hours, late)
    return replace(moved(census, late), local_first=first, local_last=last, local_hours=local_hours)

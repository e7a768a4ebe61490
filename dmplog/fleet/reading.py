"""What a results folder holds, as tables: of the last finished run, with what was judged since."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from dmplog.errors import UsageError
from dmplog.fleet.results import Results, Segment
from dmplog.fleet.running import choose
from dmplog.fleet.schema import TABLES
from dmplog.frozen import frozen


@frozen
class Fleet:
    """The tables of a fleet; each source stands in them once, as it was judged last.

    Attributes:
        folder: Where they lie.
        number: The number of the run they are of; more may have been judged since.
        run: What `run.json` says of it; empty where no run was finished.
        unfinished: Whether more was judged since.
        bundles: `dmplog.fleet.schema.BUNDLES`.
        cases: `dmplog.fleet.schema.CASES`.
        lines: `dmplog.fleet.schema.LINES`.
        reports: `dmplog.fleet.schema.REPORTS`; of an earlier run none are kept.
    """

    folder: Path
    number: int
    run: Mapping[str, Any]
    unfinished: bool
    bundles: pl.LazyFrame
    cases: pl.LazyFrame
    lines: pl.LazyFrame
    reports: pl.LazyFrame


def read(folder: str | Path, number: int | None = None) -> Fleet:
    """Return the tables in *folder*: the newest, or those of the finished run *number*.

    Raises:
        UsageError: There are none.
    """
    results = Results(Path(folder))
    segments = results.segments() if number is None else [results.tables(number)]
    chosen = choose(segments, [])
    if not chosen:
        which = "" if number is None else f" of a run {number}"
        raise UsageError(f"{folder} holds no results{which}; name the folder that `dmplog fleet run` wrote")
    wanted: dict[int, tuple[Segment, list[str]]] = {}
    for bundle, segment in chosen:
        wanted.setdefault(id(segment), (segment, []))[1].append(bundle)
    tables = {table: _lazy(table, list(wanted.values())) for table in TABLES}
    of_run = results.number if number is None else number
    unfinished = number is None and results.has_parts()
    run = results.run if of_run == results.number else {}
    return Fleet(
        results.folder, of_run, run, unfinished, *(tables[name] for name in ("bundles", "cases", "lines", "reports"))
    )


def earlier(fleet: Fleet, said: str | None = None) -> Fleet | None:
    """Return the run before *fleet*, or the one that is *said*: a number of its folder, or another results folder.

    Raises:
        UsageError: There is no such run.
    """
    results = Results(fleet.folder)
    before = [*results.earlier(), *([results.number] if fleet.unfinished and results.number else [])]
    if said is None:
        return read(fleet.folder, before[-1]) if before else None
    if said.isdecimal() and not Path(said).exists():
        if int(said) not in before:
            there = ", ".join(map(str, before)) or "none"
            raise UsageError(f"{fleet.folder} holds no earlier run {said}; there are {there}")
        return read(fleet.folder, int(said))
    return read(said)


def _lazy(table: str, wanted: list[tuple[Segment, list[str]]]) -> pl.LazyFrame:
    frames = [
        pl.scan_parquet(segment.files[table], glob=False).filter(pl.col("bundle").is_in(bundles))
        for segment, bundles in wanted
        if table in segment.files
    ]
    return pl.concat(frames) if frames else pl.LazyFrame(schema=TABLES[table])

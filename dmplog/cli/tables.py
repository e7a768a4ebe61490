"""`dmplog records` and `dmplog events`: the lines themselves, as tables."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dmplog.cli import options
from dmplog.cli.errors import plain_errors
from dmplog.cli.moments import parse_moment
from dmplog.cli.streams import can_draw, say, say_problems, show, table_width
from dmplog.cli.targets import refuse_added, target_of
from dmplog.data import own_knowledge
from dmplog.errors import UsageError
from dmplog.nearest import nearest

if TYPE_CHECKING:
    import polars as pl

    from dmplog.parts import Parts
    from dmplog.records import Reading
    from dmplog.streaming import RecordParts
    from dmplog.survey import Told
    from dmplog.target import Target

Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Write FILE.parquet, FILE.csv or FILE.jsonl instead of a table."
    ),
]
Role = Annotated[
    list[str] | None, typer.Option("--role", help="Only records of this log (hman, dmpdownloader …); may be repeated.")
]
Since = Annotated[str | None, typer.Option("--since", metavar="TIME", help="Only records at or after this time.")]
Until = Annotated[str | None, typer.Option("--until", metavar="TIME", help="Only records before this time.")]

SUFFIXES = (".parquet", ".csv", ".jsonl", ".ndjson")


def records(
    paths: options.Paths,
    *,
    output: Output = None,
    role: Role = None,
    since: Since = None,
    until: Until = None,
    encoding: options.Encoding = None,
    day_first: options.DayFirst = None,
    utc_offset: options.UtcOffset = None,
    knowledge: options.Knowledge = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
) -> None:
    """List the log records in PATH... with their UTC times."""
    with plain_errors(), own_knowledge(knowledge):
        from dmplog.framing.options import ReadOptions
        from dmplog.records import read_paths
        from dmplog.streaming import RecordParts

        refuse_added(paths)
        target = _checked(output, paths, knowledge=knowledge, force=force)
        _check_roles(role)
        read = ReadOptions(encoding=encoding, day_first=day_first, utc_offset=utc_offset)
        wanted = _within(role, since, until)
        if target is not None:
            _write(lambda parts: RecordParts(paths, read, parts), wanted, target, "record", quiet=quiet)
            return
        reading = read_paths(paths, read)
        frame = reading.records
        shown = frame.filter(wanted)
        _table(shown, quiet=quiet)
        _tell(reading, _by_role(frame), shown.height, "record", quiet=quiet)


def events(
    paths: options.Paths,
    *,
    output: Output = None,
    event: Annotated[list[str] | None, typer.Option("--event", help="Only this event; may be repeated.")] = None,
    package: Annotated[
        str | None, typer.Option("--package", metavar="GUID", help="Only events that name this package.")
    ] = None,
    role: Role = None,
    since: Since = None,
    until: Until = None,
    encoding: options.Encoding = None,
    day_first: options.DayFirst = None,
    utc_offset: options.UtcOffset = None,
    knowledge: options.Knowledge = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
) -> None:
    """List the known messages in PATH... with their fields."""
    with plain_errors(), own_knowledge(knowledge):
        import polars as pl

        from dmplog.events import events_of, known_events
        from dmplog.framing.options import ReadOptions
        from dmplog.records import read_paths
        from dmplog.streaming import EventParts

        refuse_added(paths)
        target = _checked(output, paths, knowledge=knowledge, force=force)
        _check_roles(role)
        asked = known_events(event or None)
        read = ReadOptions(encoding=encoding, day_first=day_first, utc_offset=utc_offset)
        wanted = _within(role, since, until)
        if package:
            # Where no event names a package there is no such column.
            named = pl.coalesce(pl.col("^package_guid$"), pl.lit(None, pl.String))
            wanted &= named.str.to_lowercase() == package.strip().strip("{}").lower()
        if target is not None:
            _write(lambda parts: EventParts(paths, read, parts, asked), wanted, target, "event", quiet=quiet)
            return
        reading = read_paths(paths, read)
        whole = events_of(reading, asked)
        frame = whole.filter(wanted)
        _table(frame, quiet=quiet)
        _tell(reading, _by_role(whole), frame.height, "event", quiet=quiet)


def _check_roles(roles: list[str] | None) -> None:
    """Refuse the name of a log that no grammar has, with the nearest one, or all that there are."""
    from dmplog.grammar import Grammars

    known = sorted({*Grammars.load().roles, "other"})
    for role in roles or ():
        if role.lower() not in known:
            near = nearest(role.removesuffix(".log"), known)
            hint = f"did you mean {near}?" if near else f"there are {', '.join(known)}"
            raise UsageError(f"no log is called {role!r} here; {hint}")


def _write(read: Callable[[Parts], RecordParts], wanted: pl.Expr, target: Target, kind: str, *, quiet: bool) -> None:
    """Write the rows that are *wanted*, part by part, and say how many."""
    from dmplog.parts import Parts
    from dmplog.views.tables import save

    held: Counter[str] = Counter()
    counts: list[int] = []

    def shown(rows: RecordParts) -> Iterator[pl.DataFrame]:
        for part in rows.frames():
            held.update(_by_role(part))
            fitting = part.filter(wanted)
            counts.append(fitting.height)
            yield fitting

    with Parts(target.room) as parts:
        rows = read(parts)
        with target.written() as place:
            save(shown(rows), rows.schema, place, target.path.suffix.lower())
    if not quiet:
        say(f"{sum(counts)} rows written to {target.path}")
    _tell(rows.told, held, sum(counts), kind, quiet=quiet)


def _by_role(frame: pl.DataFrame) -> dict[str, int]:
    return dict(frame["role"].value_counts().iter_rows())


def _tell(reading: Reading | Told, held: Mapping[str, int], shown: int, kind: str, *, quiet: bool) -> None:
    """Say what was not read, and where nothing fits what was asked for, what there is instead."""
    if quiet:
        return
    if reading.unread:
        lines, files = sum(reading.unread.values()), len(reading.unread)
        where = next(iter(reading.unread)) if files == 1 else f"{files} files"
        say(
            f"{lines:,} {'line' if lines == 1 else 'lines'} of {where} could not be read: no known kind of log line looks like that"
        )
    say_problems(reading.problems)
    if held and not shown:
        counts = ", ".join(f"{role} ({count:,})" for role, count in sorted(held.items()))
        say(f"no {kind} fits what was asked for; without --role, --since, --until and --package there are {counts}")
    elif not held:
        say(f"there is no {kind} of that kind in these files")


def _within(roles: list[str] | None, since: str | None, until: str | None) -> pl.Expr:
    """Return whether a row is one that was asked for."""
    import polars as pl

    wanted = pl.lit(value=True)
    if roles:
        wanted &= pl.col("role").cast(pl.String).is_in([role.lower() for role in roles])
    if since is not None:
        wanted &= pl.col("utc") >= parse_moment(since)
    if until is not None:
        wanted &= pl.col("utc") < parse_moment(until)
    return wanted


def _checked(output: Path | None, paths: list[str], *, knowledge: Path | None, force: bool) -> Target | None:
    """Return the place of the table, where one is asked for.

    Raises:
        UsageError: Nothing may be written there, or its suffix is none of those known.
    """
    if output is None:
        return None
    if output.suffix.lower() not in SUFFIXES:
        raise UsageError(
            f"“{output}” does not say what kind of table to write; let it end with .parquet, .csv or .jsonl"
        )
    return target_of(output, paths, knowledge=knowledge, force=force, table=True)


def _table(frame: pl.DataFrame, *, quiet: bool) -> None:
    from dmplog.views.listing import SHOWN_ROWS, listing

    made = listing(frame, table_width(), ascii_only=not can_draw(sys.stdout))
    show(made.text)
    if not quiet:
        shown = f", the first {SHOWN_ROWS} shown; -o FILE writes them all" if frame.height > SHOWN_ROWS else ""
        say(f"{frame.height} rows{shown}")
        if made.left_out:
            say(f"left out for want of room: {', '.join(made.left_out)}")

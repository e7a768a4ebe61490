"""`dmplog records` and `dmplog events`: the lines themselves, as tables."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dmplog.cli.errors import plain_errors
from dmplog.cli.options import DayFirst, Encoding, Paths, Quiet, UtcOffset, parse_moment
from dmplog.cli.streams import say
from dmplog.errors import UsageError

if TYPE_CHECKING:
    import polars as pl

Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Write FILE.parquet, FILE.csv or FILE.jsonl instead of a table."
    ),
]
Role = Annotated[
    list[str] | None, typer.Option("--role", help="Only records of this role (hman, dmpdownloader …); may be repeated.")
]
Since = Annotated[str | None, typer.Option("--since", metavar="TIME", help="Only records at or after this time.")]
Until = Annotated[str | None, typer.Option("--until", metavar="TIME", help="Only records before this time.")]

SHOWN_ROWS = 40
FORMULA = "=+-@\t\r"
"""What a spreadsheet would take for a formula at the start of a cell."""


def records(
    paths: Paths,
    *,
    output: Output = None,
    role: Role = None,
    since: Since = None,
    until: Until = None,
    encoding: Encoding = None,
    day_first: DayFirst = None,
    utc_offset: UtcOffset = None,
    quiet: Quiet = False,
) -> None:
    """List the log records in PATH... with their UTC times."""
    with plain_errors():
        from dmplog.records import read_records

        frame = read_records(*paths, encoding=encoding, day_first=day_first, utc_offset=utc_offset)
        frame = _within(frame, role, since, until)
        _put(frame, output, ["file", "line", "utc", "component", "thread", "severity", "message"], quiet=quiet)


def events(
    paths: Paths,
    *,
    output: Output = None,
    event: Annotated[list[str] | None, typer.Option("--event", help="Only this event; may be repeated.")] = None,
    package: Annotated[
        str | None, typer.Option("--package", metavar="GUID", help="Only events that name this package.")
    ] = None,
    role: Role = None,
    since: Since = None,
    until: Until = None,
    encoding: Encoding = None,
    day_first: DayFirst = None,
    utc_offset: UtcOffset = None,
    quiet: Quiet = False,
) -> None:
    """List the known messages in PATH... with their fields."""
    with plain_errors():
        import polars as pl

        from dmplog.events import read_events

        frame = _within(
            read_events(*paths, encoding=encoding, day_first=day_first, utc_offset=utc_offset), role, since, until
        )
        if event:
            frame = frame.filter(pl.col("event").is_in(event))
        if package:
            frame = frame.filter(pl.col("package_guid").str.to_lowercase() == package.lower())
        _put(frame, output, ["file", "line", "utc", "thread", "event", "package_guid", "message"], quiet=quiet)


def _within(frame: pl.DataFrame, roles: list[str] | None, since: str | None, until: str | None) -> pl.DataFrame:
    import polars as pl

    if roles:
        frame = frame.filter(pl.col("role").is_in([role.lower() for role in roles]))
    if since:
        frame = frame.filter(pl.col("utc") >= parse_moment(since))
    if until:
        frame = frame.filter(pl.col("utc") < parse_moment(until))
    return frame


def _put(frame: pl.DataFrame, output: Path | None, shown: list[str], *, quiet: bool) -> None:
    if output is None:
        _table(frame.select(column for column in shown if column in frame.columns), quiet=quiet)
        return
    suffix = output.suffix.lower()
    if suffix == ".parquet":
        frame.write_parquet(output)
    elif suffix == ".csv":
        _safe_cells(frame).write_csv(output)
    elif suffix in (".jsonl", ".ndjson"):
        frame.write_ndjson(output)
    else:
        message = f"“{output}”: write to a .parquet, .csv or .jsonl file"
        raise UsageError(message)
    if not quiet:
        say(f"{frame.height} rows written to {output}")


def _safe_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """Quote what a spreadsheet would run as a formula: log text is hostile."""
    import polars as pl

    risky = pl.col(pl.String).str.slice(0, 1).is_in(list(FORMULA))
    return frame.with_columns(
        pl.when(risky).then(pl.concat_str(pl.lit("'"), pl.col(pl.String))).otherwise(pl.col(pl.String))
    )


def _table(frame: pl.DataFrame, *, quiet: bool) -> None:
    import shutil

    import polars as pl

    width = shutil.get_terminal_size((120, 24)).columns
    with pl.Config(
        tbl_rows=SHOWN_ROWS,
        tbl_cols=-1,
        tbl_width_chars=width,
        fmt_str_lengths=80,
        tbl_hide_column_data_types=True,
        tbl_hide_dataframe_shape=True,
    ):
        sys.stdout.write(f"{frame}\n")
    if not quiet:
        say(
            f"{frame.height} rows"
            + (f", {SHOWN_ROWS} shown; -o FILE writes them all" if frame.height > SHOWN_ROWS else "")
        )

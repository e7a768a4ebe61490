"""`dmplog contribute`: logs as a case for others, without names and shortened, with a place for what an expert says of them."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dmplog.cli import options
from dmplog.cli.answer import exit_code
from dmplog.cli.errors import plain_errors
from dmplog.cli.moments import parse_moment
from dmplog.cli.redacting import SEARCHED, map_of, refused, said_of_names, text_of
from dmplog.cli.streams import progress_bar, put, say, say_problems
from dmplog.cli.targets import STANDARD_INPUT
from dmplog.errors import UsageError

if TYPE_CHECKING:
    from dmplog.contribute import Contribution
    from dmplog.options import DiagnoseOptions
    from dmplog.redaction import Redaction

_WIDTH = 98


def contribute(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Log files, folders, archives: one case.")],
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="The folder of the case, which is made.")
    ],
    map_file: Annotated[
        Path | None,
        typer.Option("--map", metavar="FILE", help="Keep the map that gives the names back; without it nothing does."),
    ] = None,
    names: Annotated[
        Path | None, typer.Option("--names", metavar="FILE", help="Words that are replaced, too, one in each line.")
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            "--keep", metavar="LOG:LINE", help="A line that must stay, or LOG:10-20; where the answer is wrong, yours."
        ),
    ] = None,
    update: options.Update = None,
    site: options.Site = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="TIME", help="The logs are complete up to this time.")
    ] = None,
    encoding: options.Encoding = None,
    day_first: options.DayFirst = None,
    utc_offset: options.UtcOffset = None,
    tries: Annotated[
        int, typer.Option("--tries", metavar="N", min=0, help="Diagnose so often at most to find what can be missed.")
    ] = 60,
    quiet: options.Quiet = False,
) -> None:
    """Make a case for others of the logs in PATH...: without names, shortened to the lines that its answer needs.

    The answer is the same before and after. Exit codes: 0 written, 1 a name is left and nothing was written, 2 bad usage, 4 nothing
    could be read.
    """
    with plain_errors():
        from dmplog.framing.options import ReadOptions
        from dmplog.options import DiagnoseOptions

        said: dict[str, Any] = {"update": update, "site": site, "encoding": encoding}
        said |= {"day_first": day_first, "utc_offset": utc_offset}
        wanted = DiagnoseOptions(
            as_of=parse_moment(as_of) if as_of is not None else None,
            update=update,
            site=site,
            read=ReadOptions(encoding=encoding, day_first=day_first, utc_offset=utc_offset),
        )
        given = {key: value for key, value in said.items() if value is not None}
        if wanted.as_of is not None:
            # "now" is another time whenever the case is read.
            given["as_of"] = wanted.as_of
        _contribute(paths, output, map_file, names, wanted, given, keep or (), tries=tries, quiet=quiet)


def _contribute(
    paths: Sequence[str],
    output: Path,
    map_file: Path | None,
    names: Path | None,
    wanted: DiagnoseOptions,
    said: dict[str, Any],
    keep: Sequence[str],
    *,
    tries: int,
    quiet: bool,
) -> None:
    from dmplog.contribute import Asked, Budget, Place, contribute, lines_of
    from dmplog.pipeline import run
    from dmplog.redaction import Ledger, plan, words_of

    if STANDARD_INPUT in paths:
        raise UsageError("the logs are read several times, and standard input only once; give a file or a folder")
    place = Place(output, paths)
    kept, ledger = map_of(map_file, paths) if map_file is not None else (None, Ledger())
    words = words_of(text_of(names)) if names is not None else []
    with progress_bar(quiet=quiet) as progress:
        report = run(paths, wanted, progress=progress)
    lines = lines_of(keep, [log.file for log in report.coverage])
    redaction = plan(paths, ledger, words=words, encoding=wanted.read.encoding)
    if kept is not None:
        kept.write_private(ledger.to_json().encode())
    if not quiet:
        say("Diagnosing with ever fewer lines as long as the answer stays the same; this may take minutes.")
    asked = Asked(
        called=output.name,
        exit_code=exit_code(report),
        said=said,
        keep=lines,
        budget=Budget(tries),
    )
    with place.room() as room:
        made = contribute(report, redaction, paths, wanted, room, asked)
        if made.left:
            raise SystemExit(refused(made.left, output, mapped=map_file is not None))
        place.take(room / "scenario")
    if not quiet:
        say_problems(redaction.bundle.problems)
    put(_summary(made, redaction, output, map_file))


def _summary(made: Contribution, redaction: Redaction, output: Path, map_file: Path | None) -> str:
    after, before = made.logs
    logs = "log" if before == 1 else "logs"
    counted = f"{made.kept:,} of {made.lines:,} lines in {after:,} of {before:,} {logs}, diagnosed as all of them"
    lines = [
        f"{output}: {counted}. {SEARCHED}",
        "",
        *textwrap.wrap(made.report.headline, _WIDTH),
        *said_of_names(redaction),
        "",
        "Before you hand it out",
        f"  Read every line of {output / 'bundle'}: what no line shows to be a name is still there.",
        f"  Write what you know into {output / 'verdict.toml'}; what dmplog says stands in today.toml.",
    ]
    if map_file is not None:
        lines += ["", f"{map_file} gives the names back, and only you can read it; keep it to yourself."]
    return "\n".join(lines)

"""`dmplog watch`: what is told of an update while it runs, and what ends the watch."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from dmplog.cli import options
from dmplog.cli.errors import plain_errors
from dmplog.cli.moments import parse_span
from dmplog.cli.targets import STANDARD_INPUT, refuse_added
from dmplog.data import own_knowledge
from dmplog.errors import UsageError

if TYPE_CHECKING:
    from dmplog.options import DiagnoseOptions

EXIT_TIMEOUT = 124
"""As `timeout` ends on Unix."""


def watch(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Folders that servers write their logs to, or single logs.")
    ],
    *,
    every: Annotated[str, typer.Option("--every", metavar="TIME", help="Read the logs this often: 5s, 1m.")] = "5s",
    until: Annotated[
        list[str] | None,
        typer.Option(
            "--until",
            metavar="step=STEP|verdict=VERDICT|change",
            help="Stop when a case is at this step or behind it, when the verdict is this, or at any change; may be repeated.",
        ),
    ] = None,
    timeout: Annotated[
        str | None, typer.Option("--timeout", metavar="TIME", help="Stop after this time, with exit code 124: 30m, 4h.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for each change.")] = False,
    on_change: Annotated[
        str | None,
        typer.Option(
            "--on-change", metavar="COMMAND", help="Run this at each change, with the change as JSON on standard input."
        ),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            "--keep", metavar="DIR", help="Keep everything that is read in this folder, a bundle like any other."
        ),
    ] = None,
    update: options.Update = None,
    site: options.Site = None,
    flowchart: options.Flowcharts = None,
    knowledge: options.Knowledge = None,
    encoding: options.Encoding = None,
    day_first: options.DayFirst = None,
    utc_offset: options.UtcOffset = None,
    quiet: options.Quiet = False,
) -> None:
    """Follow updates while they run: read the logs in PATH... again and again, and tell what changed.

    Exit codes: those of diagnose where --until ends it, 124 at --timeout, 130 at Ctrl-C.
    """
    with plain_errors(), own_knowledge(knowledge):
        from dmplog.framing.options import read_options
        from dmplog.options import DiagnoseOptions

        _refuse(paths)
        wanted = DiagnoseOptions(
            update=update,
            site=site,
            flowcharts=tuple(flowchart or ()),
            read=read_options(encoding, day_first, utc_offset),
        )
        asked = Asked(
            paths, every, parse_span("--every", every), until or (), timeout, as_json, on_change, keep, wanted, quiet
        )
        raise SystemExit(_watch(asked))


class Asked(NamedTuple):
    """What is asked for, as the options of the command say it."""

    paths: Sequence[str]
    every: str
    seconds: float
    until: Sequence[str]
    timeout: str | None
    as_json: bool
    on_change: str | None
    keep: Path | None
    wanted: DiagnoseOptions
    quiet: bool


def _watch(asked: Asked) -> int:
    """Watch until something ends it, and return the exit code."""
    from dmplog.cli.answer import exit_code
    from dmplog.cli.tellers import teller_of
    from dmplog.watch import Spool, WallClock, Watch, judge, parse_condition, shares_of
    from dmplog.watch.errand import Errand

    conditions = [parse_condition(text, asked.wanted.flowcharts) for text in asked.until]
    longest = parse_span("--timeout", asked.timeout) if asked.timeout is not None else None
    errand = Errand(asked.on_change) if asked.on_change is not None else None
    clock = WallClock()
    with _folder(asked) as folder:
        spool = Spool(folder)
        watch = Watch(shares_of(asked.paths, spool), spool, asked.wanted, clock, judge)
        end = None if longest is None else clock.passed() + longest
        with teller_of(watch, asked.every, as_json=asked.as_json, quiet=asked.quiet) as teller:
            for found in watch.rounds(asked.seconds, end):
                teller.tell(found)
                changes = () if found.first else found.changes
                for change in changes:
                    if errand is not None and (why := errand.run(change)) is not None:
                        teller.note(f"--on-change: {why}")
                if found.report is not None and any(
                    each.holds(found.report, changed=bool(changes)) for each in conditions
                ):
                    return exit_code(found.report)
    return EXIT_TIMEOUT


def _refuse(paths: Sequence[str]) -> None:
    """Refuse what cannot grow, and to print into what is watched."""
    from dmplog.bundle.names import is_archive_name

    for path in paths:
        if path == STANDARD_INPUT or is_archive_name(Path(path).name):
            what = "Standard input" if path == STANDARD_INPUT else f"{path}, an archive,"
            raise UsageError(f"{what} cannot be watched; give the folder a server writes its logs to")
    refuse_added(paths)


@contextlib.contextmanager
def _folder(asked: Asked) -> Iterator[Path]:
    """Give the folder that keeps what is read: the user's own, or one that is gone when the watch ends."""
    if asked.keep is None:
        with tempfile.TemporaryDirectory(prefix="dmplog-watch-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
        return
    yield _own_folder(asked.keep, asked.paths)


def _own_folder(keep: Path, paths: Sequence[str]) -> Path:
    from dmplog.bundle.folders import identity, lies_in

    place = identity(str(keep))
    for path in paths:
        watched = identity(path)
        if lies_in(place, watched) or lies_in(watched, place):
            raise UsageError(f"--keep {keep} and {path} lie in each other; keep what is read in a folder apart")
    try:
        keep.mkdir(parents=True, exist_ok=True)
        if any(keep.iterdir()):
            raise UsageError(f"--keep {keep} is not empty; name a new folder")
    except OSError as error:
        raise UsageError(f"--keep {keep} cannot be used: {error.strerror}; name another folder") from None
    return keep

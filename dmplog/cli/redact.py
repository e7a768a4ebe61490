"""`dmplog redact`: a bundle without names for somebody who may not see them, and the map that gives them back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dmplog.cli import options
from dmplog.cli.errors import plain_errors
from dmplog.cli.redacting import SEARCHED, map_of, refused, said_of_names, text_of
from dmplog.cli.streams import put, say_problems, show
from dmplog.errors import UsageError

if TYPE_CHECKING:
    from dmplog.redaction import Ledger, Redaction


def redact(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...", help="Log files, folders, archives; with --undo the answer, - for standard input."
        ),
    ],
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE.zip", help="Write the archive without names here.")
    ] = None,
    map_file: Annotated[
        Path | None,
        typer.Option(
            "--map", metavar="FILE", help="Write the map that gives the names back here; one that exists is used again."
        ),
    ] = None,
    undo: Annotated[
        Path | None, typer.Option("--undo", metavar="MAP", help="Print PATH with the names of this map given back.")
    ] = None,
    names: Annotated[
        Path | None, typer.Option("--names", metavar="FILE", help="Replace these words, too, one in each line.")
    ] = None,
    sites: options.Sites = False,
    encoding: options.Encoding = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
) -> None:
    """Write the logs in PATH... with tokens such as SERVER07 for names, in a form that is diagnosed alike.

    Exit codes: 0 no name of the map is left, 1 one is left and nothing was written, 2 bad usage, 4 nothing could be read.
    """
    with plain_errors():
        if undo is not None:
            _undo(undo, paths, others=(output, map_file, names))
            return
        if output is None or map_file is None:
            raise UsageError("give --output FILE.zip for the archive and --map FILE for the map, which stays with you")
        _redact(paths, output, map_file, names, sites=sites, encoding=encoding, force=force, quiet=quiet)


def _redact(
    paths: Sequence[str],
    output: Path,
    map_file: Path,
    names: Path | None,
    *,
    sites: bool,
    encoding: str | None,
    force: bool,
    quiet: bool,
) -> None:
    from dmplog.bundle import input_files
    from dmplog.redaction import plan, words_of, write
    from dmplog.redaction.archive import is_own_archive
    from dmplog.target import Target

    if output.resolve() == map_file.resolve():
        raise UsageError("--output and --map name the same file; give each its own")
    target = Target(output)
    # An archive among the logs would be read as one of them the next time.
    target.check(lambda: dict.fromkeys(input_files(paths), True), force=force, is_own=is_own_archive)
    place, ledger = map_of(map_file, paths)
    words = words_of(text_of(names)) if names is not None else []
    redaction = plan(paths, ledger, words=words, encoding=encoding, sites=sites)
    place.write_private(ledger.to_json().encode())
    left = write(redaction, target, encoding=encoding)
    if left:
        raise SystemExit(refused(left, output))
    if not quiet:
        say_problems(redaction.bundle.problems)
    put(_summary(redaction, output, map_file, sites=sites))


def _summary(redaction: Redaction, output: Path, map_file: Path, *, sites: bool) -> str:
    count = len(redaction.members)
    lines = [
        f"{output}: {count:,} {'log' if count == 1 else 'logs'}. {SEARCHED}",
        *said_of_names(redaction, sites=sites),
        "",
        f"{map_file} gives the names back, and only you can read it; keep it to yourself:",
        f"  dmplog redact --undo {map_file} ANSWER",
    ]
    return "\n".join(lines)


def _undo(undo: Path, paths: Sequence[str], others: Sequence[Path | None]) -> None:
    from dmplog.cli.redacting import read_map
    from dmplog.redaction import give_back

    if any(other is not None for other in others) or len(paths) != 1:
        raise UsageError("--undo MAP takes one answer and no other option: dmplog redact --undo MAP ANSWER")
    ledger: Ledger = read_map(undo)
    show(give_back(_answer(paths[0]), ledger))


def _answer(path: str) -> str:
    import sys

    if path == "-":
        return sys.stdin.read()
    return text_of(Path(path))

"""`dmplog redact`: a bundle without names for somebody who may not see them, and the map that gives them back."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dmplog.cli import options
from dmplog.cli.errors import EXIT_STUCK, plain_errors
from dmplog.cli.redacting import LEFT_SHOWN, map_of, say_left
from dmplog.cli.streams import put, say_problems, show
from dmplog.errors import InputError, UsageError

if TYPE_CHECKING:
    from dmplog.redaction import Ledger, Redaction

_SHOWN = 10
_WIDTH = 98


def redact(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...", help="Log files, folders, archives; with --undo the answer, - for standard input."
        ),
    ],
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE.zip", help="The archive without names.")
    ] = None,
    map_file: Annotated[
        Path | None,
        typer.Option("--map", metavar="FILE", help="The map that gives the names back; one that exists is used again."),
    ] = None,
    undo: Annotated[
        Path | None, typer.Option("--undo", metavar="MAP", help="Print PATH with the names of this map given back.")
    ] = None,
    names: Annotated[
        Path | None, typer.Option("--names", metavar="FILE", help="Words that are replaced, too, one in each line.")
    ] = None,
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
        _redact(paths, output, map_file, names, encoding=encoding, force=force, quiet=quiet)


def _redact(
    paths: Sequence[str],
    output: Path,
    map_file: Path,
    names: Path | None,
    *,
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
    words = words_of(_read(names)) if names is not None else []
    redaction = plan(paths, ledger, words=words, encoding=encoding)
    place.write_private(ledger.to_json().encode())
    left = write(redaction, target, encoding=encoding)
    if left:
        say_left(
            (f"{each.file}:{each.line}" if each.line else f"the name of {each.file}", each.token)
            for each in left[:LEFT_SHOWN]
        )
        more = f" {len(left) - LEFT_SHOWN} more places are not shown." if len(left) > LEFT_SHOWN else ""
        raise SystemExit(_refused(f"{output} was not written: a name is left in it.{more}"))
    if not quiet:
        say_problems(redaction.bundle.problems)
    put(_summary(redaction, output, map_file))


def _refused(message: str) -> int:
    from dmplog.cli.streams import say

    say(
        f"dmplog: {message} The names of the tokens stand in the map; leave that file out, or give the name with --names."
    )
    return EXIT_STUCK


def _summary(redaction: Redaction, output: Path, map_file: Path) -> str:
    from dmplog.redaction.rules import load_rules

    rules = load_rules()
    count = len(redaction.members)
    counted = [f"  {number:>6,}  {rules.kinds[kind].title}" for kind, number in sorted(redaction.counts.items())]
    lines = [
        f"{output}: {count:,} {'log' if count == 1 else 'logs'}. It was searched for every name of four letters or more, and none is left.",
        "",
        "Replaced",
        *(counted or ["  nothing: no name was found"]),
    ]
    if redaction.doubtful:
        shown = ", ".join(redaction.doubtful[:_SHOWN])
        more = f" and {len(redaction.doubtful) - _SHOWN} more" if len(redaction.doubtful) > _SHOWN else ""
        lines += [
            "",
            "Replaced only where they stand as names, because they are words of the logs, or short",
            f"  {shown}{more}",
        ]
    if redaction.maps:
        lines += ["", "Left out, because they are maps", *(f"  {name}" for name in sorted(redaction.maps))]
    sites = f" ({', '.join(redaction.sites)})" if redaction.sites else ""
    lines += [
        "",
        "Kept",
        *_wrapped(rules.said_kept.replace("site codes", f"site codes{sites}", 1)),
        "",
        "Not looked for",
        *(line for said in rules.not_looked_for for line in _wrapped(said)),
        "",
        f"{map_file} gives the names back, and only you can read it; keep it to yourself:",
        f"  dmplog redact --undo {map_file} ANSWER",
    ]
    return "\n".join(lines)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="    ")


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
    return _read(Path(path))


def _read(path: Path) -> str:
    """Return the text of *path*; PowerShell writes UTF-16 where it is not told otherwise."""
    from dmplog.encoding import sniff

    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}; check the spelling") from None
    decoder = sniff(data[:4096])
    return decoder.text(data[decoder.mark :])

"""What `redact`, `contribute` and `diagnose --redact` share: the map of names, what is said of them, and of one that is left."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dmplog.cli.errors import EXIT_STUCK
from dmplog.cli.streams import say
from dmplog.errors import InputError, UsageError

if TYPE_CHECKING:
    from dmplog.redaction import Ledger, Redaction
    from dmplog.redaction.leftovers import Leftover
    from dmplog.report import Report
    from dmplog.target import Target

SEARCHED = "It was searched for every name of four letters or more, and none is left."
LEFT_SHOWN = 20
_SHOWN = 10
_WIDTH = 98


def read_map(path: Path) -> Ledger:
    """Return the map in the file *path*.

    Raises:
        InputError: It cannot be read, or is no map.
    """
    from dmplog.redaction import Ledger

    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"the map {path} cannot be read: {error.strerror}; check the spelling") from None
    return Ledger.from_json(data)


def map_of(path: Path, paths: Sequence[str]) -> tuple[Target, Ledger]:
    """Return the place of the map, and what it holds already; it must not be one of the files that are read for *paths*.

    Raises:
        UsageError: Nothing may be written there.
        InputError: A file is there that is no map.
    """
    from dmplog.bundle import input_files
    from dmplog.redaction import Ledger
    from dmplog.target import Target

    target = Target(path)
    target.check(lambda: dict.fromkeys(input_files(paths), True), force=True)
    if path.suffix.lower() in (".log", ".lo_", ".txt"):
        raise UsageError(
            f"{path} is called like a log, and would be read as one; call the map {path.with_suffix('.json')}"
        )
    exists = path.exists() and path.stat().st_size > 0
    return target, read_map(path) if exists else Ledger()


def redacted(report: Report, paths: Sequence[str], map_file: Path, encoding: str | None, *, sites: bool) -> Report:
    """Return *report* with tokens for the names of the bundle, which is read once more for them, and write the map.

    Raises:
        SystemExit: A name is left in it.
    """
    from dmplog.redaction import plan, redacted_report

    place, ledger = map_of(map_file, paths)
    redaction = plan(paths, ledger, encoding=encoding, sites=sites)
    place.write_private(ledger.to_json().encode())
    changed = redacted_report(report, redaction.members, paths, redaction.replacer)
    left = redaction.search().in_text(changed.to_json().replace("\\\\", "\\"))
    if left:
        say_left(("the report", token) for token in sorted(set(left))[:LEFT_SHOWN])
        say("dmplog: nothing is shown: a name is left in the report. The names of the tokens stand in the map.")
        raise SystemExit(EXIT_STUCK)
    return changed


def say_left(places: Iterable[tuple[str, str]]) -> None:
    """Tell where a name is left, by its token: whoever reads this may be shown no name."""
    for place, token in places:
        say(f"{place}: the name that {token} stands for is still there")


def refused(left: Sequence[Leftover], output: Path, *, mapped: bool = True) -> int:
    """Tell that *output* was not written because names are *left* in it, and return the exit code for it."""
    say_left(
        (f"{each.file}:{each.line}" if each.line else f"the name of {each.file}", each.token)
        for each in left[:LEFT_SHOWN]
    )
    more = f" {len(left) - LEFT_SHOWN} more places are not shown." if len(left) > LEFT_SHOWN else ""
    where = (
        "The names of the tokens stand in the map" if mapped else "With --map FILE you learn the names of the tokens"
    )
    say(
        f"dmplog: {output} was not written: a name is left in it.{more} {where}; "
        "leave that file out, or give the name with --names."
    )
    return EXIT_STUCK


def said_of_names(redaction: Redaction, *, sites: bool = False) -> list[str]:
    """Return in lines what was replaced, *sites* among it, what was kept, and what was not looked for."""
    from dmplog.redaction.rules import load_rules

    rules = load_rules()
    counted = [f"  {number:>6,}  {rules.kinds[kind].title}" for kind, number in sorted(redaction.counts.items())]
    lines = ["", "Replaced", *(counted or ["  nothing: no name was found"])]
    for said, names in _by_place(redaction).items():
        lines += ["", said, f"  {_first(names)}"] if names else []
    if redaction.maps:
        lines += ["", "Left out, because they are maps", *(f"  {name}" for name in sorted(redaction.maps))]
    codes = f" ({', '.join(redaction.sites)})" if redaction.sites else ""
    lines += ["", "Kept", *_wrapped(rules.said_kept if sites else f"site codes{codes}, {rules.said_kept}")]
    not_looked_for = (*rules.not_looked_for, *(rules.sites.not_looked_for if sites else ()))
    return [*lines, "", "Not looked for", *(line for said in not_looked_for for line in _wrapped(said))]


def _by_place(redaction: Redaction) -> dict[str, Sequence[str]]:
    """Return what is replaced, or looked for at the end, only where its place shows what it is, by what is said of it."""
    partly = [name for name in redaction.search().partly if name not in redaction.doubtful]
    return {
        "Replaced only where they stand as names, because they are words of the logs, or short": redaction.doubtful,
        "Replaced only where they stand as site codes, because they are words of the logs, or may be numbers": redaction.careful,
        "Replaced everywhere, and searched for only where they stand as names, because they are short": partly,
    }


def _first(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"


def text_of(path: Path) -> str:
    """Return the text of *path*; PowerShell writes UTF-16 where it is not told otherwise.

    Raises:
        InputError: It cannot be read.
    """
    from dmplog.encoding import sniff

    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}; check the spelling") from None
    decoder = sniff(data[:4096])
    return decoder.text(data[decoder.mark :])


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="    ")

"""What `redact` and `diagnose --redact` share: the map of names, and what is said where one is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dmplog.cli.errors import EXIT_STUCK
from dmplog.cli.streams import say
from dmplog.errors import InputError, UsageError

if TYPE_CHECKING:
    from dmplog.redaction import Ledger
    from dmplog.report import Report
    from dmplog.target import Target

LEFT_SHOWN = 20


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


def redacted(report: Report, paths: Sequence[str], map_file: Path, encoding: str | None) -> Report:
    """Return *report* with tokens for the names of the bundle, which is read once more for them, and write the map.

    Raises:
        SystemExit: A name is left in it.
    """
    from dmplog.redaction import plan, redacted_report
    from dmplog.redaction.leftovers import Search
    from dmplog.redaction.rules import load_rules

    place, ledger = map_of(map_file, paths)
    redaction = plan(paths, ledger, encoding=encoding)
    place.write_private(ledger.to_json().encode())
    changed = redacted_report(report, redaction.members, paths, redaction.replacer)
    left = Search(ledger.entries, redaction.doubtful, load_rules()).in_text(changed.to_json().replace("\\\\", "\\"))
    if left:
        say_left(("the report", token) for token in sorted(set(left))[:LEFT_SHOWN])
        say("dmplog: nothing is shown: a name is left in the report. The names of the tokens stand in the map.")
        raise SystemExit(EXIT_STUCK)
    return changed


def say_left(places: Iterable[tuple[str, str]]) -> None:
    """Tell where a name is left, by its token: whoever reads this may be shown no name."""
    for place, token in places:
        say(f"{place}: the name that {token} stands for is still there")

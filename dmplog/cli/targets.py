"""The files a command writes, checked before it reads anything."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dmplog.errors import UsageError

if TYPE_CHECKING:
    from dmplog.target import Target

STANDARD_INPUT = "-"
_INPUT, _OUTPUT = 0, 1
_READ = ("grammars", "flowcharts", "flowcharts/causes", "fixtures", "fixtures/causes")
"""Where knowledge of the user's own is looked for."""


def target_of(
    path: Path,
    paths: Sequence[str],
    *,
    flowcharts: Sequence[str] | None = None,
    knowledge: Path | None = None,
    force: bool = False,
    table: bool = False,
) -> Target:
    """Return the place of the file *path*; what is read is *paths*, *flowcharts* that are files, and all in the folder *knowledge*.

    Raises:
        UsageError: Nothing may be written there.
    """
    from dmplog.bundle import input_files
    from dmplog.target import Target, is_own_table

    def inputs() -> dict[Path, bool]:
        # A folder inside of it that is a link is read, and not walked.
        roots = [knowledge.joinpath(part) for part in ("", *_READ)] if knowledge is not None else []
        own = [file for root in roots for file in root.rglob("*") if file.is_file()]
        own += [Path(name) for name in flowcharts or () if os.path.isfile(name)]  # noqa: PTH113 - never raises
        return input_files(paths) | dict.fromkeys(own, True)

    target = Target(path)
    if table:
        target.check(inputs, force=force, is_own=is_own_table)
    else:
        target.check(inputs, force=force)
    if STANDARD_INPUT in paths and target.is_open_as(_INPUT):
        raise target.is_input()
    return target


def is_same_file(one: Path, other: Path) -> bool:
    """Return whether both names mean one file, by whatever link, whether it is there or not."""
    if os.path.normcase(os.path.realpath(one)) == os.path.normcase(os.path.realpath(other)):
        return True
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False


def refuse_added(paths: Sequence[str]) -> None:
    """Refuse to add what is printed to a log that is read (`>> hman.log`); a new file beside the logs is nobody's.

    Raises:
        UsageError: Standard output is one of *paths*, or lies in one of them, and holds something already.
    """
    try:
        printed = os.fstat(_OUTPUT)
    except OSError:
        return
    if not stat.S_ISREG(printed.st_mode) or not printed.st_size or not printed.st_ino:
        return
    from dmplog.bundle import input_files

    for path in input_files(paths):
        try:
            same = os.path.samestat(path.stat(), printed)
        except OSError:
            continue
        if same:
            raise UsageError(f"standard output is {path}, one of the inputs; send it to another file")

"""The files a command writes, checked before it reads anything."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dmplog.target import Target


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
        own = [file for file in knowledge.rglob("*") if file.is_file()] if knowledge is not None else []
        own += [Path(name) for name in flowcharts or () if os.path.isfile(name)]  # noqa: PTH113 - never raises
        return input_files(paths) | dict.fromkeys(own, True)

    target = Target(path)
    if table:
        target.check(inputs, force=force, is_own=is_own_table)
    else:
        target.check(inputs, force=force)
    return target

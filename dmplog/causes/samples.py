"""Samples of causes of the user's own: lines of real logs that prove them, in `fixtures/causes/<category>.toml` of their folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from dmplog.compiled import read_document
from dmplog.data import OwnKnowledge
from dmplog.errors import CauseError

HOME = "fixtures/causes"


class Sample(NamedTuple):
    """The lines of a log that prove one cause, those of similar wording that must not, and the file that holds them."""

    path: Path
    cause: str
    log: str
    lines: tuple[str, ...]
    near: tuple[str, ...] = ()


def samples_of(own: OwnKnowledge) -> Iterator[Sample]:
    """Yield the samples in the folder of *own*.

    Raises:
        CauseError: A file is no TOML, or a sample names no lines.
    """
    folder = own.folder_of(HOME)
    for path in sorted(folder.glob("*.toml")) if folder is not None else ():
        for cause, table in read_document(path, CauseError)[0].items():
            told = table if isinstance(table, dict) else {}
            log, lines = told.get("log"), told.get("proves")
            if not (
                isinstance(log, str)
                and lines
                and isinstance(lines, list)
                and all(isinstance(each, str) for each in lines)
            ):
                hint = 'write [id of the cause], log = "hman", proves = ["a line of a real log"]'
                raise CauseError(f"the sample {cause!r} names no lines of a log", path=str(path), hint=hint)
            near = told.get("must_not", [])
            if not isinstance(near, list) or not all(isinstance(each, str) for each in near):
                hint = 'write must_not = ["a line of similar wording that means something else"]'
                raise CauseError(f"must_not of the sample {cause!r} is no list of lines", path=str(path), hint=hint)
            yield Sample(path, cause, log, tuple(lines), tuple(near))

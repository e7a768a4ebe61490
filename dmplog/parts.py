"""Frames set aside on disk until everything is read that says how they end: memory stays flat, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

import polars as pl

from dmplog.errors import UsageError

MOST_BYTES = 8 * 1024 * 1024
"""So much text is gathered before it is set aside."""


class Parts:
    """Frames in the order they were added, in files of a folder of their own, which is gone in the end.

    >>> with Parts(TemporaryDirectory) as parts:
    ...     parts.add(pl.DataFrame({"line": [1, 2]}))
    ...     parts.add(pl.DataFrame({"line": [3]}))
    ...     [row for frame in parts.frames() for row in frame.rows()]
    [(1,), (2,), (3,)]

    Args:
        room: Makes the folder, once there is more than is held in memory.
    """

    def __init__(self, room: Callable[[], TemporaryDirectory[str]]) -> None:
        self._room = room
        self._folder: TemporaryDirectory[str] | None = None
        self._gathered: list[pl.DataFrame] = []
        self._bytes = 0
        self._written: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    def add(self, frame: pl.DataFrame) -> None:
        """Set *frame* aside; a column that others lack is null in them.

        Raises:
            UsageError: There is no room for it.
        """
        self._gathered.append(frame)
        self._bytes += int(frame.estimated_size())
        if self._bytes >= MOST_BYTES:
            self._write()

    def frames(self) -> Iterator[pl.DataFrame]:
        """Yield what was set aside, many small frames as one."""
        for path in self._written:
            yield pl.read_parquet(path, use_statistics=False, glob=False)
        if self._gathered:
            yield pl.concat(self._gathered, how="diagonal")

    def _write(self) -> None:
        if self._folder is None:
            self._folder = self._room()
        path = Path(self._folder.name) / f"{len(self._written)}.parquet"
        try:
            pl.concat(self._gathered, how="diagonal").write_parquet(path, compression="lz4", statistics=False)
        except OSError as error:
            reason = error.strerror or str(error)
            raise UsageError(f"{path.parent} cannot be written: {reason}; choose a place where there is room") from None
        self._written.append(path)
        self._gathered, self._bytes = [], 0

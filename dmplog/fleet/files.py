"""Files of the results folder: a table is whole where its name stands, and one client at a time writes."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source

from dmplog.errors import UsageError

UNFINISHED = ".tmp"
"""The end of the name of what is not whole yet."""


def frame_of(rows: Iterable[Mapping[str, Any]], schema: pl.Schema) -> pl.DataFrame:
    """Return *rows* as a frame with the columns *schema*; what a row does not say is null."""
    cells = [[_sound(row.get(name)) for name in schema] for row in rows]
    return pl.DataFrame(cells, schema=schema, orient="row")


def _sound(value: object) -> object:
    """Return *value*; half a character, as in a name that is no UTF-8, is shown."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "backslashreplace").decode()
    return value


def write_table(frames: Iterable[pl.DataFrame], schema: pl.Schema, place: Path, group: int) -> None:
    """Write *frames* one after the other to the Parquet file *place*, so many rows in each *group*; it is there whole or not at all.

    Raises:
        UsageError: It cannot be written there.
    """

    def source(
        columns: list[str] | None, _predicate: Any, _most: int | None, _batch: int | None
    ) -> Iterator[pl.DataFrame]:
        for frame in frames:
            yield frame if columns is None else frame.select(columns)

    with _whole(place) as part:
        register_io_source(source, schema=schema).sink_parquet(part, row_group_size=group, compression="zstd")


def write_text(text: str, place: Path) -> None:
    """Write *text* to *place*; it is there whole or not at all.

    Raises:
        UsageError: It cannot be written there.
    """
    with _whole(place) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


@contextlib.contextmanager
def _whole(place: Path) -> Iterator[Path]:
    part = place.with_name(place.name + UNFINISHED)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        yield part
        with part.open("rb+") as file:
            # Where the power fails, a name must not stand for what never reached the disk.
            os.fsync(file.fileno())
        part.replace(place)
        _flush_folder(place.parent)
    except (OSError, pl.exceptions.ComputeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(
            f"{place} cannot be written: {reason}; what was judged before is kept, and the same command goes on from there"
        ) from None


def _flush_folder(folder: Path) -> None:
    if sys.platform != "win32":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def remove(paths: Sequence[Path]) -> None:
    """Remove *paths*, files or folders with files; what somebody else holds open stays until the next run."""
    for path in paths:
        with contextlib.suppress(OSError):
            if path.is_dir():
                remove(sorted(path.iterdir()))
                path.rmdir()
            else:
                path.unlink()


@contextlib.contextmanager
def held(mark: Path) -> Iterator[None]:
    """Hold the file *mark*, so that no other run writes into its folder; it is free again when the process ends, however it does.

    Raises:
        UsageError: Another run holds it, or it cannot be written.
    """
    try:
        file = mark.open("a+b")
    except OSError as error:
        raise UsageError(f"{mark.parent} cannot be written: {error.strerror}; choose another place") from None
    with file:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(
                f"another run writes into {mark.parent}; wait for its end, or choose another folder"
            ) from None
        yield

"""The folder that a scenario is written to: a new one, outside of the logs, and whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from dmplog.errors import UsageError


class Place:
    """The place of a folder to be made for the logs in *paths*.

    Attributes:
        path: As the user named it.

    Raises:
        UsageError: No folder can be made there.
    """

    def __init__(self, path: Path, paths: Sequence[str]) -> None:
        self.path = path
        try:
            self._real = Path(os.path.realpath(path))
            there = os.path.lexists(path)
            empty = self._real.is_dir() and not any(self._real.iterdir())
        except (OSError, ValueError) as error:
            raise self._unwritable(error) from None
        if there and not empty:
            raise UsageError(f"{path} is there already; choose the name of a folder that is not")
        if not self._real.parent.is_dir():
            raise UsageError(f"{path} cannot be made: its folder does not exist; create it first")
        for one in paths:
            logs = Path(os.path.realpath(one)) if "\0" not in one else None
            if logs is not None and logs.is_dir() and self._real.is_relative_to(logs):
                raise UsageError(
                    f"{path} lies among the logs and would be read as some of them; choose a place outside"
                )

    @contextlib.contextmanager
    def room(self) -> Iterator[Path]:
        """Give a folder beside it for what is not whole yet; it is gone in the end.

        Raises:
            UsageError: There is no room for it.
        """
        try:
            with TemporaryDirectory(prefix=".dmplog-", dir=self._real.parent, ignore_cleanup_errors=True) as room:
                yield Path(room)
        except OSError as error:
            raise self._unwritable(error) from None

    def take(self, folder: Path) -> None:
        """Move *folder*, which lies in the room, to this place."""
        if self._real.is_dir():
            self._real.rmdir()
        folder.rename(self._real)

    def _unwritable(self, error: OSError | ValueError) -> UsageError:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return UsageError(f"{self.path} cannot be made: {reason}; choose another place")

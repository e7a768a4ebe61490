"""What was read so far, kept as files: a folder for each folder that is watched, laid out like it, so that it is a bundle like any other.

The newest file of a log is called as it is on the server; what was rolled over before has a number: `hman.log.0001`, `hman.log.0002`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from dmplog.bundle.labels import clean_label
from dmplog.bundle.manifest import SCHEMA
from dmplog.bundle.names import MANIFEST
from dmplog.errors import UsageError


class Spool:
    """The folder of everything that was read.

    Attributes:
        lock: Held by whoever changes it, and by whoever reads all of it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = threading.RLock()
        self._taken: set[Path] = set()

    def place_of(self, folders: Sequence[str]) -> Path:
        """Return where what lies in *folders* is kept."""
        return self.folder.joinpath(*folders)

    def kept(self, folders: Sequence[str], name: str) -> Kept:
        """Return the place of the log *name* in *folders*; two logs never have one place."""
        folder, name = self.place_of(folders), clean_label(name) or "log"
        number, place = 1, folder / name
        while place in self._taken:
            number += 1
            place = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
        self._taken.add(place)
        return Kept(self, folder, place.name)

    def append(self, place: Path, data: bytes) -> None:
        """Add *data* to the file *place*.

        Raises:
            UsageError: There is no room.
        """
        try:
            with self.lock:
                place.parent.mkdir(parents=True, exist_ok=True)
                with place.open("ab") as file:
                    file.write(data)
        except OSError as error:
            raise self._full(error) from None

    def rename(self, place: Path, other: Path) -> None:
        """Call the file *place* as *other*, if there is one.

        Raises:
            UsageError: It cannot be called so.
        """
        try:
            with self.lock:
                if place.exists():
                    place.replace(other)
        except OSError as error:
            raise self._full(error) from None

    def note_copied(self, folder: Path, moment: datetime) -> None:
        """Write down beside the files in *folder* that what they do not hold was not written by *moment*.

        It names no server: that of a share may be one that only keeps files, and the logs know better.

        Raises:
            UsageError: There is no room.
        """
        at = f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"
        try:
            names = sorted(path.name for path in folder.iterdir() if path.name != MANIFEST)
            rows = ",\n".join(json.dumps({"copied_at": at, "path": name}, separators=(",", ":")) for name in names)
            (folder / MANIFEST).write_text(f'{{"schema":"{SCHEMA}","server":null,"files":[\n{rows}\n]}}\n', "utf-8")
        except OSError as error:
            raise self._full(error) from None

    def _full(self, error: OSError) -> UsageError:
        reason = error.strerror or type(error).__name__
        return UsageError(f"what is read cannot be kept in {self.folder}: {reason}; name another folder with --keep")


class Kept:
    """The place of one log in a spool: its folder, and what the newest file of it is called."""

    def __init__(self, spool: Spool, folder: Path, current: str) -> None:
        self._spool = spool
        self.folder = folder
        self._aside = 0
        self.current = current

    def append(self, name: str, data: bytes) -> None:
        """Add *data* to what is kept as *name*."""
        self._spool.append(self.folder / name, data)

    def next_aside(self) -> str:
        """Return what the next file is called that was rolled over."""
        self._aside += 1
        return f"{self.current}.{self._aside:04}"

    def put_aside(self, name: str) -> str:
        """Give what is kept as *name* the name of a file that was rolled over, and return that."""
        aside = self.next_aside()
        self._spool.rename(self.folder / name, self.folder / aside)
        return aside

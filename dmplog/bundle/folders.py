"""A folder on disk and everything below it: which of its files are read.

Read is what could be a log by its name, and archives; other files (`.xml`, `.dmp`, `.exe` …) stay unopened without a word, as
every collector packs them, unless a known log seems to hide in one.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from dmplog.bundle.archives import is_wanted
from dmplog.bundle.faults import ProblemBook, explain
from dmplog.bundle.labels import clean_label, long_path
from dmplog.bundle.logfile import Origin
from dmplog.bundle.names import FOREIGN_SUFFIXES, role_of_file
from dmplog.frozen import frozen
from dmplog.roles import OTHER

_SHOWN = 3
_EXPORTED = ("", ".csv", ".tsv", ".md", ".htm", ".html", ".rtf", ".docx", ".out")


@frozen
class DiskFile:
    """A file that was named, or found in a folder that was named.

    Attributes:
        typed: How many of its folders, itself counted as one, stand in the argument as typed.
        explicit: Whether it was named itself; then it is read whatever its name.
        pipe: Whether it can be read only once.
    """

    origin: Origin
    path: Path
    typed: int
    explicit: bool
    pipe: bool = False


def identity(path: str) -> str:
    """Return what two paths of one file have in common."""
    return os.path.normcase(os.path.realpath(long_path(path)))


def lies_in(place: str, folder: str) -> bool:
    """Return whether *place* is *folder* or lies in it, both as `identity` gives them.

    >>> lies_in("/logs/old", "/logs"), lies_in("/logs.old", "/logs"), lies_in("/logs", "/")
    (True, False, True)
    """
    return place == folder or place.startswith(folder.rstrip(os.sep) + os.sep)


@frozen
class Place:
    """A folder: its label, its path, and the folders around its files."""

    label: str
    path: str
    folders: tuple[str, ...]


class FolderWalk:
    """One folder argument; what is wrong becomes a problem in *book*. What else was *named* needs no link to be read."""

    def __init__(self, place: Place, book: ProblemBook, named: frozenset[str] = frozenset()) -> None:
        self._top = place
        self._named = named
        self._book = book
        self._seen: set[str] = set()
        self._hinted: list[str] = []
        self._entries = 0
        self._root = identity(place.path)

    def files(self) -> list[DiskFile]:
        """Return every file that is read."""
        found = list(self._below(self._top))
        self._tell(len(found))
        return found

    def _below(self, start: Place) -> Iterator[DiskFile]:
        pending = [start]
        while pending:
            place = pending.pop()
            # Junctions of Windows lead in circles without being links.
            if (known := identity(place.path)) in self._seen:
                continue
            self._seen.add(known)
            for entry in self._list(place):
                name = clean_label(entry.name)
                label = f"{place.label}/{name}"
                if _is_folder(entry):
                    folder = Place(label, str(Path(place.path) / entry.name), (*place.folders, name))
                    if not self._leads_away(folder.path, label):
                        pending += self._unless_link(entry, folder)
                elif file := self._file(entry, Origin(label, name, place.folders, place.label), place.path):
                    yield file

    def _unless_link(self, entry: os.DirEntry[str], folder: Place) -> list[Place]:
        if not entry.is_symlink():
            return [folder]
        self._book.add(
            "link", folder.label, f"{folder.label} is a link to a folder that is read anyway; it was not followed."
        )
        return []

    def _leads_away(self, path: str, label: str) -> bool:
        """Return whether *path*, a link or a junction, leads out of the folder, and tell it: nobody asked for what lies there."""
        target = identity(path)
        if lies_in(target, self._root):
            return False
        read = any(lies_in(target, place) for place in self._named)
        how = "that was named, too, and is read" if read else "it was not followed; name it, too, if it belongs here"
        real = clean_label(os.path.realpath(path))
        said = f"{label} is a link to {real}, outside of {self._top.label or '/'}; {how}."
        self._book.add("link", label, said)
        return True

    def _list(self, place: Place) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(long_path(place.path, exact=place is not self._top)) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as fault:
            kind, reason = explain(fault)
            self._book.add(kind, place.label, f"The folder {place.label} could not be listed: {reason}.")
            self._entries += 1
            return []
        self._entries += len(listed)
        return listed

    def _file(self, entry: os.DirEntry[str], origin: Origin, folder: str) -> DiskFile | None:
        label = origin.label
        if not is_wanted(origin.file_name):
            if _could_hide_logs(origin.file_name):
                self._hinted.append(label)
            return None
        try:
            mode = entry.stat().st_mode
        except OSError as fault:
            if entry.is_symlink():
                self._book.add("link", label, f"{label} is a link that leads nowhere, or to itself; it was left out.")
            else:
                self._book.unread(label, fault)
            return None
        if not stat.S_ISREG(mode):
            self._book.add("unsupported", label, f"{label} is a device or pipe, not a file; it was left out.")
            return None
        if entry.is_symlink() and self._leads_away(str(Path(folder) / entry.name), label):
            return None
        path = Path(long_path(str(Path(folder) / entry.name), exact=True))
        return DiskFile(origin, path, len(self._top.folders), explicit=False)

    def _tell(self, count: int) -> None:
        label = self._top.label or "/"
        if self._hinted:
            shown = ", ".join(sorted(self._hinted)[:_SHOWN])
            more = f" and {len(self._hinted) - _SHOWN} more" if len(self._hinted) > _SHOWN else ""
            reason = "not named like a log, or an archive of a kind that cannot be opened here"
            self._book.add(
                "not_opened",
                label,
                f"In the folder {label}, left out as {reason}: {shown}{more}; name such a log itself, or unpack the archive.",
            )
        if not self._entries:
            self._book.add("empty", label, f"The folder {label} is empty; give the folder that holds the logs.")
        elif not count:
            self._book.add(
                "empty", label, f"The folder {label} holds no log; give the folder with the *.log and *.lo_ files."
            )


def _could_hide_logs(file_name: str) -> bool:
    """Return whether a file that is left out may be a known log after all, or hold some."""
    stem, suffix = Path(file_name).stem, Path(file_name).suffix.lower()
    if suffix in FOREIGN_SUFFIXES:
        return True
    # `hman.dll` and `sender.xml` are parts of the product; a log that was exported ends like this.
    return role_of_file(stem) != OTHER and suffix in _EXPORTED


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False

r"""A folder that is watched, such as `\\CAS01\SMS_CAS\Logs`: which logs it holds, and when it could last be read.

A share that is away is a state and no error: what was read of it stays, with the time up to which it is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from glob import has_magic
from itertools import takewhile
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

from dmplog.bundle.arguments import find_files
from dmplog.bundle.faults import ProblemBook
from dmplog.bundle.folders import DiskFile
from dmplog.bundle.labels import clean_label, typed_folders, typed_label
from dmplog.bundle.names import is_archive_name, is_log_name, role_of_file
from dmplog.bundle.places import shared_folders
from dmplog.roles import OTHER
from dmplog.watch.log import FollowedLog
from dmplog.watch.spool import Spool

LOOK_AGAIN = 10
"""New names are looked for at every tenth poll: a list of a folder costs more than its logs."""

_IN_THE_WAY = {"missing": "it is not there", "unreadable": "it cannot be read"}


class Lost(NamedTuple):
    """A log of which lines may be missing, and why."""

    log: str
    why: str


class Found(NamedTuple):
    """What one poll of a share found."""

    grew: bool
    lost: tuple[Lost, ...]


def shares_of(paths: Sequence[str], spool: Spool) -> list[Share]:
    """Return the shares at *paths*; folders that all of them have in common tell nothing apart, and are not kept."""
    shared = shared_folders([_typed(path) for path in paths])
    return [Share(path, spool, shared) for path in paths]


class Share:
    """A folder, or a log, that is watched.

    Attributes:
        name: As the user typed it.
        last_good: When everything in it could last be read.
        trouble: Why not all of it can be read now, None where it can.
    """

    def __init__(self, path: str, spool: Spool, shared: int = 0) -> None:
        self.name = typed_label(path) or path
        self.last_good: datetime | None = None
        self.trouble: str | None = None
        self._path = path
        self._spool = spool
        self._host = _host(path)
        self._shared = shared
        self._logs: dict[str, tuple[str, FollowedLog]] = {}
        self._polls = 0

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where what was read of it is kept."""
        return tuple(dict.fromkeys(log.kept_in for _, log in self._logs.values()))

    @property
    def logs(self) -> int:
        """How many logs are followed."""
        return len(self._logs)

    def poll(self, now: datetime) -> Found:
        """Read everything that is new; *now* is when that begins."""
        said = self._look() if self._polls % LOOK_AGAIN == 0 or not self._logs else None
        self._polls += 1
        grew, found, lost, failed = False, False, [], []
        for name, log in self._logs.values():
            polled = log.poll()
            grew, found = grew or polled.grew, found or polled.found
            if polled.lost is not None:
                lost.append(Lost(name, polled.lost))
            if polled.failed is not None:
                failed.append((name, polled.failed, log.was_read))
        self._judge(now, said, failed, found=found)
        return Found(grew, tuple(lost))

    def _judge(self, now: datetime, said: str | None, failed: list[tuple[str, str, bool]], *, found: bool) -> None:
        if failed:
            name, why, _ = failed[0]
            more = f", nor can {len(failed) - 1} more" if len(failed) > 1 else ""
            self.trouble = f"{name} cannot be read: {why}{more}"
        elif found:
            self.trouble = None
        else:
            self.trouble = said or ("it is away" if self._logs else "no log of an update is there yet")
        # What could never be read is told, and tells nothing of how far the others are known.
        if found and not any(was_read for _, _, was_read in failed):
            self.last_good = now

    def _look(self) -> str | None:
        """Look for logs, and return what is in the way, if anything is."""
        book = ProblemBook()
        for file in find_files([self._path], book).files:
            name = file.origin.file_name
            if not is_archive_name(name) and (file.explicit or role_of_file(name) != OTHER):
                self._add(file)
        kinds = {problem.kind for problem in book.problems}
        return next((said for kind, said in _IN_THE_WAY.items() if kind in kinds), None)

    def _add(self, file: DiskFile) -> None:
        path, name = str(file.path), file.origin.file_name
        current, older = _generations(path)
        if current not in self._logs:
            shown = _generations(name)[0]
            # In a folder only what is called like a log is read.
            name = shown if is_log_name(shown) else f"{shown}.log"
            kept = self._spool.kept((*self._host, *file.origin.folders[min(self._shared, file.typed) :]), name)
            self._logs[current] = shown, FollowedLog(current, older, kept)


def _generations(path: str) -> tuple[str, str | None]:
    """Return the two names that a log has in turn; a file of another kind has one.

    >>> _generations("hman.log"), _generations("HMAN.LO_"), _generations("hman.log.2")
    (('hman.log', 'hman.lo_'), ('HMAN.LOG', 'HMAN.LO_'), ('hman.log.2', None))
    """
    end = path[-4:].lower()
    if end == ".log":
        return path, f"{path[:-1]}_"
    if end == ".lo_":
        return f"{path[:-1]}{'G' if path[-2].isupper() else 'g'}", path
    return path, None


def _typed(path: str) -> tuple[str, ...]:
    """Return the folders that *path* names; what a pattern in it matches is not known while it is away."""
    folders = typed_folders(path)
    known = tuple(takewhile(lambda folder: not has_magic(folder), folders))
    if len(known) < len(folders):
        return *known, path
    return folders[:-1] if folders and is_log_name(folders[-1]) else folders


def _host(path: str) -> tuple[str, ...]:
    r"""Return the server and the share that *path* begins with.

    >>> _host(r"\\CAS01\SMS_CAS\Logs"), _host("logs/CAS01")
    (('CAS01', 'SMS_CAS'), ())
    """
    if not path.startswith("\\\\"):
        return ()
    drive = PureWindowsPath(path).drive
    return tuple(clean_label(part) for part in _parts(drive))


def _parts(drive: str) -> Iterator[str]:
    return (part for part in drive.split("\\") if part not in ("", "?", ".", "UNC"))

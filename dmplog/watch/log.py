"""One log and the file it is rolled over to, read a little further at each poll.

`.lo_` is read first, then `.log`, then `.lo_` once more where `.log` is another file than before: whatever was renamed in between is
then found under one of both names. The obvious way, which looks into `.lo_` only when `.log` changed, loses lines and does not know.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO, NamedTuple

from dmplog.watch.generation import HEAD, PIECE, Generation, read_exactly
from dmplog.watch.opening import open_shared
from dmplog.watch.spool import Kept

REMEMBERED = 4
"""So many files are known again; a server has two."""

LOST = "it was rolled over more than once between two polls, cut, or begun anew"


class Polled(NamedTuple):
    """What one poll of a log brought.

    Attributes:
        found: Whether there is a file.
        grew: Whether a whole line was kept.
        lost: Why lines may be missing, None where none can be.
        failed: Why a file could not be read, None where all could.
    """

    found: bool
    grew: bool = False
    lost: str | None = None
    failed: str | None = None


class FollowedLog:
    """A log, by its path and that of the generation before, if it is of the kind that has one."""

    def __init__(self, current: str, older: str | None, kept: Kept) -> None:
        self._current = current
        self._older = older
        self._kept = kept
        self._known: list[Generation] = []
        self._newest: Generation | None = None
        self._before: Generation | None = None
        self._grew = False
        self._failed: str | None = None

    @property
    def was_read(self) -> bool:
        """Whether anything of it was ever read."""
        return bool(self._known)

    @property
    def kept_in(self) -> Path:
        """The folder in which is kept what was read."""
        return self._kept.folder

    def poll(self) -> Polled:
        """Read what is new in both files."""
        self._grew, self._failed = False, None
        before = self._before or self._newest
        older = self._follow(self._older)
        newest = self._follow(self._current, newest=True)
        if newest is None or newest is not self._newest:
            older = self._follow(self._older)
        self._newest = newest or self._newest
        lost = None
        if self._newest is not before and before is not None:
            if self._failed is not None:
                # Whether one followed the other is seen when both can be read.
                self._before = before
                return Polled(found=True, grew=self._grew, failed=self._failed)
            # Nothing but the file itself proves that none stood between both.
            lost = None if older is before else LOST
        self._before = None
        return Polled(newest is not None or older is not None, self._grew, lost, self._failed)

    def _follow(self, path: str | None, *, newest: bool = False) -> Generation | None:
        """Read the file at *path* further, and return which one it is; None where there is none, or nothing in it."""
        if path is None:
            return None
        try:
            with open_shared(path) as file:
                size = file.seek(0, io.SEEK_END)
                file.seek(0)
                head = read_exactly(file, min(HEAD, size))
                if not head:
                    return None
                generation = self._known_again(file, head, size) or self._begun(newest=newest)
                self._read_on(file, generation, size)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._failed = error.strerror or type(error).__name__
            # Which file is there now is not known: the newest one stays it.
            return self._newest if newest else None
        if not newest:
            self._keep(generation, generation.rest())
        return generation

    def _known_again(self, file: BinaryIO, head: bytes, size: int) -> Generation | None:
        same = (one for one in self._known if one.is_in(file, head, size))
        return max(same, key=lambda one: one.position, default=None)

    def _begun(self, *, newest: bool) -> Generation:
        """Return a generation of which nothing was read; where it is the newest one, the one that was is over."""
        if newest and self._newest is not None:
            self._keep(self._newest, self._newest.rest())
            self._newest.kept_as = self._kept.put_aside(self._newest.kept_as)
        generation = Generation(self._kept.current if newest else self._kept.next_aside())
        self._known = [*self._known[1 - REMEMBERED :], generation]
        return generation

    def _read_on(self, file: BinaryIO, generation: Generation, size: int) -> None:
        file.seek(generation.position)
        while (left := size - generation.position) > 0 and (data := file.read(min(left, PIECE))):
            self._keep(generation, generation.take(data))

    def _keep(self, generation: Generation, lines: bytes) -> None:
        if lines:
            self._kept.append(generation.kept_as, lines)
            self._grew = True

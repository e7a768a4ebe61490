"""The entries of an archive of any kind, and why some of them are left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager

from dmplog.bundle.faults import ProblemBook
from dmplog.bundle.streams import Read
from dmplog.frozen import frozen
from dmplog.limits import Limits, plain_size

_SHOWN = 3
_LONGEST = 120

REASONS: dict[str, tuple[str, str]] = {
    "encrypted": ("encrypted", "protected by a password; unpack the archive and give the folder"),
    "link": ("link", "a link, which is never followed inside an archive; pack the file itself if it matters"),
    "special": ("unsupported", "a device or pipe, not a file; nothing was read of it"),
    "sparse": (
        "unsupported",
        "stored with its gaps left out, which is not read from an archive; unpack it and give the folder",
    ),
    "other": ("unsupported", "of a kind that is not known; unpack the archive and give the folder"),
    "method": ("unsupported", "packed by a method that cannot be read here; unpack the archive and give the folder"),
    "foreign": ("unsupported", "an archive of a kind that cannot be opened here; unpack it and give the folder"),
    "odd_name": ("limit", "named as no file can be; nothing was read of it"),
    "name": ("limit", "named longer than any file can be; pack it again under a shorter name"),
    "member_bytes": (
        "limit",
        "larger than the {member_bytes} that are read of one file in an archive; unpack it and give the folder",
    ),
    "ratio": (
        "limit",
        "more than {ratio} times as large when unpacked, as no log is; if it is genuine, unpack it and give the folder",
    ),
    "total_bytes": (
        "limit",
        "behind the first {total_bytes} of the archive, and no more is unpacked of one; unpack it and give the folder",
    ),
    "duplicate": (
        "duplicate_name",
        "named like an entry before it; both were read, the later one with a number after its name",
    ),
}
"""Reason → kind of problem, and the end of the sentence `… is`."""


@frozen
class Entry:
    """What an archive says of one file inside it.

    Attributes:
        path: Its name as a label.
        size: Bytes, unpacked.
        open: Returns its reader; good until the next entry is asked for.
        packed: Bytes it takes in the archive, where each entry is packed by itself.
        checksum: The CRC-32 its bytes must have.
        flaw: Why it is not read, one of `REASONS`.
    """

    path: str
    size: int
    open: Callable[[], AbstractContextManager[Read]]
    packed: int | None = None
    checksum: int | None = None
    flaw: str | None = None


class Tally:
    """Counts what one archive holds that is not read, and tells each reason once, however many entries it concerns."""

    def __init__(self, label: str, limits: Limits) -> None:
        self._label = label
        self._limits = limits
        self._names: dict[str, list[str]] = {}
        self._more: Counter[str] = Counter()

    def add(self, reason: str, name: str) -> None:
        """Count the entry *name* for *reason*."""
        names = self._names.setdefault(reason, [])
        if len(names) < _SHOWN:
            names.append(name if len(name) <= _LONGEST else name[:_LONGEST] + "…")
        else:
            self._more[reason] += 1

    def write(self, book: ProblemBook) -> None:
        """Write one problem for each reason into *book*."""
        limits = self._limits
        values = {
            "ratio": f"{limits.ratio:,}",
            "member_bytes": plain_size(limits.member_bytes),
            "total_bytes": plain_size(limits.total_bytes),
        }
        for reason, names in self._names.items():
            kind, text = REASONS[reason]
            *first, last = [*names, f"{self._more[reason]} more"] if self._more[reason] else names
            shown, are = (f"{', '.join(first)} and {last}", "are each") if first else (last, "is")
            book.add(kind, self._label, f"In {self._label}, {shown} {are} {text.format(**values)}.")

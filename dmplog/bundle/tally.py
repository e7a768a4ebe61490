"""What was left out of one archive, told in one sentence for each reason, however many entries it concerns."""

from __future__ import annotations

from dmplog.bundle.faults import ProblemBook
from dmplog.limits import Limits, plain_size

_SHOWN = 3
_LONGEST = 120

REASONS: dict[str, tuple[str, str]] = {
    "encrypted": ("encrypted", "protected by a password; unpack the archive and give the folder"),
    "link": ("link", "a link, which is never followed inside an archive; pack the file itself if it matters"),
    "special": ("unsupported", "a device or pipe, not a file; nothing was read of it"),
    "sparse": ("unsupported", "a sparse file, which is not read from an archive; unpack it and give the folder"),
    "other": ("unsupported", "of a kind that is not known; unpack the archive and give the folder"),
    "method": ("unsupported", "packed by a method that cannot be read here; unpack the archive and give the folder"),
    "foreign": ("unsupported", "an archive of a kind that cannot be opened here; unpack it and give the folder"),
    "name": ("limit", "named longer than any file can be; pack it again under a shorter name"),
    "member_bytes": ("limit", "larger than the {member_bytes} read of one member; unpack it and give the folder"),
    "ratio": ("limit", "packed more than {ratio} times, as no log is; if it is genuine, unpack it and give the folder"),
    "total_bytes": ("limit", "beyond the {total_bytes} unpacked from one archive; unpack it and give the folder"),
    "duplicate": (
        "duplicate_name",
        "named like an entry before it; both were read, the later one with a number after its name",
    ),
}
"""Reason → kind of problem, and the end of the sentence `… is`."""


class Tally:
    """Counts what one archive holds that is not read, and writes it down at the end."""

    def __init__(self, label: str, limits: Limits) -> None:
        self._label = label
        self._limits = limits
        self._names: dict[str, list[str]] = {}

    def add(self, reason: str, name: str) -> None:
        """Count the entry *name* for *reason*."""
        names = self._names.setdefault(reason, [])
        if len(names) < _SHOWN:
            names.append(name if len(name) <= _LONGEST else name[:_LONGEST] + "…")
        else:
            names[_SHOWN:] = [str(int(names[_SHOWN]) + 1 if len(names) > _SHOWN else 1)]

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
            book.add(
                kind,
                self._label,
                f"In {self._label}, {_list(names)} {'is' if len(names) == 1 else 'are each'} {text.format(**values)}.",
            )


def _list(names: list[str]) -> str:
    shown, more = names[:_SHOWN], names[_SHOWN:]
    if more:
        return f"{', '.join(shown)} and {more[0]} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))

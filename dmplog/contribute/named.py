"""Lines that somebody names: `hman.log:12`, `CAS/Logs/hman.log:10-20`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dmplog.errors import UsageError
from dmplog.nearest import did_you_mean

_PLACE = re.compile(r"(?P<log>.+):(?P<first>\d{1,9})(?:-(?P<last>\d{1,9}))?", re.DOTALL)
MOST = 10_000
"""So many lines may be named at once."""


def lines_of(places: Sequence[str], logs: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Return the log and the number of every line in *places*; a log of *logs* may be called by the end of its path.

    >>> lines_of(["hman.log:12-13", "Logs/sender.log:7"], ["CAS/hman.log", "Logs/sender.log"])
    (('CAS/hman.log', 12), ('CAS/hman.log', 13), ('Logs/sender.log', 7))

    Raises:
        UsageError: It is no place, or there is no such log, or several are called so.
    """
    known = tuple(logs)
    found: list[tuple[str, int]] = []
    for place in places:
        parts = _PLACE.fullmatch(place)
        first = int(parts["first"]) if parts else 0
        last = int(parts["last"] or first) if parts else 0
        if parts is None or not 0 < first <= last < first + MOST:
            raise UsageError(f"{place!r} names no line; give a log and its line, as in hman.log:12 or hman.log:10-20")
        log = _log(parts["log"], known)
        found += [(log, line) for line in range(first, last + 1)]
    return tuple(found)


def _log(name: str, known: Sequence[str]) -> str:
    path = name.replace("\\", "/")
    named = [log for log in known if log == path] or [log for log in known if f"/{log}".endswith(f"/{path}")]
    if len(named) == 1:
        return named[0]
    if named:
        raise UsageError(f"several logs are called {name}: {', '.join(sorted(named)[:5])}; give the folder, too")
    hint = did_you_mean(path, [*known, *(log.rpartition("/")[2] for log in known)])
    raise UsageError(f"no log is called {name}; {hint or 'the report names each by its path'}")

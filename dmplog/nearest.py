"""What somebody may have meant by a name that is not there: the known name, or the file, that is spelt most like it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import islice

CLOSE = 0.6
MOST_FILES = 10_000
"""So many names of a folder are looked at."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the name of *known* that is spelt most like *name*, whatever the size of its letters; None where none is near.

    >>> nearest("Hmann", ["hman", "distmgr"]), nearest("foo", ["hman", "distmgr"])
    ('hman', None)
    """
    return next(iter(nearest_of(name, known)), None)


def nearest_of(name: str, known: Iterable[str], most: int = 1, close: float = CLOSE) -> list[str]:
    """Return at *most* so many names of *known* that are at least *close* to *name*, the nearest first.

    >>> nearest_of("distmgt", ["hman", "Distmgr", "dismgr"], most=2), nearest_of("distmgt", ["dismgr"], close=0.9)
    (['Distmgr', 'dismgr'], [])
    """
    import difflib

    spelt = {one.lower(): one for one in sorted(known, reverse=True)}
    return [spelt[near] for near in difflib.get_close_matches(name.lower(), sorted(spelt), n=most, cutoff=close)]


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """Return a hint with the name of *known* that is nearest to *name*, if one is near.

    >>> did_you_mean("begin", ["begins", "ends"])
    "did you mean 'begins'?"
    """
    near = nearest(name, known)
    return f"did you mean {near!r}?" if near else None


def nearest_file(path: str) -> str | None:
    """Return the file or folder beside which *path* would stand that is spelt most like it; None where none is near.

    >>> nearest_file("fixtures/scenarois"), nearest_file("nowhere/at/all")
    ('fixtures/scenarios', None)
    """
    folder, name = os.path.split(path.rstrip("/\\"))
    try:
        with os.scandir(folder or ".") as entries:
            near = nearest(name, (entry.name for entry in islice(entries, MOST_FILES)))
    except (OSError, ValueError):
        return None
    return os.path.join(folder, near) if near else None  # noqa: PTH118 - spelt as the user spelt it

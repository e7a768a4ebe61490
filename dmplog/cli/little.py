"""What the command goes without where there is little to read: a second thread of the engine, and the collector of garbage; else that comes seldom.

A query over a few rows takes 0.2 ms, and a sixth of the processor time of a small bundle went into waking threads for it, a tenth into
looking for garbage in modules that were just imported.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Sequence

THREADS = "POLARS_MAX_THREADS"
"""The engine asks the environment for it when it is imported."""

LITTLE = 2 * 1024 * 1024
_FEW = 200
_SELDOM = (1_000_000, 20, 50)
_PACKED = (".zip", ".gz", ".tgz", ".tar")


def prepare_for(paths: Sequence[str]) -> None:
    """Go without what little input needs not, where *paths* hold little; the engine, which says how many threads, is not imported yet.

    How many threads there are is for the user to say first.
    """
    if is_little(paths):
        os.environ.setdefault(THREADS, "1")
        gc.disable()
    else:
        # A report of 100,000 files is looked through for garbage a hundred times as it grows, in a fifth of the time, and holds none.
        gc.set_threshold(*_SELDOM)


def is_little(paths: Sequence[str]) -> bool:
    """Return whether *paths* are files, and folders with few of them, that hold little in all.

    >>> is_little(["fixtures/scenarios/healthy-download/bundle"]), is_little(["fixtures"]), is_little(["-"])
    (True, False, False)
    """
    held = 0
    for number, size in enumerate(_sizes(paths)):
        held += size
        if held > LITTLE or number >= _FEW:
            return False
    return True


def _sizes(paths: Sequence[str]) -> Iterator[int]:
    """Yield the size of each file in *paths*; of what cannot be told before it is read, more than is little."""
    for path in paths:
        try:
            if os.path.isdir(path):  # noqa: PTH112 - before anything heavy is imported
                # It counts as a file: a hundred thousand empty folders are not little.
                yield 0
                with os.scandir(path) as entries:
                    yield from _sizes([entry.path for entry in entries])
            else:
                packed = path.lower().endswith(_PACKED)
                yield LITTLE + 1 if path == "-" or packed else os.stat(path).st_size  # noqa: PTH116 - as above
        except (OSError, ValueError):
            # Whoever reads it says what is wrong with it, or what a pattern means.
            yield LITTLE + 1

"""Pages that tools write: written again, or compared with what stands there."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from pathlib import Path


def keep(wanted: Mapping[Path, str], there: Collection[Path] = ()) -> int:
    """Write the pages *wanted*; called with `--check`, compare them instead, and return 1 where one of them is not what stands there.

    Args:
        wanted: The text of each page.
        there: Pages that there are; one that is not wanted is a difference, too.
    """
    if "--check" in sys.argv[1:]:
        same = all(path.is_file() and path.read_text(encoding="utf-8") == text for path, text in wanted.items())
        return int(not same or not wanted.keys() >= set(there))
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return 0

"""The command that writes the script which copies what a report lacks, as it is typed where the logs were diagnosed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile

SCRIPT = "Copy-CMUpdateLog.ps1"
MOST_PATHS = 4
UNNAMED = "PATH"
"""What stands for logs that no short name of one line names."""

_PLAIN = re.compile(r"[\w./\\:~+@=-]+")
_QUOTABLE = re.compile(r"[^\"$`%!\x00-\x1f\x7f-\x9f\u2028\u2029\u201c-\u201f]+")


def collect_command(files: Iterable[str]) -> str:
    """Return the command for logs whose *files* have these labels.

    >>> collect_command(["Logs.zip!/CAS01/hman.log", "Logs.zip!/PS1/despool.log"])
    'dmplog collect Logs.zip -o Copy-CMUpdateLog.ps1'
    >>> collect_command(["My logs/CAS01/hman.log", "My logs/CAS01/distmgr.log"])
    'dmplog collect "My logs/CAS01" -o Copy-CMUpdateLog.ps1'
    """
    paths = list(_paths(files))
    said = [_typed(path) for path in paths]
    named = 0 < len(said) <= MOST_PATHS and all(said)
    return f"dmplog collect {' '.join(filter(None, said)) if named else UNNAMED} -o {SCRIPT}"


def _paths(files: Iterable[str]) -> Iterable[str]:
    """Yield what holds all *files*: each archive, and the folder that the others have in common."""
    loose = []
    archives: dict[str, None] = {}
    for name in files:
        archive, mark, _ = name.partition("!/")
        if mark:
            archives[archive] = None
        else:
            loose.append(name)
    yield from sorted(archives)
    if len(loose) == 1:
        yield loose[0]
    elif loose:
        rows = zip(*(re.split(r"[\\/]", name)[:-1] for name in loose), strict=False)
        shared = [row[0] for row in takewhile(lambda row: len(set(row)) == 1, rows)]
        yield loose[0][: len("/".join(shared))] or ("." if not shared else "/")


def _typed(path: str) -> str:
    """Return *path* as it is typed in any shell, empty where it would be read as anything else."""
    if _PLAIN.fullmatch(path) and not path.startswith("-"):
        return path
    return f'"{path}"' if _QUOTABLE.fullmatch(path) and not path.endswith("\\") and not path.startswith("-") else ""

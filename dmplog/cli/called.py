"""What is called: a command by its name, or `diagnose`, where a path stands in the place of one."""

from __future__ import annotations

import os
from collections.abc import Sequence

COMMANDS = (
    "codes",
    "collect",
    "contribute",
    "diagnose",
    "diagram",
    "events",
    "explain",
    "fleet",
    "flowchart",
    "records",
    "redact",
    "watch",
)
"""Every command; that these are all is held by a test, because to ask the parser of the command line takes long."""

OWN = ("--version", "--help", "-h", "--install-completion", "--show-completion")
"""The options of no command."""

_LIKE_A_PATH = frozenset("./\\:*?~$%")


def as_called(arguments: Sequence[str]) -> list[str]:
    """Return *arguments* with the command they mean: whoever gives a path, or an option of its own, wants it diagnosed.

    A name that is nearly that of a command, and of no file, is left to the parser, which asks what was meant.

    >>> as_called(["Logs.zip", "-v"]), as_called(["explain", "5"]), as_called(["dignose", "logs"])
    (['diagnose', 'Logs.zip', '-v'], ['explain', '5'], ['dignose', 'logs'])
    """
    first = next(iter(arguments), None)
    if first is None or first in COMMANDS or first.split("=")[0] in OWN or _is_a_slip(first):
        return list(arguments)
    return ["diagnose", *arguments]


def _is_a_slip(name: str) -> bool:
    if name.startswith("-") or _LIKE_A_PATH & set(name):
        return False
    try:
        there = os.path.lexists(name)
    except ValueError:
        there = False
    if there:
        return False
    from dmplog.nearest import nearest

    return nearest(name, COMMANDS) is not None

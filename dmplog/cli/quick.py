"""The plain call `dmplog [diagnose] PATH... [options]`, read without the parser of the command line.

To start that parser takes longer than to diagnose a small bundle. Whatever is not plain, a wrong value first of all, is left to it;
that both read alike, and that the tables below are those of the command, is held by `tests/cli/test_quick.py`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dmplog.cli.answer import Asked
from dmplog.cli.called import as_called
from dmplog.limits import MOST_CONTEXT, MOST_MINUTES

FLAGS: Mapping[str, tuple[str, bool]] = {
    "--json": ("as_json", True),
    "--day-first": ("day_first", True),
    "--month-first": ("day_first", False),
    "--force": ("force", True),
    "--quiet": ("quiet", True),
    "-q": ("quiet", True),
    "--verbose": ("verbose", True),
    "-v": ("verbose", True),
    "--exit-zero": ("exit_zero", True),
    "--redact": ("redact", True),
    "--sites": ("sites", True),
    "--keep-sites": ("sites", False),
}
TEXTS = {
    "--format": "form",
    "--update": "update",
    "--site": "site",
    "--as-of": "as_of",
    "--time": "clock",
    "--encoding": "encoding",
}
FILES = {"--html": "html", "--markdown": "markdown", "--knowledge": "knowledge", "--map": "map_file"}
NUMBERS = {"--utc-offset": ("utc_offset", -MOST_MINUTES, MOST_MINUTES), "--context": ("context", 0, MOST_CONTEXT)}
SEVERAL = {"--flowchart": "flowchart"}


def plain(arguments: Sequence[str]) -> Asked | None:
    """Return what the plain call with *arguments* asks for, None where the parser of the command line has to be asked.

    >>> plain(["diagnose", "logs", "--json", "--context", "2"])
    Asked(paths=['logs'], ..., as_json=True, ..., context=2, ...)
    >>> plain(["diagnose", "logs", "--context", "two"]), plain(["diagnose", "--help"]), plain(["records", "logs"])
    (None, None, None)
    """
    called = as_called(arguments)
    if called[:1] != ["diagnose"] or any(name.endswith("_COMPLETE") for name in os.environ):
        return None
    # On Windows the parser finds the files that a pattern means.
    if not all(arguments) or (os.name == "nt" and any(set(text) & set("*?[~$%") for text in arguments)):
        return None
    paths: list[str] = []
    given: dict[str, Any] = {}
    value: Any
    rest = iter(called[1:])
    for text in rest:
        if text in FLAGS:
            name, value = FLAGS[text]
        elif text == "-" or not text.startswith("-"):
            paths.append(text)
            continue
        else:
            found, value = _valued(text, next(rest, "--"))
            if found is None:
                return None
            name = found
        if text in SEVERAL:
            value = [*given.pop(name, ()), value]
        if name in given:
            return None
        given[name] = value
    return Asked(paths, **given) if paths else None


def _valued(option: str, value: str) -> tuple[str | None, Any]:
    """Return the name of *option*, None where it or its *value* is not plain, and what the value means."""
    if value.startswith("-") and value != "-":
        return None, None
    if option in FILES:
        return FILES[option], Path(value)
    if option in NUMBERS:
        name, least, most = NUMBERS[option]
        # Four digits are enough for either, and whatever else may be a number is for others to say.
        number = int(value) if value.isascii() and value.isdigit() and len(value) <= 4 else most + 1
        return (name, number) if least <= number <= most else (None, None)
    return TEXTS.get(option) or SEVERAL.get(option), value

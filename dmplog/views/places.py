"""Names of files as a reader wants them: without the folder that all of them share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from os.path import commonprefix
from typing import Any

from dmplog.document import ATOMS
from dmplog.looks.document import Document

_PARTING = re.compile(r"[/\\]")


def common_folder(names: Sequence[str]) -> str:
    r"""Return the folder all *names* stand in, with its last parting sign, or nothing.

    >>> common_folder(["case/bundle/PRISRV/hman.log", "case/bundle/PRISRV/Logs/distmgr.log"])
    'case/bundle/PRISRV/'
    >>> common_folder(["hman.log", "logs.zip!/hman.log"])
    ''
    """
    shared = commonprefix(names)  # noqa: RUF071 - cut to whole folders at once, by the partings of either system
    return shared[: max((found.end() for found in _PARTING.finditer(shared)), default=0)]


def with_short_places(document: Document) -> tuple[Document, str]:
    """Return *document* with that folder taken off every file it cites, and the folder.

    The list of inputs keeps the whole names: there they are looked up.
    """
    folder = common_folder([row["file"] for row in document["coverage"]])
    if not folder:
        return document, ""
    return {key: value if key == "inputs" else _shortened(value, folder) for key, value in document.items()}, folder


def _shortened(value: Any, folder: str) -> Any:
    kind = type(value)
    if kind is not dict:
        several = kind in (list, tuple)
        return [one if type(one) in ATOMS else _shortened(one, folder) for one in value] if several else value
    # A quoted line is copied as it is but for its file: a report may hold a hundred thousand.
    found = value.copy()
    for key, one in value.items():
        if type(one) not in ATOMS:
            found[key] = _shortened(one, folder)
    if type(file := found.get("file")) is str:
        found["file"] = file.removeprefix(folder)
    return found

"""Tables of the user's own: some that are shipped can be added to, in `flowcharts/` of the folder, the others cannot."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from dmplog.compiled import read_document
from dmplog.data import data_folder, own_folder
from dmplog.errors import FlowchartError

EXTENDABLE: Final[Mapping[str, str]] = {"releases": "release", "decides_nothing": "event"}
"""The tables that can be added to, and what their entries are called."""


def own_entries(table: str) -> list[dict[str, Any]]:
    """Return the entries that the folder in use adds to *table*.

    Raises:
        FlowchartError: The file fails a check.
    """
    folder = own_folder("flowcharts")
    path = None if folder is None else folder / f"{table}.toml"
    if path is None or not path.is_file():
        return []
    values, text = read_document(path, FlowchartError)
    # What is shipped was validated when the package was built: only here is pydantic asked for.
    from dmplog.validator.document import mistakes
    from dmplog.validator.tables import TABLES

    for first in mistakes(TABLES[table], values, text):
        raise FlowchartError(first.message, path=str(path), line=first.line, column=first.column, hint=first.hint)
    entries: list[dict[str, Any]] = values[EXTENDABLE[table]]
    return entries


def refuse_fixed(path: Path) -> None:
    """Refuse the table of the user's own *path* where it would be passed over: it can be added to, or says what is shipped.

    Raises:
        FlowchartError: It would change nothing.
    """
    shipped = data_folder("flowcharts") / path.name
    if path.stem in EXTENDABLE or read_document(path, FlowchartError)[1] == read_document(shipped, FlowchartError)[1]:
        return
    hint = f"take it out; what a folder can add to is {', '.join(f'{name}.toml' for name in EXTENDABLE)}"
    raise FlowchartError("this table cannot be added to", path=str(path), line=1, column=1, hint=hint)

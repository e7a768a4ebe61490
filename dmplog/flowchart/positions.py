"""Where in a TOML file a value stands: `tomllib` gives values, but a person who mends a file needs lines.

The text is parsed once more, with lark, to note the place of every table header, key and array element. It is only asked about text
that `tomllib` has already accepted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from dmplog.data import data_folder

if TYPE_CHECKING:
    from lark import Lark

KeyPath = tuple[str | int, ...]
"""The way to a value: table names, keys and numbers of array elements."""

Place = tuple[int, int]
"""Line and column, both from 1."""

_QUOTES = re.compile(r"(?:'{3}|\"{3})\n?|['\"]")


class Positions:
    r"""The places of the values of one TOML text.

    >>> places = Positions("[flowchart]\nid = 'x'\n[[lane.a.step]]\nends = ['b',\n  'c']\n")
    >>> places.of("flowchart", "id"), places.of("lane", "a", "step", 0, "ends", 1)
    ((2, 1), (5, 3))
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def of(self, *path: str | int) -> Place | None:
        """Return the place of the key or element at *path*, or of the nearest table around it."""
        for length in range(len(path), 0, -1):
            # A table without a header of its own begins with the first of its parts.
            parts = [place for known, (place, _) in self._known.items() if known[:length] == path[:length]]
            if parts:
                return self._known[path[:length]][0] if path[:length] in self._known else min(parts)
        return None

    def text(self, *path: str | int) -> Place | None:
        """Return the place where the text of the key at *path* begins, behind its quotes.

        A line break directly behind three quotes is no part of the text.
        """
        value = self._known[path][1] if path in self._known else None
        if value is None:
            return None
        quotes = _QUOTES.match(value)
        opening = quotes[0] if quotes else ""
        return (value.line + 1, 1) if opening.endswith("\n") else (value.line, value.column + len(opening))

    def place(self, path: KeyPath, offset: Place = (0, 0)) -> tuple[int | None, int | None]:
        """Return line and column of the value at *path*, or of *offset* inside its text; None where the file has no such place."""
        line, column = offset
        if not line:
            return self.of(*path) or (None, None)
        first, indent = self.text(*path) or (1, 1)
        return line + first - 1, column + (indent - 1 if line == 1 else 0)

    @cached_property
    def _known(self) -> dict[KeyPath, tuple[Place, Any]]:
        """Every table, key and element: its place, and its value where that is one piece of text."""
        from lark.exceptions import UnexpectedInput

        try:
            tree: Any = _parser().parse(self._text)
        except UnexpectedInput:
            return {}
        return {path: ((at.line, at.column), value) for path, at, value in _parts(tree)}


@cache
def _parser() -> Lark:
    from lark import Lark

    grammar = (data_folder("grammars") / "toml.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", propagate_positions=True, maybe_placeholders=False)


def _parts(tree: Any) -> Iterator[tuple[KeyPath, Any, Any]]:
    """Yield the path of every part of a file, what tells its place, and its value."""
    table: KeyPath = ()
    counts: dict[KeyPath, int] = {}
    for item in tree.children:
        if item.data == "pair":
            yield from _pair(item, table)
            continue
        # Names of arrays of tables are followed by the number of the table.
        names, table = _names(item.children[0]), ()
        for number, name in enumerate(names, start=1):
            table = (*table, name)
            if item.data == "tables" and number == len(names):
                counts[table] = counts.get(table, -1) + 1
            if table in counts:
                table = (*table, counts[table])
        yield table, item.meta, None


def _pair(pair: Any, table: KeyPath) -> Iterator[tuple[KeyPath, Any, Any]]:
    key, value = pair.children
    path = (*table, *_names(key))
    yield path, key.meta, None if hasattr(value, "data") else value
    yield from _inside(value, path)


def _inside(value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, Any, Any]]:
    """Yield the elements of a list, and the keys of a table in one line."""
    kind = getattr(value, "data", None)
    for number, part in enumerate(value.children if kind else ()):
        if kind == "members":
            yield from _pair(part, path)
        else:
            yield (*path, number), getattr(part, "meta", part), None
            yield from _inside(part, (*path, number))


def _names(key: Any) -> list[str]:
    return [str(name).strip("\"'") for name in key.children]

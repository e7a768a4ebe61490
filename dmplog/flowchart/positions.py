"""Where in a TOML file a value stands: `tomllib` gives values, but a person who mends a file needs lines.

A small scanner walks the text once and notes the place of every table header, key and array element. It is only asked about
text that `tomllib` has already accepted, so it need not refuse anything.
"""

from __future__ import annotations

import bisect
import re

KeyPath = tuple[str | int, ...]
"""The way to a value: table names, keys and numbers of array elements."""

Place = tuple[int, int]
"""Line and column, both from 1."""

_NAME = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
_DOTTED = rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*"
_HEADER = re.compile(rf"\[(\[)?[ \t]*({_DOTTED})[ \t]*\]")
_KEY = re.compile(rf"({_DOTTED})[ \t]*=[ \t]*")
_PART = re.compile(_NAME)
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_QUOTES = re.compile(r"(?:'{3}|\"{3})\n?|['\"]")
_STRING = re.compile(r"'''(?:.|\n)*?'''|\"\"\"(?:\\(?:.|\n)|[^\\])*?\"\"\"|'[^'\n]*'|\"(?:\\.|[^\"\\\n])*\"")
_SCALAR = re.compile(r"[^\s,\[\]{}#\"']+(?: [0-9][^\s,\[\]{}#]*)?")


class Positions:
    r"""The places of the values of one TOML text.

    >>> places = Positions("[flowchart]\nid = 'x'\n[[lane.a.step]]\nends = ['b',\n  'c']\n")
    >>> places.of("flowchart", "id"), places.of("lane", "a", "step", 0, "ends", 1)
    ((2, 1), (5, 3))
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: list[int] = []
        self._places: dict[KeyPath, Place] = {}
        self._values: dict[KeyPath, int] = {}
        self._scanned = False

    def of(self, *path: str | int) -> Place | None:
        """Return the place of the key or element at *path*, or of the nearest table around it."""
        self._scan_once()
        for length in range(len(path), 0, -1):
            # A table without a header of its own begins with the first of its parts.
            parts = [place for known, place in self._places.items() if known[:length] == path[:length]]
            if parts:
                return self._places.get(path[:length], min(parts))
        return None

    def text(self, *path: str | int) -> Place | None:
        """Return the place where the text of the key at *path* begins, behind its quotes.

        A line break directly behind three quotes is no part of the text.
        """
        self._scan_once()
        offset = self._values.get(path)
        if offset is None:
            return None
        quotes = _QUOTES.match(self._text, offset)
        return self._place(quotes.end() if quotes else offset)

    def place(self, path: KeyPath, offset: Place = (0, 0)) -> tuple[int | None, int | None]:
        """Return line and column of the value at *path*, or of *offset* inside its text; None where the file has no such place."""
        line, column = offset
        if not line:
            return self.of(*path) or (None, None)
        first, indent = self.text(*path) or (1, 1)
        return line + first - 1, column + (indent - 1 if line == 1 else 0)

    def _scan_once(self) -> None:
        # A file without mistakes is loaded without a scan.
        if not self._scanned:
            self._scanned = True
            self._scan()

    def _scan(self) -> None:
        text = self._text
        table: KeyPath = ()
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        counts: dict[KeyPath, int] = {}
        offset = _skip(text, 0)
        while offset < len(text):
            if header := _HEADER.match(text, offset):
                table = self._enter(header, counts)
                self._places[table] = self._place(offset)
                offset = header.end() + (1 if header[1] else 0)
            elif key := _KEY.match(text, offset):
                offset = self._key(key, table)
            else:
                offset += 1
            offset = _skip(text, offset)

    def _enter(self, header: re.Match[str], counts: dict[KeyPath, int]) -> KeyPath:
        """Return the path of a table; names of arrays of tables are followed by the number of the table."""
        path: KeyPath = ()
        parts = _parts(header[2])
        for number, part in enumerate(parts, start=1):
            path = (*path, part)
            if header[1] and number == len(parts):
                counts[path] = counts.get(path, -1) + 1
            if path in counts:
                path = (*path, counts[path])
        return path

    def _key(self, key: re.Match[str], table: KeyPath) -> int:
        path = (*table, *_parts(key[1]))
        self._places[path] = self._place(key.start())
        self._values[path] = key.end()
        return self._value(key.end(), path)

    def _value(self, offset: int, path: KeyPath) -> int:
        """Note the parts of the value at *offset* and return the offset behind it."""
        if self._text.startswith("[", offset):
            return self._elements(offset + 1, path)
        if self._text.startswith("{", offset):
            return self._members(offset + 1, path)
        match = _STRING.match(self._text, offset) or _SCALAR.match(self._text, offset)
        return match.end() if match else offset + 1

    def _elements(self, offset: int, path: KeyPath) -> int:
        number = 0
        offset = _skip(self._text, offset)
        while offset < len(self._text) and self._text[offset] != "]":
            if self._text[offset] == ",":
                number, offset = number + 1, offset + 1
            else:
                self._places[(*path, number)] = self._place(offset)
                offset = self._value(offset, (*path, number))
            offset = _skip(self._text, offset)
        return offset + 1

    def _members(self, offset: int, path: KeyPath) -> int:
        offset = _skip(self._text, offset)
        while offset < len(self._text) and self._text[offset] != "}":
            key = _KEY.match(self._text, offset)
            offset = self._key(key, path) if key else offset + 1
            offset = _skip(self._text, offset)
        return offset + 1

    def _place(self, offset: int) -> Place:
        line = bisect.bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1


def _skip(text: str, offset: int) -> int:
    """Return the offset of the next character that is neither blank nor comment."""
    match = _BLANK.match(text, offset)
    return match.end() if match else offset


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(text))

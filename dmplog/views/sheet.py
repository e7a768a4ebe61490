"""A sheet of terminal text: words wrapped to a width, fields with a hanging indent, quotes, tables, and colour if wanted.

Colour goes on after wrapping, and only here: log text never carries an escape sequence past `visible`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from dmplog.looks.visible import ELLIPSIS, ascii_text, cells

LABEL = 14
"""The column where the values of fields begin."""

UNDER = 6
"""The column where the text under a row of a table begins."""

_CODES = {
    "title": "1",
    "label": "2",
    "dim": "2",
    "quote": "36",
    "failed": "1;31",
    "stalled": "1;33",
    "unknown": "1;35",
    "waiting": "1;34",
    "in_progress": "1;34",
    "current": "1;34",
    "completed": "32",
    "done": "32",
    "inferred": "32",
    "error": "31",
    "warning": "33",
    "": "",
}

Token = tuple[str, str]
"""Text that is not broken unless it is longer than a line, and its style; a "link" is never broken."""


class Sheet:
    """Lines of at most *width* columns, in the order they were written."""

    def __init__(self, width: int, *, color: bool, ascii_only: bool) -> None:
        self.width = max(width, 40)
        self.color = color
        self.ascii_only = ascii_only
        self._lines: list[str] = []

    def __str__(self) -> str:
        return "\n".join(self._lines).rstrip("\n") + "\n"

    @property
    def height(self) -> int:
        """How many lines were written."""
        return len(self._lines)

    def blank(self) -> None:
        """Leave one line empty, never two."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def words(self, text: str, *, style: str = "", indent: int = 0, label: str = "") -> None:
        """Write *text* as a paragraph."""
        self.tokens([(word, style) for word in text.split()], indent=indent, label=label)

    def quote(self, text: str, *, indent: int = LABEL, label: str = "", error: bool = False) -> None:
        """Write a log line behind a bar, so that it cannot be taken for the report's own words; one that is an *error* has its colour."""
        style = "error" if error else "quote"
        # Parted at single blanks, so that two blanks of a log line stay two.
        self.tokens([(word, style) for word in text.split(" ")], indent=indent, label=label, bar="│ ")

    def kept(self, lines: Sequence[str]) -> None:
        """Write *lines* behind a bar as they are, however wide: what one says may stand under a place of another."""
        bar = self._plain("│ ")
        self._lines += [f"  {bar}{self._plain(line)}".rstrip() for line in lines]

    def tokens(self, tokens: Iterable[Token], *, indent: int = 0, label: str = "", bar: str = "") -> None:
        """Write *tokens* parted by blanks, wrapped under *indent*."""
        bar = self._plain(bar)
        plain = ((text if style == "link" else self._plain(text), style) for text, style in tokens)
        lines = _wrapped(plain, max(self.width - indent - len(bar), 10))
        for number, line in enumerate(lines):
            lead = f"  {self._plain(label)}".ljust(indent) if label and number == 0 else " " * indent
            self._lines.append((self._styled(lead, "label" if label else "") + bar + self._join(line)).rstrip())

    def table(
        self,
        header: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        right: frozenset[int] = frozenset(),
        paths: frozenset[int] = frozenset(),
        wrap_last: bool = False,
        under: Sequence[str] = (),
    ) -> None:
        """Write a table, and what stands *under* each row; where it is too wide, columns are cut: *paths* first and in front, then the widest at its end."""
        grid = [[self._plain(text) for text in row] for row in (header, *rows)]
        sizes = self._sizes(grid, paths, wrap_last=wrap_last)
        for number, row in enumerate(grid):
            wrapped = _wrapped([(word, "") for word in row[-1].split()], sizes[-1])
            last = [" ".join(word for word, _ in line) for line in wrapped] if wrap_last else [row[-1]]
            for part, tail in enumerate(last):
                line = []
                for column, text in enumerate((*row[:-1], tail)):
                    shown = self._cut(
                        "" if part and column < len(sizes) - 1 else text, sizes[column], front=column in paths
                    )
                    pad = " " * (sizes[column] - cells(shown))
                    line.append(pad + shown if column in right else shown + pad)
                self._lines.append("  " + self._styled("  ".join(line).rstrip(), "dim" if number == 0 else ""))
            if number and under:
                self.words(under[number - 1], indent=UNDER)

    def _sizes(self, grid: list[list[str]], paths: frozenset[int], *, wrap_last: bool) -> list[int]:
        sizes = [max(cells(row[column]) for row in grid) for column in range(len(grid[0]))]
        room = self.width - 2 - 2 * (len(sizes) - 1)
        yielding = paths | ({len(sizes) - 1} if wrap_last else frozenset())
        for least, columns in ((10, yielding), (4, range(len(sizes)))):
            while sum(sizes) > room and max((sizes[column] for column in columns), default=0) > least:
                sizes[max(columns, key=lambda column: sizes[column])] -= 1
        return sizes

    def _cut(self, text: str, size: int, *, front: bool) -> str:
        if cells(text) <= size:
            return text
        mark = self._plain(ELLIPSIS)
        kept = text[::-1] if front else text
        while cells(kept) + len(mark) > size:
            kept = kept[: size - len(mark)] if len(kept) > size else kept[:-1]
        return mark + kept[::-1] if front else kept + mark

    def _plain(self, text: str) -> str:
        return ascii_text(text) if self.ascii_only else text

    def _styled(self, text: str, style: str) -> str:
        code = _CODES.get(style, "")
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and code and text.strip() else text

    def _join(self, line: list[Token]) -> str:
        # Neighbours of one style share one pair of codes.
        runs = groupby(line, key=lambda token: token[1])
        return " ".join(self._styled(" ".join(text for text, _ in run), style) for style, run in runs)


def _pieces(text: str, room: int) -> list[str]:
    if cells(text) <= room:
        return [text]
    pieces = [""]
    for one in text:
        if cells(pieces[-1]) + cells(one) > room:
            pieces.append("")
        pieces[-1] += one
    return pieces


def _wrapped(tokens: Iterable[Token], room: int) -> list[list[Token]]:
    """Return *tokens*, parted by blanks, as lines of *room* columns."""
    lines: list[list[Token]] = [[]]
    used = 0
    for text, style in tokens:
        for piece in [text] if style == "link" else _pieces(text, room):
            size = cells(piece)
            if used and used + 1 + size > room:
                lines.append([])
                used = 0
            used += size + (1 if used else 0)
            lines[-1].append((piece, style))
    return lines

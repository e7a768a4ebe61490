"""Records and events as a list for a terminal: nothing is wider than it, and no time and no name is cut."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from dmplog.looks.visible import cells, quoted
from dmplog.views.places import common_folder
from dmplog.views.sheet import Sheet

SHOWN_ROWS = 40
SHOWN_CHARACTERS = 200
ROOM = 40
"""So many columns a message needs beside the others; in less room it stands below its row."""
PLACE = 24
"""So many of the name of a file are never cut off."""

_GIVES_WAY = ("component", "thread", "severity")
"""The columns that help the least, least first."""


class Listing(NamedTuple):
    """A list, and the columns there was no room for."""

    text: str
    left_out: tuple[str, ...]


def listing(frame: pl.DataFrame, width: int | None, *, ascii_only: bool) -> Listing:
    """Return the first rows of *frame* in *width* columns; without a width each row is one line, whatever it holds."""
    shown = frame.head(SHOWN_ROWS)
    folder = common_folder(shown["file"].unique().to_list())
    known = [
        column
        for column in ("thread", "component", "severity", "event")
        if column in shown.columns and shown[column].null_count() < shown.height
    ]
    # Log text is hostile, so every cell is made visible first.
    rows = [
        {
            "line": quoted(f"{row['file'].removeprefix(folder)}:{row['line']}", SHOWN_CHARACTERS),
            "utc": "-" if row["utc"] is None else f"{row['utc']:%Y-%m-%d %H:%M:%S}",
            **{name: "-" if row[name] is None else quoted(str(row[name]), SHOWN_CHARACTERS) for name in known},
            "message": quoted(row["message"] or "", SHOWN_CHARACTERS),
        }
        for row in shown.iter_rows(named=True)
    ]
    names = ["line", "utc", *known]
    sizes = {name: max(cells(text) for text in (name, *(row[name] for row in rows))) for name in (*names, "message")}
    if width is None:
        return Listing(_table(rows, [*names, "message"], _needed(sizes, [*names, "message"]), ascii_only), ())
    below = _needed(sizes, names) + 2 + min(ROOM, sizes["message"]) > width
    sizes["line"] = min(sizes["line"], PLACE) if below else sizes["line"]
    left = [name for name in _GIVES_WAY if name in names]
    kept, left_out = list(names), []
    while below and left and _needed(sizes, kept) > width:
        left_out.append(left.pop(0))
        kept.remove(left_out[-1])
    return Listing(_table(rows, kept if below else [*kept, "message"], width, ascii_only), tuple(left_out))


def _needed(sizes: dict[str, int], names: list[str]) -> int:
    return 2 + sum(sizes[name] for name in names) + 2 * (len(names) - 1)


def _table(rows: list[dict[str, str]], names: list[str], width: int, ascii_only: bool) -> str:
    sheet = Sheet(width, color=False, ascii_only=ascii_only)
    cut = frozenset({names.index("line")})
    whole = "message" in names
    under = () if whole else [row["message"] for row in rows]
    sheet.table(names, [[row[name] for name in names] for row in rows], paths=cut, wrap_last=whole, under=under)
    return str(sheet)

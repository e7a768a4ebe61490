"""What the logs of a bundle call one thing: the update, its package, the jobs and requests that carried it, the sites it went to.

Each log has a name of its own for it, and a line here and there holds two of them. From one name the others are found by such lines:
towards the update, and away from it, never back, because a site takes part in everything.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from dmplog.errors import UsageError
from dmplog.events import read_events
from dmplog.framing.options import ReadOptions
from dmplog.knowledge import update_of
from dmplog.layout import Paragraph, Quote, Quotes, Section
from dmplog.pages.page import Page, page_of, section

FIELDS = {
    "package_guid": "Update",
    "package_id": "Package id",
    "job_id": "Job",
    "request_id": "Send request",
    "site_code": "Site",
}
"""The fields that name it, from the update to its sites, and what they are called."""

SHOWN = 12
"""So many lines of one name are shown: the first half and the last."""

MOST = 60
"""So many names are shown."""

_RANK = {field: number for number, field in enumerate(FIELDS)}
_WORD = re.compile(r"[A-Za-z0-9]{2,40}")


class Name(NamedTuple):
    """A name of one kind, as it is compared: without its case."""

    field: str
    value: str


class Binding(NamedTuple):
    """A name, and the nearest other one it stands on a line with, if it is not the one that is asked for; the first such row."""

    name: Name
    by: Name | None
    row: int


def bindings_page(asked: str, paths: Sequence[str | Path], options: ReadOptions = ReadOptions()) -> Page:  # noqa: B008 - frozen
    """Return the page of everything that the logs in *paths* call *asked*, a GUID, a package id, a job or a request.

    Raises:
        BundleError: No path yields a file.
        UsageError: No line holds it.
    """
    events = read_events(*paths, encoding=options.encoding, day_first=options.day_first, utc_offset=options.utc_offset)
    value = _compared(asked)
    lines = _lines(events)
    first = next((Name(field, value) for field in FIELDS if value in lines.values[field]), None)
    if first is None:
        shown = asked if len(asked) <= 60 else f"{asked[:57]}…"
        raise UsageError(
            f"no line of a known message names '{shown}'; give a package GUID, a package id, a job or a request"
        )
    found = _bound(first, lines)
    known = frozenset(found)
    told = [_nearest(name, first, known, lines) for name in found[:MOST]]
    more = [f"{len(found) - MOST:,} more"] if len(found) > MOST else []
    return page_of(
        "names",
        f"{_called(first)}: what the logs call it",
        section("Names", items=[*(_told(binding, lines) for binding in told), *more]),
        *(_section(binding, lines) for binding in told),
    )


def is_name(text: str) -> bool:
    """Return whether *text* may be a package id, a job or a request.

    >>> is_name("CAS10001"), is_name("name_not_resolved")
    (True, False)
    """
    return _WORD.fullmatch(text) is not None and any(character.isdigit() for character in text)


class _Lines(NamedTuple):
    """The rows that hold a name: what they are compared by, where they stand and what they say."""

    names: pl.DataFrame
    rows: pl.DataFrame
    values: dict[str, frozenset[str]]


def _lines(events: pl.DataFrame) -> _Lines:
    there = [
        pl.col(field).cast(pl.String).str.strip_chars("{} ").str.to_lowercase().alias(field)
        if field in events.columns
        else pl.lit(None, pl.String).alias(field)
        for field in FIELDS
    ]
    named = [pl.col(field).is_not_null() for field in FIELDS if field in events.columns]
    rows = events.filter(pl.any_horizontal(named) if named else pl.lit(value=False))
    # By time, and where that is not known as they were read.
    rows = _with_short_files(rows.sort("utc", maintain_order=True, nulls_last=True))
    names = rows.select(there)
    return _Lines(names, rows, {field: frozenset(names[field].drop_nulls()) for field in FIELDS})


def _bound(first: Name, lines: _Lines) -> list[Name]:
    """Return *first*, every name towards the update, and every name away from it, in this order."""
    found: dict[str, set[str]] = {field: set() for field in FIELDS}
    found[first.field].add(first.value)
    for towards in (True, False):
        pending = {first.field: {first.value}}
        while pending:
            fresh: dict[str, set[str]] = {}
            for field, values in pending.items():
                together = lines.names.filter(pl.col(field).is_in(sorted(values)))
                for other in FIELDS:
                    if other != field and (_RANK[other] < _RANK[field]) == towards:
                        fresh.setdefault(other, set()).update(together[other].drop_nulls())
            pending = {field: values - found[field] for field, values in fresh.items() if values - found[field]}
            for field, values in pending.items():
                found[field] |= values
    return [Name(field, value) for field in FIELDS for value in sorted(found[field])]


def _nearest(name: Name, first: Name, found: Collection[Name], lines: _Lines) -> Binding:
    """Return what binds *name*: of those *found* between it and *first* the nearest one."""
    if name == first:
        return Binding(name, None, 0)
    rank, numbered = _RANK[name.field], lines.names.with_row_index("row").filter(pl.col(name.field) == name.value)
    there: dict[Name, int] = {}
    for field in FIELDS:
        if field != name.field and (_RANK[field] < rank) == (_RANK[first.field] < rank):
            firsts = numbered.drop_nulls(field).unique(field, keep="first", maintain_order=True)
            there.update((Name(field, value), row) for value, row in firsts.select(field, "row").iter_rows())
    there = {other: row for other, row in there.items() if other in found}
    by = min(there, key=lambda other: (abs(_RANK[other.field] - rank), there[other]))
    return Binding(name, by, there[by])


def _told(binding: Binding, lines: _Lines) -> str:
    count = _of(binding.name, lines).height
    many = f"{count:,} {'line' if count == 1 else 'lines'}"
    by = f", bound to {_called(binding.by)}" if binding.by is not None else ""
    return f"{_called(binding.name)}: {many}{by}"


def _section(binding: Binding, lines: _Lines) -> Section:
    """Return the lines of a name, that which binds it first."""
    rows = _of(binding.name, lines)
    blocks: list[Paragraph | Quotes] = []
    if binding.by is not None:
        blocks.append(Paragraph((f"Bound to {_called(binding.by)} by this line:",)))
        blocks.append(Quotes(tuple(_quotes(lines.rows[binding.row : binding.row + 1]))))
        blocks.append(Paragraph(("Its lines:",)))
    if rows.height <= SHOWN:
        blocks.append(Quotes(tuple(_quotes(rows))))
    else:
        half = SHOWN // 2
        blocks.append(Quotes(tuple(_quotes(rows.head(half)))))
        blocks.append(Paragraph((f"… {rows.height - SHOWN:,} more …",), "dim"))
        blocks.append(Quotes(tuple(_quotes(rows.tail(half)))))
    return Section(_called(binding.name), tuple(blocks))


def _with_short_files(rows: pl.DataFrame) -> pl.DataFrame:
    """Return *rows* whose files are called without the folders that all of them have in common."""
    folders = [file.split("/")[:-1] for file in rows["file"].unique()]
    shared = 0
    while folders and all(len(parts) > shared and parts[shared] == folders[0][shared] for parts in folders):
        shared += 1
    return rows.with_columns(pl.col("file").str.split("/").list.slice(shared).list.join("/"))


def _of(name: Name, lines: _Lines) -> pl.DataFrame:
    return lines.rows.filter(lines.names[name.field] == name.value)


def _quotes(rows: pl.DataFrame) -> Iterator[Quote]:
    for file, line, utc, message in rows.select("file", "line", "utc", "message").iter_rows():
        time = f" at {utc:%Y-%m-%d %H:%M:%S} UTC" if utc is not None else ""
        yield Quote((message,), f"{file}:{line}{time}")


def _called(name: Name) -> str:
    """Return *name* as it is told; the update with the name it has in public."""
    value = name.value if name.field == "package_guid" else name.value.upper()
    known = update_of(value) if name.field == "package_guid" else None
    return f"{FIELDS[name.field]} {value}{f' ({known.name})' if known is not None else ''}"


def _compared(text: str) -> str:
    return text.strip("{} ").lower()

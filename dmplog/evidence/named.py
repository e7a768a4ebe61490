"""What lines name that advice may speak of: an address that was asked, a share that was written to.

INFO: Downloading http://go.microsoft.com/fwlink/?LinkID=2224612 as ndp48.exe
ERROR: Download() failed with 0x80072EE2

What names nothing itself is explained by the nearest line before it in the same log; a line of another log may speak of another moment.
"""

from __future__ import annotations

import string
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urlsplit

import polars as pl

from dmplog.cases import Shelf
from dmplog.cases.labels import condition
from dmplog.diagnosis import Finding
from dmplog.flowchart.model import Naming


class Named(NamedTuple):
    """That the line at *row* is the nearest one in front of the line at *near* that can fill the *blank*, by the *text* with its fields."""

    near: int
    blank: str
    text: str
    row: int


def named_near(rows: Iterable[int], finding: Finding, shelf: Shelf) -> tuple[Named, ...]:
    """Return what the lines in front of each of *rows* name for the advice on *finding*."""
    step, trace = finding.at, finding.trace
    if step is None or trace is None or not step.names:
        return ()
    own = finding.cases.rows_of(finding.subject)
    own = own.filter(own >= trace.deciding.run.first_row)
    files, wanted = shelf.events["file"], sorted(set(rows))
    found: list[Named] = []
    for blank in dict.fromkeys(naming.blank for naming in step.names):
        lines: dict[int, list[tuple[int, str]]] = {}
        for row, text in sorted(_lines((one for one in step.names if one.blank == blank), shelf.by_event, own)):
            lines.setdefault(files[row], []).append((row, text))
        for near in wanted:
            there = lines.get(files[near], [])
            place = bisect_right(there, near, key=lambda line: line[0])
            if place:
                row, text = there[place - 1]
                found.append(Named(near, blank, text, row))
    return tuple(found)


def values_near(near: int, named: Iterable[Named], fields: Mapping[int, Mapping[str, str]]) -> dict[str, str]:
    """Return what stands in the blanks of advice on the line at *near*; *fields* are those of each row that names something."""
    told = {one.blank: _value(one, fields.get(one.row, {})) for one in named if one.near == near}
    return {blank: value for blank, value in told.items() if value is not None}


def values_last(named: Iterable[Named], fields: Mapping[int, Mapping[str, str]]) -> dict[str, str]:
    """Return what stands in the blanks of advice on the step: what the last line names."""
    return {
        one.blank: value
        for one in sorted(named, key=lambda one: one.row)
        if (value := _value(one, fields.get(one.row, {}))) is not None
    }


def rows_naming(named: Iterable[Named], fields: Mapping[int, Mapping[str, str]]) -> dict[str, int]:
    """Return all that may stand in a blank, each with the last row that names it."""
    return {
        value: one.row
        for one in sorted(named, key=lambda one: one.row)
        if (value := _value(one, fields.get(one.row, {}))) is not None
    }


def _lines(names: Iterable[Naming], by_event: Mapping[str, pl.DataFrame], own: pl.Series) -> Iterable[tuple[int, str]]:
    for naming in names:
        rows = by_event.get(naming.signal.event)
        if rows is not None:
            met = rows.filter(condition(naming.signal) & pl.col("row").is_in(own.implode()))["row"]
            yield from ((row, naming.text) for row in met)


def _value(named: Named, fields: Mapping[str, str]) -> str | None:
    """Return the text of *named*, None where its line lacks a field: some wordings of a message hold less."""
    fields = {"host": _host(fields.get("url", "")), **fields}
    wanted = [name for _, name, _, _ in string.Formatter().parse(named.text) if name]
    return named.text.format_map(fields) if all(fields.get(name) for name in wanted) else None


def _host(url: str) -> str:
    """Return the host of *url*, empty where it has none.

    >>> _host("http://go.microsoft.com/fwlink/?LinkID=1"), _host("http://[x")
    ('go.microsoft.com', '')
    """
    with suppress(ValueError):
        return urlsplit(url).hostname or ""
    return ""

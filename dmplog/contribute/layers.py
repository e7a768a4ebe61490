"""Which records an answer needs: guesses, each of which holds all of the one before it, the last of them everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dmplog.contribute.units import Kept, Units
from dmplog.report import Report

REACH = 2
"""So many records on either side of a cited one make it understood."""


def layers(units: Units, report: Report, keep: Iterable[tuple[str, int]] = ()) -> Iterator[Kept]:
    """Yield the guesses for *report*, which was made of all *units*; *keep* are lines that somebody else cites.

    What is cited with its neighbours, and how far each log speaks; every message that is known or tells of a failure; a sign of life of
    each log in each hour; everything.
    """
    needed = Kept(units.ends)
    for file, line in (*_cited(report.to_dict()), *keep):
        unit = units.at(file, line)
        for each in units.around(unit, REACH) if unit is not None else ():
            needed[each] = 1
    yield needed
    for more in (units.events, units.hours):
        needed = Kept(one | other for one, other in zip(needed, more, strict=True))
        yield needed
    yield Kept(b"\1") * units.count


def _cited(value: Any) -> Iterator[tuple[str, int]]:
    """Yield the place of every line that stands in the report document *value*."""
    if isinstance(value, dict):
        if isinstance(value.get("file"), str) and isinstance(value.get("line"), int):
            yield value["file"], value["line"]
        for one in value.values():
            yield from _cited(one)
    elif isinstance(value, list):
        for one in value:
            yield from _cited(one)

"""Stamps of SMS 1.x, 2.0 and 2003 inside the simple framing: `<Fri Sep 03 12:23:46.229 1999 Central Daylight Time>`.

CMTrace still reads them with `%s %s %hu %hu:%hu:%hu.%hu %hu %[a-zA-Z ]`. The zone is named in words, with daylight saving in
the name, so the name gives the bias; names other than the English ones leave it unknown. The weekday is localised and skipped.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from dmplog.compiled import read_table
from dmplog.framing import stamps

_STAMP = (
    r"^\s*\S+\s+([A-Za-z]{3})\s+([0-9]{1,2})\s+([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?"
    r"\s+([0-9]{4})\s*([A-Za-z. ]*?)\s*~?\s*$"
)
_FIRST_GENERATION = r"^\s*\S+\s+[A-Za-z]{3}\s+[0-9]{1,2}\s+[0-9]{1,2}:[0-9]{2}:[0-9]{2}\s+[0-9]{4}\s*~"
_MONTHS = {
    name: f"{number:02}"
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}


@cache
def _zones() -> dict[str, int]:
    """Return the bias that each English zone name stands for."""
    standard = read_table("time_zones")["standard_bias"]
    return {
        "Coordinated Universal Time": 0,
        **{f"{name} Standard Time": bias for name, bias in standard.items()},
        **{f"{name} Daylight Time": bias - 60 for name, bias in standard.items()},
    }


def _part(stamp: pl.Expr, index: int) -> pl.Expr:
    return stamp.str.extract(_STAMP, index)


def local(stamp: pl.Expr) -> pl.Expr:
    """Return the local time of old stamps, null for any other text.

    >>> old = pl.lit("Fri Sep 03 12:23:46.229 1999 Central Daylight Time")
    >>> pl.select(local(old)).item().isoformat(), pl.select(bias(old)).item()
    ('1999-09-03T12:23:46.229000', 300)
    """
    month = _part(stamp, 1).str.to_lowercase().replace_strict(_MONTHS, default=None, return_dtype=pl.String)
    clock = (_part(stamp, 3), _part(stamp, 4), _part(stamp, 5))
    return stamps.moment(_part(stamp, 7), month, _part(stamp, 2), clock, _part(stamp, 6))


def bias(stamp: pl.Expr) -> pl.Expr:
    """Return the bias that the zone name of an old stamp stands for."""
    return _part(stamp, 8).replace_strict(_zones(), default=None, return_dtype=pl.Int16)


def is_first_generation(stamp: pl.Expr) -> pl.Expr:
    """Tell stamps of SMS 1.x, which end in `~` and go with threads in bare hexadecimal."""
    return stamp.str.contains(_FIRST_GENERATION).fill_null(value=False)

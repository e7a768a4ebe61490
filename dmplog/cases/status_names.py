"""What a status message names: the package or the site it is about (`flowcharts/status_names.toml`).

STATMSG: ID=2301 … ISTR0="Reader for all desks" ISTR1="CAS00061" … AID0=400 AVAL0="CAS00061"    is about the package CAS00061
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from dmplog.compiled import read_table

_SHAPES = {"package_id": "(?i)^[0-9a-z]{3}[0-9a-f]{5}$", "site_code": "(?i)^[0-9a-z]{3}$"}


class StatusName(NamedTuple):
    """Which column names what, in messages of which number; without numbers in any message."""

    field: str
    column: str
    messages: tuple[str, ...] = ()


def status_names() -> Iterator[StatusName]:
    """Yield where status messages name what they are about.

    >>> next(status_names())
    StatusName(field='package_id', column='status_package', messages=())
    """
    table = read_table("status_names")
    for field, column in table.get("any", {}).items():
        yield StatusName(field, column)
    for entry in table.get("message", ()):
        for field, column in entry["names"].items():
            yield StatusName(field, column, tuple(str(number) for number in entry["id"]))


def status_fields() -> dict[str, str]:
    """Return the fields that tell what status messages name, each with the event that has them.

    >>> status_fields()["insertion_0"]
    'status_message'
    """
    table = read_table("status_names")
    return dict.fromkeys((table["number"], *(name.column for name in status_names())), table["event"])


def with_status_names(events: pl.DataFrame) -> pl.DataFrame:
    """Return *events* with the fields that their status messages name, where they hold none of their own."""
    number = read_table("status_names").get("number", "")
    for name in status_names():
        if not {name.field, name.column, number} <= set(events.columns):
            continue
        said = pl.col(name.column).cast(pl.String)
        named = said.str.contains(_SHAPES[name.field])
        if name.messages:
            named &= pl.col(number).cast(pl.String).is_in(name.messages)
        own = pl.col(name.field).cast(pl.String)
        events = events.with_columns(pl.coalesce(own, pl.when(named).then(said)).alias(name.field))
    return events

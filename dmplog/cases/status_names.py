"""What a status message names in its insertion strings: the package or the site it is about (`flowcharts/status_names.toml`).

STATMSG: ID=2301 … ISTR0="Reader for all desks" ISTR1="CAS00061" …    is about the package CAS00061
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from dmplog.compiled import read_table

STATUS_MESSAGE = "status_message"

_SHAPES = {"package_id": "(?i)^[0-9a-z]{3}[0-9a-f]{5}$", "site_code": "(?i)^[0-9a-z]{3}$"}


class StatusName(NamedTuple):
    """Which column holds a name, in messages of which number."""

    field: str
    column: str
    messages: tuple[str, ...]


def status_names() -> Iterator[StatusName]:
    """Yield where status messages name what they are about.

    >>> next(status_names())
    StatusName(field='package_id', column='insertion_1', messages=('2300', '2301', '2302'))
    """
    for entry in read_table("status_names").get("message", ()):
        numbers = tuple(str(number) for number in entry["id"])
        for field, place in entry["names"].items():
            yield StatusName(field, f"insertion_{place}", numbers)


def with_status_names(events: pl.DataFrame) -> pl.DataFrame:
    """Return *events* with the fields that their status messages name, where they hold none of their own."""
    for name in status_names():
        if not {name.field, name.column, "message_id"} <= set(events.columns):
            continue
        said = pl.col(name.column).cast(pl.String)
        named = pl.col("message_id").cast(pl.String).is_in(name.messages) & said.str.contains(_SHAPES[name.field])
        events = events.with_columns(pl.coalesce(pl.col(name.field).cast(pl.String), pl.when(named).then(said)).alias(name.field))
    return events

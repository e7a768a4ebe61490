"""Alarms that nothing explains: no sign of any case, no known harmless line, no consequence of another line (truth rule T1)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

import polars as pl

from dmplog.alarms import LOOKS_ALIKE, SITE_LENGTH
from dmplog.cases.labels import condition, lane_signals
from dmplog.cases.shelf import Shelf
from dmplog.cases.subject import LaneCases
from dmplog.compiled import read_table
from dmplog.flowchart import Signal

SHORTLY = timedelta(minutes=1)
"""So long behind a failure its thread says what only follows from it."""

_PACKAGES = ("package_guid", "package_id", "status_package")
_SITES = ("site_code", "status_site", "site")
"""Fields in which lines tell which packages and sites there are."""


def unexplained(shelf: Shelf, lanes: Sequence[LaneCases]) -> pl.DataFrame:
    """Return the rows of *shelf* that alarm unexplained.

    Their columns are `row, file, log, thread, clock, event, alarm, template, about, about_site`, the last two with the packages and the sites
    that they name. A line of a lane that no case of it took explains nothing.
    """
    explained = pl.col("harmless").is_not_null() | pl.col("row").is_in(_following(shelf.events).implode())
    alarms = shelf.events.filter(pl.col("alarm").is_not_null() & ~explained).select(
        *("row", "file", "log", "thread", "clock", pl.col("event").cast(pl.String), pl.col("alarm").cast(pl.String)),
        *("template", pl.col("about", "about_site").cast(pl.String)),
    )
    told = [_meant([note.signal for note in cases.lane.also_seen], alarms, shelf) for cases in lanes]
    for cases in lanes:
        signs = _meant(lane_signals(cases.lane), alarms, shelf)
        told.append(signs.filter(signs.is_in(cases.members["row"].implode())))
    rows = pl.concat([pl.Series([], dtype=pl.UInt32), *told])
    return _with_names(alarms.filter(~pl.col("row").is_in(rows.implode())), shelf.events)


def _following(events: pl.DataFrame) -> pl.Series:
    """Return the rows that only follow from a failure, where it stands in front of them in the same thread.

    WARNING: Failed to download easy setup payload with exception: …
    WARNING: Retry in the next polling cycle

    Where nothing stands there, the second line is all that is known of the failure.
    """
    follows = events.filter(pl.col("consequence").is_not_null())
    if follows.is_empty():
        return pl.Series([], dtype=pl.UInt32)
    entries = read_table("decides_nothing").get("event", ())
    causes = sorted({cause for entry in entries for cause in entry.get("consequence_of", ())})
    failure = pl.col("alarm").is_not_null() & pl.col("consequence").is_null()
    place = ["log", pl.col("thread").fill_null(-1)]
    before = events.filter(failure | pl.col("event").cast(pl.String).is_in(causes)).select(
        "row", *place, failed="clock"
    )
    found = (
        follows.select("row", "clock", *place)
        .sort("row")
        .join_asof(
            before.sort("row").with_columns(known=pl.lit(value=True)),
            on="row",
            by=["log", "thread"],
            strategy="backward",
            check_sortedness=False,
        )
    )
    near = (pl.col("clock") - pl.col("failed") <= SHORTLY).fill_null(value=True)
    return found.filter(pl.col("known") & near)["row"]


def _with_names(alarms: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Return *alarms* without the names of packages and sites that only look so.

    `ERROR: Unhandled exception E06D7363` names no package of site E06, and "server PS100017" none of site PS1, unless a line of the bundle
    tells of one.
    """
    if alarms["about"].null_count() + alarms["about_site"].null_count() == 2 * alarms.height:
        return alarms
    packages, sites = _known(events, _PACKAGES), [site for site in _known(events, _SITES) if len(site) == SITE_LENGTH]
    name = pl.element().str.strip_prefix(LOOKS_ALIKE)
    return alarms.with_columns(
        about=_named("about", name.is_in(packages)), about_site=_named("about_site", name.is_in(sites))
    )


def _named(column: str, known: pl.Expr) -> pl.Expr:
    """Return what the text of *column* names for sure: what is called so, and what is *known*."""
    sure = ~pl.element().str.starts_with(LOOKS_ALIKE) | known
    names = pl.col(column).str.split(" ").list.eval(pl.element().filter(sure).str.strip_prefix(LOOKS_ALIKE))
    return pl.when(names.list.len() > 0).then(names.list.join(" "))


def _known(events: pl.DataFrame, columns: Collection[str]) -> list[str]:
    """Return what the lines tell in *columns*, in lower case."""
    said = [events[name].drop_nulls().unique().cast(pl.String) for name in columns if name in events.columns]
    return sorted({str(value).lower() for values in said for value in values})


def _meant(signals: Sequence[Signal], alarms: pl.DataFrame, shelf: Shelf) -> pl.Series:
    """Return the rows that one of *signals* means, of the events that alarm at all."""
    by_event: dict[str, list[Signal]] = {}
    for signal in signals:
        by_event.setdefault(signal.event, []).append(signal)
    asked = [
        shelf.by_event[event].filter(pl.any_horizontal([condition(signal) for signal in by_event[event]]))["row"]
        for event in alarms["event"].unique().to_list()
        if event in by_event
    ]
    return pl.concat([pl.Series([], dtype=pl.UInt32), *asked])

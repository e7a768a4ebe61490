r"""Errors in logs that only show what a subject came to: whose they are, where their worker does much else.

Hierarchy Manager reads manifests and notifications, and publishes the site in Active Directory. What alarms in its log and says nothing
of a step is a subject's where the line names it, or where its thread was the last that said something of it:

    Validate CMU file E:\…\3b7d84fa-….CMU with no intune subscription.        thread 5720
    *** [42000][229]…The EXECUTE permission was denied on the object …           thread 5720   the package's
    ERROR: Failed to publish site information to Active Directory, 0x80072030    thread 5999   nobody's
"""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from dmplog.cases.labels import lane_signals, rows_meant
from dmplog.flowchart import Flowchart

KEYLESS = " no subject"
FOREIGN = " another worker"
"""Contexts that are no key: no key begins with a blank."""

AT_ONCE = timedelta(minutes=1)
"""What a thread says so soon before or behind an error is about the same."""

_THREAD = ("role", "worker")


def strays_of(events: pl.DataFrame, chart: Flowchart) -> pl.Series:
    """Return the rows that alarm and say nothing of a step of *chart*."""
    alarms = events.filter(pl.col("alarm").is_not_null())
    signs = rows_meant([signal for lane in chart.lanes for signal in lane_signals(lane)], alarms)
    return alarms["row"].filter(~alarms["row"].is_in(signs.implode()))


def strays_of_others(rows: pl.DataFrame) -> pl.Series:
    """Return the strays of other workers among *rows*: they tell nothing about a case."""
    return rows.filter("stray", pl.col("context") == FOREIGN)["row"]


def with_strays_placed(rows: pl.DataFrame, events: pl.DataFrame, chart: Flowchart, away: pl.Expr) -> pl.DataFrame:
    """Return *rows* with the `context` of every stray of the logs that are *away*: a subject's, or another worker's.

    A line of a lane without a subject is about none, whomever it names: "… is applicable" is the check's. What a thread writes at once
    behind a line that is about something is about the same: "deleted file …".
    """
    if not rows.select((pl.col("stray") & away).any()).item():
        return rows
    said = rows.sort("row").with_columns(told=_told(events, chart, away))
    before, at = (pl.col(name).forward_fill().over(_THREAD) for name in ("told", "told_at"))
    known = said.with_columns(told_at=pl.when(pl.col("told").is_not_null()).then("clock")).with_columns(
        about=pl.when(pl.col("known") & ~pl.col("stray")).then(
            pl.coalesce("told", pl.when(pl.col("clock") - at <= AT_ONCE).then(before), pl.lit(FOREIGN))
        )
    )
    follows = away & pl.col("about").is_not_null() & (pl.col("about") != FOREIGN)
    found = pl.concat([_placed(known, away), known.filter(follows).select("row", found="about")])
    joined = rows.join(found, on="row", how="left", maintain_order="left")
    stray = pl.col("stray") & away
    return joined.with_columns(context=pl.when(stray).then("found").otherwise(pl.coalesce("context", "found"))).drop(
        "found"
    )


def _told(events: pl.DataFrame, chart: Flowchart, away: pl.Expr) -> pl.Expr:
    """Return what a line tells to be about: a subject, none, or nothing."""
    row, keyless = pl.col("row"), [lane for lane in chart.lanes if not lane.subject]
    about_none, signs = (
        rows_meant([signal for lane in lanes for signal in lane_signals(lane)], events)
        for lanes in (keyless, chart.lanes)
    )
    of_none = pl.when(row.is_in(about_none.implode())).then(pl.lit(KEYLESS))
    of_subject = pl.when(away).then("key").when(row.is_in(signs.implode())).then("context")
    return pl.when(~pl.col("stray")).then(pl.coalesce(of_none, of_subject))


def _placed(rows: pl.DataFrame, away: pl.Expr) -> pl.DataFrame:
    """Return `row, found` of the strays: whose each is, by what it names itself and what its thread wrote in front of it and behind it."""
    looked_at = {
        "last": pl.when(pl.col("about").is_not_null()).then("row"),
        "last_clock": pl.when(pl.col("about").is_not_null()).then("clock"),
        "last_about": pl.col("about"),
    }
    before = {name: what.forward_fill().over(_THREAD) for name, what in looked_at.items()}
    behind = {f"next_{name}": what.backward_fill().over(_THREAD) for name, what in looked_at.items()}
    strays = rows.with_columns(**before, **behind).filter(pl.col("stray") & away)
    newest = rows.drop_nulls("told").select("row", last_about="told", newest="row")
    placed = strays.sort("row").join_asof(
        newest.sort("row"), on="row", by="last_about", strategy="backward", check_sortedness=False
    )
    # A line of another log that is newer tells that the work is no longer with this thread.
    at_work = (pl.col("last") >= pl.col("newest")) | (pl.col("clock") - pl.col("last_clock") <= AT_ONCE)
    in_front = pl.col("next_last_clock") - pl.col("clock") <= AT_ONCE
    return placed.select(
        "row",
        found=pl.coalesce(
            "key",
            pl.when(at_work.fill_null(value=False)).then("last_about"),
            pl.when(in_front.fill_null(value=False)).then("next_last_about"),
            pl.lit(FOREIGN),
        ),
    )

"""An error no step explains: where it is the last a case says, the case has failed or stands still, and never goes on in silence.

What the same worker writes later, more than a minute behind the error, shows that it goes on; lines that it writes whether or not it
gets on, as of polling, show nothing (`flowcharts/idling.toml`). Then the answer stands, and is no longer sure (truth rule T1).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import polars as pl

from dmplog.compiled import read_table
from dmplog.diagnosis.finding import Finding, Proof
from dmplog.diagnosis.verdict import Ground

GOES_ON = timedelta(minutes=1)
"""What a worker writes so much later is no part of the failure any more."""

MOST_QUOTED = 3


def with_unexplained(finding: Finding, ground: Ground) -> Finding:
    """Return *finding* with what an unexplained alarm of its own, newer than its last sign, makes of it."""
    if finding.last_sign is None or finding.verdict in ("not_applicable", "failed"):
        return finding
    newer = ground.alarms.filter(pl.col("row").is_in(finding.alarms) & (pl.col("row") > finding.last_sign))
    errors = newer.filter(pl.col("alarm") == "error")
    if newer.is_empty() or (errors.is_empty() and finding.verdict == "completed"):
        return finding
    if finding.verdict == "completed":
        # What is done is done; whether it was done well, the error leaves open.
        return finding.proved(Proof("error_behind_the_end", "likely"))
    quoted = replace(finding, rows=(*finding.rows, *(errors if errors.height else newer)["row"].tail(MOST_QUOTED)))
    if errors.is_empty():
        return quoted.proved(Proof("unexplained_warning", "likely"))
    return _failed(quoted, errors, ground)


def _failed(quoted: Finding, errors: pl.DataFrame, ground: Ground) -> Finding:
    """Return the finding of an open case behind whose last sign *errors* of its own stand."""
    if _goes_on(errors.row(-1, named=True), ground):
        return quoted.proved(Proof("went_on", "likely"))
    if quoted.verdict in ("stalled", "unknown"):
        return quoted.proved(Proof("unexplained_error", None))
    failed = replace(
        quoted, verdict="failed", last_sign=errors["row"][-1], deadline=None, attempts=max(quoted.attempts, 1)
    )
    return replace(failed, proofs=()).proved(Proof("unexplained_error", "likely"))


def _goes_on(error: dict[str, object], ground: Ground) -> bool:
    """Return whether the worker that wrote *error* wrote something known more than a minute later."""
    idling = [entry["name"] for entry in read_table("idling").get("event", ())]
    known = pl.concat(
        [
            ground.events.filter(pl.col("row") > error["row"]).select(
                "file", "thread", pl.col("event").cast(pl.String), "clock", "alarm"
            ),
            ground.idle.select(
                "file", "thread", pl.col("event").cast(pl.String), "clock", alarm=pl.lit(None, dtype=pl.String)
            ),
        ],
        how="vertical_relaxed",
    ).filter(pl.col("alarm").is_null() & ~pl.col("event").is_in(idling))
    same = pl.col("file").eq_missing(error["file"]) & pl.col("thread").eq_missing(error["thread"])
    return bool(known.filter(same).select((pl.col("clock") - error["clock"] > GOES_ON).any()).item())

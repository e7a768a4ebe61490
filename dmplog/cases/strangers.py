"""Errors of other workers that stand beside an installation: its own witness is the update service (truth rule T1).

Hierarchy Manager, Site Component Manager and the monitor do a great deal beside an update, and whoever runs the program that checks the
prerequisites by hand writes the log of the check. What alarms there and says nothing of a step is the installation's where it names the
update, where its worker was the last that did something about it, or where the check is running that the update service asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import polars as pl

from dmplog.cases.labels import lane_signals, rows_meant
from dmplog.cases.parts import logs, plays
from dmplog.flowchart import Flowchart, Lane
from dmplog.grammar import UNRECOGNIZED

AT_ONCE = timedelta(minutes=1)
"""What a worker says so soon behind an error is about the same."""

_THREAD = ("server", "role", "thread")
_CASE = ("server", "update")


def whose_signs(events: pl.DataFrame, chart: Flowchart, lanes: Sequence[Lane]) -> Mapping[str, pl.Expr]:
    """Return the columns that tell a line of *lanes*, those of installations, from a stranger's.

    A row is *worded* where a grammar knows it, a *stray* that alarms and says nothing of a step, a *sign* that says something, *waits*
    where that is only a wait, *calling* where a program that the update service calls is at work behind it, *called* in the log of such
    a program, and *witness* in a log in which a step can go on. *of_subject* is about an installation whoever writes it.
    """
    called, steps = logs(chart, "calls"), [step for lane in lanes for step in lane.steps]
    asking = [step for step in steps if set(called).intersection(step.log)]
    signs = rows_meant([signal for lane in lanes for signal in lane_signals(lane)], events)
    calling = rows_meant([signal for step in asking for signal in (*step.begins, *step.progress)], events)
    waits = rows_meant([signal for step in steps for signal in step.waits], events)
    row, sign = pl.col("row"), pl.col("row").is_in(signs.implode())
    return {
        "stray": pl.col("alarm").is_not_null() & ~sign,
        "of_subject": plays(chart, "of_subject"),
        "sign": sign,
        "waits": row.is_in(waits.implode()),
        "worded": pl.col("event") != UNRECOGNIZED,
        "calling": row.is_in(calling.implode()),
        "called": pl.col("role").is_in(called),
        "witness": pl.col("role").is_in(sorted({log for step in steps for log in step.log})),
    }


def strangers(worker: pl.DataFrame, beside: pl.DataFrame) -> pl.Series:
    """Return the rows of *worker* and *beside*, each with its `update`, that alarm and are none of the installation's."""
    if not (worker["stray"].any() or beside["stray"].any()):
        return pl.Series("row", [], dtype=pl.UInt32)
    both = (worker.with_columns(own=~pl.col("called")), beside.with_columns(own=pl.lit(value=False)))
    rows = pl.concat(both, how="diagonal").sort("row")
    # "WARN: The current update package's state (196609) is not set to installed yet": an hourly look is no work on it.
    about = (pl.col("sign") & ~pl.col("waits")) | (pl.col("package_guid") == pl.col("update")).fill_null(value=False)
    told = pl.when("sign").then("row").forward_fill().over(_CASE)
    last = pl.when(pl.col("worded") & ~pl.col("stray"))
    by_thread, of_update = (last.then(what).forward_fill().over(_THREAD) for what in (pl.col("row"), about))
    # "Hierarchy Manager cannot reinstall the Site Component Manager…" stands in front of the status message that says it in a number.
    following, of_it = (last.then(what).backward_fill().over(_THREAD) for what in (pl.col("clock"), about))
    at_work = (of_update & (by_thread >= told)) | (of_it & (following - pl.col("clock") <= AT_ONCE))
    # "Running prereq checking against Server […] ..." and nothing behind it yet; a lost head tells nothing of the call.
    asked = pl.when(pl.col("sign") & pl.col("own")).then("calling").forward_fill().over(_CASE).fill_null(value=True)
    mine = pl.when("called").then(asked).otherwise(pl.col("witness") & at_work).fill_null(value=False)
    mine |= pl.col("own") | pl.col("of_subject") | pl.col("package_guid").is_not_null()
    return rows.filter(pl.col("stray") & pl.col("update").is_not_null() & ~mine)["row"]

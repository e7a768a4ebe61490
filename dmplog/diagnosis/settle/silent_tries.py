"""Tries that ended without a word: an episode has one clock, and a try that has just begun is no proof of health (truth rule T2).

Runs that stop at the same step without a result are tries of one episode, whether they begin with a banner, a restart of the service,
or the same first line again. Three of them are proof enough; of fewer, one that itself outlived the time of the step. Within a run the
product may come back to a step as a matter of course, so that there only a try that outlived its time is one, and what begins with a
line the step names as the beginning of a try. A try that gets further than those before it begins a new episode; one that has not got as
far yet as those before it died is one of them. A try whose last word is an error of its own ended with it: the time until somebody tries
once more is not its own, and outlives nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import groupby, pairwise

import polars as pl

from dmplog.cases.labels import is_meant
from dmplog.diagnosis.finding import Finding, Proof, spot_of
from dmplog.diagnosis.settle.whose import in_logs
from dmplog.diagnosis.verdict import ENOUGH, Ground
from dmplog.flowchart import Step
from dmplog.tracing.distance import told
from dmplog.tracing.trace import Trace
from dmplog.verdicts import Confidence
from dmplog.witness import Spot


def with_silent_tries(finding: Finding, ground: Ground) -> Finding:
    """Return *finding* standing still where its newest try is within its time and those before it ended without a result."""
    trace, step = finding.trace, finding.at
    if trace is None or step is None or finding.verdict != "in_progress" or finding.in_wait:
        return finding
    if trace.further is not None and (stalled := _where_it_died(finding, trace, trace.further, ground)) is not None:
        return stalled
    runs = sum(run.run.times for run in trace.episode[:-1] if not run.alignment.failed)
    stays = _not_gone_past(list(_within_the_run(trace)), finding, trace, ground)
    outlived = _outlived([*_between_runs(trace), *stays], finding, step, ground)
    begun = _begun_again(finding.cases.rows_of(finding.subject), step, trace.since_row, ground.events)
    ended = max(runs, sum(outlived), len(begun) - 1)
    if ended < ENOUGH and not any(outlived):
        return finding
    proof = Proof("silent_tries", None if ended >= ENOUGH else "likely", (("count", str(ended)),))
    if len(begun) - 1 == ended:
        return replace(finding, verdict="stalled", since=begun[0], attempts=len(begun)).proved(proof)
    return replace(finding, verdict="stalled", since=trace.since_row, attempts=max(trace.attempts, 1)).proved(proof)


def _where_it_died(finding: Finding, trace: Trace, further: Trace, ground: Ground) -> Finding | None:
    """Return *finding* standing still at the step at which the tries in front of its newest one died, where they prove it."""
    step = finding.lane.steps[further.current]
    begun = [*(told.run.first_row for told in further.episode[1:]), trace.deciding.run.first_row]
    outlived = _outlived(list(zip(further.stops, begun, strict=True)), finding, step, ground)
    ended = sum(told.run.times for told in further.episode)
    if ended < ENOUGH and not any(outlived):
        return None
    sure: Confidence | None = None if ended >= ENOUGH else "likely"
    last = max((sign.last_row for sign in further.signs), default=None)
    stalled = replace(finding.where_it_died(further, last), verdict="stalled")
    return stalled.proved(Proof("silent_tries", sure, (("count", str(ended)),)), Proof("new_run_begun", sure))


def _begun_again(own: pl.Series, step: Step, since: int | None, events: pl.DataFrame) -> list[int]:
    r"""Return the row with which each try of *step* began that got no further than the one before, and the one it began with.

    ~Wrote 380731 bytes to …\202SQCAS.PCK at position 20939878
    Found send request.  ID: 202SQCAS, Dest Site: PS1~
    """
    if since is None:
        return []
    far = pl.col(step.advances).cast(pl.String) if step.advances else pl.lit(None, dtype=pl.String)
    reached = far.cast(pl.Int64, strict=False)
    tries = (
        events[own.filter(own >= since).sort()]
        .with_columns(number=is_meant(*step.tries).cum_sum(), failed=is_meant(*step.fails))
        .filter(pl.col("number") > 0)
        .group_by("number", maintain_order=True)
        .agg(pl.col("row").first(), reached.max().fill_null(0).alias("reached"), pl.col("failed").any())
    )
    further = tries["reached"] > tries["reached"].cum_max().shift(1)
    # The first one begins anew in any case.
    anew = (further | tries["failed"].shift(1)).fill_null(value=True).arg_true()
    return tries["row"][int(anew[-1]) :].to_list() if len(anew) else []


def _between_runs(trace: Trace) -> Iterator[tuple[int, int]]:
    """Yield the row with which each run stopped that said nothing of a failure, and the first of the run behind it."""
    for (run, following), stop in zip(pairwise(trace.episode), trace.stops, strict=False):
        if not run.alignment.failed:
            yield stop, following.run.first_row


def _within_the_run(trace: Trace) -> Iterator[tuple[int, int]]:
    """Yield the last row of each stay at the step that did not fail, and the first row of what begins it anew."""
    stays = [list(signs) for _, signs in groupby(trace.signs, key=lambda sign: sign.label[0])]
    for signs, following in pairwise(stays):
        if signs[-1].label in {(trace.current, kind) for kind in ("begins", "progress", "proves")}:
            yield signs[-1].last_row, following[0].first_row


def _not_gone_past(
    stays: Sequence[tuple[int, int]], finding: Finding, trace: Trace, ground: Ground
) -> Sequence[tuple[int, int]]:
    """Return those of *stays*, the last row of each and the first behind it, that nothing behind them in the same run went past."""
    rows = finding.cases.rows_of(finding.subject)
    own = ground.events[rows.filter(rows >= trace.deciding.run.first_row).sort()] if stays else ground.events.clear()
    pieces = own.with_columns(pl.col("event").cast(pl.String)).partition_by("event", as_dict=True)
    far = told({str(event): lines for (event,), lines in pieces.items()}, finding.lane)
    if far is None or far.is_empty():
        return stays
    far = far.sort("row")
    reached, reaches = far["far"].cum_max().to_list(), far["far"].cum_max(reverse=True).to_list()
    ends = far["row"].search_sorted(pl.Series([last for last, _ in stays]), side="right").to_list()
    begins = far["row"].search_sorted(pl.Series([begun for _, begun in stays]), side="left").to_list()
    places = zip(stays, ends, begins, strict=True)
    return [
        stay
        for stay, end, begin in places
        if not (end > 0 and begin < far.height and reaches[begin] > reached[end - 1])
    ]


def _outlived(tries: Sequence[tuple[int, int]], finding: Finding, step: Step, ground: Ground) -> list[bool]:
    """Return of each of *tries*, its last row and the one with which the next begins, whether it had all the time of *step* in silence."""
    spot, errors = spot_of(finding.subject, step), _own_errors(finding, step, ground)
    return [
        not errors.is_between(last, begun, closed="none").any() and _took_all(last, begun, spot, step.expect, ground)
        for last, begun in tries
    ]


def _own_errors(finding: Finding, step: Step, ground: Ground) -> pl.Series:
    """Return the rows of the unexplained errors among the lines of *finding* in the logs of *step*."""
    own = finding.cases.rows_of(finding.subject)
    errors = ground.alarms.filter((pl.col("alarm") == "error") & pl.col("row").is_in(own.implode()))["row"]
    return ground.events[errors].filter(in_logs(finding, [step]))["row"]


def _took_all(last: int, begun: int, spot: Spot, time: timedelta, ground: Ground) -> bool:
    """Return whether between the *last* row of a try and the one with which the next has *begun* the step had all its *time*."""
    ended, next_one = ground.moments.clock(last), ground.moments.clock(begun)
    return ended is not None and next_one is not None and next_one > ground.clock.witness.due(spot, ended, time)

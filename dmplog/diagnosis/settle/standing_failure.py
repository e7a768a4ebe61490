"""A failure stands until the step gets further: what only begins the step again takes nothing back.

~Failed to take snapshot of package PR100005
Adding package 'PR100005' to package processing queue.

The second line stood there before the failure, too. A line of the step that did not is a sign that its worker went on; then the answer
stands and is no longer sure. Where the worker waits for work again behind it, the step has failed all the same (truth rule T1).
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from dmplog.cases.labels import is_meant
from dmplog.diagnosis.finding import Finding, Proof
from dmplog.diagnosis.verdict import Ground
from dmplog.diagnosis.worker import idling_events, waits_again
from dmplog.flowchart import Step
from dmplog.thinning import with_omitted


def with_standing_failure(finding: Finding, ground: Ground) -> Finding:
    """Return *finding* failed, or less certain, where a failure of its step stands in front of its last sign."""
    step, trace = finding.at, finding.trace
    if finding.verdict != "in_progress" or finding.in_wait or step is None or trace is None or trace.since_row is None:
        return finding
    own = finding.cases.rows_of(finding.subject)
    said = with_omitted(ground.events[own.filter(own >= trace.since_row).sort()]).with_columns(
        failed=is_meant(*step.fails)
    )
    failures = said.filter("failed")["row"]
    if failures.is_empty():
        return finding
    failure = failures[-1]
    quoted = replace(finding, rows=(*finding.rows, failure))
    if got_further(said, failure, step) and not waits_again(failure, ground):
        return quoted.proved(Proof("went_on_after_failure", "likely"))
    failed = replace(quoted, verdict="failed", last_sign=failure, deadline=None, attempts=max(finding.attempts, 1))
    return failed.proved(Proof("tried_again", "likely"))


def got_further(said: pl.DataFrame, failure: int, step: Step) -> bool:
    """Return whether one of the lines *said* behind the *failure* tells of the step what none in front of it told."""
    failed_in = said.row(by_predicate=pl.col("row") == failure, named=True)["role"]
    tells = is_meant(*step.progress, *step.ends) & ~is_meant(*step.begins, *step.tries) & ~pl.col("failed")
    # What another log says is another worker's: the check of the next server takes nothing back that the last one found.
    before, told = said.filter(pl.col("row") < failure), said.filter(tells & (pl.col("role") == failed_in))
    new = told.filter(
        ~pl.col("digest").is_in(before["digest"].implode()) & ~pl.col("event").cast(pl.String).is_in(idling_events())
    )
    if step.advances is None or new.is_empty():
        return not new.is_empty()
    far = pl.col(step.advances).cast(pl.String).cast(pl.Int64, strict=False).max()
    reached, begun = new.select(far).item(), before.select(far).item()
    return reached is None or begun is None or bool(reached > begun)

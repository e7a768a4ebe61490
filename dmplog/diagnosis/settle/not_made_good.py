"""A failure that nothing but a line of its own makes good stands, whatever else of its step ends behind it (`stands` of a step).

STATMSG: ID=1020 SEV=E … ISTR0="SMS_EXECUTIVE"
Successfully reported ConfigMgr update status (SiteCode=PS1, SubStageID=0xe0009, IsComplete=2, Progress=100, Applicable=1)

The client packages are done, and the component is still not installed again.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from dmplog.cases.labels import is_meant
from dmplog.diagnosis.finding import Finding, Proof
from dmplog.diagnosis.verdict import Ground
from dmplog.flowchart import Standing


def with_failures_not_made_good(finding: Finding, ground: Ground) -> Finding:
    """Return *finding* failed at the first of its steps with a failure that still stands."""
    trace = finding.trace
    if trace is None or finding.verdict in ("failed", "not_applicable"):
        return finding
    steps = finding.lane.steps[: trace.current + 1]
    if not any(step.stands for step in steps):
        return finding
    own = finding.cases.rows_of(finding.subject)
    said = ground.events[own.filter(own >= trace.deciding.run.first_row).sort()]
    for number, step in enumerate(steps):
        here = number == trace.current
        stands = [failure for failure in step.stands if failure.until is not None or here]
        left = [row for failure in stands for row in _standing(said, failure, ground.events)]
        if left:
            rows = tuple(sorted(left))
            entered = trace.since_row if here and finding.verdict != "completed" else None
            since = rows[0] if entered is None else min(entered, rows[0])
            failed = replace(finding, verdict="failed", step=number, since=since, last_sign=rows[-1], deadline=None)
            attempts = max(finding.attempts, 1) if finding.step == number else 1
            return replace(failed, attempts=attempts, rows=rows, proofs=()).proved(Proof("not_made_good", "likely"))
    return finding


def _standing(said: pl.DataFrame, failure: Standing, events: pl.DataFrame) -> list[int]:
    """Return the rows of *said* that are such a *failure*, without those that a later line of the same server made good."""
    same = [name for name in events.columns if name == failure.same]
    columns = ["row", "server", *same]
    failed = said.filter(is_meant(failure.signal)).select(columns)
    if failure.until is None:
        return failed["row"].to_list()
    good = events.filter(is_meant(failure.until)).select(columns)
    mended = failed.join(good, on=["server", *same], how="inner", nulls_equal=True, suffix="_good")
    rows = mended.filter(pl.col("row_good") > pl.col("row"))["row"]
    return failed.filter(~pl.col("row").is_in(rows.implode()))["row"].to_list()

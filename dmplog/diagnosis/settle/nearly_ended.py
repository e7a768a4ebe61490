r"""A step that has nearly ended: what is missing takes no time that would be worth waiting for (`nearly` of a step).

~Finished sending SWD package CAS10001 version 2 to site PS1

The instruction follows its package within seconds, and the site it goes to does nothing without it. It gets the time of the step behind.
Where the log shows no line with which anything ended, it may not hold such lines at all: then only the step behind can tell that something
stands still, and which of the two it is, nobody knows for sure.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from dmplog.cases.labels import rows_meant
from dmplog.diagnosis.finding import Finding, Proof, spot_of
from dmplog.diagnosis.verdict import Ground
from dmplog.flowchart import Step


def with_nearly_ended(finding: Finding, ground: Ground) -> Finding:
    """Return *finding* standing still, less certain or unknown, where its step has nearly ended and the rest does not come."""
    step, last = finding.at, finding.last_sign
    if finding.verdict not in ("in_progress", "stalled") or step is None or last is None:
        return finding
    behind = finding.lane.steps[finding.lane.steps.index(step) + 1 :]
    if not behind or rows_meant(step.nearly, ground.events[[last]]).is_empty():
        return finding
    shown = _shows_ends(finding, step, ground)
    if shown and finding.verdict == "stalled":
        return finding
    spot = spot_of(finding.subject, step if shown else behind[0])
    due = ground.clock.judge(spot, ground.moments.clock(last), behind[0].expect)
    if due.verdict == "stalled":
        judged = replace(finding, deadline=due.deadline, counted_from=due.since)
        late = judged if finding.verdict == "in_progress" else finding
        return replace(late, verdict="stalled").proved(_proof(shown=shown))
    if finding.verdict == "in_progress":
        return finding if shown else finding.proved(_proof(shown=shown))
    return replace(finding, verdict="unknown").proved(Proof("end_not_shown", "possible"))


def _shows_ends(finding: Finding, step: Step, ground: Ground) -> bool:
    """Return whether the logs of *step* on its server hold a line with which something ended, whatever it was."""
    server = finding.subject.places.get(step.place)
    here = pl.lit(value=True) if server is None else pl.col("server").cast(pl.String) == server
    said = ground.events.filter(here & pl.col("role").cast(pl.String).is_in(step.log))
    return not rows_meant(step.ends, said).is_empty()


def _proof(*, shown: bool) -> Proof:
    return Proof("nearly_ended" if shown else "end_not_shown", "likely")

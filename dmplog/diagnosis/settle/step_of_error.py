r"""At which step an unexplained error stops a case: at the one whose worker wrote it, not at the one that would come next.

Updating easy setup settings with EXEC sp_UpdateEasySetupSettings N'PR100005','3',N'…'        hman.log, the end of `record_package`
*** [42000][229]…The EXECUTE permission was denied on the object 'sp_UpdateEasySetupSettings'  hman.log, and not Distribution Manager's

A line that ends a step may only announce its work (`announces` of a step): an error directly behind it in the same thread is that step's.
What the thread says on the way to the end of that work stands between the two, and takes nothing back but what `done_by` names.

Validate CMU file …\hman.box\CFD\….CMU with no intune subscription.                        the end of `update_package_state`
INFO: File without BOM : (…\hman.box\CFD\….CMU)                                            the file is only being read
Failed to update package state in database. Error = 0x80040e14                              the step's, and not what comes next

An error in a log in which the step that would come next cannot show belongs to the last one seen there. Where that next step was
entered, what another worker writes stops nothing.
"""

from __future__ import annotations

import polars as pl

from dmplog.cases.labels import is_meant
from dmplog.diagnosis.finding import Finding
from dmplog.diagnosis.settle.whose import in_logs
from dmplog.diagnosis.verdict import Ground
from dmplog.diagnosis.worker import GOES_ON
from dmplog.flowchart import Step


def step_of_error(finding: Finding, error: int, ground: Ground) -> int | None:
    """Return the number of the step of *finding* that the row *error* stops; None where it stops none."""
    trace, current = finding.trace, finding.step
    if trace is None or current is None or not trace.signs:
        return current
    seen = {sign.label[0] for sign in trace.signs if sign.label[1] != "skips"}
    if (announced := announced_step(finding, error, ground)) is not None:
        return announced
    by_hand = finding.lane.steps[current].manual
    if _shows(finding, finding.lane.steps[current], error, ground) and (current in seen or not by_hand):
        return current
    earlier = [
        number for number in seen if number < current and _shows(finding, finding.lane.steps[number], error, ground)
    ]
    if current in seen:
        return None if earlier else current
    return max(earlier, default=current)


def announced_step(finding: Finding, error: int, ground: Ground) -> int | None:
    """Return the number of the step whose end was the last sign, only announced its work, and stands directly in front of *error*."""
    trace = finding.trace
    if trace is None or not trace.signs:
        return None
    last = trace.signs[-1]
    number, kind = last.label
    if kind != "ends" or not finding.lane.steps[number].announces:
        return None
    line = ground.events.row(error, named=True)
    thread = pl.col("log").eq_missing(line["log"]) & pl.col("thread").eq_missing(line["thread"])
    in_front = ground.events.filter(thread & pl.col("alarm").is_null() & (pl.col("row") < error)).tail(1)
    announces = in_front.filter(is_meant(*finding.lane.steps[number].announces) & (pl.col("row") == last.last_row))
    if announces.is_empty():
        return None
    begun, done_by = announces["clock"][0], [signal.event for signal in finding.lane.steps[number].done_by]
    # "deleted file …CMU" is counted and not kept: behind it the work was done. What stands there later is of other work, and where
    # no line is known to end it, so is any.
    over = pl.col("event").is_in(done_by) | (pl.col("clock") - begun > GOES_ON) | (not done_by)
    counted = ground.idle.filter(thread & pl.col("clock").is_between(begun, line["clock"]) & over)
    return number if counted.is_empty() else None


def _shows(finding: Finding, step: Step, error: int, ground: Ground) -> bool:
    """Return whether the row *error* stands in a log of *step*."""
    return bool(ground.events[error].select(in_logs(finding, [step])).item())

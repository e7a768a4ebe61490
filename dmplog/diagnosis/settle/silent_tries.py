"""Tries that ended without a word: an episode has one clock, and a try that has just begun is no proof of health (truth rule T2).

Runs that stop at the same step without a result are tries of one episode, whether they begin with a banner, a restart of the service,
or the same first line again. Three of them are proof enough; of fewer, one that itself outlived the time of the step.
"""

from __future__ import annotations

from dataclasses import replace

from dmplog.diagnosis.finding import Finding, Proof
from dmplog.diagnosis.verdict import Ground
from dmplog.tracing.trace import Trace

ENOUGH = 3
"""So many tries without a result prove a stall, however long each took."""


def with_silent_tries(finding: Finding, ground: Ground) -> Finding:
    """Return *finding* standing still where its newest try is within its time and those before it ended without a result."""
    trace = finding.trace
    if trace is None or finding.verdict != "in_progress" or finding.at is None:
        return finding
    ended = sum(run.run.times for run in trace.episode[:-1] if not run.alignment.failed)
    if ended < ENOUGH and not _one_outlived(trace, finding, ground):
        return finding
    proof = Proof("silent_tries", None if ended >= ENOUGH else "likely", (("count", str(ended)),))
    return replace(finding, verdict="stalled", since=trace.since_row, attempts=max(trace.attempts, 1)).proved(proof)


def _one_outlived(trace: Trace, finding: Finding, ground: Ground) -> bool:
    """Return whether one of the tries before the newest took longer than the step may take."""
    clock, step = ground.moments.clock, finding.lane.steps[trace.current]
    for run, following in zip(trace.episode, trace.episode[1:], strict=False):
        last, begun = clock(run.run.last_row), clock(following.run.first_row)
        if not run.alignment.failed and last is not None and begun is not None and begun - last > step.expect:
            return True
    return False

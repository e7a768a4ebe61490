"""Waiting for others: a case that waits for another site names the case that blocks it.

Design section 2: `notify_update_service`, `check_prerequisites` with the result pending and `wait_for_readiness` are `waiting`,
never `stalled`, while another site's case of the same update is unfinished or its logs are missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dmplog.report import Case

WAITING_STEPS = ("notify_update_service", "check_prerequisites", "wait_for_readiness")
OPEN = ("failed", "stalled", "unknown", "in_progress", "waiting")


def block(cases: Sequence[Case]) -> list[Case]:
    """Return *cases* with those that only wait for another site told so."""
    return [_blocked(case, cases) for case in cases]


def _blocked(case: Case, cases: Sequence[Case]) -> Case:
    if case.flowchart != "replication" or case.lane != "installation" or case.step not in WAITING_STEPS:
        return case
    if case.verdict not in ("stalled", "unknown", "in_progress", "waiting"):
        return case
    blocker = _blocker(case, cases)
    if blocker is None:
        return case
    name = f"{blocker.lane} of {blocker.subject.site or blocker.server or 'another site'} at {blocker.step}"
    reason = f"It waits for another site of the same update: {name} is {blocker.verdict}."
    return replace(
        case,
        verdict="waiting",
        blocked_by=name,
        reasons=(*case.reasons, reason),
        steps=tuple(replace(step, status="waiting") if step.id == case.step else step for step in case.steps),
    )


def _blocker(case: Case, cases: Sequence[Case]) -> Case | None:
    """Return the worst unfinished case of another site of the same update."""
    others = [
        other
        for other in cases
        if other.flowchart == "replication"
        and other.subject.package_guid == case.subject.package_guid
        and other.subject.site != case.subject.site
        and other.verdict in OPEN
        and not (other.lane == "installation" and other.step in WAITING_STEPS and other.verdict != "failed")
    ]
    return min(others, key=lambda other: OPEN.index(other.verdict)) if others else None

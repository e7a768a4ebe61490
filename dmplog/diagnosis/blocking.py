"""Waiting for others: a case that waits for another site names the case that blocks it.

Design section 2: `notify_update_service`, `check_prerequisites` with the result pending and `wait_for_readiness` are `waiting`,
never `stalled`, while another site's case of the same update is unfinished or its logs are missing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from dmplog.report import Case

WAITING_STEPS = ("notify_update_service", "check_prerequisites", "wait_for_readiness")
OPEN = ("failed", "stalled", "unknown", "in_progress", "waiting")


def block(cases: Sequence[Case], children: Collection[str | None] = ()) -> list[Case]:
    """Return *cases* with those that only wait for another site told so.

    Args:
        cases: Every case of the report.
        children: Servers that received content from a parent site.
    """
    return [_blocked(case, cases, children) for case in cases]


def _blocked(case: Case, cases: Sequence[Case], children: Collection[str | None]) -> Case:
    if case.flowchart != "replication" or case.lane != "installation" or case.step not in WAITING_STEPS:
        return case
    if case.verdict not in ("stalled", "unknown", "in_progress", "waiting"):
        return case
    blocker = _blocker(case, cases)
    if blocker is None:
        return _without_parent(case, cases) if case.server in children else case
    name = f"{blocker.lane} of {blocker.subject.site or blocker.server or 'another site'} at {blocker.step}"
    reason = f"It waits for another site of the same update: {name} is {blocker.verdict}."
    return replace(
        case,
        verdict="waiting",
        blocked_by=name,
        reasons=(*case.reasons, reason),
        steps=tuple(replace(step, status="waiting") if step.id == case.step else step for step in case.steps),
    )


def _without_parent(case: Case, cases: Sequence[Case]) -> Case:
    """Return *case* as waiting for its parent site where the parent's logs are missing."""
    told = any(
        other.lane == "top_level_site" and other.subject.package_guid == case.subject.package_guid for other in cases
    )
    if told or case.verdict == "in_progress":
        return case
    return replace(
        case,
        verdict="waiting",
        confidence="possible",
        blocked_by="the parent site, whose logs are missing",
        reasons=(*case.reasons, "It may wait for its parent site, and the logs of that site are missing."),
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

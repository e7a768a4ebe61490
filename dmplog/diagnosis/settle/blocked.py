"""Waiting for others: a case that waits for another site names the case that blocks it.

Design section 2: at the steps a lane names in `waits_for_other_sites` a case is `waiting`, never `stalled`, while another site's case
of the same update is unfinished or its logs are missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from dmplog.cases import LaneCases
from dmplog.cases.parts import plays
from dmplog.diagnosis.finding import Blocker, Finding, Proof, spot_of
from dmplog.diagnosis.stall import ASKED
from dmplog.diagnosis.verdict import Ground
from dmplog.verdicts import Verdict

OPEN: tuple[Verdict, ...] = ("failed", "stalled", "unknown", "in_progress", "waiting")


def told_whom_they_wait_for(findings: Sequence[Finding], lanes: Sequence[LaneCases], ground: Ground) -> list[Finding]:
    """Return *findings* with those that only wait for another site told so; a wait has no deadline of its own."""
    children = _children(lanes, ground.events)
    return [_blocked(finding, findings, children, ground) if _may_wait(finding) else finding for finding in findings]


def _may_wait(finding: Finding) -> bool:
    step = finding.at
    waits = step is not None and step.id in finding.lane.traits.waits_for_other_sites
    return waits and finding.verdict in OPEN[1:]


def _children(lanes: Sequence[LaneCases], events: pl.DataFrame) -> set[str | None]:
    """Return the servers of sites below another one."""
    charts = {cases.flowchart.id: cases.flowchart for cases in lanes}.values()
    shown = [events.filter(plays(chart, "shows_child"))["server"].cast(pl.String) for chart in charts]
    return {server for servers in shown for server in servers.unique()}


def _blocked(finding: Finding, findings: Sequence[Finding], children: set[str | None], ground: Ground) -> Finding:
    blocker = _blocker(finding, findings)
    if blocker is not None:
        values = tuple((name, value) for name, value in blocker._asdict().items() if value is not None)
        # While another site is waited for, no line is due at this one.
        due = tuple(proof for proof in finding.proofs if proof.kind != "covers")
        waiting = replace(finding, verdict="waiting", deadline=None, blocked_by=blocker, proofs=due)
        return waiting.proved(Proof("waits_for", "likely", values))
    told = any(_same_update(other, finding) and other.lane.traits.part == "request" for other in findings)
    if finding.subject.server not in children or told or finding.verdict == "in_progress":
        return _released(finding, findings, ground)
    waiting = replace(finding, verdict="waiting", deadline=None, blocked_by="parent")
    return waiting.proved(Proof("parent_missing", "possible"))


def _released(finding: Finding, findings: Sequence[Finding], ground: Ground) -> Finding:
    """Return *finding* judged from when the last of the others ended that it waited for: until then no line was due at its site.

    A package that was stuck for eight hours arrives, and five minutes later nobody is late.
    """
    if finding.at is None or finding.verdict not in ("stalled", "unknown") or finding.deadline is None:
        return finding
    ended = [
        ground.moments.clock(other.last_sign)
        for other in findings
        if _of_another_site(other, finding) and other.verdict == "completed"
    ]
    last, own = max(filter(None, ended), default=None), finding.counted_from
    if last is None or own is None or last <= own:
        return finding
    due = ground.clock.judge(spot_of(finding.subject, finding.at), last, finding.at.expect)
    if due.deadline is None or due.deadline <= finding.deadline:
        # A documented wait that goes on longer than that of the others is not cut short by their end.
        return finding
    rest = tuple(proof for proof in finding.proofs if proof.kind not in {*ASKED, "hours_of_silence"})
    judged = replace(finding, verdict=due.verdict, deadline=due.deadline, counted_from=due.since, proofs=rest)
    return judged.proved(*due.proofs)


def _of_another_site(other: Finding, finding: Finding) -> bool:
    return _same_update(other, finding) and other.subject.subject.site != finding.subject.subject.site


def _blocker(finding: Finding, findings: Sequence[Finding]) -> Blocker | None:
    """Return the worst unfinished case of another site of the same update."""
    others = [
        other
        for other in findings
        if _of_another_site(other, finding) and other.verdict in OPEN and not _may_wait(other)
    ]
    others = others or _at_the_top(finding, findings)
    worst = min(others, key=lambda other: OPEN.index(other.verdict), default=None)
    if worst is None:
        return None
    place = worst.subject.subject.site or worst.subject.server
    return Blocker(worst.lane.id, place, worst.at.id if worst.at else None, worst.verdict)


def _at_the_top(finding: Finding, findings: Sequence[Finding]) -> list[Finding]:
    """Return the open case of the same lane at the top-level site: the sites below begin after it."""
    same = [other for other in findings if _same_update(other, finding)]
    top = {other.subject.subject.site for other in same if other.lane.traits.part == "request"}
    if finding.subject.subject.site in top:
        return []
    beside = [other for other in same if other.lane.id == finding.lane.id and other.subject.subject.site in top]
    return [other for other in beside if other.verdict in OPEN]


def _same_update(other: Finding, finding: Finding) -> bool:
    same_chart = other.cases.flowchart.id == finding.cases.flowchart.id
    return same_chart and other.subject.subject.package_guid == finding.subject.subject.package_guid

"""What came later shows that a case is over: an update that is being installed has been downloaded and copied (truth rule T3).

The log that would say so may be missing, or its lines rolled over. What a lane names in `passed_by` can only begin when it is over, so that
work on the same update there, behind the last sign, refutes every stop in front of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dmplog.cases import LaneCases
from dmplog.diagnosis.finding import Finding, Proof
from dmplog.diagnosis.verdict import Ground
from dmplog.verdicts import OVER


def with_passed(findings: Sequence[Finding], _lanes: Sequence[LaneCases], _ground: Ground) -> list[Finding]:
    """Return *findings* with those completed of whose update a later lane shows the work."""
    # Only the same update counts: with thousands of them, each is asked of its own findings.
    by_update: dict[str | None, list[Finding]] = {}
    for finding in findings:
        by_update.setdefault(finding.subject.subject.package_guid, []).append(finding)
    return [_passed(finding, by_update[finding.subject.subject.package_guid]) for finding in findings]


def _passed(finding: Finding, findings: Sequence[Finding]) -> Finding:
    subject = finding.subject.subject
    if finding.verdict in OVER or subject.package_guid is None:
        return finding
    later = next((other for other in findings if _is_further(other, finding)), None)
    if later is None:
        return finding
    values = (("case", later.lane.named(later.subject.subject.site or "its site")),)
    over = replace(finding, verdict="completed", step=len(finding.lane.steps) - 1, deadline=None, blocked_by=None)
    return replace(over, overdue=False, proofs=()).proved(Proof("passed_by", "likely", values))


def _is_further(other: Finding, finding: Finding) -> bool:
    """Return whether *other* shows work on the update of *finding* that can only be done when *finding* is over."""
    chart = other.cases.flowchart.id
    name = other.lane.id if chart == finding.cases.flowchart.id else f"{chart}.{other.lane.id}"
    if name not in finding.lane.traits.passed_by or other.trace is None:
        return False
    one, two = finding.subject.subject, other.subject.subject
    same_site = finding.lane.traits.content_at != "child_site" or one.site == two.site
    if one.package_guid != two.package_guid or not same_site:
        return False
    # Its first step may be told before the content is there. Of work that no line speaks of, an error is no sign.
    last = None if finding.unseen else finding.last_sign
    return any(sign.label[0] > 0 and (last is None or sign.first_row > last) for sign in other.trace.signs)

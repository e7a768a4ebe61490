"""A stop that a newer update went past is over: one package carries every update, and the update service works on one at a time.

Version 3 of the package is stored at a site to which version 2 was never sent: nobody sends version 2 any more. That an installation
failed stays true whatever is installed afterwards, also where only an error nobody knows tells of it; that it hangs does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dmplog.cases import LaneCases
from dmplog.diagnosis.finding import Finding, Proof
from dmplog.diagnosis.verdict import Ground
from dmplog.verdicts import OVER


def without_superseded(findings: Sequence[Finding], _lanes: Sequence[LaneCases], _ground: Ground) -> list[Finding]:
    """Return *findings* with those ended that a newer update of the same package went past at the same site."""
    ended: dict[str | None, list[Finding]] = {}
    for finding in findings:
        if finding.verdict == "completed" and finding.finished:
            ended.setdefault(finding.subject.subject.site, []).append(finding)
    return [_superseded(finding, ended.get(finding.subject.subject.site, ())) for finding in findings]


def _superseded(finding: Finding, ended: Sequence[Finding]) -> Finding:
    traits = finding.lane.traits
    if traits.part is None or finding.verdict in OVER:
        return finding
    newer = next((other for other in ended if _went_past(other, finding)), None)
    if newer is None:
        return finding
    if not traits.passed_by and (finding.verdict == "failed" or _ended_in_an_error(finding)):
        # What no later lane passes is the installation itself.
        return _failed(finding)
    subject = newer.subject.subject
    values = (("update", str(subject.package_guid)), ("place", subject.site or "its site"))
    over = replace(finding, verdict="completed", deadline=None, blocked_by=None, overdue=False, proofs=())
    return over.proved(Proof("superseded", "likely", values))


def _ended_in_an_error(finding: Finding) -> bool:
    """Return whether the last that *finding* says is an error of its own: by the clock alone it stands still."""
    return any(proof.kind == "unexplained_error" for proof in finding.proofs)


def _failed(finding: Finding) -> Finding:
    """Return *finding* failed, which it stays."""
    if finding.verdict == "failed":
        return finding
    failed = replace(finding, verdict="failed", deadline=None, attempts=max(finding.attempts, 1), proofs=())
    return failed.proved(Proof("unexplained_error", "likely"))


def _went_past(other: Finding, finding: Finding) -> bool:
    """Return whether *other*, which ended at the site of *finding*, is another update, begun later and ended behind the last sign of it."""
    if finding.cases.flowchart.id != other.cases.flowchart.id or other.trace is None or finding.trace is None:
        return False
    one, two = finding.subject.subject, other.subject.subject
    if None in (one.package_guid, two.package_guid) or one.package_guid == two.package_guid:
        return False
    if other.lane.id not in (finding.lane.id, *finding.lane.traits.passed_by):
        return False
    signs, newer = finding.trace.signs, other.trace.signs
    return bool(signs and newer) and (
        newer[0].first_row > signs[0].first_row
        and newer[-1].last_row > max(finding.last_sign or 0, *(sign.last_row for sign in signs))
    )

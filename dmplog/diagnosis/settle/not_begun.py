"""Installations that have not begun: the content is there, and the update service was not told.

Such a case has no line of its own. It begins where the content was complete, and the site's Hierarchy Manager would write its next line.
Only the update that was replicated last is looked at: older ones were installed in logs that are gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dmplog.cases import CaseSubject, LaneCases
from dmplog.diagnosis.finding import Finding, Proof, spot_of
from dmplog.diagnosis.verdict import Ground
from dmplog.report import Subject

CONTENT_LANES = {"top_level_site": "top_level_site", "site_transfer": "child_site"}
"""The lanes that bring the content of an installation, and the place where it is then."""

LANE = "installation"


def with_installations_not_begun(
    findings: Sequence[Finding], lanes: Sequence[LaneCases], ground: Ground
) -> list[Finding]:
    """Return *findings*, and one for each site that has the content of the latest update and shows no installation."""
    installing = next((cases for cases in lanes if cases.lane.id == LANE), None)
    if installing is None:
        return list(findings)
    latest = _latest_update(findings)
    begun = {_key(finding) for finding in findings if finding.lane.id == LANE}
    found = []
    for finding in findings:
        key, place = _key(finding), CONTENT_LANES.get(finding.lane.id)
        ready = place in finding.subject.places and finding.verdict == "completed" and key[0] == latest
        if not ready or key in begun or place is None:
            continue
        if ground.moments.time(finding.last_sign) is not None:
            due = _due(finding, installing, finding.subject.places[place], ground)
            if ground.clock.supplied(spot_of(due.subject, installing.lane.steps[0])):
                begun.add(key)
                found.append(due)
    return [*findings, *found]


def _key(finding: Finding) -> tuple[str | None, str | None]:
    return finding.subject.subject.package_guid, finding.subject.subject.site


def _latest_update(findings: Iterable[Finding]) -> str | None:
    """Return the package GUID whose replication was asked for last."""
    asked = [
        (finding.since, finding.subject.subject.package_guid)
        for finding in findings
        if finding.lane.id == "top_level_site" and finding.since is not None
    ]
    return max(asked, key=lambda each: each[0])[1] if asked else None


def _due(content: Finding, installing: LaneCases, server: str | None, ground: Ground) -> Finding:
    """Return the finding of the installation that has been due since *content* was complete at *server*."""
    package_guid, site = _key(content)
    subject = CaseSubject(
        subject=Subject(package_guid, None, None, site),
        server=server,
        places={"installing_site": server, "site_server": server},
        values={"package_guid": package_guid or ""},
    )
    step, row = installing.lane.steps[0], content.last_sign
    due = ground.clock.judge(spot_of(subject, step), ground.moments.clock(row), step.expect)
    return Finding(
        installing,
        subject,
        None,
        due.verdict,
        0,
        since=row,
        last_sign=row,
        deadline=due.deadline,
        attempts=0,
        rows=() if row is None else (row,),
    ).proved(Proof("content_complete", "likely"), *([] if due.proof is None else [due.proof]))

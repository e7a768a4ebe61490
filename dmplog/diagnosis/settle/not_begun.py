"""Installations that have not begun: the content is there, and the update service was not told.

Such a case has no line of its own. It begins where the content was complete, and the site's Hierarchy Manager would write its next line.
Only the update that was replicated last is looked at: older ones were installed in logs that are gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import polars as pl

from dmplog.case import Subject
from dmplog.cases import CaseSubject, LaneCases
from dmplog.cases.labels import is_meant
from dmplog.diagnosis.finding import Finding, Proof, spot_of
from dmplog.diagnosis.verdict import Ground
from dmplog.flowchart import Lane, Signal, Step
from dmplog.verdicts import Verdict

_PROOFS: Mapping[Verdict, str] = {"failed": "said_failed", "waiting": "wait_without_end", "completed": "said_done"}


def with_installations_not_begun(
    findings: Sequence[Finding], lanes: Sequence[LaneCases], ground: Ground
) -> list[Finding]:
    """Return *findings*, and one for each site that has the content of the latest update and shows no installation."""
    by_id = {(cases.flowchart.id, cases.lane.id): cases for cases in lanes}
    begun = {(finding.cases.flowchart.id, finding.lane.id, *_key(finding)) for finding in findings}
    latest = _latest_update(findings)
    found = []
    for finding in findings:
        chart, traits = finding.cases.flowchart.id, finding.lane.traits
        following = by_id.get((chart, traits.content_for or ""))
        key, place = _key(finding), traits.content_at
        ready = place in finding.subject.places and finding.verdict == "completed" and key[0] == latest
        if following is None or place is None or not ready or (chart, following.lane.id, *key) in begun:
            continue
        row = finding.last_sign
        if row is not None and ground.moments.clock(row) is not None:
            due = _due(finding, row, following, finding.subject.places[place], ground)
            if ground.clock.witness.supplied(spot_of(due.subject, following.lane.steps[0])):
                begun.add((chart, following.lane.id, *key))
                found.append(due)
    return [*findings, *found]


def _key(finding: Finding) -> tuple[str | None, str | None]:
    return finding.subject.subject.package_guid, finding.subject.subject.site


def _latest_update(findings: Iterable[Finding]) -> str | None:
    """Return the package GUID whose replication was asked for last."""
    asked = [
        (finding.since, finding.subject.subject.package_guid)
        for finding in findings
        if finding.lane.traits.part == "request" and finding.since is not None
    ]
    return max(asked, key=lambda each: each[0])[1] if asked else None


def _due(content: Finding, row: int, installing: LaneCases, server: str | None, ground: Ground) -> Finding:
    """Return the finding of the installation that has been due since *content* was complete at *server*, which is *row*."""
    package_guid, site = _key(content)
    values = {"package_guid": package_guid or ""}
    subject = CaseSubject(
        Subject(package_guid, None, None, site), server, places={"installing_site": server}, values=values
    )
    step = installing.lane.steps[0]
    due = ground.clock.judge(spot_of(subject, step), ground.moments.clock(row), step.expect)
    blank = Finding(installing, subject, None, due.verdict, 0, row, row, attempts=0, rows=(row,))
    blank = replace(blank, deadline=due.deadline, counted_from=due.since)
    told = _told_behind(row, installing.lane, (package_guid or "").lower(), server, ground)
    if told is None:
        return blank.proved(Proof("content_complete", "likely"), *due.proofs)
    since, said, verdict, at = told
    number = next(number for number, each in enumerate(installing.lane.steps) if each is at)
    spoken = replace(blank, verdict=verdict, step=number, since=since, last_sign=said, rows=(row, said), deadline=None)
    return spoken.proved(Proof(_PROOFS[verdict], "likely"))


def _told_behind(
    row: int, lane: Lane, update: str, server: str | None, ground: Ground
) -> tuple[int, int, Verdict, Step] | None:
    """Return since when and until which line behind *row* the state of the *update* says on *server* how it stands, and at which step.

    Updated CMUpdatePackage state to 196613 (PackageGuid=…)
    """
    first = lane.steps[0]
    steps = {step.id: step for step in lane.steps}
    words: list[tuple[Signal, Verdict, Step]] = [
        *((signal, "failed", first) for signal in first.fails),
        *((signal, "waiting", first) for signal in first.waits),
        *((word.signal, word.verdict, steps[word.step]) for word in lane.outcomes if word.step),
    ]
    here = pl.col("server").cast(pl.String).eq_missing(pl.lit(server, dtype=pl.String))
    guid = pl.col("package_guid").cast(pl.String).str.to_lowercase()
    # What may say so are few lines: a name of each is told at no cost.
    spoken = pl.col("event").is_in(sorted({signal.event for signal, _, _ in words}))
    told = ground.events.filter((pl.col("row") > row) & spoken)
    behind = told.filter(here & (guid.is_null() | (guid == update)))
    found = [
        (rows[0] if verdict == "waiting" else rows[-1], rows[-1], verdict, step)
        for signal, verdict, step in words
        if len(rows := behind.filter(is_meant(signal))["row"])
    ]
    return max(found, key=lambda each: each[1], default=None)

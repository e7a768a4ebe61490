"""Installations that have not begun: the content is there, and the update service was not told.

Such a case has no line of its own. It begins where the content was complete, and the site's Hierarchy Manager would write its next line.
Only the update that was replicated last is looked at: older ones were installed in logs that are gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from dmplog.clocks import Reach
from dmplog.diagnosis.case import Finder, expected_texts
from dmplog.flowchart import Lane
from dmplog.report import Case, Confidence, NextSign, StepProgress, Subject, Verdict

CONTENT_LANES = {"top_level_site": "top_level_site", "site_transfer": "child_site"}


def pending_installations(
    cases: Sequence[Case], lane: Lane, servers: dict[tuple[str | None, str | None], str | None], finder: Finder
) -> list[Case]:
    """Return an `installation` case for each site that has the content of the latest update and shows no installation.

    Args:
        cases: The cases of the replication flowchart found so far.
        lane: The installation lane.
        servers: The server of each (package GUID, site) the content was followed to.
        finder: What cases are judged with.
    """
    latest = _latest_update(cases)
    begun = {(case.subject.package_guid, case.subject.site) for case in cases if case.lane == "installation"}
    found = []
    for case in cases:
        key = (case.subject.package_guid, case.subject.site)
        ready = case.lane in CONTENT_LANES and case.verdict == "completed" and case.subject.package_guid == latest
        if not ready or key in begun or key not in servers:
            continue
        server = servers[key]
        if case.last_sign is not None and finder.clocks.supplied(("hman",), server):
            begun.add(key)
            found.append(_pending(case, lane, server, finder, case.last_sign))
    return found


def _latest_update(cases: Iterable[Case]) -> str | None:
    """Return the package GUID whose replication was asked for last."""
    asked = [(case.since, case.subject.package_guid) for case in cases if case.lane == "top_level_site" and case.since]
    return max(asked)[1] if asked else None


def _pending(case: Case, lane: Lane, server: str | None, finder: Finder, since: datetime) -> Case:
    step = lane.steps[0]
    clocks = finder.clocks
    moment = since.astimezone(UTC).replace(tzinfo=None)
    deadline = moment + step.expect
    verdict, confidence, reason = _judge(finder, server, moment, deadline)
    values = {"package_guid": case.subject.package_guid or ""}
    status = {"in_progress": "waiting", "stalled": "stalled"}.get(verdict, "unobservable")
    return Case(
        flowchart=case.flowchart,
        lane=lane.id,
        subject=Subject(case.subject.package_guid, case.subject.update, None, case.subject.site),
        verdict=verdict,
        step=step.id,
        since=since,
        last_sign=since,
        site=case.subject.site,
        server=server,
        attempts=0,
        confidence=confidence,
        reasons=("The content is complete at this site.", reason),
        next=NextSign(
            log=step.log[0],
            server=server,
            expected=expected_texts(step.begins or step.ends, values, finder.render),
            supplied=clocks.supplied(step.log[:1], server),
            deadline=deadline.replace(tzinfo=UTC),
        ),
        steps=tuple(
            StepProgress(each.id, each.title, status if each is step else _later(finder, server, each.log[:1], moment))  # type: ignore[arg-type]
            for each in lane.steps
        ),
        checks=step.check,
        stall=step.stall,
    )


def _judge(finder: Finder, server: str | None, moment: datetime, deadline: datetime) -> tuple[Verdict, Confidence, str]:
    clocks = finder.clocks
    if clocks.as_of is None or clocks.as_of <= deadline:
        return "in_progress", "likely", "The update service may still be told in time."
    reach = clocks.reach(("hman",), server, moment, deadline)
    if reach is Reach.COVERS:
        return "stalled", "likely", "hman.log of the site goes on without telling the update service."
    if reach in (Reach.SILENT, Reach.ASSERTED):
        return "stalled", "likely", "hman.log of the site stops, while its server goes on."
    return (
        "unknown",
        "possible",
        "hman.log of the site does not reach the time at which the update service had to be told.",
    )


def _later(finder: Finder, server: str | None, roles: Sequence[str], moment: datetime) -> str:
    covering = [span for span in finder.clocks.logs(roles, server) if span.last is not None and span.last >= moment]
    return "not_reached" if covering else "unobservable"

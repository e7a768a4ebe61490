"""Which logs that nobody gave would show more of a case: the steps behind it, why it is stuck, and whom it waits for.

A confirmed place needs no log more; why it stands there may still be written in one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dmplog.case import Cause, Need, StepProgress
from dmplog.cases.parts import logs
from dmplog.diagnosis import Finding, spot_of
from dmplog.flowchart import Step
from dmplog.roles import place_of_log
from dmplog.witness import Spot, Witness

STUCK = ("stalled", "failed", "unknown", "waiting")
"""Verdicts of cases whose further way is worth a log."""

_OWNERS = {
    "service_connection_point": "the service connection point",
    "site_server": "the top-level site server",
    "top_level_site": "the top-level site server",
    "child_site": "the child site server",
    "installing_site": "the site server that installs",
}
"""Whose log it is where no line tells the server, by the place of a step."""

_EACH = {**_OWNERS, "child_site": "each child site server"}


def unseen(finding: Finding, steps: Sequence[StepProgress]) -> tuple[Need, ...]:
    """Return the logs that would show those *steps* of *finding* of which nobody can tell whether they were reached."""
    titles: dict[tuple[str, str | None], list[str]] = {}
    for step, progress in zip(finding.lane.steps, steps, strict=True):
        if progress.status == "unobservable":
            spot = spot_of(finding.subject, step)
            titles.setdefault((spot.role, _owner(spot, step)), []).append(step.title)
    return tuple(
        _need(role, owner, f"It was not supplied, or has no line of that time. It would show {_named(shown)}.")
        for (role, owner), shown in titles.items()
    )


def further_needs(finding: Finding, beyond: Sequence[Need], cause: Cause | None, witness: Witness) -> Iterator[Need]:
    """Yield the logs that would make the answer on *finding* surer, or tell why it is stuck, besides those its proofs name.

    *beyond* are those of the steps nobody can see, *cause* is why it is stuck.
    """
    proved = cause is not None and cause.category != "unknown" and cause.certainty == "proved"
    if finding.verdict in ("failed", "stalled") and not proved:
        yield from _why(finding, witness)
    if finding.confidence != "confirmed" and finding.verdict in STUCK:
        yield from beyond
        yield from _others(finding, witness)


def _why(finding: Finding, witness: Witness) -> Iterator[Need]:
    """Yield the logs of the step that were not supplied: what it died of may stand in them."""
    step = finding.at
    if step is not None:
        for role in step.log[1:]:
            spot = spot_of(finding.subject, step)._replace(role=role)
            if not witness.supplied(spot) and not witness.supplied_undated(spot):
                yield _need(role, _owner(spot, step), "It was not supplied. It may hold the line that says why.")


def _others(finding: Finding, witness: Witness) -> Iterator[Need]:
    """Yield the logs that show how far other sites are, where one of them may be waited for and none of these logs was supplied."""
    step, lane = finding.at, finding.lane
    if step is None or step.id not in lane.traits.waits_for_other_sites or finding.blocked_by is not None:
        return
    chart = finding.cases.flowchart
    helpers, given = logs(chart, "helps"), {span.role for span in witness.spans}
    steps = [
        each
        for other in chart.lanes
        if any(one.place == "child_site" for one in other.steps)
        for each in other.steps
        if each.log[0] not in helpers
    ]
    if not given & {each.log[0] for each in steps}:
        for each in steps:
            why = "It was not supplied. It would show whether another site is waited for."
            yield _need(each.log[0], finding.subject.places.get(each.place) or _EACH.get(each.place), why)


def _owner(spot: Spot, step: Step) -> str | None:
    """Return whose log *spot* is: its server, or in words where no line tells that; None is the one unnamed server."""
    return spot.server if spot.known else _OWNERS.get(step.place)


def _named(titles: Sequence[str]) -> str:
    more = (
        f" and the {len(titles) - 1} behind it" if len(titles) > 2 else f" and “{titles[1]}”" if len(titles) > 1 else ""
    )
    return f"the step “{titles[0]}”{more}"


def _need(role: str, server: str | None, why: str) -> Need:
    name, folder = place_of_log(role)
    return Need(name, server, folder, why)

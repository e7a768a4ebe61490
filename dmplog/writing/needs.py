"""Which logs would settle a case that is not sure, and where they lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dmplog.case import CaseProof, Need
from dmplog.diagnosis import Finding
from dmplog.flowchart import Flowchart
from dmplog.layout import inside
from dmplog.roles import place_of_log
from dmplog.writing.wording import Called, sentence

_ASKS = (
    "missing",
    "no_dated_line",
    "rolled",
    "ends",
    "copied_early",
    "cut",
    "undecided",
    "undecided_cut",
    "unrefuted",
    "unrefuted_early",
    "unrefuted_cut",
    "beginning_unseen",
    "late_log_missing",
)
"""The kinds of proofs that a log would do away with."""

_PLACES: Mapping[str, str] = {
    "service_connection_point": "the service connection point",
    "site_server": "the top-level site server",
    "top_level_site": "the top-level site server",
    "child_site": "each child site server",
    "installing_site": "each site server that installs",
}
"""Whose log it is, in words, by the place of a step; a lane with a step elsewhere is nothing to begin with."""


def needs(finding: Finding, called: Called, further: Iterable[Need] = ()) -> tuple[Need, ...]:
    """Return the logs that would make the answer on *finding* surer, each once, named as *called*: those its proofs name, and *further* ones."""
    found: dict[tuple[str, str | None], Need] = {}
    for need in (*_asked(finding, called), *further):
        found.setdefault((need.log, need.server), need)
    return tuple(found.values())


def logs_to_begin_with(flowcharts: Sequence[Flowchart]) -> tuple[Need, ...]:
    """Return the logs that show the steps of an update, in the order of its way, each once for every place it lies at."""
    lanes = sorted(
        (
            lane
            for chart in flowcharts
            for lane in chart.lanes
            if lane.subject and all(step.place in _PLACES for step in lane.steps)
        ),
        key=lambda lane: lane.traits.rank,
    )
    found: dict[tuple[str, str], Need] = {}
    for lane in lanes:
        for step in lane.steps:
            for role in step.log:
                name, folder = place_of_log(role)
                why = f"It shows the {inside(lane.traits.short or lane.title)}."
                found.setdefault((_PLACES[step.place], role), Need(name, _PLACES[step.place], folder, why))
    return tuple(found.values())


def proofs(finding: Finding, called: Called) -> tuple[CaseProof, ...]:
    """Return what the answer on *finding* rests on, and how much of its certainty each takes away."""
    return tuple(CaseProof(proof.kind, proof.caps, sentence(proof, finding, called)) for proof in finding.proofs)


def _asked(finding: Finding, called: Called) -> Iterator[Need]:
    for proof in finding.proofs:
        values = dict(proof.values)
        if proof.kind in _ASKS and "log" in values:
            log, server = values["log"], values.get("server") or None
            yield Need(called(log, server), server, place_of_log(log)[1], sentence(proof, finding, called))
        elif proof.kind == "parent_missing" and finding.at is not None:
            for role in finding.at.log:
                name, folder = place_of_log(role)
                yield Need(name, "the parent site", folder, sentence(proof, finding, called))

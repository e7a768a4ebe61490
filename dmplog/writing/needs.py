"""Which logs would settle a case that is not sure, and where they lie."""

from __future__ import annotations

from collections.abc import Iterator

from dmplog.case import CaseProof, Need
from dmplog.diagnosis import Finding, Proof
from dmplog.roles import LOGS, known_roles
from dmplog.writing.wording import sentence

_ASKS = (
    "missing",
    "no_dated_line",
    "rolled",
    "ends",
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


def needs(finding: Finding) -> tuple[Need, ...]:
    """Return the logs that would make the answer on *finding* surer, each once."""
    found: dict[tuple[str, str | None], Need] = {}
    for need in _asked(finding):
        found.setdefault((need.log, need.server), need)
    return tuple(found.values())


def proofs(finding: Finding) -> tuple[CaseProof, ...]:
    """Return what the answer on *finding* rests on, and how much of its certainty each takes away."""
    return tuple(CaseProof(proof.kind, proof.caps, sentence(proof)) for proof in finding.proofs)


def _asked(finding: Finding) -> Iterator[Need]:
    for proof in finding.proofs:
        values = dict(proof.values)
        if proof.kind in _ASKS and "log" in values:
            yield _need(values["log"], values.get("server") or None, proof)
        elif proof.kind == "parent_missing" and finding.at is not None:
            for role in finding.at.log:
                yield _need(role, "the parent site", proof)


def _need(role: str, server: str | None, proof: Proof) -> Need:
    name, folder = known_roles().places.get(role, (f"{role}.log", LOGS))
    return Need(name, server, folder, sentence(proof))

"""How certain a finding is: the least of the caps of its proofs, worked out last, so that each lowering says why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dmplog.diagnosis.finding import Finding, Proof, spot_of, where
from dmplog.diagnosis.verdict import Ground
from dmplog.diagnosis.witnesses import missing_witnesses
from dmplog.verdicts import Confidence
from dmplog.witness import Moments, Witness

SURE = 1.0
"""A margin from which on one stray line could not have decided the answer."""

_LEAST_FIRST: tuple[Confidence, ...] = ("possible", "likely", "confirmed")


def with_confidence(findings: Sequence[Finding], ground: Ground) -> list[Finding]:
    """Return *findings* with their confidence, and with the proofs of what lowers it."""
    return [_capped(finding, ground) for finding in findings]


def least(caps: Iterable[Confidence | None]) -> Confidence:
    """Return the least of *caps*; `confirmed` where nothing caps.

    >>> least(["likely", None, "possible"]), least([None])
    ('possible', 'confirmed')
    """
    return min((cap for cap in caps if cap is not None), key=_LEAST_FIRST.index, default="confirmed")


def _capped(finding: Finding, ground: Ground) -> Finding:
    absent = missing_witnesses(finding, ground.clock.witness, ground.moments.clock(finding.last_sign))
    found = (
        *_of_margin(finding),
        *finding.proofs,
        *absent,
        *_of_deadline(finding),
        *_of_server(finding, ground.clock.witness),
        *_of_clock(finding, ground.moments),
    )
    proofs = tuple(dict.fromkeys(found))
    return replace(finding, proofs=proofs, confidence=least(proof.caps for proof in proofs))


def _of_margin(finding: Finding) -> list[Proof]:
    """Return what the margin of the trace takes away; a word that settles a case, or the line of a documented wait, needs none."""
    trace = finding.trace
    if trace is None or finding.verdict == "not_applicable" or trace.deciding.alignment.margin >= SURE:
        return []
    waits = finding.verdict == "waiting" and trace.signs and trace.signs[-1].label[1] == "waits"
    return [] if waits else [Proof("close_margin", "possible")]


def _of_deadline(finding: Finding) -> list[Proof]:
    """Return that nobody said how long the step may take: two hours prove that it is late to nobody."""
    late = finding.verdict == "stalled" and finding.at is not None and finding.at.assumed
    return [Proof("assumed_deadline", "possible")] if late else []


def _of_server(finding: Finding, witness: Witness) -> list[Proof]:
    """Return that nothing tells whose log the step stands in, while others are known: it may be an old one, or a copy (truth rule T3)."""
    if finding.at is None or finding.trace is None:
        return []
    spot = spot_of(finding.subject, finding.at)
    nobodys = spot.known and spot.server is None and any(span.server is not None for span in witness.spans)
    return [Proof("server_unsure", "possible", where(spot))] if nobodys else []


def _of_clock(finding: Finding, moments: Moments) -> list[Proof]:
    """Return that the last sign carries local time only, or no time at all."""
    clock = moments.clock(finding.last_sign)
    if clock is None and finding.last_sign is not None:
        return [Proof("undated", "possible")]
    if clock is None or moments.utc_known(finding.last_sign):
        return []
    return [Proof("no_offset", None, (("clock", clock.isoformat(sep=" ", timespec="seconds")),))]

"""Cases that must exist and of which no line speaks.

Distribution Manager logs nothing when it decides not to send [@memlabs], so that a known child site without a minijob
proves neither a stall nor its absence.
"""

from __future__ import annotations

from collections.abc import Sequence

from dmplog.cases import LaneCases
from dmplog.diagnosis.finding import Finding, Proof
from dmplog.diagnosis.verdict import Ground


def with_unseen(findings: Sequence[Finding], lanes: Sequence[LaneCases], _ground: Ground) -> list[Finding]:
    """Return *findings*, and one for every expected subject that none of them is about."""
    seen = {id(finding.subject) for finding in findings}
    unseen = [
        Finding(cases, subject, None, "unknown", 0, attempts=0).proved(
            Proof("no_known_line" if subject.mode or subject.notes else "nothing_said", "possible")
        )
        for cases in lanes
        for subject in cases.subjects
        if subject.expected and id(subject) not in seen
    ]
    return [*findings, *unseen]

"""What was found out about one case: a verdict, the step, the rows it rests on, and typed proofs without a sentence.

A finding is judged once from its trace (or from the absence of one), then settled rule by rule, and gets its confidence last.
Sentences are made of it later, in `writing`.
"""

from __future__ import annotations

from dataclasses import field, replace
from datetime import datetime
from typing import Literal, NamedTuple

from dmplog.cases import CaseSubject, LaneCases
from dmplog.flowchart import Lane, Step
from dmplog.frozen import frozen
from dmplog.tracing.trace import Trace
from dmplog.verdicts import Confidence, Verdict
from dmplog.witness import Spot


class Proof(NamedTuple):
    """One reason for a finding.

    Attributes:
        kind: What is known; `writing.wording` has the sentence of each kind.
        caps: The most certain the finding can be with it; None where it takes nothing away.
        values: Its parameters by name.
    """

    kind: str
    caps: Confidence | None = None
    values: tuple[tuple[str, str], ...] = ()


class Blocker(NamedTuple):
    """The case another one waits for."""

    lane: str
    place: str | None
    """Its site, or its server."""
    step: str | None
    verdict: Verdict


@frozen
class Finding:
    """The verdict of one case and what it rests on.

    Attributes:
        cases: The lane with its subjects and their rows.
        subject: Whom the case is about.
        trace: What tracing found, or None where no line speaks of the case itself.
        step: The number of the step, None where none can be named.
        since: The row since which it stands there.
        last_sign: The row of the last sign.
        deadline: Until when the next line was due, naive UTC.
        counted_from: The moment the deadline counts from.
        rows: Rows it rests on beside the signs of the step.
        alarms: The rows of the unexplained alarms that are its own.
        overdue: Whether the step is due again, so that the signs of the run before say nothing of it.
    """

    cases: LaneCases = field(compare=False)
    subject: CaseSubject
    trace: Trace | None = field(compare=False)
    verdict: Verdict
    step: int | None
    since: int | None = None
    last_sign: int | None = None
    deadline: datetime | None = None
    attempts: int = 1
    proofs: tuple[Proof, ...] = ()
    rows: tuple[int, ...] = ()
    blocked_by: Blocker | Literal["parent"] | None = None
    overdue: bool = False
    alarms: tuple[int, ...] = ()
    confidence: Confidence = "confirmed"
    counted_from: datetime | None = None

    @property
    def lane(self) -> Lane:
        """The lane of the case."""
        return self.cases.lane

    @property
    def in_wait(self) -> bool:
        """Whether its lines end in a documented wait: what waits tries nothing, however often its service is started again."""
        return self.trace is not None and self.trace.deciding.alignment.waiting

    @property
    def at(self) -> Step | None:
        """The step the finding names."""
        return None if self.step is None else self.lane.steps[self.step]

    @property
    def unseen(self) -> bool:
        """Whether it must exist, and no line speaks of it."""
        return self.trace is None and self.subject.expected

    @property
    def finished(self) -> bool:
        """Whether the run went through to the end of its lane, whatever was found behind it."""
        return self.trace is not None and self.trace.finished

    def where_it_died(self, further: Trace, last_sign: int | None) -> Finding:
        """Return the finding at the step at which the runs *further* ended, with nothing of what the newest run proved."""
        return replace(
            self,
            trace=further,
            step=further.current,
            since=further.since_row,
            last_sign=last_sign,
            deadline=None,
            attempts=max(further.attempts, 1),
            proofs=(),
        )

    def proved(self, *proofs: Proof) -> Finding:
        """Return the finding with *proofs* behind its own, each once."""
        return replace(self, proofs=tuple(dict.fromkeys((*self.proofs, *proofs))))


def spot_of(subject: CaseSubject, step: Step) -> Spot:
    """Return where *step* of *subject* is logged."""
    return Spot(step.log[0], subject.places.get(step.place), step.place in subject.places)


def copied_on(moment: datetime | None) -> tuple[tuple[str, str], ...]:
    """Return the value of a proof that speaks of a log that was copied at *moment*, naive UTC; none where nothing says when."""
    return () if moment is None else (("copied", f"{moment:%Y-%m-%d %H:%M}"),)


def where(spot: Spot) -> tuple[tuple[str, str], ...]:
    """Return the values of a proof that speaks of the log at *spot*."""
    return (("log", spot.role), ("server", spot.server or ""))

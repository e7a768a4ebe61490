"""Which logs could have refuted an answer: an answer is no surer than what was read of them (truth rule T3).

For "it has not passed this step" these are the logs of the step, and the one in which the step behind it would begin; for a completed
case those of the step that ended it, and the one in which a new run would begin. Logs a chart calls helpers change nothing where they are missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from dmplog.cases.parts import logs
from dmplog.diagnosis.finding import Finding, Proof, copied_on, where
from dmplog.diagnosis.stall import ASKED
from dmplog.flowchart import Step
from dmplog.verdicts import Verdict
from dmplog.witness import Spot, Witness

_OPEN: tuple[Verdict, ...] = ("in_progress", "waiting")


def missing_witnesses(finding: Finding, witness: Witness, moment: datetime | None) -> Iterator[Proof]:
    """Yield what the absence of a log takes away from *finding*: much where it decides, a little where it is one of several.

    *moment* is the clock of its last sign: a log of another day is as good as missing.
    """
    step = finding.at
    if step is None or finding.trace is None or finding.verdict not in (*_OPEN, "stalled", "completed", "failed"):
        return
    deciding, *others = _spots(finding, step)
    if finding.verdict == "failed":
        # A failure in another log of the step stands until the one that decides shows more.
        whole = witness.of_the_time(deciding, moment) and not witness.damaged(deciding)
        others = [] if whole else [deciding]
    else:
        beside = _spots_beside(finding, step)
        others = [spot for spot in (*others, *beside) if spot != deciding]
        # What another log proves to be over, the log of the step may tell otherwise; behind the place where it breaks off a new run may begin.
        proved = any(sign.label[1] == "proves" for sign in finding.trace.signs)
        if finding.verdict == "completed" and (proved or (deciding in beside and witness.damaged(deciding))):
            others = [deciding, *others]
    if finding.verdict in _OPEN or _decided_elsewhere(finding):
        yield from _undecided(deciding, witness, moment)
    if finding.verdict in _OPEN:
        yield from _early(finding.deadline, deciding, witness)
    for spot in others:
        if witness.lacks(spot, moment, anywhere=finding.verdict == "completed" and finding.lane.cycle is not None):
            yield Proof("unrefuted", "likely", where(spot))
        elif finding.verdict == "stalled" and spot.known and not witness.covers(spot, moment):
            yield Proof("unrefuted_early", "likely", where(spot))
        elif witness.damaged(spot):
            yield Proof("unrefuted_cut", "likely", where(spot))


def _early(deadline: datetime | None, deciding: Spot, witness: Witness) -> Iterator[Proof]:
    """Yield that other logs of the bundle go on where those of its server end, or behind *deadline*, when its own had been copied."""
    if witness.ends_early(deciding.server):
        yield Proof("ends_early", "likely", (("server", deciding.server or ""),))
    copied = witness.copied(deciding)
    if copied is not None and deadline is not None and witness.as_of is not None and deadline < witness.as_of:
        yield Proof("copied_early", "likely", (*where(deciding), *copied_on(copied)))


def _decided_elsewhere(finding: Finding) -> bool:
    """Return whether tries that ended without a result, or an error that stands, were seen in any log of the step; only the clock asks one."""
    return finding.verdict == "stalled" and not any(proof.kind in ASKED for proof in finding.proofs)


def _undecided(deciding: Spot, witness: Witness, moment: datetime | None) -> Iterator[Proof]:
    """Yield what a case lacks of the log that decides, if nobody asked it yet."""
    if not witness.of_the_time(deciding, moment):
        yield Proof("undecided", "possible", where(deciding))
    elif witness.damaged(deciding):
        yield Proof("undecided_cut", "possible", where(deciding))
    elif not witness.covers(deciding, moment):
        yield Proof("unrefuted_early", "likely", where(deciding))


def _spots_beside(finding: Finding, step: Step) -> list[Spot]:
    """Return the log of another step that could change the answer: where a new run begins, or where the next step would."""
    if finding.verdict == "completed":
        # A new run, which opens the case again, begins in the log of the first step.
        return _spots(finding, finding.lane.steps[0])[:1]
    # The line that shows the step left behind may stand where the next one begins.
    following = finding.lane.steps[finding.step + 1 :][:1] if finding.step is not None else ()
    return [spot for after in following for spot in _spots(finding, after)[:1] if after.place == step.place]


def _spots(finding: Finding, step: Step) -> list[Spot]:
    """Return where *step* is logged: the log that decides, then the others that are no mere helpers."""
    helpers = logs(finding.cases.flowchart, "helps")
    places = finding.subject.places
    roles = [role for number, role in enumerate(step.log) if number == 0 or role not in helpers]
    return [Spot(role, places.get(step.place), step.place in places) for role in roles]

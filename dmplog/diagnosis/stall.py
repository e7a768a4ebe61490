"""The clock: the only place that compares a sign, a deadline, a wait and the as-of time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from dmplog.diagnosis.finding import Proof, copied_on, where
from dmplog.frozen import frozen
from dmplog.verdicts import Confidence
from dmplog.witness import Reach, Spot, Witness

HOUR = timedelta(hours=1)

_PROVES: dict[Reach, tuple[str, Confidence | None]] = {
    Reach.COVERS: ("covers", None),
    Reach.SILENT: ("silent", "likely"),
    # The clock is that of the machine on which they were copied.
    Reach.COPIED: ("copied", "likely"),
    Reach.ASSERTED: ("asserted", "likely"),
    Reach.MISSING: ("missing", "possible"),
    Reach.UNDATED: ("no_dated_line", "possible"),
    Reach.ROLLED: ("rolled", "possible"),
    Reach.ENDS: ("ends", "possible"),
    Reach.CUT: ("cut", "possible"),
}
ASKED = frozenset(kind for kind, _ in _PROVES.values())
"""The proofs that say what the log that decides holds behind the deadline."""


class Judgement(NamedTuple):
    """What the clock says of a sign that should have been followed by another one.

    Attributes:
        verdict: In time, past the deadline and proved so, or past it and nobody can tell.
        deadline: Until when the next line is or was due; None where no clock is known.
        proofs: Why; none while there is time.
        since: The moment that the deadline counts from.
    """

    verdict: Literal["in_progress", "stalled", "unknown"]
    deadline: datetime | None
    proofs: tuple[Proof, ...] = ()
    since: datetime | None = None


@frozen
class Clock:
    """The as-of time and the witnesses that stalls are judged against."""

    witness: Witness

    def judge(self, spot: Spot, since: datetime | None, expect: timedelta, wait: timedelta = timedelta()) -> Judgement:
        """Return how a step stands whose last sign was seen at *since* and whose next one is due at *spot* within *expect*.

        Before that the product may *wait*, as documented.
        """
        as_of = self.witness.clock_at(spot)
        if since is None or as_of is None:
            return Judgement("unknown", None, (Proof("no_times", "possible"),))
        deadline = self.witness.due(spot, since, wait + expect)
        silent = round((deadline - since - wait - expect) / HOUR)
        off = (("hours", str(silent)),)
        if as_of <= deadline:
            return Judgement(
                "in_progress", deadline, (Proof("hours_of_silence", "likely", off),) if silent else (), since
            )
        kind, caps = _PROVES[self.witness.reach(spot, since, deadline)]
        verdict: Literal["stalled", "unknown"] = "unknown" if caps == "possible" else "stalled"
        proofs: tuple[Proof, ...] = (Proof(kind, caps, (*where(spot), *copied_on(self.witness.copied(spot)))),)
        proofs = (*proofs, Proof("hours_of_silence", None, off)) if silent else proofs
        return Judgement(verdict, deadline, proofs, since)

    def waits_still(self, spot: Spot, since: datetime, wait: timedelta) -> bool:
        """Return whether a documented wait that began at *since* is not over at *spot*."""
        as_of = self.witness.clock_at(spot)
        return as_of is not None and as_of <= since + wait

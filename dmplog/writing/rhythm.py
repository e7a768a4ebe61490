"""How regularly a step that fails was tried, and when the next try is to be expected: from the tries in the logs alone.

20:04 failed, 19:59 the next day tried again, 20:04 failed, 19:59 …
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from statistics import median
from typing import Literal

from dmplog.case import Rhythm, StepProgress
from dmplog.diagnosis import Finding, spot_of
from dmplog.witness import Witness

ENOUGH = 3
"""So many tries show whether the times between them are alike."""

ALIKE = 0.1
"""By this part of itself, at most, one time between two tries differs from the middle one."""

LEAST = timedelta(minutes=1)
"""What comes back faster is no rhythm anybody waits for; and so much later than ever before a try may still be in time."""


def rhythm(finding: Finding, steps: Sequence[StepProgress], witness: Witness) -> Rhythm | None:
    """Return the rhythm of the tries of *finding*, whose *steps* tell when each began; None where they have none, or some are not told."""
    step = finding.at
    tries = next((own.tries for own in steps if step is not None and own.id == step.id), ())
    if finding.verdict != "failed" or step is None or len(tries) < max(ENOUGH, finding.attempts):
        return None
    between = [later - earlier for earlier, later in pairwise(tries)]
    middle = timedelta(seconds=median(each.total_seconds() for each in between))
    off = max(abs(each - middle) for each in between)
    if middle < LEAST or off > ALIKE * middle:
        return None
    due = tries[-1] + middle
    late = due.replace(tzinfo=None) + off + LEAST
    spot = spot_of(finding.subject, step)
    as_of, ends = witness.clock_at(spot), witness.ends(spot)
    shown: Literal["ahead", "missing", "unseen"] = "ahead"
    if as_of is not None and as_of > late:
        shown = "missing" if ends is not None and ends > late else "unseen"
    return Rhythm(round(middle.total_seconds()), due, shown)

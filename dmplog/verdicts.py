"""The words a judgement is told in: of a case, of a step, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Verdict = Literal["completed", "in_progress", "waiting", "stalled", "failed", "not_applicable", "unknown"]
StepStatus = Literal[
    "done", "inferred", "silent", "current", "waiting", "stalled", "failed", "not_reached", "bypassed", "unobservable"
]
Confidence = Literal["confirmed", "likely", "possible"]

WORST_FIRST: tuple[Verdict, ...] = (
    "failed",
    "stalled",
    "unknown",
    "in_progress",
    "waiting",
    "completed",
    "not_applicable",
)
"""The order of cases in a report."""

OVER: tuple[Verdict, ...] = ("completed", "not_applicable")
"""What a case is that nothing is waited for any more, and that went wrong nowhere."""

HEDGES: Mapping[str, str] = {"confirmed": "", "likely": "probably ", "possible": "perhaps "}
"""How sure a sentence sounds, by the confidence of what it says."""

"""What ends a watch: a step that is reached, a verdict, or any change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from dmplog.errors import UsageError
from dmplog.flowchart import checked_flowcharts, known_flowcharts
from dmplog.looks.document import STUCK
from dmplog.nearest import nearest
from dmplog.report import Report
from dmplog.verdicts import WORST_FIRST

_PASSED = ("done", "inferred", "silent", "bypassed")
_FORMS = "write step=STEP, verdict=VERDICT or change"


class Condition(NamedTuple):
    """One of the conditions that end a watch."""

    kind: Literal["step", "verdict", "change"]
    value: str = ""

    def holds(self, report: Report, *, changed: bool) -> bool:
        """Return whether *report* fulfils it, before which the cases *changed* or not.

        A step is reached where a case stands at it or behind it. A verdict is that of the worst case; what is stuck counts wherever it is.
        """
        if self.kind == "change":
            return changed
        if self.kind == "verdict":
            anywhere = self.value in STUCK and any(case.verdict == self.value for case in report.cases)
            return anywhere or (bool(report.cases) and report.verdict == self.value)
        return any(
            progress.id == step and (case.step == step or progress.status in _PASSED)
            for case in report.cases
            if (step := _step_in(self.value, case.flowchart, case.lane)) is not None
            for progress in case.steps
        )


def parse_condition(text: str, flowcharts: Sequence[str] = ()) -> Condition:
    """Return the condition that *text* is.

    >>> parse_condition("verdict=completed")
    Condition(kind='verdict', value='completed')

    Raises:
        UsageError: It is none, or names a step or a verdict that there is not.
    """
    kind, _, value = text.strip().partition("=")
    kind, value = kind.strip().lower(), value.strip().lower()
    if kind == "change" and not value:
        return Condition("change")
    if kind == "verdict":
        _refuse_unless(value, WORST_FIRST, text)
        return Condition("verdict", value)
    if kind == "step":
        lanes = [
            (chart, lane) for chart in checked_flowcharts(flowcharts or known_flowcharts()) for lane in chart.lanes
        ]
        names = [f"{chart.id}.{lane.id}.{step.id}" for chart, lane in lanes for step in lane.steps]
        short = {name.rpartition(".")[2] for name in names}
        _refuse_unless(value, (*names, *sorted(short)), text)
        return Condition("step", value)
    raise UsageError(f"--until cannot be '{text}'; {_FORMS}")


def _step_in(value: str, flowchart: str, lane: str) -> str | None:
    """Return the step that *value* names in a lane, None where it names one of another lane."""
    place, _, step = value.rpartition(".")
    return step if place in ("", f"{flowchart}.{lane}") else None


def _refuse_unless(value: str, known: Sequence[str], text: str) -> None:
    if value not in known:
        near = nearest(value, known)
        raise UsageError(f"--until cannot be '{text}'; {f'did you mean {near!r}?' if near else _FORMS}")

"""How a step state is shown: glyph, ASCII word and plain word, the same in every view.

State is never told by colour alone: glyph, word and border repeat it (design, section C.1).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from dmplog.frozen import frozen


@frozen
class State:
    """The look of one step state, colours apart."""

    status: str
    glyph: str
    ascii: str
    word: str
    drawn: str = ""
    """The glyph in a picture, where the fonts of a machine decide: more fonts have these than the glyph of the terminal."""

    letter: str = ""
    """The glyph in ASCII, where there is room for one sign alone."""

    @property
    def mark(self) -> str:
        """The glyph for a picture."""
        return self.drawn or self.glyph


STATES: dict[str, State] = {
    state.status: state
    for state in (
        State("failed", "✗", "[FAILED]", "Failed", letter="X"),
        State("stalled", "⏸", "[STALLED]", "Stalled", "‖", letter="!"),
        State("waiting", "⏲", "[waiting]", "Waiting", "◷", letter="w"),
        State("current", "▶", "[here]", "Here", letter=">"),
        State("done", "✓", "[ok]", "Done", letter="+"),
        State("inferred", "(✓)", "[(ok)]", "Inferred", letter="~"),
        State("silent", "·", "[silent]", "Writes no line", letter="-"),
        State("bypassed", "↷", "[skipped]", "Not taken", "↷", letter="/"),
        State("not_reached", "○", "[ ]", "Not reached", letter="."),
        State("unobservable", "?", "[no log]", "No log", letter="?"),
    )
}
"""Every state of the contract, in the order of a legend."""

VERDICT_STATES = {
    "failed": "failed",
    "stalled": "stalled",
    "unknown": "unobservable",
    "in_progress": "current",
    "waiting": "waiting",
    "completed": "done",
    "not_applicable": "bypassed",
}
"""The state whose look a verdict has."""

HERE = ("failed", "stalled", "waiting", "current")
"""The states of the step a case stands at."""


def state_said(step: Mapping[str, Any]) -> str:
    """Return the state of *step* in words, with what "inferred" rests on: its beginning may well be in the logs.

    >>> state_said({"status": "inferred", "evidence": [{}]}), state_said({"status": "not_reached", "evidence": []})
    ('inferred: it began, and its end is not in the logs', 'not reached')
    """
    word = STATES[step["status"]].word.lower()
    if step["status"] != "inferred":
        return word
    return f"{word}: " + ("it began, and its end is not in the logs" if step["evidence"] else "no line shows it")


def legend_of(statuses: Collection[str]) -> tuple[State, ...]:
    """Return the states that occur in *statuses*, in the order of a legend.

    >>> [state.word for state in legend_of({"done", "failed"})]
    ['Failed', 'Done']
    """
    return tuple(state for status, state in STATES.items() if status in statuses)

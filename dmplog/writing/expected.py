"""The lines that would show a step going on: filled in with what is known of the case, and where those count that name nothing of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from dmplog.case import Behind
from dmplog.diagnosis import Finding
from dmplog.evidence import Asked, Owned
from dmplog.flowchart import Signal, Step
from dmplog.writing.pen import Pen

EXPECTED_LINES = 3
"""So many texts of the line that comes next are told, those that are the easiest to search for first."""

SHOWN_OF_END = 160
"""So many characters of the line that ends a step are told in a sentence."""

_BLANK = re.compile(r"<[A-Z_0-9]+>|<…>")


class Line(NamedTuple):
    """A line that may come next, and the log it stands in."""

    text: str
    role: str


def expected(finding: Finding, number: int, owned: Owned, pen: Pen) -> tuple[tuple[Line, ...], str | None]:
    """Return the lines that would show the step *number* going on: its end, or its beginning where it was never entered; and what tells the two apart."""
    steps, trace = finding.lane.steps, finding.trace
    step = steps[number]
    entered = trace is not None and trace.deciding.alignment.entered and not finding.overdue
    log = step.log[:1]
    begins = [signal for signal in step.begins if dict(signal.where).get("role", log) == log]
    signals = step.ends if entered and finding.verdict not in ("failed", "completed") else (begins or step.ends)
    if not signals and not step.begins:
        # No good line of the step is public: the first later one that is.
        signals = next((later.ends for later in steps[number:] if later.ends), ())
    known = {**owned.alike, **finding.subject.values}
    lines = _lines(signals, step, known, owned, pen)
    if finding.verdict != "failed" or not begins:
        return lines, None
    # A step that is tried again begins before it fails again: to find that line proves nothing.
    ends = [line for line in _lines(step.ends, step, known, owned, pen) if line not in lines]
    own = [line for line in ends if line.role == step.log[0]] or ends
    if not own:
        return lines, None
    first = lines[: EXPECTED_LINES - 1]
    return (*first, *own[: EXPECTED_LINES - len(first)]), _attempt(len(first), own)


def behind(lines: Sequence[Line], asked: Asked, pen: Pen) -> tuple[Behind | None, ...]:
    """Return for each of *lines* that names nothing of the case the last line of the case in that log, behind which it counts; empty without any."""
    last = {each.role: each for each in asked.owned.last}
    found: list[Behind | None] = []
    for line in lines:
        own = None if names_it(line.text, asked.owned.names) else last.get(line.role)
        place = None if own is None else pen.book.cite(own.row)
        found.append(None if own is None or place is None else Behind(place.file, place.line, own.thread, own.key))
    return tuple(found) if any(found) else ()


def names_it(text: str, names: Sequence[str]) -> bool:
    r"""Return whether *text* holds one of *names*, which are in lower case, as a word.

    >>> names_it("Dest Site: PS1", ["ps1"]), names_it("PS1SRV", ["ps1"]), names_it(r"SMS_SITE\202SQCS1.PCK", ["ps1", "202sqcs1"])
    (True, False, True)
    """
    words = text.lower()
    return any(_stands(name, words) for name in names if name in words)


def _stands(name: str, words: str) -> bool:
    """Return whether *name* stands in *words* with nothing before and behind it that would make it another one."""
    parts = words.split(name)
    return any(not _is_name(before[-1:]) and not _is_name(behind[:1]) for before, behind in pairwise(parts))


def _is_name(sign: str) -> bool:
    return sign.isalnum() or sign in ("_", "-")


def _attempt(begins: int, ends: Sequence[Line]) -> str:
    """Return that the first lines, so many that *begins* counts, only begin an attempt, and which of *ends* shows that the step is over."""
    which = "The first line only begins" if begins == 1 else f"The first {begins} lines only begin"
    end = ends[0].text
    shown = end if len(end) <= SHOWN_OF_END else f"{end[: SHOWN_OF_END - 1]}…"
    return f"{which} the next attempt; the step is over with {'' if len(ends) == 1 else 'a line such as '}“{shown}”."


def _lines(
    signals: Sequence[Signal], step: Step, values: Mapping[str, str], owned: Owned, pen: Pen
) -> tuple[Line, ...]:
    """Return the lines of *signals*, with what is known filled in: those that can only be of this case first, then those with the fewest blanks."""
    lines = []
    for signal in signals:
        known = {field: allowed[0] for field, allowed in signal.where if len(allowed) == 1 and "*" not in allowed[0]}
        text = pen.render(signal.event, {**values, **known})
        lines.append(Line(text, known.get("role") or _role(step, pen.roles_of(signal.event))))
    first = list(dict.fromkeys(lines))[:EXPECTED_LINES]
    blanks = {line: len(_BLANK.findall(line.text)) for line in first}
    return tuple(
        sorted(first, key=lambda line: (bool(blanks[line]) or not names_it(line.text, owned.names), blanks[line]))
    )


def _role(step: Step, roles: Sequence[str]) -> str:
    """Return in which of the logs *roles* a line of *step* stands: the first of its own that has it."""
    return next((role for role in (*step.log, *roles) if role in roles), step.log[0])

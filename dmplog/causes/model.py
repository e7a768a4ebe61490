"""What a file of causes says."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Literal

from dmplog.causes.pattern import Pattern
from dmplog.frozen import frozen

Phrases = Mapping[str, tuple[str, ...]]
"""By its id, every wording of a message that Windows or .NET translates, in the languages it is known in."""

_WILD = frozenset("?[")

Status = Literal["seen", "documented", "inferred"]
"""How an entry is known: a line that proves it is quoted from a real log, report or article; a reference describes it; neither."""


@frozen
class Proof:
    """One way to prove, or to speak against, a cause: everything given must hold of one line.

    Attributes:
        weight: 3 proves, 2 makes likely, 1 hints.
        events: Names of events, any of them.
        all_texts: Parts of the raw message, all of them; case does not matter.
        any_texts: Parts of the raw message, at least one of them.
        pattern: A regular expression that the raw message contains, and what it must not contain.
        like: What the pattern finds in a line, for people.
        codes: Decoded error numbers, any of them.
        sibling: True for lines beside the step only, False for the step's own lines only, None for both.
        times: So many lines must match.
        unless_seen: What must not stand in the lines of the case, as `diagnosis.seen` tells it.
    """

    weight: float
    events: tuple[str, ...] = ()
    all_texts: tuple[str, ...] = ()
    any_texts: tuple[str, ...] = ()
    pattern: Pattern | None = None
    codes: tuple[str, ...] = ()
    sibling: bool | None = None
    times: int = 1
    unless_seen: tuple[str, ...] = ()
    like: str = ""


@frozen
class Instead:
    """What is told in place of the explanation and the actions where the lines in front of the proving one name more.

    Attributes:
        when: What the lines in front then show, in words.
        named: The blank that a line in front of the proving one has to fill.
        behind: The blank whose line it has to stand behind: what an earlier file was answered says nothing of this one.
    """

    when: str
    named: str
    behind: str
    explanation: str
    actions: tuple[str, ...]


@frozen
class KnownCause:
    """One cause, with what proves it and what to do.

    Attributes:
        steps: Steps it can block, as `flowchart.lane.step`; `*` stands for any part.
        actions: What to do, safe things first.
        line_actions: What to do with what the line says that proves it: told first, and not where a mere hint suggests the cause.
        versions: The releases it is known of, or None.
        evidence: Where this knowledge comes from.
        watch: Events beside the step whose lines the proof can be read from, besides those the proof names.
        status: How the cause is known.
        instead: What is told in place of this where more is known of the lines in front.
    """

    id: str
    category: str
    title: str
    steps: tuple[str, ...]
    explanation: str
    actions: tuple[str, ...]
    references: tuple[str, ...]
    proof: tuple[Proof, ...] = ()
    against: tuple[Proof, ...] = ()
    versions: str | None = None
    evidence: str | None = None
    watch: tuple[str, ...] = ()
    status: Status = "inferred"
    line_actions: tuple[str, ...] = ()
    instead: tuple[Instead, ...] = ()

    def can_block(self, step: str) -> bool:
        """Return whether the cause can block *step*, given as `flowchart.lane.step`."""
        return any(_stands_for(pattern, step) for pattern in self.steps)


def _stands_for(pattern: str, step: str) -> bool:
    """Return whether *pattern* means *step*; to make expressions of the two hundred patterns that are shipped takes 20 ms."""
    start, star, end = pattern.partition("*")
    if not star:
        return pattern == step
    if "*" in end or not _WILD.isdisjoint(pattern):
        return fnmatchcase(step, pattern)
    return len(step) >= len(start) + len(end) and step.startswith(start) and step.endswith(end)


@frozen
class Benign:
    """A line that looks alarming and blocks nothing in some logs; where none are named, in every log."""

    id: str
    why: str
    match: Proof
    status: Status = "inferred"
    logs: tuple[str, ...] = ()

"""Turns rules into patterns: one anchored pattern per spelling, with a group for each field.

A pattern is written for the regex engine of polars. Terminals are written greedy and compiled as `(?U:…)`: of two fields
that could share some text the first takes as little as it can, which is how lark's Earley parser resolves it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from dmplog.frozen import frozen
from dmplog.grammar.sequence import Choice, Hole, Literal, Maybe, Node, Rule, Sequence, Terminal, heads

NOISE = "~ "
"""What the product writes around a message where the code had line ends: `~Processing…`, `…~~` [@package-actions; @cmtraceopen]."""

_TELLING = 10
"""Characters of literal text that make the beginning of a message worth keeping a line for."""

_SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$]")


def escape(text: str) -> str:
    r"""Return a pattern for *text* itself, in a form both regex engines read.

    >>> escape("Site is preview? (yes)")
    'Site is preview\\? \\(yes\\)'
    """
    return _SPECIAL.sub(r"\\\g<0>", text)


@frozen
class Spelling:
    """One way a message can begin, and its pattern.

    Attributes:
        rule: The rule it belongs to.
        parts: Its nodes; the first is a literal or a hole.
        literal: The literal it begins with, in small letters, or "" where it begins with a field.
    """

    rule: Rule
    parts: tuple[Node, ...]
    literal: str

    def pattern(self, wanted: frozenset[str] | None = None) -> Pattern:
        """Return the pattern of the whole message, with groups for the *wanted* fields only, by default for all."""
        groups: list[str] = []

        def hole(terminal: Terminal) -> str:
            if terminal.field is None or (wanted is not None and terminal.field not in wanted):
                return _plain(terminal)
            groups.append(terminal.field)
            return f"(?P<g{len(groups) - 1}>{_plain(terminal)})"

        return Pattern(f"(?i)^{regex_of(Sequence(self.parts), hole)}$", tuple(groups))

    def anchor(self) -> str:
        """Return the longest literal every message of this spelling has, or "" where none is sure."""
        sure = [part.text for part in self.parts if isinstance(part, Literal)]
        return max(sure, key=len, default="")


@frozen
class Pattern:
    """An anchored regular expression and the field of each of its groups (`g0`, `g1` …).

    A field has several groups where a choice holds it more than once; at most one of them matches.
    """

    regex: str
    groups: tuple[str, ...]


def spell(rules: Iterable[Rule]) -> tuple[Spelling, ...]:
    """Return every beginning of every alternative of *rules*: longest literal first, then in the order written."""
    found = [
        Spelling(rule, parts, parts[0].text.lower().lstrip(NOISE) if isinstance(parts[0], Literal) else "")
        for rule in rules
        for alternative in rule.alternatives
        for parts in heads(alternative)
    ]
    return tuple(sorted(found, key=lambda spelling: -len(spelling.literal)))


def keep_patterns(spellings: Iterable[Spelling]) -> tuple[str, ...]:
    """Return patterns of which at least one is found in every message that is an event.

    The first is the anchored alternation of all beginnings; the second, where there is one, looks anywhere for the literal of a rule
    that begins with a field. What only alarms is found by its words (`alarms.hinted`).
    """
    literals: set[str] = set()
    begins: list[str] = []
    anywhere: set[str] = set()
    for spelling in spellings:
        if len(spelling.literal) >= _TELLING:
            literals.add(spelling.literal)
        elif spelling.literal or not spelling.anchor():
            begins.append(_beginning(spelling.parts))
        else:
            anywhere.add(escape(spelling.anchor()))
    begins += [escape(literal) for literal in _shortest(literals)]
    patterns = [f"(?i)^[{NOISE}]*(?:{'|'.join(dict.fromkeys(begins))})"]
    if anywhere:
        patterns.append(f"(?i)(?:{'|'.join(sorted(anywhere))})")
    return tuple(patterns)


def _beginning(parts: tuple[Node, ...]) -> str:
    """Return a pattern for the first of *parts*, as many as it takes to tell the message from others.

    "INFO: " is how half the lines of a log begin; `INFO: 2.ESC file was found` is not.
    """
    regex, telling = "", 0
    for part in parts:
        if telling >= _TELLING:
            break
        regex += regex_of(part, _plain)
        telling += len(part.text) if isinstance(part, Literal) else 0
    return regex


def _shortest(literals: set[str]) -> list[str]:
    """Return *literals* without those that begin with another one."""
    kept: list[str] = []
    for literal in sorted(literals):
        if not kept or not literal.startswith(kept[-1]):
            kept.append(literal)
    return kept


def regex_of(node: Node, hole: Callable[[Terminal], str]) -> str:
    """Return the pattern of *node*, in which *hole* says what a terminal becomes."""
    match node:
        case Literal(text):
            return escape(text)
        case Hole(terminal):
            return hole(terminal)
        case Maybe(body):
            return f"(?:{regex_of(body, hole)})?"
        case Choice(options):
            return f"(?:{'|'.join(regex_of(option, hole) for option in options)})"
        case Sequence(parts):
            return "".join(regex_of(part, hole) for part in parts)


def _plain(terminal: Terminal) -> str:
    return f"(?U:{terminal.regex})"

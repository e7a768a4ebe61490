"""Says which known message a line is nearest to, and where it departs from it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from dmplog.frozen import frozen
from dmplog.grammar.compile import NOISE, escape, regex_of
from dmplog.grammar.sequence import Choice, Hole, Literal, Maybe, Node, Rule, Sequence, Terminal


@frozen
class Departure:
    """Where a message stops being the message of a rule.

    Attributes:
        rule: The rule.
        offset: How many characters of the message agree with it, counted in the message as given.
        expected: What the rule wants there: a literal, `<FIELD>`, or "" for the end of the message.
        found: What the message has there instead.
    """

    rule: Rule
    offset: int
    expected: str
    found: str

    @property
    def matches(self) -> bool:
        """Whether the message is one of the rule's after all."""
        return not self.expected and not self.found


def departures(rules: Iterable[Rule], message: str) -> tuple[Departure, ...]:
    """Return where *message* departs from each of *rules*, the nearest rule first.

    >>> from dmplog.grammar import Grammars
    >>> message = "Successfully dropped the state massage 3"
    >>> nearest = departures(Grammars.load().of("dmpdownloader"), message)[0]
    >>> nearest.rule.name, message[:nearest.offset], nearest.expected
    ('state_message_dropped', 'Successfully dropped the state m', 'essage ')
    """
    text = message.strip(NOISE)
    skipped = len(message) - len(message.lstrip(NOISE))
    ranked = []
    for order, rule in enumerate(rules):
        length, literal, expected = max(_agreement(alternative, text) for alternative in rule.alternatives)
        departure = Departure(rule, skipped + length, expected, text[length:])
        ranked.append((not departure.matches, -literal, -length, order, departure))
    return tuple(entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:-1]))


def _agreement(node: Node, text: str) -> tuple[int, int, str]:
    """Return how many characters agree, how many of them with literals, and what should have come next."""
    walk = _Walk(text)
    arrived = walk.goes(node)
    if re.fullmatch(regex_of(node, _shape), text, re.IGNORECASE):
        return len(text), walk.literal, ""
    end = walk.end() if arrived else 0
    # All of the message is there, and something more: nothing was expected, unless an optional part got as far.
    return max((end, walk.literal, ""), walk.furthest) if arrived else walk.furthest


@dataclass(slots=True)
class _Walk:
    """How far a message can be followed along a rule: what has been matched, and the furthest place something was missing."""

    text: str
    pattern: str = ""
    literal: int = 0
    furthest: tuple[int, int, str] = (0, 0, "")

    def goes(self, node: Node) -> bool:
        """Follow *node* and tell whether the message has it here."""
        match node:
            case Literal(text):
                return self._step(escape(text), text, len(text))
            case Hole(terminal):
                return self._step(_shape(terminal), f"<{terminal.name.strip('_')}>", 0)
            case Sequence(parts):
                return all(self.goes(part) for part in parts)
            case Maybe(body):
                self._tries(body)
                return True
            case Choice(options):
                return any(self._tries(option) for option in options)

    def end(self) -> int:
        """Return how many characters of the message what was followed so far takes."""
        found = re.match(self.pattern, self.text, re.IGNORECASE)
        return found.end() if found else 0

    def _tries(self, node: Node) -> bool:
        before = self.pattern, self.literal
        if self.goes(node):
            return True
        self.pattern, self.literal = before
        return False

    def _step(self, piece: str, expected: str, size: int) -> bool:
        if re.match(self.pattern + piece, self.text, re.IGNORECASE):
            self.pattern += piece
            self.literal += size
            return True
        end = self.end()
        pairs = zip(expected.casefold(), self.text[end:].casefold(), strict=False)
        common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs)) if size else 0
        missing = (end + common, self.literal + common, expected[common:])
        if missing[0] > self.furthest[0] or not self.furthest[2]:
            self.furthest = missing
        return False


def _shape(terminal: Terminal) -> str:
    return f"(?:{terminal.regex})"

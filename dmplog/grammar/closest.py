"""Says which known message a line is nearest to, and where it departs from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dmplog.grammar.compile import NOISE, escape
from dmplog.grammar.sequence import Choice, Hole, Literal, Maybe, Node, Rule, Sequence

_MOST_SPELLINGS = 64


@dataclass(frozen=True, slots=True)
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
        spellings = [parts for alternative in rule.alternatives for parts in _few_spellings(alternative)]
        agreements = [_agreement(parts, text) for parts in spellings]
        length, literal, expected = max(agreements, key=lambda found: (found[0], found[1], not found[2]))
        departure = Departure(rule, skipped + length, expected, text[length:])
        ranked.append((not departure.matches, -literal, -length, order, departure))
    return tuple(entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:-1]))


def _few_spellings(node: Node) -> Iterator[tuple[Literal | Hole, ...]]:
    """Yield spellings of *node*, at most a few dozen: status messages have thousands."""
    found: list[tuple[Literal | Hole, ...]] = [()]
    for part in _flat(node):
        following: list[tuple[Literal | Hole, ...]] = []
        match part:
            case Maybe(body):
                bodies = list(_few_spellings(body))
                following = [begun + end for begun in found for end in (*bodies, ())]
            case Choice(options):
                following = [begun + end for begun in found for option in options for end in _few_spellings(option)]
            case Literal() | Hole():
                following = [(*begun, part) for begun in found]
        found = following[:_MOST_SPELLINGS]
    yield from found


def _flat(node: Node) -> tuple[Node, ...]:
    return tuple(inner for part in node.parts for inner in _flat(part)) if isinstance(node, Sequence) else (node,)


def _agreement(parts: tuple[Literal | Hole, ...], text: str) -> tuple[int, int, str]:
    """Return how many characters agree, how many of them with literals, and what should have come next."""
    patterns = [escape(part.text) if isinstance(part, Literal) else f"(?:{part.terminal.regex})" for part in parts]
    if re.fullmatch("".join(patterns), text, re.IGNORECASE):
        return len(text), sum(len(part.text) for part in parts if isinstance(part, Literal)), ""
    agreed = count = 0
    while count < len(parts):
        found = re.match("".join(patterns[: count + 1]), text, re.IGNORECASE)
        if found is None:
            break
        agreed, count = found.end(), count + 1
    literal = sum(len(part.text) for part in parts[:count] if isinstance(part, Literal))
    if count == len(parts):
        return agreed, literal, ""
    missing = parts[count]
    if isinstance(missing, Hole):
        return agreed, literal, f"<{missing.terminal.name.strip('_')}>"
    common = _common(missing.text.casefold(), text[agreed:].casefold())
    return agreed + common, literal + common, missing.text[common:]


def _common(one: str, other: str) -> int:
    """Return how many characters *one* and *other* have in common at their beginnings."""
    for count, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return count
    return min(len(one), len(other))

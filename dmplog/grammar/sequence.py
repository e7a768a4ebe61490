"""What a message rule is made of, once lark has read it: literals, fields, optional parts, choices and sequences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dmplog.frozen import frozen

FREE_TEXT = "text"
"""The field that holds the whole message of an unrecognized error."""

UNRECOGNIZED = "unrecognized_error"
"""The event of an error line no rule knows."""

_NAMES = ("_ID", "_CODE", "_VERSION")
"""Ends of the names of fields that name something, whatever their digits."""

_DIGITS = re.compile(r"(?:-\?)?\[0-9\](?:\+|\{[0-9]+(?:,[0-9]*)?\})?")


@frozen
class Terminal:
    """A named piece of text with a shape.

    Attributes:
        name: As the grammar writes it, without a prefix lark adds on import.
        regex: Its shape, greedy as lark reads it.
        field: The column it fills, or None where the text is recognised and not kept (`_TEXT`).
    """

    name: str
    regex: str
    field: str | None

    @property
    def is_number(self) -> bool:
        """Tell whether what stands here is a whole number: decimal digits that count something, and no id, code or version.

        >>> terminals = [Terminal("COUNT", "[0-9]+", "count"), Terminal("MESSAGE_ID", "[0-9]+", "message_id")]
        >>> [terminal.is_number for terminal in (*terminals, Terminal("SUBSTAGE_ID", "0x[0-9a-f]+", "substage_id"))]
        [True, False, False]
        """
        return _DIGITS.fullmatch(self.regex) is not None and not self.name.endswith(_NAMES)


@frozen
class Literal:
    """Text the product writes to the letter, whatever its case."""

    text: str


@frozen
class Hole:
    """A place where a terminal stands."""

    terminal: Terminal


@frozen
class Maybe:
    """A part that may be missing."""

    body: Node


@frozen
class Choice:
    """One of several parts."""

    options: tuple[Node, ...]


@frozen
class Sequence:
    """Parts one after another."""

    parts: tuple[Node, ...]


Node = Literal | Hole | Maybe | Choice | Sequence


@frozen
class Rule:
    """One event: a name, the messages that mean it, and where it is written.

    Attributes:
        name: The event.
        roles: The logs that write it.
        fields: The columns it fills, in the order of the message.
        alternatives: The spellings of the message.
        source: The grammar file's name, `hman.lark`.
        line: 1-based line of the rule in that file.
        folder: The folder of the user's own the file lies in, empty where it is shipped.
    """

    name: str
    roles: tuple[str, ...]
    fields: tuple[str, ...]
    alternatives: tuple[Node, ...]
    source: str
    line: int
    folder: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells the rule from every other one: two files may be called the same, and two messages mean the same event."""
        return self.folder, self.source, self.name


def holes(node: Node) -> Iterator[Terminal]:
    """Yield the terminals of *node* in the order of the message.

    >>> guid = Terminal("PACKAGE_GUID", "[0-9a-f-]{36}", "package_guid")
    >>> [terminal.name for terminal in holes(Sequence((Literal("for "), Hole(guid))))]
    ['PACKAGE_GUID']
    """
    match node:
        case Hole(terminal):
            yield terminal
        case Maybe(body):
            yield from holes(body)
        case Choice(parts) | Sequence(parts):
            for part in parts:
                yield from holes(part)


def heads(node: Node) -> Iterator[tuple[Node, ...]]:
    """Yield *node* as sequences of parts that each begin with a literal or a hole, never with an optional part.

    What follows the beginning stays folded, so a message with ten optional values has one head, not a thousand.

    >>> for parts in heads(Sequence((Maybe(Literal("ERROR: ")), Literal("Failed"), Maybe(Literal("."))))):
    ...     print(parts[0].text, len(parts))
    ERROR: Failed 2
    Failed 2
    """
    yield from _headed((node,))


def _headed(nodes: tuple[Node, ...]) -> Iterator[tuple[Node, ...]]:
    if not nodes:
        return
    first, rest = nodes[0], nodes[1:]
    match first:
        case Sequence(parts):
            yield from _headed(parts + rest)
        case Choice(options):
            for option in options:
                yield from _headed((option, *rest))
        case Maybe(body):
            yield from _headed((body, *rest))
            yield from _headed(rest)
        case Literal():
            yield _with_literals(first, rest)
        case _:
            yield (first, *rest)


def _with_literals(literal: Literal, rest: tuple[Node, ...]) -> tuple[Node, ...]:
    while rest:
        following, *others = rest
        if isinstance(following, Sequence):
            rest = (*following.parts, *others)
        elif isinstance(following, Literal):
            literal, rest = Literal(literal.text + following.text), tuple(others)
        else:
            break
    return (literal, *rest)

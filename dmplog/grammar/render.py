"""Writes the message of a rule: what the log should say next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from dmplog.grammar.sequence import Choice, Hole, Literal, Maybe, Node, Rule, Sequence

_Write = Callable[[Mapping[str, str]], str]


class Wording(NamedTuple):
    """One spelling of a message, or a part of it: the fields it has room for, and what writes it."""

    fields: frozenset[str]
    write: _Write

    def given(self, fields: Mapping[str, str]) -> bool:
        """Return whether one of its fields is among *fields*."""
        return any(field in fields for field in self.fields)


def wordings(rule: Rule) -> tuple[Wording, ...]:
    """Return the message of *rule* in each of its spellings: looked through once, written many times."""
    return tuple(map(_wording, rule.alternatives))


def render(spelled: tuple[Wording, ...], fields: Mapping[str, str]) -> str:
    """Return the message that is *spelled* so, with *fields* filled in.

    Of several spellings it is the first that has room for the most fields. A field that is not given reads `<FIELD>`, text
    that is never kept `<…>`; an optional part is written where one of its fields is given.
    """
    return max(spelled, key=lambda wording: len(wording.fields & fields.keys())).write(fields)


def spellings(rule: Rule) -> tuple[str, ...]:
    """Return the message of *rule* in each of its spellings, with no field filled in."""
    return tuple(wording.write({}) for wording in wordings(rule))


def _wording(node: Node) -> Wording:
    match node:
        case Literal(text):
            return Wording(frozenset(), lambda _: text)
        case Hole(terminal):
            field = terminal.field
            if not field:
                return Wording(frozenset(), lambda _: "<…>")
            blank = f"<{terminal.name.strip('_')}>"
            return Wording(frozenset((field,)), lambda fields: fields.get(field, blank))
        case Maybe(body):
            optional = _wording(body)
            return Wording(optional.fields, lambda fields: optional.write(fields) if optional.given(fields) else "")
        case Choice(options):
            return _choice(tuple(map(_wording, options)))
        case Sequence(parts):
            return _sequence(tuple(map(_wording, parts)))


def _choice(options: tuple[Wording, ...]) -> Wording:
    def write(fields: Mapping[str, str]) -> str:
        return next((option for option in options if option.given(fields)), options[0]).write(fields)

    return Wording(frozenset[str]().union(*(option.fields for option in options)), write)


def _sequence(parts: tuple[Wording, ...]) -> Wording:
    writers = [part.write for part in parts]
    return Wording(
        frozenset[str]().union(*(part.fields for part in parts)),
        lambda fields: "".join([write(fields) for write in writers]),
    )

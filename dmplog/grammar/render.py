"""Writes the message of a rule: what the log should say next."""

from __future__ import annotations

from collections.abc import Mapping

from dmplog.grammar.sequence import Choice, Hole, Literal, Maybe, Node, Rule, Sequence, holes


def render(rule: Rule, fields: Mapping[str, str]) -> str:
    """Return the message of *rule* with *fields* filled in.

    Of several spellings it is the first that has room for the most fields. A field that is not given reads `<FIELD>`, text
    that is never kept `<…>`; an optional part is written where one of its fields is given.
    """
    spelling = max(
        rule.alternatives, key=lambda node: len({terminal.field for terminal in holes(node)} & fields.keys())
    )
    return _text(spelling, fields)


def spellings(rule: Rule) -> tuple[str, ...]:
    """Return the message of *rule* in each of its spellings, with no field filled in."""
    return tuple(_text(node, {}) for node in rule.alternatives)


def _text(node: Node, fields: Mapping[str, str]) -> str:
    match node:
        case Literal(text):
            return text
        case Hole(terminal):
            return fields.get(terminal.field or "", f"<{terminal.name.strip('_')}>" if terminal.field else "<…>")
        case Maybe(body):
            return _text(body, fields) if _given(body, fields) else ""
        case Choice(options):
            return _text(next((option for option in options if _given(option, fields)), options[0]), fields)
        case Sequence(parts):
            return "".join(_text(part, fields) for part in parts)


def _given(node: Node, fields: Mapping[str, str]) -> bool:
    return any(terminal.field in fields for terminal in holes(node) if terminal.field)

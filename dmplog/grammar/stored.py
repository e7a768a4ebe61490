"""The rules of a folder in their compiled form; see `dmplog.compiled`.

A node is a text (a literal), or a list whose first item says what it is: 0 a hole, 1 an optional part, 2 a choice, 3 a sequence.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dmplog.compiled import compiled, fingerprint, store
from dmplog.grammar.sequence import Choice, Hole, Literal, Maybe, Node, Rule, Sequence, Terminal
from dmplog.head import read_grammar

HOLE, MAYBE, CHOICE, SEQUENCE = range(4)


def load_stored(folder: Path) -> tuple[Rule, ...] | None:
    """Return the rules of *folder* where its compiled form is that of its grammars, else None."""
    documents = compiled(folder)
    text = documents.get(_fingerprint(folder)) if documents else None
    if text is None:
        return None
    document = json.loads(text)
    terminals = [Terminal(*terminal) for terminal in document["terminals"]]
    return tuple(
        Rule(name, tuple(roles), tuple(fields), tuple(_node(node, terminals) for node in alternatives), source, line)
        for name, roles, fields, alternatives, source, line in document["rules"]
    )


def compile_rules(folder: Path, rules: tuple[Rule, ...]) -> None:
    """Write *rules*, which are those of *folder*, as its compiled form."""
    terminals: dict[Terminal, int] = {}
    nodes = [[_plain(node, terminals) for node in rule.alternatives] for rule in rules]
    told = [
        (rule.name, rule.roles, rule.fields, alternatives, rule.source, rule.line)
        for rule, alternatives in zip(rules, nodes, strict=True)
    ]
    document = {"terminals": [[each.name, each.regex, each.field] for each in terminals], "rules": told}
    store(folder, {_fingerprint(folder): json.dumps(document)})


def _fingerprint(folder: Path) -> str:
    paths = sorted(folder.glob("*.lark"))
    return fingerprint(part for path in paths for part in (path.name, read_grammar(path)))


def _plain(node: Node, terminals: dict[Terminal, int]) -> Any:
    match node:
        case Literal(text):
            return text
        case Hole(terminal):
            return [HOLE, terminals.setdefault(terminal, len(terminals))]
        case Maybe(body):
            return [MAYBE, _plain(body, terminals)]
        case Choice(parts):
            return [CHOICE, *(_plain(part, terminals) for part in parts)]
        case Sequence(parts):
            return [SEQUENCE, *(_plain(part, terminals) for part in parts)]


def _node(plain: Any, terminals: list[Terminal]) -> Node:
    if isinstance(plain, str):
        return Literal(plain)
    kind, *rest = plain
    if kind == HOLE:
        return Hole(terminals[rest[0]])
    parts = tuple(_node(part, terminals) for part in rest)
    return Maybe(parts[0]) if kind == MAYBE else Choice(parts) if kind == CHOICE else Sequence(parts)

"""A script as PowerShell reads it: whether it parses, what it is built of, and its single-quoted texts."""

from __future__ import annotations

import tree_sitter_powershell
from tree_sitter import Language, Parser

from dmplog.collect.names import QUOTES

_PARSER = Parser(Language(tree_sitter_powershell.language()))
_TEXT = "verbatim_string_characters"


def nodes(script):
    """Yield every node of the tree of *script*, bytes, from front to end."""
    pending = [_PARSER.parse(script).root_node]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(node.children))


def mistakes(script):
    """Return what the grammar cannot read of *script*."""
    return [(node.start_point.row + 1, node.type) for node in nodes(script) if node.is_error or node.is_missing]


def shape(script):
    """Return the kinds of all nodes of *script*: two scripts of one shape differ in what stands in their tokens alone."""
    return [node.type for node in nodes(script)]


def texts(script):
    """Return the single-quoted texts of *script*, as they are written."""
    return [node.text.decode() for node in nodes(script) if node.type == _TEXT]


def value(literal):
    """Return the text that *literal* is, read by the rule of PowerShell's tokenizer; None where it ends too early or never."""
    if len(literal) < 2 or literal[0] not in QUOTES or literal[-1] not in QUOTES:
        return None
    found, rest = [], list(literal[1:-1])
    while rest:
        letter = rest.pop(0)
        if letter in QUOTES:
            if not rest or rest[0] not in QUOTES:
                return None
            letter = rest.pop(0)
        found.append(letter)
    return "".join(found)

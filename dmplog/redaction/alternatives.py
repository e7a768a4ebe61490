"""Many words as one pattern, which shares what they have in common and is searched fast."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any


def any_of(words: Sequence[str], border: str = "") -> str:
    """Return a pattern for any of *words* (for none, one that finds nothing), the longest first, that shares what they have in common.

    It begins with a letter, because such patterns are searched fast; *border* is what is asked behind the first one.

    >>> any_of(["ab", "abc", "d"])
    '(?:ab(?:c)?|d)'
    """
    if not words:
        return "(?!)"
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    if not border:
        return _alternatives(root)
    branches = [re.escape(letter) + border + _alternatives(below) for letter, below in sorted(root.items())]
    return f"(?:{'|'.join(branches)})"


def _alternatives(node: dict[str, Any]) -> str:
    branches = []
    for letter, below in sorted(node.items()):
        if letter:
            chain, end = _chain(letter, below)
            branches.append(re.escape(chain) + (_alternatives(end) if set(end) != {""} else ""))
    joined = f"(?:{'|'.join(branches)})"
    return f"{joined}?" if "" in node else joined


def _chain(letters: str, node: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return *letters* with all that follow without a branch, and what is behind them: each level that is written nests once."""
    while len(node) == 1 and "" not in node:
        letter, node = next(iter(node.items()))
        letters += letter
    return letters, node

"""Advice with blanks: what a line names stands in them, and else words of their own, so that the sentence is whole either way.

`Open {address|the address from the lines before} on the service connection point.`
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_BLANK = re.compile(r"\{([a-z][a-z0-9_]*)\|([^{}|`]+)\}")
_SAFE = re.compile(r"[!#-;=?-_a-{}~]{3,200}")
"""Of what a log names, so much is repeated in a sentence: no blank ends it, and no tick, bracket or quote makes anything else of it."""


def filled(text: str, named: Mapping[str, str]) -> str:
    r"""Return *text* with what is *named* in its blanks; what nobody would want to paste is none.

    >>> filled("Open {address|the address from the lines before}.", {"address": "http://go.microsoft.com/fwlink/?LinkID=1"})
    'Open `http://go.microsoft.com/fwlink/?LinkID=1`.'
    >>> filled("Open {address|the address from the lines before}.", {"address": "http://a b`c"})
    'Open the address from the lines before.'
    """

    def said(found: re.Match[str]) -> str:
        value = named.get(found[1], "")
        return f"`{value}`" if _SAFE.fullmatch(value) else found[2]

    return _BLANK.sub(said, text)


def unfilled(text: str) -> str:
    """Return *text* with the words of its blanks, as it stands where no line names anything.

    >>> unfilled("Open {address|the address from the lines before}.")
    'Open the address from the lines before.'
    """
    return filled(text, {})


def blanks_of(text: str) -> tuple[str, ...]:
    """Return the names of the blanks of *text*.

    >>> blanks_of("Open {address|the address} of {server|the server}.")
    ('address', 'server')
    """
    return tuple(name for name, _ in _BLANK.findall(text))


def has_stray_brace(text: str) -> bool:
    """Return whether a brace of *text* belongs to no blank.

    >>> has_stray_brace("Open {address}."), has_stray_brace("Open {address|the address}.")
    (True, False)
    """
    return not {"{", "}"}.isdisjoint(_BLANK.sub("", text))

"""The name of a step where there is room for a word or two: under a dot, in a row of them, beside a bar."""

from __future__ import annotations

import re

from dmplog.looks.document import Document
from dmplog.looks.visible import brief

MOST = 24
"""So many characters has a name at most."""

_ARTICLES = re.compile(r"\b(?:the|a|an)\s+", re.IGNORECASE)
_REST = re.compile(r"^(\S+ \S+(?: \S+)??) (?:as|are|at|for|from|in|into|may|of|that|to|until)\b.*")


def short_of(step: Document) -> str:
    """Return the short name of *step*, as its flowchart gives it; else of its title what is left without articles and what follows the object.

    >>> short_of({"id": "receive_package", "title": "Store the package at the child site", "short": "Store package"})
    'Store package'
    >>> short_of({"id": "ask", "title": "Ask for the installation"}), short_of({"id": "ask_again", "title": ""})
    ('Ask for installation', 'ask_again')
    """
    if step.get("short"):
        return brief(step["short"], MOST)
    if not step["title"]:
        return brief(step["id"], MOST)
    left = _REST.sub(r"\1", _ARTICLES.sub("", brief(step["title"])))
    return brief(left[:1].upper() + left[1:], MOST)

"""Text inside Mermaid: every label is built here, so that no log text is read as its language."""

from __future__ import annotations

from dmplog.looks.visible import visible

_SAFE = {ord(character): f"#{ord(character)};" for character in '"#&<>`{}[]()|\\;%'}
"""Mermaid writes a character by its number as `#34;`; these end or begin something in its language, or in HTML."""


def text(words: str) -> str:
    """Return *words* as Mermaid label text.

    >>> text('say "<b>"')
    'say #34;#60;b#62;#34;'
    """
    return visible(words).replace("\n", " ").translate(_SAFE)

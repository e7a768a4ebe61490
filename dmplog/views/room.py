"""How much of an answer is told where room is small, and how texts are made to fit it."""

from __future__ import annotations

import re

from dmplog.frozen import frozen

_SENTENCE = re.compile(r"(?<=[.!?”)])\s+(?=[A-Z“`\\(0-9])")


@frozen
class Room:
    """How much of the answer is told; the whole must fit a small screen.

    Attributes:
        quote: So many characters of a log line.
        said: So many characters of a text of ours.
        actions: So many things to do.
        expected: So many texts of the next line.
        spare: Whether what only helps is told, too.
        rest: Where all of it is told.
    """

    quote: int
    said: int
    actions: int
    expected: int = 1
    spare: bool = False
    rest: str = "with -v"


ROOMS = (
    Room(quote=400, said=500, actions=6, expected=2, spare=True),
    Room(quote=300, said=320, actions=4, spare=True),
    Room(quote=240, said=240, actions=3, spare=True),
    Room(quote=190, said=240, actions=3),
    Room(quote=128, said=180, actions=3),
    Room(quote=128, said=180, actions=2),
    Room(quote=128, said=130, actions=1),
    Room(quote=64, said=120, actions=1),
    Room(quote=60, said=64, actions=1),
)
"""From roomy to narrow: the first that fits is taken."""


def shortened(text: str, most: int) -> str:
    """Return the sentences of *text* that fit into *most* characters, at least a part of the first.

    >>> shortened("It waits. Nothing is to be done.", 12), shortened("It waits for the other site.", 14)
    ('It waits.', 'It waits for…')
    """
    if len(text) <= most:
        return text
    kept = ""
    for sentence in _SENTENCE.split(text):
        if len(kept) + len(sentence) > most:
            break
        kept = f"{kept} {sentence}".strip()
    if kept:
        return kept
    part = text[:most].rpartition(" ")[0] or text[:most]
    # A tick that is not closed would turn the rest into code.
    return (part.rpartition("`")[0].rstrip() if part.count("`") % 2 else part).rstrip(",;:") + "…"


def cut(text: str, most: int) -> str:
    """Return the beginning of the log line *text*.

    >>> cut("Successfully moved", 12)
    'Successfully…'
    """
    return text if len(text) <= most else text[:most].rstrip() + "…"

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
        why: So many characters of why it is stuck, and of how sure that is.
        said: So many characters of one thing to do.
        actions: So many things to do.
        errors: So many error numbers; the cause says in words what they say.
        spare: Whether what only helps is told, too.
        rest: Where all of it is told; empty where all of it is told here.
    """

    quote: int
    why: int
    said: int
    actions: int
    errors: int = 1
    spare: bool = False
    rest: str = "with -v"


ROOMS = (
    Room(quote=400, why=500, said=500, actions=6, errors=2, spare=True),
    Room(quote=300, why=320, said=320, actions=4, errors=2, spare=True),
    Room(quote=240, why=240, said=240, actions=3, errors=2, spare=True),
    Room(quote=190, why=240, said=240, actions=3),
    Room(quote=128, why=180, said=240, actions=3),
    Room(quote=128, why=180, said=240, actions=2),
    Room(quote=112, why=130, said=240, actions=2),
    Room(quote=60, why=120, said=240, actions=2),
    Room(quote=60, why=120, said=240, actions=2, errors=0),
    Room(quote=60, why=120, said=150, actions=2, errors=0),
    Room(quote=60, why=64, said=240, actions=2, errors=0),
    Room(quote=60, why=64, said=150, actions=2, errors=0),
    Room(quote=60, why=64, said=150, actions=1, errors=0),
    Room(quote=60, why=64, said=64, actions=1, errors=0),
)
"""From roomy to narrow: the first that fits is taken. What helps gives way first, then what is quoted, and things to do at last."""

WHOLE = 10_000_000
TICKET = Room(quote=WHOLE, why=WHOLE, said=WHOLE, actions=WHOLE, errors=2, spare=True, rest="")
"""The room of a text that goes to somebody who has no dmplog: nothing is cut, and no option is named."""


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


def parted(text: str, most: int) -> tuple[str, str]:
    """Return the first sentences of *text* that fit into *most* characters, at least one, and those behind them.

    >>> parted("It waits. Nothing is to be done. Go home.", 32)
    ('It waits. Nothing is to be done.', 'Go home.')
    """
    said = _SENTENCE.split(text)
    kept = 1
    while kept < len(said) and len(" ".join(said[: kept + 1])) <= most:
        kept += 1
    return " ".join(said[:kept]), " ".join(said[kept:])


def cut(text: str, most: int) -> str:
    """Return the beginning of the log line *text*.

    >>> cut("Successfully moved", 12)
    'Successfully…'
    """
    return text if len(text) <= most else text[:most].rstrip() + "…"

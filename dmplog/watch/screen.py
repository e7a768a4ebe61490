"""What a terminal shows of a watch: the answer, how far each update got, what changed last, and which shares are away.

It fits the screen: what does not is left out, from the least to the most wanted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from dmplog import layout
from dmplog.looks.document import DETAILED, Document
from dmplog.looks.story import stories
from dmplog.looks.visible import clipped, one_line
from dmplog.views.fields import Fields, field, heading_of
from dmplog.views.moments import moments_of
from dmplog.views.telling import journey
from dmplog.views.text import write
from dmplog.watch.share import Share


class _Room(NamedTuple):
    """How much of each part is shown."""

    legs: int
    changes: int
    shares: int
    quote: bool


_ROOMS = (
    _Room(40, 20, 8, quote=True),
    _Room(12, 8, 4, quote=True),
    _Room(8, 4, 3, quote=True),
    _Room(6, 3, 2, quote=True),
    _Room(6, 2, 2, quote=False),
    _Room(4, 1, 1, quote=False),
    _Room(2, 0, 1, quote=False),
)


class Seen(NamedTuple):
    """What is to be shown.

    Attributes:
        at: When the last poll began.
        every: How often, in words.
        document: The newest report, None where there is none yet.
        shares: What is watched.
        changes: What changed, and what is in the way, oldest first, a line each.
    """

    at: datetime
    every: str
    document: Document | None
    shares: Sequence[Share]
    changes: Sequence[str]


def drawn(seen: Seen, height: int, **screen: Any) -> str:
    """Return *seen* as text of at most *height* lines, for a *screen* as the text views take it."""
    text = ""
    for room in _ROOMS:
        text = write(_page(seen, room, screen.get("width", 80)), **screen)
        if text.count("\n") <= height:
            return text
    return "".join(text.splitlines(keepends=True)[:height])


def notice(share: Share) -> str:
    """Return in one sentence how *share* is."""
    last = f"; last read at {share.last_good:%Y-%m-%d %H:%M:%S} UTC" if share.last_good is not None else ""
    if share.trouble is not None:
        return f"{share.name}: {share.trouble.removesuffix('.')}{last}"
    return f"{share.name}: {share.logs} {'log' if share.logs == 1 else 'logs'}, read at {share.last_good:%H:%M:%S} UTC"


def _page(seen: Seen, room: _Room, width: int) -> layout.Page:
    cases = seen.document["cases"] if seen.document is not None else ()
    title = str(seen.document["headline"]) if seen.document is not None else "Nothing could be read yet."
    lead = layout.Paragraph((f"{seen.at:%Y-%m-%d %H:%M:%S} UTC, read every {seen.every}. Ctrl-C ends.",), "dim")
    first = next((case for case in cases if case["verdict"] in DETAILED), None)
    below = (
        ("How far it got", _progress(cases, room)),
        (heading_of(first) if first else "", _answer(seen.document, first, room)),
        ("Changes", _lines(seen.changes, room.changes, width)),
        ("Watched", _shares(seen.shares, room, width)),
    )
    sections = tuple(layout.Section(heading, found) for heading, blocks in below if (found := tuple(blocks)))
    return layout.Page(title, sections, (lead,))


def _progress(cases: Sequence[Document], room: _Room) -> Iterator[layout.Block]:
    told, _ = stories(cases)
    journeys = [journey(story, cases, 0) for story in told]
    left = _most(room.legs, sum(len(made.legs) for made in journeys))
    for made in journeys:
        if left > 0:
            yield layout.Journey(made.name, made.legs[:left], brief=True)
        left -= len(made.legs)
    if left < 0:
        yield layout.Paragraph((f"… and {-left} more.",), "dim")


def _answer(document: Document | None, case: Document | None, room: _Room) -> Iterator[layout.Block]:
    if document is None or case is None:
        return
    fields = Fields(document, moments_of(document, "utc"), 60)
    since = fields.since(case)
    told = [*field("Since", since and since + fields.last_sign(case)), *fields.next_line(case, note=False)]
    if not room.quote:
        told = [layout.Field(each.label, each.blocks[:1]) for each in told[-1:]]
    if told:
        yield layout.Fields(tuple(told))


def _shares(shares: Sequence[Share], room: _Room, width: int) -> Iterator[layout.Block]:
    # Whoever looks at it wants to know first what cannot be read.
    told = sorted(shares, key=lambda share: share.trouble is None)
    most = _most(room.shares, len(told))
    yield from _lines([notice(share) for share in told[:most]], most, width)
    if len(told) > most:
        yield layout.Paragraph((f"… and {len(told) - most} more.",), "dim")


def _most(room: int, count: int) -> int:
    """Return how many of so many are shown: one more, rather than a line which says that there is one more."""
    return count if count == room + 1 else room


def _lines(lines: Sequence[str], most: int, width: int) -> Iterator[layout.Block]:
    """Yield the last of *lines*, each cut to one line of the screen."""
    if lines and most:
        shown = tuple((clipped(one_line(line), width - 2),) for line in lines[-most:])
        yield layout.Items(shown, "none")

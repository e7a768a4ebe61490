"""How a watch is told: a screen that is drawn anew at each poll, or a line for each change."""

from __future__ import annotations

import contextlib
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from typing import Protocol

from dmplog.cli.streams import live_screen, put, say, screen
from dmplog.watch import Round, Watch
from dmplog.watch.errand import line_of
from dmplog.watch.screen import Seen, drawn, notice

MOST_NOTES = 100


class Teller(Protocol):
    """Tells what each poll found."""

    def tell(self, found: Round) -> None:
        """Tell what *found* brought."""

    def note(self, message: str) -> None:
        """Tell *message* aside."""


@contextlib.contextmanager
def teller_of(watch: Watch, every: str, *, as_json: bool, quiet: bool) -> Iterator[Teller]:
    """Give who tells of *watch*: on a terminal a screen, unless lines are asked for."""
    if as_json or quiet:
        yield Lines(watch, as_json=as_json, quiet=quiet)
        return
    with live_screen() as draw:
        yield Lines(watch, as_json=False, quiet=False) if draw is None else Screen(watch, every, draw)


class Lines:
    """A line of standard output for each change; what is in the way goes to standard error."""

    def __init__(self, watch: Watch, *, as_json: bool, quiet: bool) -> None:
        self._watch = watch
        self._as_json = as_json
        self._quiet = quiet
        self._notices = _Notices(watch)

    def tell(self, found: Round) -> None:
        """Tell what *found* brought."""
        for message in self._notices.of(found):
            self.note(f"{found.at:%Y-%m-%d %H:%M:%S} UTC  {message}")
        if found.first and found.report is not None and not found.changes:
            # Whoever waits should see that there is nothing yet to wait for.
            self.note(f"{found.at:%Y-%m-%d %H:%M:%S} UTC  {found.report.headline}")
        for change in found.changes:
            put(line_of(change) if self._as_json else str(change))

    def note(self, message: str) -> None:
        """Tell *message* aside."""
        if not self._quiet:
            say(message)


class Screen:
    """A screen of a terminal, drawn anew at each poll."""

    def __init__(self, watch: Watch, every: str, draw: Callable[[str], None]) -> None:
        self._watch = watch
        self._every = every
        self._draw = draw
        self._notices = _Notices(watch)
        self._notes: deque[str] = deque(maxlen=MOST_NOTES)

    def tell(self, found: Round) -> None:
        """Draw what is known behind *found*."""
        self._notes += (f"{found.at:%H:%M:%S}  {message}" for message in self._notices.of(found))
        if not found.first:
            self._notes += (change.brief() for change in found.changes)
        document = found.report.to_dict() if found.report is not None else None
        seen = Seen(found.at, self._every, document, self._watch.shares, tuple(self._notes))
        # The last line of a screen belongs to the cursor.
        self._draw(drawn(seen, shutil.get_terminal_size((100, 24)).lines - 1, **screen()))

    def note(self, message: str) -> None:
        """Tell *message* aside."""
        self._notes.append(message)


class _Notices:
    """What is to be told of shares: that one is away or back, and that lines of a log may be missing."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._trouble: dict[int, str | None] = {}

    def of(self, found: Round) -> Iterator[str]:
        """Yield what is new in *found*."""
        for name, lost in found.lost:
            yield f"{name}: lines of {lost.log} may be missing: {lost.why}"
        for number, share in enumerate(self._watch.shares):
            if self._trouble.get(number) != share.trouble:
                yield notice(share)
            self._trouble[number] = share.trouble

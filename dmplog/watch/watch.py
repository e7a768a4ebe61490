"""The watch itself: read what is new, diagnose everything that was read so far, tell what changed, wait.

A diagnosis is a full one, as `dmplog diagnose` would make of the files that were kept. It is made when something grew, and when the
time is over until which a line was due: that no line comes is a change, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from threading import Thread
from typing import NamedTuple

from dmplog.errors import BundleError
from dmplog.options import DiagnoseOptions
from dmplog.report import Report
from dmplog.watch.changes import Change, changes_between
from dmplog.watch.clock import Clock
from dmplog.watch.share import Found, Lost, Share
from dmplog.watch.spool import Spool
from dmplog.watch.thrift import Thrift

PATIENCE = 10.0
"""So long a share may take to answer, before the others are told without it."""

Diagnose = Callable[[Sequence[Share], Spool, DiagnoseOptions], Report]


class Round(NamedTuple):
    """What one poll found.

    Attributes:
        at: When it began.
        report: The newest report, None where nothing could be read yet.
        first: Whether this is the first report.
        changes: What is different in it; none where no diagnosis was made.
        lost: Which logs may lack lines, each with its share.
    """

    at: datetime
    report: Report | None
    first: bool
    changes: tuple[Change, ...]
    lost: tuple[tuple[str, Lost], ...]


class Watch:
    """A watch over some shares.

    Attributes:
        shares: What is watched, each with its state.
    """

    def __init__(
        self, shares: Sequence[Share], spool: Spool, options: DiagnoseOptions, clock: Clock, diagnose: Diagnose
    ) -> None:
        self.shares = tuple(shares)
        self._spool = spool
        self._options = options
        self._clock = clock
        self._diagnose = diagnose
        self._turns: dict[int, _Turn] = {}
        self._thrift = Thrift(clock.passed())
        self._report: Report | None = None
        self._judged: datetime | None = None
        self._grew = False

    def rounds(self, every: float, end: float | None = None) -> Iterator[Round]:
        """Yield what each poll finds; one begins *every* so many seconds, until the clock has passed *end*."""
        while True:
            begun = self._clock.passed()
            yield self.round()
            wake = begun + every if end is None else min(begun + every, end)
            self._clock.sleep(max(0.0, wake - self._clock.passed()))
            if end is not None and self._clock.passed() >= end:
                return

    def round(self) -> Round:
        """Poll once, and diagnose if that is due."""
        now = self._clock.time_of_day()
        lost = self._poll(now)
        first = False
        changes: tuple[Change, ...] = ()
        if (self._grew or self._is_overdue(now)) and self._thrift.allows(self._clock.passed()):
            report = self._judge(now)
            if report is not None:
                first, changes = self._report is None, changes_between(self._report, report, now)
                self._report = report
        return Round(now, self._report, first, changes, lost)

    def _poll(self, now: datetime) -> tuple[tuple[str, Lost], ...]:
        """Poll every share at the same time: one that does not answer makes no other one wait."""
        for number, share in enumerate(self.shares):
            if number not in self._turns:
                turn = self._turns[number] = _Turn(share, now)
                turn.start()
        deadline = self._clock.passed() + PATIENCE
        lost: list[tuple[str, Lost]] = []
        for number, turn in list(self._turns.items()):
            turn.join(max(0.0, deadline - self._clock.passed()))
            if turn.is_alive():
                self.shares[number].trouble = "it does not answer"
                continue
            del self._turns[number]
            found = turn.found()
            self._grew |= found.grew
            lost += [(self.shares[number].name, each) for each in found.lost]
        return tuple(lost)

    def _judge(self, now: datetime) -> Report | None:
        begun = self._clock.spent()
        try:
            with self._spool.lock:
                return self._diagnose(self.shares, self._spool, self._options)
        except BundleError:
            # Nothing was read yet.
            return None
        finally:
            self._thrift.spend(self._clock.spent() - begun)
            self._grew, self._judged = False, now

    def _is_overdue(self, now: datetime) -> bool:
        """Return whether a line that the newest report waits for should have come since it was made."""
        if self._report is None or self._judged is None:
            return False
        deadlines = (case.next.deadline for case in self._report.cases if case.next is not None)
        return any(due is not None and self._judged <= due < now for due in deadlines)


class _Turn(Thread):
    """One poll of one share; where it hangs, the program can end all the same."""

    def __init__(self, share: Share, now: datetime) -> None:
        super().__init__(daemon=True)
        self._share = share
        self._now = now
        self._found = Found(grew=False, lost=())
        self._fault: BaseException | None = None

    def run(self) -> None:
        try:
            self._found = self._share.poll(self._now)
        except BaseException as fault:  # noqa: BLE001 - it is raised where somebody waits for it
            self._fault = fault

    def found(self) -> Found:
        """Return what the poll found; it is over."""
        if self._fault is not None:
            raise self._fault
        return self._found

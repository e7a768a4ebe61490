"""What a whole file holds, counted while its records are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from dmplog.encoding import TextDecoder
from dmplog.framing.pasted import Paste
from dmplog.frozen import frozen
from dmplog.problem import Problem

GAP = timedelta(hours=25)
"""Silence up to this long is ordinary: the slowest documented rhythm of a servicing log is one check in 24 hours."""

MOST_GAPS = 100
"""Only the first gaps are listed; a log with more is written once a day."""

QUIET = timedelta(hours=1)
"""Between records that lie further apart whole hours may have passed without a line."""

MOST_BIASES = 1_000
"""Only so many changes of bias are listed; daylight saving time makes two a year."""


@frozen
class BiasSpan:
    """A stretch of a log in which the writer's clock had one bias; times are the writer's local ones."""

    since: datetime
    until: datetime
    bias: int


class LoneStretch(NamedTuple):
    """The first and last line, and the earliest and latest UTC time, of lines that are no time to judge by."""

    lines: tuple[int, int]
    times: tuple[datetime, datetime]


@dataclass(slots=True)
class Census:
    """Counts over every line of a file; lines = record_lines + unparsed_lines + marker_lines.

    Attributes:
        framing: The framing of most records, None without any.
        encoding: Encoding of the file, with its code page where a line needed one: "cp949 (guessed)".
        decoder: How its bytes became text; whoever reads a piece of it again reads it so.
        bytes: Size of what was read.
        lines: Physical lines.
        records: Log entries.
        record_lines: Physical lines that belong to a record, each counted once.
        unparsed_lines: Lines no framing explains.
        marker_lines: Blank lines and rollover marks.
        cut: Whether it ends in a line without the framing of its records, as a file does that was cut off in the middle of one.
        pasted: What stood around its lines, as in a mail or in what grep prints.
        own: Whether dmplog wrote it.
        first: Earliest UTC time of a record, None where none is known.
        last: Latest UTC time of a record.
        gaps: Spans longer than 25 hours without any record, in order, at most 100.
        hours: The hours since 1970 (UTC) in which it has a record, in order.
        local_first: Earliest time of a record that gives no offset, as the writer's clock said.
        local_last: Latest such time.
        local_hours: The hours since 1970, by the writer's clock, in which it has such a record.
        lone: Stretches whose times the file itself takes back; they count for none of the above.
        components: How many records each component wrote.
        biases: The bias seen over time; a change is placed as exactly as the records looked at allow.
        turned: Whether its bias has the opposite sign, as its status messages prove; its times here are right.
        problems: What a reader of the report must know about the file.
    """

    framing: str | None = None
    encoding: str = "utf-8"
    decoder: TextDecoder = field(default_factory=lambda: TextDecoder("utf-8"))
    bytes: int = 0
    lines: int = 0
    records: int = 0
    record_lines: int = 0
    unparsed_lines: int = 0
    marker_lines: int = 0
    cut: bool = False
    pasted: Paste | None = None
    own: bool = False
    first: datetime | None = None
    last: datetime | None = None
    gaps: tuple[tuple[datetime, datetime], ...] = ()
    hours: tuple[int, ...] = ()
    local_first: datetime | None = None
    local_last: datetime | None = None
    local_hours: tuple[int, ...] = ()
    lone: tuple[LoneStretch, ...] = ()
    components: dict[str, int] = field(default_factory=dict)
    biases: tuple[BiasSpan, ...] = ()
    turned: bool = False
    problems: tuple[Problem, ...] = ()


def moved(census: Census, late: timedelta) -> Census:
    """Return *census* with its UTC times *late* later; an hour of it may reach into two.

    >>> moved(Census(hours=(5,)), timedelta(minutes=90)).hours, moved(Census(hours=(5,)), timedelta(hours=-1)).hours
    ((6, 7), (4,))
    """
    first, last = (None if moment is None else moment + late for moment in (census.first, census.last))
    return replace(
        census,
        first=first,
        last=last,
        gaps=tuple((before + late, after + late) for before, after in census.gaps),
        lone=tuple(each._replace(times=(each.times[0] + late, each.times[1] + late)) for each in census.lone),
        hours=moved_hours(census.hours, late),
    )


def moved_hours(hours: Sequence[int], late: timedelta) -> tuple[int, ...]:
    """Return the *hours* that those are *late* later, in order."""
    whole, part = divmod(late, timedelta(hours=1))
    return tuple(sorted({hour + whole + more for hour in hours for more in ((0, 1) if part else (0,))}))


class Tally:
    """Things noticed many times over, told once: how often, and where first."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[int, str, str]] = {}
        self._count: Counter[str] = Counter()

    def note(self, kind: str, line: int, message: str, detail: str = "", *, count: int = 1) -> None:
        """Count *kind*; *message*, with `{count}` to be filled in, and *detail* are kept from the first time."""
        if kind not in self._first or line < self._first[kind][0]:
            self._first[kind] = (line, message, detail)
        self._count[kind] += count

    def forget(self, kind: str) -> None:
        """Take back what was counted of *kind*: it turned out to be something else."""
        self._first.pop(kind, None)
        self._count.pop(kind, None)

    def problems(self, file: str) -> tuple[Problem, ...]:
        """Return one problem for each kind, in order of line."""
        told = sorted((line, kind, message, detail) for kind, (line, message, detail) in self._first.items())
        return tuple(
            Problem(file, line, kind, message.replace("{count}", f"{self._count[kind]:,}") + detail)
            for line, kind, message, detail in told
        )

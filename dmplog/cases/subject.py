"""Who a case is about: the subject of one lane, and which servers its logs come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Literal, NamedTuple

import polars as pl

from dmplog.case import Subject
from dmplog.flowchart import Flowchart, Lane
from dmplog.frozen import frozen

Mode = Literal["online", "offline"]
"""The modes of a service connection point; no line names them, but each leaves lines of its own."""


class Link(NamedTuple):
    """Two identifiers and the row of the line that joins them; exact where it writes both, and not what its thread said before."""

    left: str
    right: str
    row: int
    exact: bool


@frozen
class CaseSubject:
    """The subject of one case.

    Attributes:
        subject: Its identifiers, as the report shows them.
        server: The server the case is about, None where nothing names it.
        places: For every place of the flowchart ("service_connection_point", "site_server" …) the server whose logs speak
            for it; a place that is left out is not known at all.
        links: Why lines of other identifiers belong here.
        expected: Whether the case is told even where no event of it is found.
        values: What is known for the blanks of expected messages, by field name.
        mode: How the service connection point works, as far as the logs show it.
        notes: What the bundle tells about the subject beside its own lines; told among the reasons.
    """

    subject: Subject
    server: str | None
    places: Mapping[str, str | None]
    links: tuple[Link, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    expected: bool = False
    mode: Mode | None = None
    notes: tuple[str, ...] = ()


class _Parted:
    """The rows of every subject, parted once: they are asked for several times a case, and there may be thousands of cases."""

    def __init__(self) -> None:
        self._of: tuple[Sequence[CaseSubject], pl.DataFrame] | None = None
        self._rows: dict[int, pl.Series] = {}
        self._numbers: dict[int, int] = {}

    def rows_of(self, subject: CaseSubject, subjects: Sequence[CaseSubject], members: pl.DataFrame) -> pl.Series:
        if self._of is None or self._of[0] is not subjects or self._of[1] is not members:
            pieces = members.select("row", "subject").partition_by("subject", as_dict=True, include_key=False)
            self._rows = {int(str(number)): piece["row"] for (number,), piece in pieces.items()}
            self._numbers = {id(each): number for number, each in enumerate(subjects)}
            self._of = subjects, members
        number = self._numbers.get(id(subject))
        if number is None:
            # One that was changed since, or is none of theirs.
            number = subjects.index(subject) if subject in subjects else -1
        return self._rows.get(number, members["row"].clear())


@frozen
class LaneCases:
    """All cases of one lane: their subjects, and which event rows belong to which of them.

    Attributes:
        members: Columns `row u32, subject u32, opens bool`; `subject` indexes `subjects`, `opens` marks rows that begin a run
            although nothing but the clock tells.
        foreign: Event rows that name something else of the lane's kind, such as another package, or that other workers wrote about work
            of their own: they tell nothing about a case.
    """

    flowchart: Flowchart
    lane: Lane
    subjects: tuple[CaseSubject, ...]
    members: pl.DataFrame
    foreign: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.UInt32))
    _parted: _Parted = field(default_factory=_Parted, compare=False)

    def rows_of(self, subject: CaseSubject) -> pl.Series:
        """Return the event rows of *subject*, none where it is none of this lane's."""
        return self._parted.rows_of(subject, self.subjects, self.members)

r"""What tells the lines of one case from those of another one: the ids its step names, and its last line in each log of that step.

Found send request.  ID: 202SQCS1, Dest Site: PS1                                            thread 2940, which finds every request
~Wrote 1048576 bytes to \\PS1SRV.contoso.com\SMS_SITE\202SQCS1.PCK at position 402273892     thread 4432, which sends this one alone
~Sending completed successfully                                                              whose it is only its thread tells
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import field
from typing import NamedTuple

import polars as pl

from dmplog.cases import LaneCases
from dmplog.cases.labels import KINDS
from dmplog.cases.subject import CaseSubject
from dmplog.diagnosis import Finding
from dmplog.frozen import frozen
from dmplog.verdicts import OVER

NAMING = ("request_id", "job_id", "package_guid", "package_id", "site_code")
"""What a case may be called by, the narrowest first."""

ALIKE = (*NAMING, "server_name", "package_version")
"""What stays the same from one line of a step to the next; how far it is, and a path, do not."""


class Last(NamedTuple):
    """The last line of a case in one log of its step.

    Attributes:
        role: The log.
        row: The line.
        thread: The thread that wrote it, where it wrote for no other case and others of that log did.
        key: What that thread named for this case, where it wrote for others, too.
    """

    role: str
    row: int
    thread: int | None
    key: str | None


@frozen
class Owned:
    """What is known of the lines of one case that has not ended.

    Attributes:
        alike: The fields all lines of its step name alike.
        names: What it alone of its lane is called by, in lower case.
        last: Its last line in each log of the step.
    """

    alike: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    last: tuple[Last, ...] = ()

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows of these lines."""
        return tuple(last.row for last in self.last)


class _Wrote(NamedTuple):
    """The last line of a subject in one log, and for each name it may have there the last one and how many there are."""

    row: int
    log: int
    thread: int | None
    named: tuple[tuple[str, int], ...]


class Owners:
    """Who wrote which lines of one lane: worked out once for all of its cases that have not ended, and then looked up."""

    def __init__(self, cases: LaneCases, events: pl.DataFrame, ended: Collection[CaseSubject] = ()) -> None:
        lines = cases.members.select("row", "subject").unique()
        threads = events.select("log", "thread")[lines["row"]].with_columns(lines["subject"])
        counted = threads.group_by("log", "thread").agg(pl.col("subject").n_unique())
        self._many = {(log, thread): many for log, thread, many in counted.iter_rows()}
        logs = threads.group_by("log").agg(pl.col("subject").n_unique()).filter(pl.col("subject") > 1)
        self._several = {*logs["log"], *events["log"][cases.foreign]}
        self._called = Counter(name for subject in cases.subjects for name in set(_names(subject, subject.values)))
        over = {id(subject) for subject in ended}
        self._numbers = {id(one): number for number, one in enumerate(cases.subjects) if id(one) not in over}
        self._events = events
        self._columns = [name for name in ALIKE if name in events.columns and events[name].null_count() < events.height]
        self._wrote = self._last_lines(lines.filter(pl.col("subject").is_in(list(self._numbers.values()))))

    def of(self, finding: Finding) -> Owned:
        """Return what tells the lines of *finding*, that has not ended, from those of other cases of its lane."""
        number = self._numbers.get(id(finding.subject))
        if finding.verdict in OVER or finding.at is None or number is None:
            return Owned()
        alike = self._alike(finding)
        called = dict.fromkeys(_names(finding.subject, {**alike, **finding.subject.values}))
        alone = tuple(name for name in called if self._called[name] <= 1)
        last = (self._last(finding, role, self._wrote.get((number, role))) for role in finding.at.log)
        return Owned(alike, alone, tuple(each for each in last if each is not None))

    def _last_lines(self, lines: pl.DataFrame) -> dict[tuple[int, str], _Wrote]:
        """Return by subject and log the last of *lines*, which are those of the cases that have not ended."""
        names = [name for name in NAMING if name in self._columns]
        told = self._events.select("log", "thread", "role", *names)[lines["row"]]
        own = told.with_columns(pl.col("role", *names).cast(pl.String), lines["subject"], lines["row"]).sort("row")
        found = own.group_by("subject", "role").agg(
            pl.col("row", "log", "thread").last(),
            *(pl.col(name).drop_nulls().last() for name in names),
            *(pl.col(name).drop_nulls().str.to_lowercase().n_unique().alias(f"many_{name}") for name in names),
        )
        return {
            (subject, role): _Wrote(row, log, thread, tuple(zip(said[: len(names)], said[len(names) :], strict=True)))
            for subject, role, row, log, thread, *said in found.iter_rows()
        }

    def _last(self, finding: Finding, role: str, wrote: _Wrote | None) -> Last | None:
        if wrote is None:
            return None
        if self._many.get((wrote.log, wrote.thread), 0) > 1:
            one = (value for value, many in wrote.named if many == 1 and self._called[value.lower()] <= 1)
            return Last(role, wrote.row, None, next(one, None))
        # Where only this case writes, a service that starts again goes on in another thread, and what is tried again may do so anywhere.
        told = wrote.thread if wrote.log in self._several and finding.verdict != "failed" else None
        return Last(role, wrote.row, told, None)

    def _alike(self, finding: Finding) -> dict[str, str]:
        """Return what the lines of the step *finding* stands at name alike, since the run reached it, and nobody knew.

        What failed is tried again by a line that may name another request, and what is about no update names one after the other.
        """
        step, trace = finding.at, finding.trace
        columns = [name for name in self._columns if name not in finding.subject.values]
        if step is None or trace is None or not columns or finding.overdue or finding.verdict == "failed":
            return {}
        reached = [sign.first_row for sign in trace.signs if sign.label[0] == finding.step]
        if not reached or not finding.subject.subject.package_guid:
            return {}
        own = finding.cases.rows_of(finding.subject)
        own = own.filter(own >= min(reached)).sort()
        lines = self._events.select("event", *columns)[own]
        said = {signal.event for kind in KINDS for signal in getattr(step, kind)}
        there = lines.filter(pl.col("event").cast(pl.String).is_in(sorted(said)))
        return {name: value for name in columns if (value := _only(there[name])) is not None}


def _only(values: pl.Series) -> str | None:
    """Return the one value of *values* as it was written last, None where there are several or none."""
    found = values.drop_nulls().cast(pl.String)
    return str(found[-1]) if found.str.to_lowercase().n_unique() == 1 else None


def _names(subject: CaseSubject, values: Mapping[str, str]) -> Iterator[str]:
    """Yield what *subject* is called by, in lower case; *values* are what is known of it by field."""
    own = subject.subject
    known = (*(values.get(name) for name in NAMING), own.package_guid, own.package_id, own.site)
    return (name.lower() for name in known if name)

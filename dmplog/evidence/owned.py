r"""What tells the lines of one case from those of another one: the ids its step names, and its last line in each log of that step.

Found send request.  ID: 202SQCS1, Dest Site: PS1                                            thread 2940, which finds every request
~Wrote 1048576 bytes to \\PS1SRV.contoso.com\SMS_SITE\202SQCS1.PCK at position 402273892     thread 4432, which sends this one alone
~Sending completed successfully                                                              whose it is only its thread tells
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
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


class Owners:
    """For how many cases of one lane each thread wrote: worked out once, and then looked up for each of them."""

    def __init__(self, cases: LaneCases, events: pl.DataFrame) -> None:
        self._columns = [name for name in ALIKE if name in events.columns]
        self._events = events.select("file", "thread", "event", "role", *self._columns)
        lines = cases.members.select("row", "subject").unique()
        threads = events.select("file", "thread")[lines["row"]].with_columns(lines["subject"])
        counted = threads.group_by("file", "thread").agg(pl.col("subject").n_unique())
        self._many = {(file, thread): many for file, thread, many in counted.iter_rows()}
        files = threads.group_by("file").agg(pl.col("subject").n_unique()).filter(pl.col("subject") > 1)
        self._several = {*files["file"], *events["file"][cases.foreign]}
        self._called = Counter(name for subject in cases.subjects for name in set(_names(subject, subject.values)))

    def of(self, finding: Finding) -> Owned:
        """Return what tells the lines of *finding*, that has not ended, from those of other cases of its lane."""
        if finding.verdict in OVER or finding.at is None:
            return Owned()
        own = finding.cases.rows_of(finding.subject).sort()
        lines = self._events[own].with_columns(pl.col("event", "role").cast(pl.String), row=own)
        alike = _alike(finding, lines, self._columns)
        called = dict.fromkeys(_names(finding.subject, {**alike, **finding.subject.values}))
        alone = tuple(name for name in called if self._called[name] <= 1)
        return Owned(alike, alone, tuple(self._last(finding, lines)))

    def _last(self, finding: Finding, lines: pl.DataFrame) -> list[Last]:
        step = finding.at
        found = []
        for role in step.log if step is not None else ():
            there = lines.filter(pl.col("role") == role)
            if there.is_empty():
                continue
            row, file, thread = there.select("row", "file", "thread").row(-1)
            alone = self._many.get((file, thread), 0) <= 1
            # Where only this case writes, a service that starts again goes on in another thread, and what is tried again may do so anywhere.
            told = thread if alone and file in self._several and finding.verdict != "failed" else None
            found.append(Last(role, row, told, None if alone else self._key(there)))
        return found

    def _key(self, lines: pl.DataFrame) -> str | None:
        """Return what *lines* of one case name that no other case is known by."""
        one = (_only(lines[name]) for name in self._columns if name in NAMING)
        return next((value for value in one if value and self._called[value.lower()] <= 1), None)


def _alike(finding: Finding, lines: pl.DataFrame, columns: list[str]) -> dict[str, str]:
    """Return what the lines of the step *finding* stands at name alike, since the run reached it.

    What failed is tried again by a line that may name another request, and what is about no update names one after the other.
    """
    step, trace = finding.at, finding.trace
    if step is None or trace is None or finding.verdict == "failed" or not finding.subject.subject.package_guid:
        return {}
    reached = [sign.first_row for sign in trace.signs if sign.label[0] == finding.step]
    if not reached or finding.overdue:
        return {}
    said = {signal.event for kind in KINDS for signal in getattr(step, kind)}
    there = lines.filter((pl.col("row") >= min(reached)) & pl.col("event").is_in(sorted(said)))
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

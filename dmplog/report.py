"""The result of a diagnosis: plain frozen values, one for one the JSON contract `dmplog.report/1`.

Nothing here computes. Every view is made from `Report.to_dict()` alone. Times are aware UTC datetimes, written as ISO 8601
with three decimals and a `Z`; an unknown value is None, and no key is ever left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from dmplog.case import Case, ErrorCode, Evidence, Need
from dmplog.document import Remembering, Timed, plain
from dmplog.frozen import frozen
from dmplog.problem import Problem
from dmplog.verdicts import Verdict

if TYPE_CHECKING:
    import polars as pl

    from dmplog.views.moments import Clock

SCHEMA = "dmplog.report/1"


@frozen
class ClockOffset(Timed):
    """How far the clock of whoever wrote a log stood from UTC, from one moment on: its minutes east of Greenwich."""

    since: datetime
    minutes: int


@frozen
class LogCoverage(Timed):
    """What one file held; lines = record_lines + unparsed_lines + marker_lines.

    Attributes:
        offsets: What its records say of the clock they were written by, in order of time; empty where they say nothing.
        copied: When it was copied, where a manifest of its collection says so.
    """

    file: str
    role: str
    server: str | None
    site: str | None
    framing: str | None
    encoding: str
    bytes: int
    lines: int
    records: int
    record_lines: int
    unparsed_lines: int
    marker_lines: int
    events: int
    first: datetime | None
    last: datetime | None
    gaps: tuple[tuple[datetime, datetime], ...] = ()
    offsets: tuple[ClockOffset, ...] = ()
    copied: datetime | None = None


@frozen
class InputFile:
    """One file that was read; the hash is only computed where a view shows it."""

    file: str
    bytes: int
    sha256: str | None = None


@frozen
class PrerequisiteResult:
    """One row of a prerequisite check."""

    site: str | None
    server: str | None
    rule: str
    result: Literal["passed", "warning", "error"]
    text: str | None


@frozen
class AlsoSeen:
    """A line that looks alarming and does not block the update, with the reason."""

    evidence: Evidence
    why: str


@frozen
class Unexplained(Timed):
    """An alarming line that no step explains: the newest of those that say the same, how many there are, and whose they are.

    Attributes:
        case: The number of the case it belongs to, None where it is nobody's.
        errors: The error numbers in it, decoded.
    """

    evidence: Evidence
    count: int
    first: datetime | None
    last: datetime | None
    server: str | None
    role: str
    severity: Literal["error", "warning"]
    case: int | None = None
    errors: tuple[ErrorCode, ...] = ()


@frozen
class Report(Remembering):
    """What `dmplog.diagnose` returns; cases are ordered worst first.

    >>> import dmplog
    >>> report = dmplog.diagnose("fixtures/scenarios/redist-fails-daily/bundle", flowcharts="download", update="2409")
    >>> report
    Report(Case('failed', at='download.package.download_redist', update='Configuration Manager 2409',
                server='SITE01', since='2024-12-17T19:59:15.453Z'))
    >>> Report.from_json(report.to_json()) == report
    True
    """

    version: str
    as_of: datetime | None
    as_of_source: Literal["argument", "collection", "records"]
    verdict: Verdict
    headline: str
    cases: tuple[Case, ...] = ()
    coverage: tuple[LogCoverage, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    prerequisites: tuple[PrerequisiteResult, ...] = ()
    also_seen: tuple[AlsoSeen, ...] = ()
    unexplained: tuple[Unexplained, ...] = ()
    problems: tuple[Problem, ...] = ()
    needs: tuple[Need, ...] = ()
    """The logs that would make its cases surer, each once; where no case could be told, those to begin with."""
    collect: str | None = None
    """The command that writes a script which copies them; None where none is needed."""
    schema: str = field(default=SCHEMA)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Report:
        """Return the report that `to_dict` made *document* of; keys that this version does not know are passed over.

        >>> import dmplog
        >>> report = dmplog.diagnose("fixtures/scenarios/healthy-download/bundle")
        >>> Report.from_dict({**report.to_dict(), "added_by_a_later_version": 1}) == report
        True

        Raises:
            ReportError: It is no report, or one of another schema.
        """
        from dmplog.reading import value_of

        return value_of(document, cls, SCHEMA)

    @classmethod
    def from_json(cls, text: str | bytes) -> Report:
        """Return the report that `to_json` or `dmplog diagnose --json` wrote as *text*.

        >>> Report.from_json('{"schema": "dmplog.report/2", "version": "2.0.0"}')
        Traceback (most recent call last):
        dmplog.errors.ReportError: this report is of the schema 'dmplog.report/2', and this version of dmplog reads
        'dmplog.report/1'; read it with the version that wrote it ('2.0.0')

        Raises:
            ReportError: It is no JSON, no report, or one of another schema.
        """
        from dmplog.reading import document_of

        return cls.from_dict(document_of(text))

    def __repr__(self) -> str:
        """Return what the cases say, in one line each."""
        cases = ",\n       ".join(map(repr, self.cases))
        return f"Report({cases or f'{self.verdict!r}, no cases'})"

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON document as plain dicts, lists and strings."""
        document: dict[str, Any] = {"schema": self.schema}
        document.update((key, value) for key, value in plain(self).items() if key != "schema")
        return document

    def to_json(self) -> str:
        """Return the JSON document as text."""
        from dmplog.views.json import render

        return render(self.to_dict())

    def to_text(self, *, width: int = 100, verbose: bool = False) -> str:
        """Return the terminal view without colours: the answer, or all of the report where it is *verbose*."""
        from dmplog.views.text import render

        with self.as_made():
            return render(self.to_dict(), width=width, verbose=verbose)

    def to_html(self) -> str:
        """Return one self-contained HTML file."""
        from dmplog.views.html import render

        with self.as_made():
            return render(self.to_dict())

    def to_markdown(self, *, clock: Clock = "both") -> str:
        """Return the report for a ticket or a chat, its times by this *clock*."""
        from dmplog.views.markdown import render

        with self.as_made():
            return render(self.to_dict(), clock)

    def cases_frame(self) -> pl.DataFrame:
        """Return a frame with a row for each case; `dmplog.views.frames.CASES` tells its columns.

        >>> import dmplog
        >>> report = dmplog.diagnose("fixtures/scenarios/redist-fails-daily/bundle")
        >>> report.cases_frame().select("lane", "verdict", "attempts").row(0)
        ('package', 'failed', 5)
        """
        from dmplog.views.frames import cases_frame

        return cases_frame(self.to_dict())

    def steps_frame(self) -> pl.DataFrame:
        """Return a frame with a row for each step of each case; `dmplog.views.frames.STEPS` tells its columns."""
        from dmplog.views.frames import steps_frame

        return steps_frame(self.to_dict())

    def unexplained_frame(self) -> pl.DataFrame:
        """Return a frame with a row for each line no step explains; `dmplog.views.frames.UNEXPLAINED` tells its columns."""
        from dmplog.views.frames import unexplained_frame

        return unexplained_frame(self.to_dict())

    def _repr_html_(self) -> str:
        """Return the report for a notebook: the answer and a picture, as a card; `to_html` returns the whole page."""
        from dmplog.views.notebook import report_card

        with self.as_made():
            return report_card(self.to_dict())

"""The result of a diagnosis: plain frozen values, one for one the JSON contract `dmplog.report/1`.

Nothing here computes. Every view is made from `Report.to_dict()` alone. Times are aware UTC datetimes, written as ISO 8601
with three decimals and a `Z`; an unknown value is None, and no key is ever left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from dmplog.document import Timed, plain, utc_text
from dmplog.verdicts import Confidence, StepStatus, Verdict

if TYPE_CHECKING:
    from dmplog.views.diagram import Diagram

SCHEMA = "dmplog.report/1"


@dataclass(frozen=True, slots=True)
class Evidence(Timed):
    """One log line that something was concluded from; `line` is 1-based."""

    file: str
    line: int
    time: datetime | None
    event: str | None
    text: str
    context: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a case is about."""

    package_guid: str | None = None
    update: str | None = None
    package_id: str | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a step is stuck, with what proves it and what to do, safe actions first."""

    id: str
    category: str
    title: str
    explanation: str
    evidence: tuple[Evidence, ...] = ()
    actions: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    certainty: Literal["proved", "suggested"] = "suggested"
    """Proved where a line of the step itself says so and cannot be read otherwise."""


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """A number found in an evidence line, decoded; name and meaning are None where no table knows it."""

    code: str
    name: str | None
    meaning: str | None


@dataclass(frozen=True, slots=True)
class NextSign(Timed):
    """The line that should come next: in which log, on which server, until when.

    Attributes:
        supplied: Whether the log was supplied, with lines that have a time.
        undated: Whether it was supplied, and none of its lines has a time.
    """

    log: str
    server: str | None
    expected: tuple[str, ...]
    supplied: bool
    deadline: datetime | None
    note: str | None = None
    undated: bool = False


@dataclass(frozen=True, slots=True)
class StepProgress(Timed):
    """How far one step of the lane got."""

    id: str
    title: str
    status: StepStatus
    started: datetime | None = None
    finished: datetime | None = None
    evidence: tuple[Evidence, ...] = ()
    note: str | None = None
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class KeyLink:
    """Why a line belongs to a case: two identifiers and the line that joins them."""

    left: str
    right: str
    exact: bool
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Decision:
    """How a case was decided: what the cheapest explanation cost, and by how much it beat the second."""

    cost: float
    margin: float
    runs: int = 1
    strays: int = 0
    links: tuple[KeyLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """A log that would make an answer surer: its name, whose it is, the folder it lies in, and what it would show."""

    log: str
    server: str | None
    folder: str
    why: str


@dataclass(frozen=True, slots=True)
class CaseProof:
    """Something an answer rests on; `caps` is the certainty it allows at most, None where it takes nothing away."""

    kind: str
    caps: Confidence | None
    said: str


@dataclass(frozen=True, slots=True)
class Case(Timed):
    """One run of one lane for one subject: what was found out about it."""

    flowchart: str
    lane: str
    subject: Subject
    verdict: Verdict
    step: str | None
    since: datetime | None
    last_sign: datetime | None
    site: str | None
    server: str | None
    attempts: int
    confidence: Confidence
    reasons: tuple[str, ...] = ()
    cause: Cause | None = None
    other_causes: tuple[Cause, ...] = ()
    errors: tuple[ErrorCode, ...] = ()
    next: NextSign | None = None
    blocked_by: str | None = None
    checks: tuple[str, ...] = ()
    stall: str | None = None
    waiting: str | None = None
    """What a waiting case waits for; its checks are then what may be done meanwhile."""
    steps: tuple[StepProgress, ...] = ()
    decision: Decision | None = None
    lane_title: str = ""
    """The lane in a word or two, as its chart calls it."""
    lane_rank: int = 100
    """Where the lane stands on the way of an update."""
    unexplained: tuple[int, ...] = ()
    """Which of the report's unexplained lines are its own."""
    needs: tuple[Need, ...] = ()
    """The logs that would make the answer surer."""
    proofs: tuple[CaseProof, ...] = ()
    """What the answer rests on, in the order in which `reasons` says it."""

    def __repr__(self) -> str:
        """Return what the case says, in one line; `repr` shows what a name from a log would make a terminal do."""
        told = {
            "at": ".".join(filter(None, (self.flowchart, self.lane, self.step))),
            "update": self.subject.update or self.subject.package_guid,
            "site": self.site or self.subject.site,
            "server": self.server,
            "since": None if self.since is None else utc_text(self.since),
        }
        return (
            f"Case({self.verdict!r}{''.join(f', {key}={value!r}' for key, value in told.items() if value is not None)})"
        )

    def diagram(self, *, dark: bool = False) -> Diagram:
        """Return the picture of this case: its lane of the flowchart with the progress on it.

        >>> import dmplog
        >>> report = dmplog.diagnose("fixtures/scenarios/healthy-download/bundle")
        >>> report.cases[0].diagram().mermaid.splitlines()[0]
        'flowchart TD'
        """
        from dmplog.views.diagram import case_diagram

        case: dict[str, Any] = plain(self)
        return case_diagram(case, dark=dark)


@dataclass(frozen=True, slots=True)
class LogCoverage(Timed):
    """What one file held; lines = record_lines + unparsed_lines + marker_lines."""

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


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file that was read; the hash is only computed where a view shows it."""

    file: str
    bytes: int
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class PrerequisiteResult:
    """One row of a prerequisite check."""

    site: str | None
    server: str | None
    rule: str
    result: Literal["passed", "warning", "error"]
    text: str | None


@dataclass(frozen=True, slots=True)
class AlsoSeen:
    """A line that looks alarming and does not block the update, with the reason."""

    evidence: Evidence
    why: str


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the input that a reader must know: a file that could not be read, a limit hit, an ambiguity."""

    file: str | None
    line: int | None
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Report(Timed):
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
    as_of_source: Literal["argument", "records"]
    verdict: Verdict
    headline: str
    cases: tuple[Case, ...] = ()
    coverage: tuple[LogCoverage, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    prerequisites: tuple[PrerequisiteResult, ...] = ()
    also_seen: tuple[AlsoSeen, ...] = ()
    unexplained: tuple[Unexplained, ...] = ()
    problems: tuple[Problem, ...] = ()
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

    def to_text(self, *, width: int = 100) -> str:
        """Return the terminal view without colours."""
        from dmplog.views.text import render

        return render(self.to_dict(), width=width)

    def to_html(self) -> str:
        """Return one self-contained HTML file."""
        from dmplog.views.html import render

        return render(self.to_dict())

    def to_markdown(self) -> str:
        """Return the report for a ticket or a chat."""
        from dmplog.views.markdown import render

        return render(self.to_dict())

    def _repr_html_(self) -> str:
        """Return the report for a notebook: the page in a frame of its own, so that neither styles the other."""
        from dmplog.views.notebook import framed

        return framed(self.to_html())

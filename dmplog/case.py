"""One case of a report: what was found out about one run of one lane, with every line and every step it rests on.

Nothing here computes; `dmplog.report` says how the values stand in the JSON contract.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from dmplog.document import Remembering, Timed, plain, utc_text
from dmplog.frozen import frozen
from dmplog.verdicts import Confidence, StepStatus, Verdict

if TYPE_CHECKING:
    from dmplog.views.diagram import Diagram


@frozen
class Evidence(Timed):
    """One log line that something was concluded from; `line` is 1-based.

    `severity` is what the line itself tells of: a failure, a warning, or neither; never how serious its case is.
    """

    file: str
    line: int
    time: datetime | None
    event: str | None
    text: str
    context: tuple[str, ...] | None = None
    severity: Literal["error", "warning"] | None = None

    def as_error(self) -> Evidence:
        """Return it as a line that tells of a failure."""
        if self.severity == "error":
            return self
        return Evidence(self.file, self.line, self.time, self.event, self.text, self.context, "error")


@frozen
class Subject:
    """What a case is about."""

    package_guid: str | None = None
    update: str | None = None
    package_id: str | None = None
    site: str | None = None


@frozen
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


@frozen
class ErrorCode:
    """A number found in an evidence line, decoded; name and meaning are None where no table knows it."""

    code: str
    name: str | None
    meaning: str | None


@frozen
class Behind:
    """From where on a line that names nothing of its case can be its own: its last line in that log.

    Attributes:
        file: The file of that line, as the bundle calls it.
        line: Its number, 1-based.
        thread: The thread that wrote it, where that wrote for no other case and others of that log did.
        key: What that thread must have named last, where it wrote for others, too.
    """

    file: str
    line: int
    thread: int | None = None
    key: str | None = None


@frozen
class NextSign(Timed):
    """The line that should come next: in which log, on which server, until when.

    Attributes:
        supplied: Whether the log was supplied, with lines that have a time.
        undated: Whether it was supplied, and none of its lines has a time.
        counted_from: The moment the deadline counts from, in most cases the last sign.
        log_file: How the file of the log is called: on that server, where the bundle holds it there.
    """

    log: str
    server: str | None
    expected: tuple[str, ...]
    supplied: bool
    deadline: datetime | None
    note: str | None = None
    undated: bool = False
    log_file: str = ""
    files: tuple[str, ...] = ()
    """The file each of `expected` stands in; empty where all stand in `log_file`."""
    counted_from: datetime | None = None
    behind: tuple[Behind | None, ...] = ()
    """Where each of `expected` counts that names nothing of this case; None for one that does, and empty where all do."""


@frozen
class Rhythm(Timed):
    """That the attempts in the logs came in nearly equal times, and when the next one is to be expected if that goes on.

    Attributes:
        seconds: The time from one attempt to the next, the middle one of all.
        next: When the next attempt is to be expected.
        shown: Whether that is still ahead, is missing in its log, which goes on past it, or cannot be seen, because its log ends before it.
    """

    seconds: int
    next: datetime
    shown: Literal["ahead", "missing", "unseen"]


@frozen
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
    tries: tuple[datetime, ...] = ()
    """When the attempts began that are known, the newest of very many; empty where there was one."""
    short: str = ""
    """The title in a word or two; empty where its flowchart gives none."""
    amount: str | None = None
    """How much of it is done, where its lines count that: `40 % sent`."""


@frozen
class KeyLink:
    """Why a line belongs to a case: two identifiers and the line that joins them."""

    left: str
    right: str
    exact: bool
    evidence: Evidence


@frozen
class Decision:
    """How a case was decided: what the cheapest explanation cost, and by how much it beat the second."""

    cost: float
    margin: float
    runs: int = 1
    strays: int = 0
    links: tuple[KeyLink, ...] = ()


@frozen
class Need:
    """A log that would make an answer surer: its name, whose it is, the folder it lies in, and what it would show."""

    log: str
    server: str | None
    folder: str
    why: str


@frozen
class NamedIn:
    """An address, a host, a folder or a share that a thing to do speaks of, and the line that names it."""

    name: str
    file: str
    line: int


@frozen
class CaseProof:
    """Something an answer rests on; `caps` is the certainty it allows at most, None where it takes nothing away."""

    kind: str
    caps: Confidence | None
    said: str


@frozen
class Case(Remembering):
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
    lane_name: str = ""
    """The lane with the site it is about, as every view and sentence calls it: `Transfer to PS1`."""
    lane_rank: int = 100
    """Where the lane stands on the way of an update."""
    unexplained: tuple[int, ...] = ()
    """Which of the report's unexplained lines are its own."""
    needs: tuple[Need, ...] = ()
    """The logs that would make the answer surer, or tell why it is stuck."""
    proofs: tuple[CaseProof, ...] = ()
    """What the answer rests on, in the order in which `reasons` says it."""
    unseen: tuple[Need, ...] = ()
    """The logs that would show its steps of which nobody can tell whether they were reached."""
    names: tuple[NamedIn, ...] = ()
    """Where what its things to do name was read, each name once."""
    rhythm: Rhythm | None = None
    """How regularly the step that failed was tried, where the logs show that."""

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
        'flowchart LR'
        """
        from dmplog.views.diagram import case_diagram

        case: dict[str, Any] = plain(self)
        with self.as_made():
            return case_diagram(case, dark=dark)

    def _repr_html_(self) -> str:
        """Return the case for a notebook: the answer, and its lane of the flowchart, as a card."""
        from dmplog.views.notebook import case_card

        case: dict[str, Any] = plain(self)
        with self.as_made():
            return case_card(case)

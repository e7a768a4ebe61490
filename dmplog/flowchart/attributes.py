"""What a chart says about joining and judging its lines: attributes by what events, logs and keys do, never by what they are called.

| attribute of `[correlator]` | says |
|---|---|
| `kind` | the algorithm: `threads` (what a thread said last names the subject), `hierarchy` (package, job and request ids from site to site) or `tool` (runs of a tool that is started by hand) |
| `nobody` | values of a key that stand for no subject |
| `try_gap` | how long a pause between two `tries` begins the next one |
| `keyless_reach` | how far a line without a key may lie behind its subject |
| `logs` | what each log is to the algorithm: roles by part |
| `lines` | what lines do in it: signals by part |

A chart without `[correlator]` is joined by its threads, with every part left empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from dmplog.flowchart.model import Place, Signal

Kind = Literal["threads", "hierarchy", "tool"]
LanePart = Literal["request", "transfer", "installation"]

LOGS: Final[Mapping[str, str]] = {
    "carries": "logs whose threads go on about what they named last; left out: those at the place of the first step",
    "calls": "the log of a program that others call, setupdl.exe",
    "asked_only": "logs whose lines count only where a chart or a cause asks for them",
    "manager": "the log of Hierarchy Manager",
    "distribution": "the log of Distribution Manager",
    "sending": "logs of the scheduler and the sender",
    "receiving": "the log of the despooler of a child site",
    "monitor": "the log of the notification monitor",
    "worker": "logs of the update service, which works on one update at a time",
    "reporting": "logs of which every line is about the site that writes it",
    "beside_worker": "logs of components that go on with the last update of the worker",
    "point": "the log of the service connection point",
    "tool": "the log of the tool",
    "left_out": "logs that say nothing to the correlator",
}
"""The parts a log can play, and what each means."""

LINES: Final[Mapping[str, str]] = {
    "keyless": "lines that are never about one subject",
    "foreign": "lines of a worker that never belongs to this chart",
    "closes": "behind these the thread is busy with no subject any more",
    "names_worker": "lines whose text names their worker, whatever their thread did before",
    "ambiguous": "lines that may be another worker's, so that they open nothing",
    "opens_call": "lines that call another program",
    "call_begins": "lines with which the called program begins",
    "call_fails": "failures of the called program: what it writes behind them makes nothing good",
    "call_path": "lines of the called program whose path tells whose files they are",
    "imports": "lines by which a tool brings something in for all subjects",
    "tells_place": "lines that only the server of the place writes which the chart is about",
    "answer": "lines that may be the answer to something else",
    "answered": "lines after which an answer belongs to the subject",
    "unanswered": "lines after which it does not",
    "restates": "lines that state anew where the subject stands: the next one tells what an answer was to",
    "confirms": "those of them that confirm the answer in front of them",
    "mode_online": "lines that only online mode writes",
    "mode_restart": "restarts after which a changed mode is in force",
    "tries": "lines of one try; a pause between them begins the next one",
    "starts": "starts of the worker, which open the next try already",
    "asks": "lines that ask for an installation",
    "dropped": "requests that are handed over by file",
    "backward": "lines whose update the thread names later",
    "takes_package": "lines that take the package of an update over",
    "names_package": "lines that tell which package carries the update",
    "snapshots": "lines that take the snapshot of a package",
    "names_update": "lines by which a thread names the update it works on",
    "installs": "lines that begin an installation at a site",
    "notes_installation": "lines that name an installation of the site beside its worker",
    "sends_off": "lines that hand a package over for one site",
    "sends_to": "lines that name the site something is sent to",
    "requests": "lines that name the site of a request",
    "reaches": "lines that name the server a request is sent to",
    "begins_part": "lines with which a thread begins another job or request",
    "begins_turn": "lines with which it begins another turn of it",
    "tells_version": "lines of distribution that name the version they are about; others name the one before",
    "reports": "reports of a sub-stage",
    "own_report": "reports that only the site itself writes",
    "receives": "lines by which a child site receives content",
    "names_later": "lines whose subject stands on a later line of the same file",
    "shows_import": "lines of the site about one subject that show the import arrived",
    "import_processed": "the line of the site that shows an import is processed",
}
"""The parts lines can play, and what each means."""


@dataclass(frozen=True, slots=True)
class Correlator:
    """How the lines of a chart are joined to its cases.

    Attributes:
        kind: The algorithm.
        logs: Roles by the part they play, see `LOGS`.
        lines: Signals by the part they play, see `LINES`.
        nobody: Values of a key that stand for no subject.
        try_gap: A pause of this length between two tries begins the next one.
        keyless_reach: How far a line without a key may lie behind its subject.
    """

    kind: Kind = "threads"
    logs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lines: Mapping[str, tuple[Signal, ...]] = field(default_factory=dict)
    nobody: tuple[str, ...] = ()
    try_gap: timedelta | None = None
    keyless_reach: timedelta | None = None


@dataclass(frozen=True, slots=True)
class SubStages:
    """How a lane's reports of sub-stages are read.

    Attributes:
        report: The event that reports one.
        log: The log that shows those behind the last step.
        behind: How the ids of those behind the last step begin.
        late: Ids among them that wait for all sites, for days.
        window: The id of the wait for the service window.
        window_step: The step that wait belongs to.
        meanwhile: Ids that are reported while that wait goes on.
        restarts: Events of a start of the service that reports.
        crash_loop: So many starts without a new sub-stage are a crash loop.
    """

    report: str
    log: str
    behind: str
    late: tuple[str, ...]
    window: str
    window_step: str
    meanwhile: tuple[str, ...]
    restarts: tuple[str, ...]
    crash_loop: int


@dataclass(frozen=True, slots=True)
class LaneTraits:
    """What a lane is to the lanes and the report around it.

    Attributes:
        part: What the lane is in a hierarchy.
        order: Its place among cases of one verdict; what is nearest to the administrator's question comes first.
        called: How a case of it is called in a sentence where it has no update.
        content_for: The lane that is due when this one is completed.
        content_at: The place where the content is then.
        waits_for_other_sites: Steps at which another site of the same update is waited for.
        mode_needed: Whether an overdue beginning proves nothing where the mode is not shown.
        little_known: Whether its logs are hardly public, so that error lines nobody knows are shown at their step.
        cycle_mark: Lines that begin a cycle of a log that repeats itself.
        check_results: The event of one result of a prerequisite check.
        check_begins: The event with which such a check begins.
        sub_stages: How its reports of sub-stages are read.
    """

    part: LanePart | None = None
    order: int = 100
    called: str = ""
    content_for: str | None = None
    content_at: Place | None = None
    waits_for_other_sites: tuple[str, ...] = ()
    mode_needed: bool = False
    little_known: bool = False
    cycle_mark: tuple[Signal, ...] = ()
    check_results: str | None = None
    check_begins: str | None = None
    sub_stages: SubStages | None = None

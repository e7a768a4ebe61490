"""What a chart says about joining and judging its lines: attributes by what events, logs and keys do, never by what they are called.

A chart without `[correlator]` is joined by its threads, with every part left empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import timedelta
from typing import Literal

from dmplog.flowchart.signal import Place, Signal
from dmplog.frozen import frozen

Kind = Literal["threads", "hierarchy", "tool"]
LanePart = Literal["request", "transfer", "installation"]


@frozen
class Correlator:
    """How the lines of a chart are joined to its cases.

    By threads, what a thread said last names the subject; by hierarchy, package, job and request ids do, from site to site; a tool is
    started by hand, and each run is a case. What logs and lines can be to them says `flowcharts/correlator_parts.toml`.

    Attributes:
        kind: The algorithm.
        logs: Roles by the part they play.
        lines: Signals by the part they play.
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


@frozen
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


@frozen
class LaneTraits:
    """What a lane is to the lanes and the report around it.

    Attributes:
        part: What the lane is in a hierarchy.
        order: Its place among cases of one verdict; what is nearest to the administrator's question comes first.
        short: The lane in a word or two; without them it is told by its id.
        rank: Its place on the way of an update, for views that tell the lanes of one update together.
        done: What its update is once a case of it is completed, as in "… is installed".
        called: How a case of it is called in a sentence where it has no update.
        preposition: The word between it and its site in a sentence, as in "the transfer to PS1".
        content_for: The lane that is due when this one is completed.
        content_at: The place where the content is then.
        passed_by: Lanes of this chart, or `flowchart.lane` of another one, whose work on the same update shows that a case of this one is over.
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
    short: str = ""
    rank: int = 100
    done: str = ""
    called: str = ""
    preposition: str = "at"
    content_for: str | None = None
    content_at: Place | None = None
    passed_by: tuple[str, ...] = ()
    waits_for_other_sites: tuple[str, ...] = ()
    mode_needed: bool = False
    little_known: bool = False
    cycle_mark: tuple[Signal, ...] = ()
    check_results: str | None = None
    check_begins: str | None = None
    sub_stages: SubStages | None = None

"""Which logs to copy from where: what a report lacks, or what answers a question.

A log is copied from the share of its site, or from the root of the system drive; of any other folder it is said that somebody has to
copy it. Where the folders lie is knowledge, and is never taken from a report.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from dmplog.case import Case
from dmplog.collect.names import is_host, is_log, is_site
from dmplog.collect.questions import load_questions
from dmplog.flowchart import known_flowcharts, load_flowchart
from dmplog.frozen import frozen
from dmplog.report import Report
from dmplog.roles import LOGS, file_of, names_of_log, place_of_log, role_of_log
from dmplog.servers import server_label
from dmplog.verdicts import OVER

_SYSTEM_DRIVE = "C:\\"
"""What the folder of a log holds that lies in the root of the system drive."""

_OF_THE_SITE = {"child_site", "installing_site"}
"""The places of steps at the site that a case is about."""


@frozen
class Visit:
    """What is to be copied from one server.

    Attributes:
        place: The id of the place, where no server is named.
        said: The server, or the place in words.
        logs: What is copied, each log by the name of its file.
        folder: The stems of the logs in the folder of the site's logs, each by every name it goes by.
        root: The stems of the logs in the root of the system drive.
        by_hand: Logs of other folders: the name of the file, and the folder in words.
    """

    server: str | None
    site: str | None
    place: str | None
    said: str
    logs: tuple[str, ...]
    folder: tuple[str, ...] = ()
    root: tuple[str, ...] = ()
    by_hand: tuple[tuple[str, str], ...] = ()


@frozen
class Plan:
    """Everything that is to be copied.

    Attributes:
        reason: What for, in a few words.
        refused: Names of servers and logs that are none, and are not asked for.
    """

    visits: tuple[Visit, ...]
    reason: str
    refused: tuple[str, ...] = ()

    @property
    def places(self) -> Mapping[str, str]:
        """The places of which no server is known, by their ids, in words."""
        return {visit.place: visit.said for visit in self.visits if visit.place is not None}


class _Wanted(NamedTuple):
    """A log, and whose it is."""

    log: str
    server: str | None


def plan_of_question(question: str) -> Plan:
    """Return which logs answer *question*, one of those in `questions.toml`.

    >>> [(visit.said, visit.folder, visit.root) for visit in plan_of_question("downloading").visits]
    [('the service connection point', ('dmpdownloader',), ('configmgrsetup',)), ('the top-level site server', ('hman',), ())]
    """
    questions = load_questions()
    asked = questions.known[question]
    visits = tuple(
        _visit(None, None, place, questions.places[place], map(file_of, roles)) for place, roles in asked.logs.items()
    )
    return Plan(visits, asked.title)


def plan_of_report(report: Report) -> Plan:
    """Return which logs *report* lacks: what its cases need, what the next line of each should stand in, and what no log showed."""
    supplied = {(row.role, server_label(row.server or "")) for row in report.coverage}
    open_cases = [case for case in report.cases if case.verdict not in OVER]
    wanted = dict.fromkeys(each for case in open_cases for each in (*_wanted(case), *_unseen(case, supplied)))
    wanted |= dict.fromkeys(_Wanted(need.log, need.server) for need in report.needs)
    refused: dict[str, None] = {}
    sites = _sites(report)
    places = {said: place for place, said in load_questions().places.items()}
    visits: dict[tuple[str | None, str | None], list[str]] = {}
    for log, server in wanted:
        if not is_log(log):
            refused[log] = None
        elif server is None or server in places:
            visits.setdefault((None, places.get(server or "") or _of_anyone(log)), []).append(log)
        elif is_host(server):
            visits.setdefault((server, None), []).append(log)
        else:
            refused[server] = None
    said = load_questions().places
    return Plan(
        tuple(
            _visit(
                server, sites.get(server_label(server)) if server else None, place, server or said[place or ""], logs
            )
            for (server, place), logs in visits.items()
        ),
        report.headline,
        tuple(refused),
    )


def _wanted(case: Case) -> Iterator[_Wanted]:
    for need in case.needs:
        yield _Wanted(need.log, need.server)
    if case.next is not None and not case.next.supplied:
        yield _Wanted(case.next.log, case.next.server)


def _unseen(case: Case, supplied: Collection[tuple[str, str]]) -> Iterator[_Wanted]:
    """Yield the logs of the steps that no log showed; those beside the step it stands at are of the same server."""
    unseen = {step.id for step in case.steps if step.status == "unobservable"}
    if not unseen or case.flowchart not in known_flowcharts():
        return
    steps = {
        step.id: step for lane in load_flowchart(case.flowchart).lanes if lane.id == case.lane for step in lane.steps
    }
    here = steps[case.step].place if case.step in steps else None
    hosts = {role_of_log(need.log): need.server for need in (*case.needs, *case.unseen) if is_host(need.server or "")}
    for step in steps.values():
        server = case.server if step.place == here else load_questions().of_steps.get(step.place)
        for role in step.log if step.id in unseen else ():
            # Of a server that is named nobody asks by its place.
            owner = hosts.get(role) or server
            if owner is not None and (role, server_label(owner)) not in supplied:
                yield _Wanted(file_of(role), owner)


def _of_anyone(log: str) -> str:
    """Return the place of *log*, of which no server is known: the first at which a question asks for it."""
    asked = load_questions()
    role = role_of_log(log)
    places = (place for question in asked.known.values() for place, roles in question.logs.items() if role in roles)
    return next(places, next(iter(asked.places)))


def _sites(report: Report) -> dict[str, str]:
    """Return the code of the site of every server that *report* tells."""
    known = ((row.server, row.site) for rows in (report.coverage, report.cases) for row in rows)
    told = (*(pair for case in report.cases for pair in _receivers(case)), *known)
    return {
        server_label(server): site.upper()
        for server, site in told
        if server is not None and site is not None and is_site(site)
    }


def _receivers(case: Case) -> Iterator[tuple[str | None, str | None]]:
    """Yield the servers of the site that *case* is about, with its code: those of logs that only steps at that site are seen in."""
    if case.flowchart not in known_flowcharts():
        return
    steps = [step for lane in load_flowchart(case.flowchart).lanes if lane.id == case.lane for step in lane.steps]
    for need in (*case.needs, *case.unseen):
        places = {step.place for step in steps if role_of_log(need.log) in step.log}
        if places and places <= _OF_THE_SITE:
            yield need.server, case.subject.site


def _visit(server: str | None, site: str | None, place: str | None, said: str, logs: Iterable[str]) -> Visit:
    folder: dict[str, None] = {}
    root: dict[str, None] = {}
    by_hand = {}
    wanted = tuple(dict.fromkeys(logs))
    for log in wanted:
        role = role_of_log(log)
        lies = LOGS if role is None else place_of_log(role)[1]
        names = dict.fromkeys(names_of_log(log))
        if lies == LOGS:
            folder |= names
        elif _SYSTEM_DRIVE in lies:
            root |= names
        else:
            by_hand[log] = lies
    return Visit(server, site, place, said, wanted, tuple(folder), tuple(root), tuple(by_hand.items()))

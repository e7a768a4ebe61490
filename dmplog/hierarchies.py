"""Whether the logs of a bundle are of one hierarchy: sites that nothing ties together are told, and nothing is judged otherwise.

Sites are tied by a line of one that names a site or a server of the other, or a server or a domain that a line of the other names, too. The
GUID of an update ties nobody: it is the same for everybody who installs that update.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, takewhile
from typing import NamedTuple

import polars as pl

from dmplog.bundle import Bundle, LogFile
from dmplog.flowchart import Flowchart
from dmplog.intake import Intake
from dmplog.layout import few
from dmplog.problem import Problem
from dmplog.roles import OTHER
from dmplog.servers import Place, server_label

KIND = "unrelated-hierarchies"

TWO_SERVERS = "two-site-servers"
"""The kind of problem that two site servers wrote logs as one site."""

KINDS = (KIND, TWO_SERVERS)
"""Whose messages say in their first sentence who it is, and in a further one which folders to run."""

_OTHER_SYSTEMS = ("service_connection_point", "tool_computer")
"""Places of steps that need not be the site server."""

MOST_BYTES = 256 * 1024 * 1024
"""Of more than so much nothing is said: every line has to be looked at before two sites are called strangers."""

MOST_TOLD = 4
MOST_NAMES = 6

_CHUNK = 1024 * 1024
_OVERLAP = 512
_SITES = ("site_code", "status_site", "about_site")
_SERVERS = ("server_name", "status_system")
_PACKAGES = ("package_id",)
_OF_EVERYBODY = ("SMS",)
"""Packages that every site has."""

_SITE_CODE = re.compile(r"[A-Z0-9]{3}")
_NAMED = re.compile(rb"(?:\\\\|SYS=)([A-Za-z0-9][A-Za-z0-9.-]{1,80})")
"""What stands in a line where a server is named: a share, a status message."""

_Token = tuple[str, str]
"""What a name is of, "site", "server", "domain" or "folder", and the name."""


class _Group(NamedTuple):
    """Files that something ties together, and every name in them."""

    files: tuple[int, ...]
    names: frozenset[_Token]

    def of(self, kind: str) -> list[str]:
        return sorted(name for what, name in self.names if what == kind)


def unrelated(bundle: Bundle, intake: Intake, places: Sequence[Place]) -> tuple[Problem, ...]:
    """Return that the logs come from hierarchies that nothing ties together, where they do."""
    named = {
        number: _own(read.log, place)
        for number, (read, place) in enumerate(zip(intake.logs, places, strict=True))
        if read.role != OTHER and not read.is_manifest
    }
    if len(_tied(named)) < 2:
        return ()
    for number, name in _told(intake.events):
        if number in named:
            named[number].add(name)
    strangers = _strangers(named)
    if len(strangers) < 2 or sum(intake.logs[number].census.bytes for number in named) > MOST_BYTES:
        return ()
    for number, name in _read(bundle, intake, strangers):
        named[number].add(name)
    strangers = _strangers(named)
    return (_problem(strangers, intake, places),) if len(strangers) > 1 else ()


def site_servers(intake: Intake, flowcharts: Sequence[Flowchart]) -> tuple[Problem, ...]:
    """Return for each site that two servers wrote logs as, by their status messages; copies of one log are of one server."""
    steps = [step for chart in flowcharts for lane in chart.lanes for step in lane.steps]
    roles = {step.log[0] for step in steps if step.place not in _OTHER_SYSTEMS}
    writers: dict[str, dict[str, set[int]]] = {}
    for file, system, site in _status_messages(intake.events):
        if intake.logs[file].role in roles:
            writers.setdefault(site.upper(), {}).setdefault(server_label(system), set()).add(file)
    return tuple(_of_one_site(site, servers, intake) for site, servers in sorted(writers.items()) if _apart(servers))


def _status_messages(events: pl.DataFrame) -> Iterator[tuple[int, str, str]]:
    """Yield of each file which servers and sites its status messages come from."""
    columns = ("file", "status_system", "status_site")
    if set(columns) <= set(events.columns):
        texts = (pl.col(name).cast(pl.String) for name in columns[1:])
        yield from events.select("file", *texts).drop_nulls().unique().sort(columns).iter_rows()


def _apart(servers: Mapping[str, set[int]]) -> bool:
    """Return whether *servers* are several, and no log is of two of them: one that goes on under a new name tells itself what happened."""
    return len(servers) > 1 and len(set.union(*servers.values())) == sum(map(len, servers.values()))


def _of_one_site(site: str, servers: Mapping[str, set[int]], intake: Intake) -> Problem:
    names, roots = sorted(servers), []
    folders = {name: [intake.logs[file].log.name for file in sorted(servers[name])] for name in names}
    for name in names:
        others = [file for other in names if other != name for file in folders[other]]
        roots.append(_root(folders[name], others))
    told = [*names[: MOST_NAMES - 1], f"{len(names) - MOST_NAMES + 1} more"] if len(names) > MOST_NAMES else names
    said = f"{', '.join(told[:-1])} and {told[-1]} each wrote logs as the site server of site {site}: it was moved or has a passive node, "
    said += "or these are the logs of several hierarchies, which answer for each other here. "
    each = ", then ".join(f"dmplog {_quoted(root)}" for root in roots)
    alone = (
        f"run each alone: {each}"
        if all(roots)
        else "put the logs of each into a folder of its own, and run one at a time"
    )
    return Problem(None, None, TWO_SERVERS, f"{said}If they are several, {alone}.")


def _root(names: Sequence[str], others: Sequence[str]) -> str:
    """Return the archive, or the topmost folder, that holds all files called *names* and none of *others*; empty where there is none.

    >>> _root(["a/H/CAS01/Logs/x.log"], ["a/L/x.log"]), _root(["a.zip!/x.log"], ["b.zip!/x.log"]), _root(["a/x.log"], ["a/y.log"])
    ('a/H', 'a.zip', '')
    """
    shared = _folder(names)
    parts = shared.split("/")
    tops = ["/".join(parts[: count + 1]) for count in range(len(parts))]
    return next((top for top in tops if top and not any(_inside(_folder([other]), top) for other in others)), "")


def _strangers(named: Mapping[int, set[_Token]]) -> list[_Group]:
    """Return the groups of files that name a site: of others nobody can tell whose they are."""
    return [group for group in _tied(named) if group.of("site")]


def _own(log: LogFile, place: Place) -> set[_Token]:
    """Return what stands for the server of *log*: its name, or the folder it lies in."""
    names = {("server", place.server) if place.server else ("folder", log.log_key.rpartition("/")[0])}
    return names if place.site is None else names | {("site", place.site)}


def _told(events: pl.DataFrame) -> Iterator[tuple[int, _Token]]:
    """Yield what the known lines of each file name."""
    for column in (*_SITES, *_SERVERS, *_PACKAGES):
        if column in events.columns:
            rows = events.select("file", column).drop_nulls().unique().with_columns(pl.col(column).cast(pl.String))
            for file, value in rows.iter_rows():
                for name in _names(column, value):
                    yield file, name


def _names(column: str, value: str) -> Iterator[_Token]:
    if column in _SERVERS:
        yield from _of_server(value)
    # The id of a package begins with the code of the site that made it.
    elif _SITE_CODE.fullmatch(code := value[:3].upper()) and code not in _OF_EVERYBODY:
        yield "site", code


def _of_server(value: str) -> Iterator[_Token]:
    if label := server_label(value):
        yield "server", label
    domain = value.strip("\\").partition(".")[2].strip(".").upper()
    if "." in domain:
        yield "domain", domain


def _tied(named: Mapping[int, set[_Token]]) -> list[_Group]:
    """Return the files in groups, in their order: two of them that name the same are in one."""
    first: dict[_Token, _Token] = {}

    def root(name: _Token) -> _Token:
        while (above := first.setdefault(name, name)) != name:
            first[name] = name = first[above]
        return name

    for names in named.values():
        roots = [root(name) for name in sorted(names)]
        first.update(dict.fromkeys(roots, roots[0]))
    files: dict[_Token, list[int]] = {}
    for number, names in named.items():
        files.setdefault(root(min(names)), []).append(number)
    return [_Group(tuple(each), frozenset().union(*(named[number] for number in each))) for each in files.values()]


def _read(bundle: Bundle, intake: Intake, strangers: Sequence[_Group]) -> Iterator[tuple[int, _Token]]:
    """Yield what the text of each file names beside its known lines: servers, and the sites and servers of the other *strangers*."""
    numbers = {intake.logs[file].log.name: file for group in strangers for file in group.files}
    known = {name.encode(): (kind, name) for group in strangers for kind, name in group.names if kind != "folder"}
    codes, others = ([key for key, (kind, _) in known.items() if (kind == "site") is which] for which in (True, False))
    # The code of a site is written in capitals; "lab" is a word.
    words = re.compile(rb"(?<![\w.])(?:" + _any(codes) + rb"|(?i:" + _any(others) + rb"))(?!\w)")
    for log, stream in bundle.stream():
        if (number := numbers.get(log.name)) is None:
            continue
        rest = b""
        while chunk := stream.read(_CHUNK):
            # What is written in two bytes a character is read as one.
            text = rest + chunk.replace(b"\0", b"")
            yield from ((number, known[found.upper()]) for found in set(words.findall(text)))
            named = {server.decode("ascii") for server in _NAMED.findall(text)}
            yield from ((number, name) for server in named for name in _of_server(server))
            rest = text[-_OVERLAP:]


def _any(names: Sequence[bytes]) -> bytes:
    """Return an expression for any of *names*, and for nothing where there is none."""
    return b"|".join(map(re.escape, sorted(names))) or rb"(?!)"


def _problem(strangers: Sequence[_Group], intake: Intake, places: Sequence[Place]) -> Problem:
    told = [_called(group, places) for group in strangers[:MOST_TOLD]]
    if more := len(strangers) - len(told):
        told.append(f"{more} more")
    folders = [_folder([intake.logs[number].log.name for number in group.files]) for group in strangers]
    said = f"Nothing in these logs ties {', '.join(told[:-1])} to {told[-1]}. If they are of different hierarchies, "
    if not more and all(folders) and not any(_inside(one, other) for one, other in combinations(folders, 2)):
        each = ", then ".join(f"dmplog {_quoted(one)}" for one in folders)
        return Problem(None, None, KIND, f"{said}run each alone: {each}.")
    return Problem(
        None, None, KIND, f"{said}put the logs of each into a folder of its own, and run one folder at a time."
    )


def _called(group: _Group, places: Sequence[Place]) -> str:
    sites = group.of("site")
    servers = sorted({server for number in group.files if (server := places[number].server)})
    return f"{'sites' if len(sites) > 1 else 'site'} {few(sites, MOST_NAMES)}" + (
        f" ({few(servers, MOST_NAMES)})" if servers else ""
    )


def _folder(names: Sequence[str]) -> str:
    """Return the archive, or the folder, that holds all files called *names*; empty where there is none.

    >>> _folder(["a.zip!/CAS01/hman.log", "a.zip!/PS1/despool.log"]), _folder(["a/x.log", "a/y.log"]), _folder(["a/x.log", "b/y.log"])
    ('a.zip', 'a', '')
    """
    rows = zip(*(name.split("/")[:-1] for name in names), strict=False)
    shared = "/".join(row[0] for row in takewhile(lambda row: len(set(row)) == 1, rows))
    archive, mark, _ = f"{shared}/".partition("!/")
    return archive if mark else shared


def _inside(one: str, other: str) -> bool:
    return one == other or f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


def _quoted(path: str) -> str:
    return f'"{path}"' if " " in path else path

"""Whose log is it: the server and the site of every file.

The server comes from the status messages a log holds (`STATMSG … SYS=… SITE=…`) where those of its folder agree, else from the folders
of the bundle. A log that lies outside of them is of the server whose records it holds, of that of the site it reports for, or of the only
one. Files of one folder of which nothing says the server count as one server. Servers are equal by the first DNS label, in any case.
Sources: [@tss; @memlabs; @dp-upgrade].
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from dmplog.frozen import frozen


@frozen
class Place:
    """The server and site a file was written at; None where nothing says so."""

    server: str | None
    site: str | None


@frozen
class Clues:
    """What one file says about its own place: its folder, and counts of the names in its status messages and reports."""

    file: str
    folder: str
    server: str | None
    systems: Collection[str]
    sites: Collection[str]
    role: str | None = None
    """What log it is, None for a file of another program."""
    reports_for: frozenset[str] = frozenset()
    """The sites that its own reports name: a site reports for itself alone."""
    shares_with: frozenset[str] = frozenset()
    """Files that hold some of its very records: a copy is of the server that the other one is of."""
    span: tuple[datetime, datetime] | None = None
    """The times of its first and its last record, None where they are not known."""


_Group = tuple[str, str | None]
"""A folder, and the machine that the names of some of its files put in front; the whole folder where none is named."""


def server_label(name: str) -> str:
    r"""Return the first DNS label of *name*, upper-cased.

    >>> server_label(r"\\scp01.contoso.com")
    'SCP01'
    """
    return name.strip().strip("\\").split(".")[0].upper()


def place_files(clues: Sequence[Clues]) -> dict[str, Place]:
    """Return the place of every file."""
    systems: dict[_Group, set[str]] = {}
    sites: dict[_Group, set[str]] = {}
    for clue in clues:
        for group in {(clue.folder, None), (clue.folder, clue.server)}:
            systems.setdefault(group, set()).update(map(server_label, clue.systems))
            sites.setdefault(group, set()).update(map(str.upper, clue.sites))
    places = {}
    for clue in clues:
        own = _only({server_label(name) for name in clue.systems})
        # What all status messages of a folder agree on is surer than the folder's name: "monday" is no server.
        # In "CAS_hman.log" and "PS1_hman.log" of one folder the names tell what belongs together, and the messages whose it is.
        group = (clue.folder, clue.server)
        server = own or _only(systems[group]) or clue.server
        said = _only({name.upper() for name in clue.sites})
        places[clue.file] = Place(server, said or _only(sites[group]))
    return _share_sites(_with_neighbours(places, clues))


def _with_neighbours(places: dict[str, Place], clues: Sequence[Clues]) -> dict[str, Place]:
    """Give logs outside every server's folder to the server that they are copies of, that they name, or the only one (truth rule T3).

    ConfigMgrPrereq.log and ConfigMgrSetup.log stand in the root of the system drive, and are put beside the folder of the others; of
    CMUpdate.log somebody keeps an older one.
    """
    logs = [clue for clue in clues if clue.role is not None]
    placed: dict[str, list[Clues]] = {}
    for clue in logs:
        if (server := places[clue.file].server) is not None:
            placed.setdefault(server, []).append(clue)
    apart = [clue for clue in logs if places[clue.file].server is None]
    named = {clue.file: _named_by(clue, places, placed) for clue in apart}
    only = _only(placed)
    joined = {}
    for clue in apart:
        folder = [other for other in apart if other.folder == clue.folder]
        beside = _only({server for other in folder if (server := named[other.file]) is not None})
        if (server := named[clue.file]) is None and (guess := beside or only) is not None:
            # A folder is of one server; what lies above all others was put there file by file.
            asked = [clue] if beside or _lies_above(clue, placed[guess]) else folder
            server = guess if all(_may_be_of(each, placed[guess], places) for each in asked) else None
        if server is not None:
            joined[clue.file] = Place(server, places[clue.file].site)
    return places | joined


def _named_by(clue: Clues, places: Mapping[str, Place], placed: Mapping[str, Sequence[Clues]]) -> str | None:
    """Return the server of whose log *clue* is a copy, else the one of the site it reports for; None where that may be several."""
    if copied := [server for server, own in placed.items() if _is_copy(clue, own)]:
        return _only(set(copied))
    site = _only(clue.reports_for) or places[clue.file].site
    if site is None:
        return None
    reporting = [server for server, own in placed.items() if any(site in each.reports_for for each in own)]
    of_site = reporting or [
        server for server, own in placed.items() if any(places[each.file].site == site for each in own)
    ]
    server = _only(set(of_site))
    return server if server is not None and _may_be_of(clue, placed[server], places) else None


def _may_be_of(clue: Clues, own: Sequence[Clues], places: Mapping[str, Place]) -> bool:
    """Return whether nothing speaks against *clue* being of the server of the logs *own*: no other site, no such log of that time."""
    if _is_copy(clue, own):
        return True
    named, told = _sites_of([clue], places), _sites_of(own, places)
    return not (named and told and named.isdisjoint(told)) and all(
        _apart_in_time(clue, other) for other in own if other.role == clue.role
    )


def _is_copy(clue: Clues, own: Sequence[Clues]) -> bool:
    return any(other.file in clue.shares_with for other in own)


def _lies_above(clue: Clues, own: Sequence[Clues]) -> bool:
    return all(f"{other.folder}/".startswith(f"{clue.folder}/" if clue.folder else "") for other in own)


def _sites_of(logs: Sequence[Clues], places: Mapping[str, Place]) -> set[str]:
    """Return the sites that *logs* tell."""
    told = {site for clue in logs for site in clue.reports_for}
    return told | {site for clue in logs if (site := places[clue.file].site) is not None}


def _apart_in_time(one: Clues, other: Clues) -> bool:
    """Return whether the times of two logs are known and do not overlap: at one time a server writes a log only once."""
    if one.span is None or other.span is None:
        return False
    return one.span[1] < other.span[0] or other.span[1] < one.span[0]


def _share_sites(places: Mapping[str, Place]) -> dict[str, Place]:
    """Give files of one server the site the others of that server agree on."""
    by_server: dict[str, set[str]] = {}
    for place in places.values():
        if place.server and place.site:
            by_server.setdefault(place.server, set()).add(place.site)
    return {
        file: place if place.site or not place.server else Place(place.server, _only(by_server.get(place.server, ())))
        for file, place in places.items()
    }


def _only(names: Collection[str]) -> str | None:
    """Return the name all agree on, or None: two names in one folder prove that nothing is known of the rest."""
    return next(iter(names)) if len(names) == 1 else None

"""Whose log is it: the server and the site of every file.

The server comes from the status messages a log holds (`STATMSG … SYS=… SITE=…`) where those of its folder agree, else from the folders
of the bundle. Files of
one folder of which nothing says the server count as one server. Servers are equal by the first DNS label, in any case.
Sources: bundles.md; servicing-logs.md 2.9.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """The server and site a file was written at; None where nothing says so."""

    server: str | None
    site: str | None


@dataclass(frozen=True, slots=True)
class Clues:
    """What one file says about its own place: its folder, and counts of the names in its status messages and reports."""

    file: str
    folder: str
    server: str | None
    systems: Mapping[str, int]
    sites: Mapping[str, int]
    role: str | None = None
    """What log it is, None for a file of another program."""


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
    systems: dict[_Group, Counter[str]] = {}
    sites: dict[_Group, Counter[str]] = {}
    for clue in clues:
        for group in {(clue.folder, None), (clue.folder, clue.server)}:
            named, told = systems.setdefault(group, Counter()), sites.setdefault(group, Counter())
            for name, count in clue.systems.items():
                named[server_label(name)] += count
            for name, count in clue.sites.items():
                told[name.upper()] += count
    places = {}
    for clue in clues:
        own = _only(Counter({server_label(name): count for name, count in clue.systems.items()}))
        # What all status messages of a folder agree on is surer than the folder's name: "monday" is no server.
        # In "CAS_hman.log" and "PS1_hman.log" of one folder the names tell what belongs together, and the messages whose it is.
        group = (clue.folder, clue.server)
        server = own or _only(systems[group]) or clue.server
        said = _only(Counter({name.upper(): n for name, n in clue.sites.items()}))
        places[clue.file] = Place(server, said or _only(sites[group]))
    return _share_sites(_with_neighbours(places, clues))


def _with_neighbours(places: dict[str, Place], clues: Sequence[Clues]) -> dict[str, Place]:
    """Give a log that lies above the folder of the only server to that server, unless it has such a log already (truth rule T3).

    ConfigMgrPrereq.log and ConfigMgrSetup.log stand in the root of the system drive, and are put beside the folder of the others.
    """
    logs = [clue for clue in clues if clue.role is not None]
    placed = [clue for clue in logs if places[clue.file].server is not None]
    servers = {places[clue.file].server for clue in placed}
    if len(servers) != 1:
        return places
    has = {clue.role for clue in placed}
    above = [
        clue.file
        for clue in logs
        if clue not in placed
        and clue.role not in has
        and all(f"{other.folder}/".startswith(f"{clue.folder}/" if clue.folder else "") for other in placed)
    ]
    return places | {file: Place(next(iter(servers)), places[file].site) for file in above}


def _share_sites(places: Mapping[str, Place]) -> dict[str, Place]:
    """Give files of one server the site the others of that server agree on."""
    by_server: dict[str, Counter[str]] = {}
    for place in places.values():
        if place.server and place.site:
            by_server.setdefault(place.server, Counter())[place.site] += 1
    return {
        file: place
        if place.site or not place.server
        else Place(place.server, _only(by_server.get(place.server, Counter())))
        for file, place in places.items()
    }


def _only(counts: Counter[str]) -> str | None:
    """Return the name all agree on, or None: two names in one folder prove that nothing is known of the rest."""
    return next(iter(counts)) if len(counts) == 1 else None

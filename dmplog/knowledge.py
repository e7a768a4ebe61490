"""What the numbers and GUIDs of the product stand for: tables that are shown, never relied on.

Every entry carries a grade that says how well it is known; the files under `flowcharts/` name the sources. A table is
read when something in it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import lru_cache
from typing import Any, TypeVar, cast

from dmplog.compiled import read_table
from dmplog.frozen import frozen

Entry = TypeVar("Entry")


@frozen
class KnownUpdate:
    """A published update.

    Attributes:
        version: The release, such as "2409"; None where it is not known.
        build: The build number behind 5.00.
        ring: The release ring, where a source names it; each ring has GUIDs of its own.
        grade: `article`, `listed`, `probable` or `sample`.
    """

    package_guid: str
    name: str
    grade: str
    version: str | None = None
    build: int | None = None
    ring: str | None = None
    note: str | None = None


@frozen
class UpdateState:
    """A value of CM_UpdatePackages.State; `console` is the word the console shows."""

    number: int
    name: str
    stage: str
    outcome: str
    grade: str
    meaning: str
    console: str | None = None


@frozen
class StateMessage:
    """A number that dmpdownloader.log calls a state message, and the step of the flowchart `download` it speaks of."""

    number: int
    grade: str
    meaning: str
    order: int
    lane: str
    step: str
    symbol: str | None = None


@frozen
class SubStage:
    """A sub-stage of an installation, as in `SubStageID=0xd0005`."""

    id: str
    name: str
    grade: str
    component: str | None = None
    log: str | None = None
    note: str | None = None


@frozen
class StatusMessage:
    """A status message, as in `STATMSG: ID=9605`."""

    id: int
    components: tuple[str, ...]
    severity: str
    outcome: str
    meaning: str
    grade: str
    insertions: tuple[str, ...] = ()
    symbol: str | None = None
    note: str | None = None


@frozen
class SiteState:
    """A value of ServerData.SiteStatus."""

    number: int
    name: str
    grade: str


@frozen
class OtherLog:
    """A log beside those of an update that holds none of its steps."""

    name: str
    what: str
    where: str


@frozen
class Term:
    """A word an administrator may not know.

    Attributes:
        name: How texts call it.
        meaning: What it is, in at most two sentences.
        source: The page of Microsoft's documentation; empty for a word of dmplog's own.
        also: Other names and spellings.
    """

    name: str
    meaning: str
    source: str = ""
    also: tuple[str, ...] = ()

    @property
    def is_own(self) -> bool:
        """Whether it is a word of dmplog's reports, and none of the product."""
        return not self.source


def known_update(guid: str) -> str | None:
    """Return the name of the update with this package GUID, or None where it is not listed.

    >>> known_update("{3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E}")
    'Configuration Manager 2409'
    """
    update = update_of(guid)
    return update.name if update is not None else None


def update_of(guid: str) -> KnownUpdate | None:
    """Return what is known about the update with this package GUID.

    >>> update_of("3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e").build
    9132
    """
    return updates().get(guid.strip("{} ").lower())


def state_of(number: int) -> UpdateState | None:
    """Return the state of an update with this number.

    >>> state_of(262146).name
    'DOWNLOAD_SUCCESS'
    """
    return states().get(number)


def substage_of(number: int) -> SubStage | None:
    """Return the sub-stage with this number.

    >>> substage_of(0xD0005).name
    'Extract Update package'
    """
    return substages().get(number)


@lru_cache(maxsize=1)
def updates() -> dict[str, KnownUpdate]:
    """Return every listed update by its GUID in lower case."""
    return {update.package_guid.lower(): update for update in _entries("known_updates", "update", KnownUpdate)}


@lru_cache(maxsize=1)
def states() -> dict[int, UpdateState]:
    """Return every state of an update by number."""
    return {state.number: state for state in _entries("update_states", "state", UpdateState)}


@lru_cache(maxsize=1)
def state_messages() -> dict[int, StateMessage]:
    """Return every known state message of dmpdownloader.log by number.

    >>> state_messages()[11].step
    'download_redist'
    """
    return {message.number: message for message in _entries("state_messages", "state_message", StateMessage)}


@lru_cache(maxsize=1)
def substages() -> dict[int, SubStage]:
    """Return every known sub-stage by number."""
    return {int(stage.id, 16): stage for stage in _entries("substages", "substage", SubStage)}


@lru_cache(maxsize=1)
def stages() -> dict[str, str]:
    """Return the name of each stage by the high digit of its sub-stages."""
    return {entry["digit"]: entry["name"] for entry in read_table("substages")["stage"]}


@lru_cache(maxsize=1)
def completions() -> dict[int, str]:
    """Return what the values of IsComplete mean."""
    return {entry["value"]: entry["name"] for entry in read_table("substages")["completion"]}


@lru_cache(maxsize=1)
def status_messages() -> dict[int, StatusMessage]:
    """Return every known status message by id.

    >>> status_messages()[9605].components
    ('SMS_DMP_UPLOADER',)
    """
    return {message.id: message for message in _entries("status_messages", "message", StatusMessage)}


@lru_cache(maxsize=1)
def site_states() -> dict[int, SiteState]:
    """Return the values of ServerData.SiteStatus in the site database.

    >>> site_states()[110].name
    'replication inactive'
    """
    return {state.number: state for state in _entries("site_states", "site", SiteState)}


@lru_cache(maxsize=1)
def other_logs() -> dict[str, OtherLog]:
    """Return the logs that hold no step of an update, by name in lower case.

    >>> other_logs()["endpointconnectivitycheckworker"].where
    'the service connection point'
    """
    return {log.name.lower(): log for log in _entries("other_logs", "log", OtherLog)}


@lru_cache(maxsize=1)
def glossary() -> tuple[Term, ...]:
    """Return the words an administrator may not know, in the order of their file.

    >>> next(term.name for term in glossary() if "DRS" in term.also)
    'database replication'
    """
    return tuple(_entries("glossary", "term", Term))


def _entries(table: str, key: str, kind: Callable[..., Entry]) -> Iterator[Entry]:
    """Yield the entries of a table; what only a reader of the file sees is left out, and lists become tuples."""
    names = [field.name for field in fields(cast("Any", kind))]
    for entry in read_table(table)[key]:
        told = {name: entry[name] for name in names if name in entry}
        yield kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in told.items()})

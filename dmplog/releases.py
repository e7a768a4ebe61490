"""The releases of the product: their builds and articles, and what of the advice depends on the release.

The table is `flowcharts/releases.toml`; a folder of the user's own may hold one in the same form.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from dmplog.compiled import read_table
from dmplog.data import OwnKnowledge, knowledge_in_use
from dmplog.frozen import frozen
from dmplog.own_tables import own_entries

TABLE = "releases"


@frozen
class Article:
    """An article about a release: its number, what it is about, and the versions it brings."""

    id: str
    what: str
    client: str = ""
    console: str = ""
    note: str = ""


@frozen
class Release:
    """A release such as "2409".

    Attributes:
        build: The number behind 5.00 at general availability; None where it is not known.
        early_builds: The numbers that early rings had.
        applies_on: The oldest release that may be updated to it, where a source says so.
        advice: What has to be known of a cause from this release on, by the id of the cause.
    """

    version: str
    build: int | None
    early_builds: tuple[int, ...]
    applies_on: str
    articles: tuple[Article, ...]
    advice: tuple[tuple[str, str], ...]


def releases() -> tuple[Release, ...]:
    """Return every release, oldest first; one of the user's own replaces the shipped one of its version.

    >>> releases()[-1].version >= "2603"
    True
    """
    return _releases(knowledge_in_use())


def advice(cause: str, version: str | None) -> tuple[str, ...]:
    """Return what has to be done about *cause* in *version*; where that is not known, what holds from each release on.

    >>> advice("sql_driver_too_old", "2503")
    ('For 2503: Check the version of ODBC Driver 18 for SQL Server. It must be 18.4.1.1 or later.',)
    >>> len(advice("sql_driver_too_old", None)) > 1
    True
    """
    known = [(release.version, action) for release in releases() for about, action in release.advice if about == cause]
    if version is None:
        return tuple(f"From {since} on: {action}" for since, action in known)
    holding = [action for since, action in known if since <= version]
    return (f"For {version}: {holding[-1]}",) if holding else ()


@lru_cache(maxsize=8)
def _releases(_own: OwnKnowledge | None) -> tuple[Release, ...]:
    known = {entry["version"]: _release(entry) for entry in (*read_table(TABLE)["release"], *own_entries(TABLE))}
    return tuple(known[version] for version in sorted(known))


def _release(entry: dict[str, Any]) -> Release:
    return Release(
        version=entry["version"],
        build=entry.get("build") or None,
        early_builds=tuple(entry.get("early_builds", ())),
        applies_on=entry.get("applies_on", ""),
        articles=tuple(Article(**article) for article in entry.get("article", ())),
        advice=tuple((cause, one["action"]) for one in entry.get("advice", ()) for cause in one["causes"]),
    )

"""`manifest.json` beside the logs of a server: when each was copied, as the script of `dmplog collect` wrote it down.

Many programs write a file of that name. One that does not say by its schema that it is ours is none, whatever else it says, and is read
no further than a bound.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from dmplog.bundle.faults import ReadFault
from dmplog.bundle.logfile import LogFile
from dmplog.bundle.names import MANIFEST
from dmplog.bundle.streams import Read
from dmplog.frozen import frozen

SCHEMA = "dmplog.collection/1"
MOST_BYTES = 1024 * 1024
"""A manifest has a line for each log of a server; a larger one is none."""

_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,252}")
_KEY = re.compile(
    r"SOFTWARE\\Microsoft\\SMS\\Components\\(?:SMS_Executive\\Threads\\)?(?P<name>SMS_\w{1,60})", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{1,10}")
_SYNCED, _INTERVAL, _STATE = "LastSyncedTime", "EasySetupDownloadInterval", "Current State"
_TIME = re.compile(r"(?:19[89]\d|20\d\d)-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z")


@frozen
class Component:
    """What the registry of a server said of a component.

    Attributes:
        name: Its name in capitals.
        read: When that was read.
        line: The line of the manifest that says when it last synchronized, None where none does.
        synced: When that was, None where it never did.
        interval: What lies between two checks.
        state: How its thread is called to stand.
    """

    name: str
    read: datetime
    line: int | None = None
    synced: datetime | None = None
    interval: timedelta | None = None
    state: str | None = None


@frozen
class Collection:
    """What a manifest says.

    Attributes:
        server: The server the logs beside it are of, as a first DNS label in capitals, None where it does not say.
        copied: When each of them was copied, by the name of its file in small letters.
        components: What its registry said of components, by their names.
    """

    server: str | None
    copied: Mapping[str, datetime]
    components: tuple[Component, ...] = ()


def is_manifest(log: LogFile) -> bool:
    """Return whether *log* is called as a manifest is."""
    return log.name.rpartition("/")[2].lower() == MANIFEST


def read_manifest(size: int, read: Read) -> Collection:
    """Return what the manifest of *size* bytes says that *read* returns from front to end.

    Raises:
        ReadFault: It is none of ours.
    """
    if size > MOST_BYTES:
        raise ReadFault("manifest", "it is larger than any that dmplog collect writes")
    text = b""
    while len(text) <= MOST_BYTES and (more := read(MOST_BYTES + 1 - len(text))):
        text += more
    try:
        said = text.decode("utf-8-sig")
        return _collection(json.loads(said), said.split("\n"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ReadFault("manifest", "it was not written by the script of dmplog collect") from None


def _collection(document: Any, lines: Sequence[str]) -> Collection:
    server = document["server"]
    if document["schema"] != SCHEMA or (server is not None and not _HOST.fullmatch(server)):
        raise ValueError(SCHEMA)
    copied: dict[str, datetime] = {}
    for row in document["files"]:
        name, moment = row["path"].lower(), _moment(row["copied_at"])
        copied[name] = max(moment, copied.get(name, moment))
    label = None if server is None else server.partition(".")[0].upper()
    return Collection(label, copied, _components(document.get("registry", ()), lines))


def _components(rows: Sequence[Mapping[str, Any]], lines: Sequence[str]) -> tuple[Component, ...]:
    """Return what the *rows* of the registry say of each component; *lines* are those of the manifest."""
    found: dict[str, Component] = {}
    for row in rows:
        key = _KEY.fullmatch(row["key"])
        if key is None:
            continue
        name = key["name"].upper()
        known = found.setdefault(name, Component(name, _moment(row["read_at"])))
        found[name] = replace(known, **_told(row["value"], row["data"], key["name"], lines))
    return tuple(found.values())


def _told(value: str, data: str, name: str, lines: Sequence[str]) -> dict[str, Any]:
    if value == _STATE:
        return {"state": data}
    if not _NUMBER.fullmatch(data):
        return {}
    if value == _SYNCED and int(data) > 0:
        line = next((n for n, text in enumerate(lines, 1) if f'"{value}"' in text and f'{name}"' in text), None)
        return {"synced": datetime.fromtimestamp(int(data), UTC), "line": line}
    return {"interval": timedelta(minutes=int(data))} if value == _INTERVAL and int(data) > 0 else {}


def _moment(text: str) -> datetime:
    if not _TIME.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text).astimezone(UTC)

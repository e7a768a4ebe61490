"""`manifest.json` beside the logs of a server: when each was copied, as the script of `dmplog collect` wrote it down.

Many programs write a file of that name. One that does not say by its schema that it is ours is none, whatever else it says, and is read
no further than a bound.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
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
_TIME = re.compile(r"(?:19[89]\d|20\d\d)-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z")


@frozen
class Collection:
    """What a manifest says.

    Attributes:
        server: The server the logs beside it are of, as a first DNS label in capitals, None where it does not say.
        copied: When each of them was copied, by the name of its file in small letters.
    """

    server: str | None
    copied: Mapping[str, datetime]


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
        document = json.loads(text.decode("utf-8-sig"))
        return _collection(document)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ReadFault("manifest", "it was not written by the script of dmplog collect") from None


def _collection(document: Any) -> Collection:
    server = document["server"]
    if document["schema"] != SCHEMA or (server is not None and not _HOST.fullmatch(server)):
        raise ValueError(SCHEMA)
    copied: dict[str, datetime] = {}
    for row in document["files"]:
        name, moment = row["path"].lower(), _moment(row["copied_at"])
        copied[name] = max(moment, copied.get(name, moment))
    return Collection(None if server is None else server.partition(".")[0].upper(), copied)


def _moment(text: str) -> datetime:
    if not _TIME.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text).astimezone(UTC)

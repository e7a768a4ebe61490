"""The archive that is handed out: the same bytes for the same bundle and map, whatever the machine and the time."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path

from dmplog.frozen import frozen

COMMENT = b"Made by dmplog redact"
"""By this an archive is known again, and may be written over."""

_BEGINNING = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16


@frozen
class Member:
    """A redacted log: its path in the archive, where its bytes wait, and whether they were damaged before."""

    path: str
    spooled: Path
    damaged: bool


def write_archive(place: Path, members: Iterable[Member]) -> None:
    """Write *members* to the zip *place*, in an order that tells nothing of what they were called.

    A log that could not be read to its end keeps a checksum that is wrong: whoever reads the archive is told what was told before.
    """
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = COMMENT
        for member in sorted(members, key=lambda member: member.path):
            info = zipfile.ZipInfo(member.path, _BEGINNING)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = _UNIX
            info.external_attr = _PLAIN_FILE
            info.file_size = member.spooled.stat().st_size
            with member.spooled.open("rb") as source, archive.open(info, "w") as target:
                shutil.copyfileobj(source, target, 1024 * 1024)
            if member.damaged:
                info.CRC ^= 0xFFFFFFFF


def is_own_archive(path: Path) -> bool:
    """Return whether `dmplog redact` wrote the file at *path*."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.comment == COMMENT
    except (OSError, zipfile.BadZipFile):
        return False

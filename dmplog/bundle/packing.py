"""What kind of archive a file is, by its first bytes: names lie and get lost."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Callable
from typing import BinaryIO, cast

from dmplog.bundle.faults import ReadFault
from dmplog.bundle.streams import Forward
from dmplog.bundle.tars import is_tar

_PACKERS: tuple[tuple[bytes, Callable[[Forward], object]], ...] = (
    (b"\x1f\x8b", lambda source: gzip.GzipFile(fileobj=cast("BinaryIO", source))),
    (b"BZh", lambda source: bz2.BZ2File(cast("BinaryIO", source))),
)
ZIP = (b"PK\3\4", b"PK\5\6")
_FOREIGN = ((b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!\x1a\x07", "rar"), (b"MSCF\0\0\0\0", "cab"), (b"\xfd7zXZ\0", "xz"))


def is_archive(head: bytes) -> bool:
    """Return whether a file that begins with *head* is an archive, also one that cannot be read here."""
    return head.startswith((*ZIP, *(magic for magic, _ in (*_PACKERS, *_FOREIGN)))) or is_tar(head)


def packer_of(head: bytes) -> Callable[[Forward], object] | None:
    """Return what unpacks a file that begins with *head*, or None where it is not packed by itself."""
    return next((packer for magic, packer in _PACKERS if head.startswith(magic)), None)


def unreadable(head: bytes) -> ReadFault:
    """Return why a file that begins with *head* is no archive that can be read."""
    foreign = next((name for magic, name in _FOREIGN if head.startswith(magic)), None)
    if foreign:
        return ReadFault("unsupported", f"{foreign} archives cannot be opened here; unpack it and give the folder")
    if not head:
        return ReadFault("damaged", "it is empty; copy it again")
    return ReadFault("damaged", "it is no zip, tar or packed file, or its beginning is lost; copy it again")

"""Zip archives: what must be known of one before it is read."""

from __future__ import annotations

import copy
import io
import stat
import struct
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import BinaryIO, cast

from dmplog.bundle.entries import Entry
from dmplog.bundle.faults import ReadFault
from dmplog.bundle.labels import member_path
from dmplog.bundle.streams import Read
from dmplog.limits import Limits

_END = b"PK\5\6"
_END64 = b"PK\6\6"
_LONGEST_COMMENT = 0xFFFF
_LOCAL_HEADER = 30
_ENCRYPTED = 0x1 | 0x40
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Of the others, `zipfile` unpacks some without a bound on what comes out, and Explorer's Deflate64 not at all."""
_ENTRY = 512
"""Bytes of the directory one entry takes at most on average; an entry without name takes 46."""


def open_zip(stream: BinaryIO, limits: Limits) -> zipfile.ZipFile:
    """Return *stream* as a zip archive.

    Raises:
        ReadFault: It is damaged, cut, or made to hurt.
    """
    if _directory_size(stream) > (limits.members + 1) * _ENTRY:
        raise ReadFault("limit", f"it lists far more than {limits.members:,} entries; pack only the logs")
    try:
        archive = zipfile.ZipFile(stream)
    except zipfile.BadZipFile as fault:
        raise ReadFault("damaged", "it is not a complete zip archive; copy or download it again") from fault
    if _overlap(archive.infolist(), archive.start_dir):
        archive.close()
        raise ReadFault(
            "limit",
            "its entries share the same bytes, as only an attack does; nothing was read of it; ask for a new one",
        )
    return archive


def zip_entries(archive: zipfile.ZipFile) -> Iterator[Entry]:
    """Yield the files of *archive* in the order of its directory."""
    for info in archive.infolist():
        # An entry may have no name at all, and a folder no bytes.
        if info.file_size or not info.filename.endswith("/"):
            yield Entry(
                path=member_path(info.filename),
                size=info.file_size,
                open=partial(_open_entry, archive, info),
                packed=info.compress_size,
                checksum=info.CRC,
                flaw=_flaw(info),
            )


def _flaw(info: zipfile.ZipInfo) -> str | None:
    if "\0" in info.orig_filename:
        return "odd_name"
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "link"
    # 0: the archive was made on Windows, which writes no kind.
    if kind not in (0, stat.S_IFREG):
        return "special"
    if info.flag_bits & _ENCRYPTED:
        return "encrypted"
    return None if info.compress_type in _METHODS else "method"


@contextmanager
def _open_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[Read]:
    """Open one entry without `zipfile`'s own check of the checksum.

    Where the checksum is wrong `zipfile` throws away the last chunk, of a small file everything; told of no checksum it hands out
    what there is, and `LogGuard` checks.
    """
    unchecked = copy.copy(info)
    del unchecked.CRC
    with archive.open(unchecked) as stream:
        yield cast("io.BufferedIOBase", stream).read1


def _directory_size(stream: BinaryIO) -> int:
    """Return the size the archive's directory claims; `zipfile` reads that much into memory."""
    end = stream.seek(0, 2)
    start = max(0, end - _LONGEST_COMMENT - 22)
    stream.seek(start)
    tail = stream.read(end - start)
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 16:
        return 0
    size = int(struct.unpack_from("<L", tail, at + 12)[0])
    if size == 0xFFFFFFFF and (at64 := tail.rfind(_END64, 0, at)) >= 0 and len(tail) >= at64 + 48:
        size = int(struct.unpack_from("<Q", tail, at64 + 40)[0])
    return size


def _overlap(entries: Sequence[zipfile.ZipInfo], directory: int) -> bool:
    """Return whether two entries share bytes: how a small archive holds petabytes (bamsoftware.com/hacks/zipbomb)."""
    extents = sorted(
        (entry.header_offset, entry.header_offset + _LOCAL_HEADER + entry.compress_size) for entry in entries
    )
    starts = [start for start, _ in extents[1:]] + [directory]
    return any(end > following for (_, end), following in zip(extents, starts, strict=False)) if extents else False

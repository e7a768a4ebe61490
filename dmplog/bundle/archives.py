"""Archives, and archives inside archives, walked forward; nothing is ever written to disk.

A walk meets the same members in the same order each time. The first walk takes stock within a budget; later walks read.
Tar archives and packed single files are read in one pass. A zip inside an archive is held in memory while it is read, because a
zip's directory stands at its end.
"""

from __future__ import annotations

import bz2
import gzip
import io
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from dmplog.bundle.entries import Entry, Tally
from dmplog.bundle.faults import READ_FAULTS, ProblemBook, ReadFault
from dmplog.bundle.labels import MEMBER, UniqueLabels, is_file_name, split_member
from dmplog.bundle.logfile import Origin
from dmplog.bundle.names import (
    ARCHIVE_SUFFIXES,
    FOREIGN_SUFFIXES,
    MANIFEST,
    archive_stem,
    is_archive_name,
    is_log_name,
    unpacked_name,
)
from dmplog.bundle.streams import CHUNK, Forward, Read, within_ratio
from dmplog.bundle.tars import BLOCK, is_tar, tar_entries
from dmplog.bundle.zips import open_zip, zip_entries
from dmplog.frozen import frozen
from dmplog.limits import Limits, plain_size

_PACKERS: tuple[tuple[bytes, Callable[[Forward], object]], ...] = (
    (b"\x1f\x8b", lambda source: gzip.GzipFile(fileobj=cast("BinaryIO", source))),
    (b"BZh", lambda source: bz2.BZ2File(cast("BinaryIO", source))),
)
_ZIP = (b"PK\3\4", b"PK\5\6")
_FOREIGN = {b"7z\xbc\xaf\x27\x1c": "7z", b"Rar!\x1a\x07": "rar", b"MSCF\0\0\0\0": "cab", b"\xfd7zXZ\0": "xz"}

_ALWAYS_TOLD = ("link", "special", "name", "odd_name", "foreign")
"""Reasons that are told of whatever the entry's name is."""


@frozen
class Member:
    """A log inside an archive; `read` is good until the next member is asked for.

    Attributes:
        origin: Its label, name and folders.
        size: Bytes, unpacked.
        read: Reads it from front to end.
        checksum: The CRC-32 its bytes must have, where the archive tells.
    """

    origin: Origin
    size: int
    read: Read
    checksum: int | None = None


@frozen
class Container:
    """An archive that is about to be walked; `depth` is 1 for one on disk."""

    origin: Origin
    depth: int = 1

    def member(self, path: str, labels: UniqueLabels) -> Origin:
        """Return the origin of the entry at *path*."""
        folders, name = split_member(path)
        label = self.origin.label + MEMBER + path
        stem = archive_stem(self.origin.file_name)
        return Origin(labels.take(label), name, (*self.origin.folders, stem, *folders), label.rpartition("/")[0])

    def packed_file(self) -> Origin:
        """Return the origin of the one file packed here; it counts to the folder its archive lies in."""
        name = unpacked_name(self.origin.file_name)
        return Origin(self.origin.label + MEMBER + name, name, self.origin.folders, self.origin.parent)


class Budget:
    """What one archive of a bundle may still hold; once stock was taken it only remembers what was refused."""

    def __init__(self, limits: Limits) -> None:
        self.taking_stock = True
        self._limits = limits
        self._members = limits.members
        self._bytes = limits.total_bytes
        self._refused: set[str] = set()

    def renew(self) -> None:
        """Begin a walk: an archive that is too large takes nothing away from the others, nor from itself when it is walked again."""
        self._members = self._limits.members
        self._bytes = self._limits.total_bytes

    def count_member(self) -> bool:
        """Return whether one more entry may be looked at."""
        self._members -= 1
        return self._members >= 0

    def admit(self, label: str, size: int) -> bool:
        """Return whether the entry *label* of *size* bytes is read."""
        if not self.taking_stock:
            return label not in self._refused
        if size > self._bytes:
            self._refused.add(label)
            return False
        self._bytes -= size
        return True


class Walker:
    """Walks archives and yields the logs in them; what is wrong becomes a problem."""

    def __init__(self, limits: Limits, book: ProblemBook, budget: Budget) -> None:
        self._limits = limits
        self._book = book
        self._budget = budget
        self._room = limits.memory_bytes

    def walk(self, container: Container, stream: BinaryIO) -> Generator[Member, None, None]:
        """Yield the logs of the archive *stream*, which can seek."""
        self._budget.renew()
        yield from self._guarded(container, Forward(stream.read, stream), stream)

    def _guarded(self, container: Container, source: Forward, seekable: BinaryIO | None = None) -> Iterator[Member]:
        partly = False
        try:
            for member in self._walk(container, source, seekable):
                partly = True
                yield member
        except READ_FAULTS as fault:
            self._give_up(container.origin.label, fault, partly=partly)

    def _give_up(self, label: str, fault: BaseException, *, partly: bool = False) -> None:
        if not self._budget.taking_stock:
            # Said before; and a later walk, which stops once it has what it wants, sees only a part.
            return
        self._book.unread(label, fault, "could be read only in part" if partly else "could not be read")

    def _walk(self, container: Container, source: Forward, seekable: BinaryIO | None) -> Iterator[Member]:
        head = source.peek_all(BLOCK)
        if head.startswith(_ZIP):
            with self._held(source, seekable) as stream, open_zip(stream, self._limits) as archive:
                yield from self._entries(container, zip_entries(archive))
        elif packer := _packer_of(head):
            yield from self._packed(container, source, packer)
        elif is_tar(head):
            yield from self._entries(container, tar_entries(source, self._limits))
        else:
            raise _unreadable(head)

    @contextmanager
    def _held(self, source: Forward, seekable: BinaryIO | None) -> Iterator[BinaryIO]:
        """Hold a zip inside an archive in memory; all that are held at one time share the room."""
        if seekable is not None:
            yield seekable
            return
        data = source.read_all(self._room + 1)
        if len(data) > self._room:
            room = f"{plain_size(self._limits.memory_bytes)} at most"
            raise ReadFault("limit", f"zips inside archives are held in memory, {room}; unpack the outer archive")
        self._room -= len(data)
        try:
            yield io.BytesIO(data)
        finally:
            self._room += len(data)

    def _packed(self, container: Container, source: Forward, packer: Callable[[Forward], object]) -> Iterator[Member]:
        with cast("io.BufferedIOBase", packer(source)) as stream:
            inner = Forward(within_ratio(stream.read1, lambda: source.position, self._limits))
            head = inner.peek_all(BLOCK)
            if is_tar(head):
                yield from self._entries(container, tar_entries(inner, self._limits))
                # The checksum of the whole stands behind the archive's end mark.
                while self._budget.taking_stock and inner.read(CHUNK):
                    pass
            elif head.startswith(_ZIP) or _packer_of(head):
                yield from self._deeper(Container(container.packed_file(), container.depth + 1), inner)
            elif not head or container.origin.file_name.lower().endswith(ARCHIVE_SUFFIXES):
                inner.read(1)
                raise ReadFault("damaged", "there is no archive in it; copy or pack it again")
            else:
                yield from self._packed_log(container, inner)

    def _packed_log(self, container: Container, inner: Forward) -> Iterator[Member]:
        origin = container.packed_file()
        size = 0
        if self._budget.taking_stock:
            size = self._measure(origin.label, inner)
            if size > self._limits.member_bytes or not self._budget.admit(origin.label, size):
                room = plain_size(min(self._limits.member_bytes, self._limits.total_bytes))
                larger = f"unpacked it is larger than the {room} there is room for"
                raise ReadFault("limit", f"{larger}; unpack it and give the folder")
        yield Member(origin, size, inner.read)

    def _measure(self, label: str, inner: Forward) -> int:
        """Return how many bytes can be unpacked; a packed file does not say beforehand."""
        try:
            while inner.position <= self._limits.member_bytes and inner.read(CHUNK):
                pass
        except READ_FAULTS as fault:
            self._give_up(label, fault, partly=inner.position > 0)
        return inner.position

    def _deeper(self, container: Container, source: Forward) -> Iterator[Member]:
        if container.depth > self._limits.depth:
            reason = f"archives are opened {self._limits.depth} deep at most; unpack it and give the folder"
            self._give_up(container.origin.label, ReadFault("limit", reason))
        else:
            yield from self._guarded(container, source)

    def _entries(self, container: Container, entries: Iterator[Entry]) -> Iterator[Member]:
        tally, labels = Tally(container.origin.label, self._limits), UniqueLabels()
        try:
            for entry in entries:
                if not self._budget.count_member():
                    most = f"an archive may hold {self._limits.members:,} entries; pack only the logs"
                    raise ReadFault("limit", most)
                if not self._is_read(entry, tally):
                    continue
                origin = container.member(entry.path, labels)
                if origin.label != container.origin.label + MEMBER + entry.path:
                    tally.add("duplicate", entry.path)
                if not self._budget.admit(origin.label, entry.size):
                    tally.add("total_bytes", entry.path)
                    continue
                yield from self._entry(container, origin, entry)
        finally:
            if self._budget.taking_stock:
                tally.write(self._book)

    def _entry(self, container: Container, origin: Origin, entry: Entry) -> Iterator[Member]:
        if not entry.size and not is_archive_name(origin.file_name):
            # An archive may hold a hundred thousand of them: nothing is opened for nothing.
            yield Member(origin, 0, lambda _size: b"", entry.checksum)
            return
        try:
            with entry.open() as read:
                if is_archive_name(origin.file_name):
                    yield from self._deeper(Container(origin, container.depth + 1), Forward(read))
                else:
                    yield Member(origin, entry.size, read, entry.checksum)
        except READ_FAULTS as fault:
            self._give_up(origin.label, fault)

    def _is_read(self, entry: Entry, tally: Tally) -> bool:
        """Return whether *entry* is a log or an archive that is read; where it would be but for a flaw, count it."""
        reason = self._reason_against(entry)
        wanted = is_wanted(entry.path)
        if reason is not None and (wanted or reason in _ALWAYS_TOLD):
            tally.add(reason, entry.path)
        return wanted and reason is None

    def _reason_against(self, entry: Entry) -> str | None:
        if entry.flaw is not None:
            return entry.flaw
        if not is_file_name(split_member(entry.path)[1]):
            return "odd_name"
        return self._limit_against(entry)

    def _limit_against(self, entry: Entry) -> str | None:
        if entry.path.lower().endswith(FOREIGN_SUFFIXES):
            return "foreign"
        if len(entry.path) > self._limits.name_bytes:
            return "name"
        if entry.size > self._limits.member_bytes:
            return "member_bytes"
        if entry.packed is not None and self._limits.inflates(entry.packed, entry.size):
            return "ratio"
        return None


def is_wanted(path: str) -> bool:
    """Return whether the file at *path* of a folder or archive is read, by its name.

    >>> is_wanted("SMS_Logs/hman.lo_"), is_wanted("inner.zip"), is_wanted("__MACOSX/._hman.log")
    (True, True, False)
    """
    folders, name = split_member(path)
    # macOS puts a shadow `._name` beside every file it packs.
    if name.startswith("._") or "__MACOSX" in folders:
        return False
    return is_log_name(name) or is_archive_name(name) or name.lower() == MANIFEST


def is_archive(head: bytes) -> bool:
    """Return whether a file that begins with *head* is an archive, also one that cannot be read here: names lie and get lost."""
    return head.startswith((*_ZIP, *(magic for magic, _ in _PACKERS), *_FOREIGN)) or is_tar(head)


def _packer_of(head: bytes) -> Callable[[Forward], object] | None:
    """Return what unpacks a file that begins with *head*, or None where it is not packed by itself."""
    return next((packer for magic, packer in _PACKERS if head.startswith(magic)), None)


def _unreadable(head: bytes) -> ReadFault:
    foreign = next((name for magic, name in _FOREIGN.items() if head.startswith(magic)), None)
    if foreign:
        return ReadFault("unsupported", f"{foreign} archives cannot be opened here; unpack it and give the folder")
    if not head:
        return ReadFault("damaged", "it is empty; copy it again")
    return ReadFault("damaged", "it is no zip, tar or packed file, or its beginning is lost; copy it again")

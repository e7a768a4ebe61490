"""What lies on disk or came in by a pipe, and which logs are in it."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import BinaryIO

from dmplog.bundle.archives import Budget, Container, Walker, is_archive
from dmplog.bundle.arguments import STANDARD_INPUT, Found
from dmplog.bundle.faults import READ_FAULTS, ProblemBook, ReadFault
from dmplog.bundle.folders import DiskFile
from dmplog.bundle.labels import UniqueLabels
from dmplog.bundle.logfile import LogFile, Origin, make_log_file
from dmplog.bundle.manifest import Collection, is_manifest, read_manifest
from dmplog.bundle.names import archive_stem, is_archive_name
from dmplog.bundle.places import shared_folders
from dmplog.bundle.streams import CHUNK, Read
from dmplog.bundle.tars import BLOCK
from dmplog.frozen import frozen
from dmplog.limits import Limits, plain_size


@frozen
class Source:
    """A file on disk or in memory, and the logs in it.

    Attributes:
        path: Where it lies, or None where it is held in memory.
        data: Its bytes where it is held in memory, because they can be had only once.
        size: Its bytes when it was opened.
        archive: Whether the logs are its members.
        typed: How many of its folders, itself counted as one, stand in the argument as typed.
        explicit: Whether the user named it itself.
        collections: What the manifests among the logs say, by the label of their folder.
    """

    origin: Origin
    path: Path | None
    data: bytes
    size: int
    archive: bool
    typed: int = 0
    explicit: bool = True
    files: tuple[LogFile, ...] = ()
    collections: Mapping[str, Collection] = field(default_factory=dict)

    def open(self) -> BinaryIO:
        """Return its bytes."""
        return io.BytesIO(self.data) if self.path is None else self.path.open("rb", buffering=0)


def take_stock(found: Found, limits: Limits, book: ProblemBook, budget: Budget, walker: Walker) -> list[Source]:
    """Return every source of *found* with its logs, measured; what cannot be read is a problem in *book*."""
    labels = UniqueLabels()
    opened = [source for file in found.files if (source := _open(file, labels, limits, book)) is not None]
    if found.standard_input:
        opened.insert(0, _standard_input(limits, book))
    named = (source for source in opened if source.explicit and source.path is not None)
    shared = shared_folders([*found.chains, *map(_own_folders, named)])
    stocked, plain = [], 0
    for source in opened:
        plain += not source.archive
        if plain > limits.members:
            message = f"The bundle holds more than {limits.members:,} files; those from {source.origin.label} on were not read; give fewer."
            book.add("limit", None, message)
            break
        collections: dict[str, Collection] = {}
        files = _logs(source, min(shared, source.typed), walker, book, collections)
        stocked.append(replace(source, files=files, collections=collections))
    budget.taking_stock = False
    return stocked


def _own_folders(source: Source) -> tuple[str, ...]:
    """Return the folders an argument names, an archive being one itself."""
    folders = source.origin.folders
    return (*folders, archive_stem(source.origin.file_name)) if source.archive else folders


def _open(file: DiskFile, labels: UniqueLabels, limits: Limits, book: ProblemBook) -> Source | None:
    """Return *file* as a source, or None where it cannot be opened."""
    origin = replace(file.origin, label=labels.take(file.origin.label))
    try:
        with file.path.open("rb", buffering=0) as stream:
            if file.pipe:
                return _held(origin, stream, limits, book)
            size = stream.seek(0, io.SEEK_END)
            stream.seek(0)
            head = stream.read(BLOCK) if file.explicit or is_archive_name(origin.file_name) else b""
    except OSError as fault:
        book.unread(origin.label, fault)
        return None
    archive = is_archive_name(origin.file_name) or is_archive(head)
    return Source(origin, file.path, b"", size, archive, file.typed, file.explicit)


def _standard_input(limits: Limits, book: ProblemBook) -> Source:
    # A program without a console has no standard input at all; it is then as good as empty.
    stream = io.BytesIO() if sys.stdin is None else sys.stdin.buffer
    return _held(Origin(STANDARD_INPUT, STANDARD_INPUT, (), ""), stream, limits, book)


def _held(origin: Origin, stream: BinaryIO, limits: Limits, book: ProblemBook) -> Source:
    """Return what comes by a pipe, held in memory because it is needed more than once."""
    pieces: list[bytes] = []
    left = limits.memory_bytes + 1
    try:
        while left > 0 and (data := stream.read(min(left, CHUNK))):
            pieces.append(data)
            left -= len(data)
    except READ_FAULTS as fault:
        book.unread(origin.label, fault, "could not be read to its end")
    held = b"".join(pieces)[: limits.memory_bytes]
    if left == 0:
        room = plain_size(limits.memory_bytes)
        name = "Standard input" if origin.label == STANDARD_INPUT else origin.label
        book.add(
            "limit",
            origin.label,
            f"{name} is longer than the {room} held in memory; the rest was not read; give the file itself.",
        )
    return Source(origin, None, held, len(held), is_archive(held[:BLOCK]))


def _logs(
    source: Source, shared: int, walker: Walker, book: ProblemBook, collections: dict[str, Collection]
) -> tuple[LogFile, ...]:
    """Return the logs of *source*, and add to *collections* what its manifests say; a manifest that is none of ours is left out."""
    log = None if source.archive else make_log_file(source.origin, source.size, source.path, shared)
    if log is not None and not is_manifest(log):
        return (log,)
    try:
        stream = source.open()
    except OSError as fault:
        book.unread(source.origin.label, fault)
        return ()
    before = book.problems
    with stream:
        if log is not None:
            return (log,) if _is_read(log, stream.read, book, collections) else ()
        found = (
            (make_log_file(member.origin, member.size, None, shared), member.read)
            for member in walker.walk(Container(source.origin), stream)
        )
        members = tuple(log for log, read in found if _is_read(log, read, book, collections))
    if not members and book.problems == before:
        label = source.origin.label
        book.add("empty", label, f"{label} holds no log; give the archive or folder with the *.log and *.lo_ files.")
    return members


def _is_read(log: LogFile, read: Read, book: ProblemBook, collections: dict[str, Collection]) -> bool:
    if not is_manifest(log):
        return True
    try:
        collections[log.name.rpartition("/")[0]] = read_manifest(log.size, read)
    except READ_FAULTS as fault:
        reason = str(fault) if isinstance(fault, ReadFault) else "it cannot be read"
        book.add("manifest", log.name, f"{log.name} was ignored: {reason}.")
        return False
    return True

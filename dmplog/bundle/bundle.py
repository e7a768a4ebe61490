"""A bundle: the log files a user gave, in a stable order, as streams.

Opening takes stock: every file and member is found, named and measured, and nothing but what is needed for that is read. `stream`
then hands out each file once, archives in one pass; `fetch` goes back for the bytes of single records.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from dmplog.bundle.archives import Budget, Container, Walker
from dmplog.bundle.arguments import find_files
from dmplog.bundle.faults import ProblemBook, ReadFault
from dmplog.bundle.logfile import LogFile
from dmplog.bundle.manifest import Collection, Component, is_manifest
from dmplog.bundle.sources import Source, take_stock
from dmplog.bundle.streams import CHUNK, LogGuard, Read, failing, read_spans
from dmplog.errors import BundleError
from dmplog.limits import Limits
from dmplog.problem import Problem

_SHOWN = 3
_GONE = "it was there a moment ago and is gone now; do not move logs while they are read"


class Bundle:
    """The log files of a bundle.

    Attributes:
        files: Every log, sorted by name.
        copied: When each of those was copied of which a manifest says so.
        registry: What each manifest tells of components, by its label.
    """

    def __init__(self, sources: Sequence[Source], book: ProblemBook, walker: Walker) -> None:
        collections = {folder: each for source in sources for folder, each in source.collections.items()}
        files = (_of_collection(log, collections) for source in sources for log in source.files)
        self.files: tuple[LogFile, ...] = tuple(sorted(files, key=lambda log: log.name))
        copied = ((log.name, _copied(log, collections)) for log in self.files)
        self.copied: Mapping[str, datetime] = {name: moment for name, moment in copied if moment is not None}
        self.registry: Mapping[str, tuple[Component, ...]] = {
            log.name: collections[folder].components
            for log in self.files
            if is_manifest(log) and (folder := log.name.rpartition("/")[0]) in collections
        }
        self._sources = tuple(sources)
        self._book = book
        self._walker = walker

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the input, by file; it grows while streams are read."""
        return self._book.problems

    @property
    def broken(self) -> frozenset[str]:
        """The files that could not be read to their end, as far as they were read yet."""
        kinds = ("damaged", "unreadable", "limit")
        return frozenset(problem.file for problem in self.problems if problem.file and problem.kind in kinds)

    def stream(self) -> Iterator[tuple[LogFile, BinaryIO]]:
        """Yield each log once with its bytes; a stream is good until the next one is asked for.

        Streams come archive by archive, in the order their entries stand in, which need not be the order of `files`. An error while
        reading ends the stream early and is added to `problems`.
        """
        yield from self._open({log.name for log in self.files})

    def fetch(self, wanted: Mapping[str, Sequence[tuple[int, int]]]) -> dict[tuple[str, int], bytes]:
        """Return the bytes at `(offset, length)` of each named log, by name and offset.

        Of two lengths at one offset the longer is returned. What lies behind the end of a log, or of what can be read of it, is cut.
        """
        found: dict[tuple[str, int], bytes] = {}
        for log, stream in self._open({name for name, spans in wanted.items() if spans}):
            pieces = _read_spans(log, stream, wanted[log.name])
            found.update(((log.name, offset), data) for offset, data in pieces.items())
        return found

    def tell_changed(self, name: str) -> None:
        """Note that the log *name* says something else now than when it was read."""
        said = f"{name} changed while it was read: lines of it are not quoted; diagnose a copy that nothing writes to."
        self._book.add("changed", name, said)

    def hashes(self, names: Iterable[str]) -> dict[str, str]:
        """Return the SHA-256 of each named log as it was read, in hexadecimal."""
        return {log.name: hashlib.file_digest(stream, "sha256").hexdigest() for log, stream in self._open(set(names))}

    def _open(self, names: set[str]) -> Iterator[tuple[LogFile, io.BufferedReader]]:
        for source in self._sources:
            wanted = {log.name: log for log in source.files if log.name in names}
            if source.archive:
                # Of a hundred thousand members without a byte none is looked for again.
                empty = [wanted.pop(log.name) for log in source.files if not log.size and log.name in wanted]
                yield from [(log, self._stream(log, io.BytesIO().read)) for log in empty]
            if not wanted:
                continue
            try:
                raw = source.open()
            except OSError as fault:
                gone = ReadFault("missing", _GONE) if isinstance(fault, FileNotFoundError) else fault
                yield from [(log, self._stream(log, failing(gone))) for log in wanted.values()]
                continue
            with raw:
                if source.archive:
                    yield from self._members(source, raw, wanted)
                    continue
                for log in wanted.values():
                    with self._stream(log, raw.read) as stream:
                        yield log, stream

    def _members(
        self, source: Source, raw: BinaryIO, wanted: dict[str, LogFile]
    ) -> Iterator[tuple[LogFile, io.BufferedReader]]:
        """Yield the *wanted* members in one pass; one that is gone meanwhile comes as an empty stream with a problem."""
        with closing(self._walker.walk(Container(source.origin), raw)) as members:
            for member in members:
                if log := wanted.pop(member.origin.label, None):
                    with self._stream(log, member.read, member.checksum) as stream:
                        yield log, stream
                if not wanted:
                    break
        gone = ReadFault("missing", f"it is no longer in {source.origin.label}; do not change that while it is read")
        for log in wanted.values():
            yield log, self._stream(log, failing(gone))

    def _stream(self, log: LogFile, read: Read, checksum: int | None = None) -> io.BufferedReader:
        return io.BufferedReader(LogGuard(log.name, log.size, read, self._book, checksum), CHUNK)


def open_bundle(paths: Sequence[str | Path], limits: Limits = Limits()) -> Bundle:  # noqa: B008 - frozen
    """Return the bundle that *paths* make: logs, folders, patterns, archives, and `-` for standard input.

    Their order does not matter. A path that cannot be read is a problem of the bundle; the others are read.

    Raises:
        BundleError: No path yields a log.

    >>> open_bundle(["no/such/folder"])
    Traceback (most recent call last):
    dmplog.errors.BundleError: no/such/folder does not exist; check the spelling and the folder you are in.
    """
    if not paths:
        raise BundleError("No path was given; name a log, a folder or an archive.")
    book = ProblemBook()
    budget = Budget(limits)
    walker = Walker(limits, book, budget)
    sources = take_stock(find_files(paths, book), limits, book, budget, walker)
    if not any(source.files for source in sources):
        raise BundleError(_one_sentence(book.problems))
    return Bundle(sources, book, walker)


def _of_collection(log: LogFile, collections: Mapping[str, Collection]) -> LogFile:
    """Return *log* with the server that the manifest beside it names: its folder may be called otherwise by now."""
    collection = collections.get(log.name.rpartition("/")[0])
    return log if collection is None or collection.server is None else replace(log, server=collection.server)


def _copied(log: LogFile, collections: Mapping[str, Collection]) -> datetime | None:
    """Return when *log* was copied, as the manifest beside it says."""
    folder, _, name = log.name.rpartition("/")
    collection = collections.get(folder)
    return None if collection is None else collection.copied.get(name.lower())


def _read_spans(log: LogFile, stream: BinaryIO, spans: Sequence[tuple[int, int]]) -> dict[int, bytes]:
    if log.path is not None:
        # Where this fails, the stream returns what can be read and says what cannot.
        with suppress(OSError), log.path.open("rb") as plain:
            return read_spans(plain, spans, log.size)
    return read_spans(stream, spans)


def _one_sentence(problems: Sequence[Problem]) -> str:
    if not problems:
        return "The input holds no log; give the folder with the *.log and *.lo_ files."
    shown = [problem.message.removesuffix(".") for problem in problems[:_SHOWN]]
    more = len(problems) - len(shown)
    said = "; also: ".join(shown) + (f"; and {more} more such problems" if more else "")
    return said if said.endswith("?") else f"{said}."

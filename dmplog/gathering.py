"""The light rows of the files of a bundle: a large file is read by itself, small ones are told together.

A query takes as long for one line as for a thousand: what the lines of small files say is asked once for all of them, also where their
records had to be found file by file.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import BinaryIO, NamedTuple

import polars as pl

from dmplog import thinning
from dmplog.bundle import LogFile, is_manifest
from dmplog.earning import UNKNOWN_ROLE, reader_of, role_of_file, settled_role
from dmplog.errors import is_own_fault
from dmplog.folding import Folder
from dmplog.framing import batch, pasted
from dmplog.framing.columns import RECORDS
from dmplog.framing.reader import Census, ReadOptions, RecordReader
from dmplog.framing.source import CHUNK
from dmplog.framing.together import in_order
from dmplog.framing.turned import turned_rows
from dmplog.frozen import frozen
from dmplog.grammar import Grammars
from dmplog.isolation import internal_problem
from dmplog.light import NEEDED, Kept, LightRows, WantedFields
from dmplog.limits import Limits
from dmplog.problem import Problem
from dmplog.progress import Progress
from dmplog.stowed import Stowed, stow

_ALWAYS = ("role", "thread")
"""Columns that rows have although nothing stands in them, while others are read."""

_NOTHING = pl.DataFrame(schema={"file": pl.UInt32(), **{name: RECORDS[name] for name in NEEDED}})

FEW_BYTES = 262_144
"""Of up to so many bytes every record is looked at: to tell first which may be events costs more."""


@frozen
class ReadLog:
    """One file after it was read."""

    log: LogFile
    role: str
    census: Census
    events: int
    known: int = 0
    """How many of its records are messages of a grammar."""

    @property
    def is_manifest(self) -> bool:
        """Whether it tells of a collection, and is no log of a server."""
        return is_manifest(self.log)


class OneFile(NamedTuple):
    """The file *number* of a bundle after it was read, and what must be known of it."""

    number: int
    read: ReadLog
    problems: Sequence[Problem] = ()


class Behind(NamedTuple):
    """Tells how far the reading is, behind so many bytes of other files."""

    progress: Progress
    done: int
    total: int


class _Held(NamedTuple):
    """A small file of which nothing is read yet."""

    number: int
    log: LogFile
    text: bytes


class _Untold(NamedTuple):
    """A small file that was read; what its records say is not told yet."""

    number: int
    log: LogFile
    census: Census
    role: str


class Gathering:
    """Reads the files of a bundle: each by itself, and small ones that hold nothing but ordinary records many at a time.

    What the records of small files tell is told together, however they were read.

    Attributes:
        pieces: The light rows that were kept; those of a file follow each other in the order of its lines.
        idle: The last rows of those that were only counted.
    """

    def __init__(
        self, grammars: Grammars, light: LightRows, fields: WantedFields, options: ReadOptions, limits: Limits
    ) -> None:
        self._grammars = grammars
        self._light = light
        self._fields = fields
        self._options = options
        self._limits = limits
        self._keep = grammars.sieve()
        self.pieces: list[Stowed] = []
        self.idle: list[pl.DataFrame] = []
        self._held: list[_Held] = []
        self._untold: list[_Untold] = []
        self._records: list[pl.DataFrame] = []
        self._bytes = 0

    def take(self, number: int, log: LogFile, stream: BinaryIO, told: Behind | None) -> Iterator[OneFile]:
        """Take the file *number*, and yield what is read by now."""
        if not batch.may_hold(log.size, self._options, self._limits):
            yield self._isolated(number, log, partial(self._alone, number, log, stream, told))
            return
        # A stream raises nothing: where it cannot be read any further it ends, and the bundle knows why.
        text = stream.read()
        if batch.fits(text) and pasted.unpasted(text, named=log.role != UNKNOWN_ROLE) == text:
            self._held.append(_Held(number, log, text))
        else:
            yield from self._read_alone(_Held(number, log, text))
        self._bytes += len(text)
        if self._bytes >= CHUNK:
            yield from self.rest()

    def rest(self) -> Iterator[OneFile]:
        """Yield the files that were held back."""
        held, self._held, self._bytes = self._held, [], 0
        if held:
            yield from self._read_together(held)
        untold, self._untold = self._untold, []
        records, self._records = self._records, []
        if untold:
            yield from self._told_together(untold, pl.concat([_NOTHING, *records]))

    def _read_together(self, held: Sequence[_Held]) -> Iterator[OneFile]:
        """Read those of *held* together that can be, the others by themselves, and yield those that cannot be read."""
        keep = self._keep if sum(len(one.text) for one in held) > FEW_BYTES else None
        try:
            records, censuses = batch.read({one.number: one.text for one in held}, keep, NEEDED, self._limits)
        except BaseException as error:
            if not is_own_fault(error):
                raise
            # Which of them it is about is seen when each is read by itself.
            records, censuses = None, {}
        if records is not None:
            self._records.append(records.select(_NOTHING.columns))
        for one in held:
            if (census := censuses.get(one.number)) is not None:
                self._untold.append(_Untold(one.number, one.log, census, one.log.role))
            else:
                yield from self._read_alone(one)

    def _read_alone(self, held: _Held) -> Iterator[OneFile]:
        """Read *held* by itself, and yield it where that cannot be done."""
        number, log, text = held
        try:
            reader = reader_of(
                log, io.BytesIO(text), self._options, self._limits, keep=self._keep, sift=False, columns=NEEDED
            )
            named = list(self._named(number, log, reader))
        except BaseException as error:
            if not is_own_fault(error):
                raise
            yield _unread(number, log, error)
            return
        frames = [frame.select(_NOTHING.columns) for _, frame in named]
        self._records += map(turned_rows, frames) if reader.census.turned else frames
        self._untold.append(_Untold(number, log, reader.census, named[-1][0] if named else log.role))

    def _told_together(self, untold: Sequence[_Untold], records: pl.DataFrame) -> list[OneFile]:
        """Keep what *records* tell, and return their files; of one that cannot be told the others know nothing."""
        try:
            return self._told_of(untold, records)
        except BaseException as error:
            if not is_own_fault(error):
                raise
            if len(untold) == 1:
                return [_unread(untold[0].number, untold[0].log, error)]
        return [read for one in untold for read in self._told_together([one], records.filter(file=one.number))]

    def _told_of(self, untold: Sequence[_Untold], records: pl.DataFrame) -> list[OneFile]:
        role = pl.col("file").replace_strict({one.number: one.role for one in untold}, return_dtype=pl.String)
        kept = self._light.of(records, role)
        self.pieces.append(stow(_without_empty(kept.rows)))
        self.idle.append(kept.idle)
        return [
            OneFile(
                one.number,
                ReadLog(
                    one.log,
                    role_of_file(one.role, one.census),
                    one.census,
                    kept.events.get(one.number, 0),
                    kept.known.get(one.number, 0),
                ),
            )
            for one in untold
        ]

    def _isolated(self, number: int, log: LogFile, read: Callable[[], OneFile]) -> OneFile:
        try:
            return read()
        except BaseException as error:
            if not is_own_fault(error):
                raise
            return _unread(number, log, error)

    def _alone(self, number: int, log: LogFile, stream: BinaryIO, told: Behind | None) -> OneFile:
        """Return what the file *number* holds, and keep its rows."""
        sift = log.size > FEW_BYTES
        reader = reader_of(log, stream, self._options, self._limits, keep=self._keep, sift=sift, columns=NEEDED)
        events, known, role = 0, 0, log.role
        fields, idle = self._fields, []
        folder = Folder(fields.cycle_begins, subjects=fields.cycle_subjects, keys=fields.thinnable.keys)
        for named, kept in in_order(self._named(number, log, reader), self._told):
            role = named
            events += kept.events.get(number, 0)
            known += kept.known.get(number, 0)
            folder.add(_without_empty(kept.rows))
            idle.append(kept.idle)
            if told is not None:
                told.progress(told.done + reader.census.bytes, told.total)
        read = ReadLog(log, role_of_file(role, reader.census), reader.census, events, known)
        pieces = [self._once_more_thinned(piece) for piece in folder.finish()]
        if reader.census.turned:
            pieces, idle = [stow(turned_rows(piece.rows())) for piece in pieces], [turned_rows(rows) for rows in idle]
        self.pieces += pieces
        self.idle += idle
        return OneFile(number, read)

    def _named(self, number: int, log: LogFile, reader: RecordReader) -> Iterator[tuple[str, pl.DataFrame]]:
        """Yield the records of *log*, with the role that its name or its records by now give it."""
        role = log.role
        for frame in reader.frames():
            role = settled_role(role, frame, self._grammars)
            yield role, frame.with_columns(file=pl.lit(number, dtype=pl.UInt32))

    def _told(self, named: tuple[str, pl.DataFrame]) -> tuple[str, Kept]:
        role, frame = named
        return role, self._light.of(frame, pl.lit(role))

    def _once_more_thinned(self, piece: Stowed) -> Stowed:
        """Return *piece*, chunks of which each was thinned by itself, without what the borders between them left."""
        if piece.height < thinning.LEAST:
            return piece
        rows = piece.rows()
        thinned = thinning.without_carriers(rows, self._fields.thinnable)
        return piece if thinned.height == rows.height else stow(thinned)


def _unread(number: int, log: LogFile, error: BaseException) -> OneFile:
    """Return the file *number*, of which *error*, a fault of dmplog, left nothing."""
    problem = replace(internal_problem("The file could not be read", error), file=log.name)
    return OneFile(number, ReadLog(log, log.role, Census(), 0, 0), problems=[problem])


def _without_empty(rows: pl.DataFrame) -> pl.DataFrame:
    """Return *rows* without the columns in which nothing stands, of which a file has many."""
    return rows.select(column for column in rows if column.null_count() < rows.height or column.name in _ALWAYS)

"""A bundle is read once: every line is counted, and the lines whose message is known become light event rows.

It is told to the logger `dmplog.intake`: each file at DEBUG, the whole bundle at INFO.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import BinaryIO, NamedTuple

import polars as pl

from dmplog import thinning
from dmplog.bundle import Bundle, LogFile, is_manifest
from dmplog.earning import UNKNOWN_ROLE, Claim, reader_of, role_of_file, settled_role, unearned
from dmplog.errors import is_own_fault
from dmplog.folding import Folder
from dmplog.framing import batch, pasted
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
from dmplog.unclaimed import without_unclaimed

# Silent until the program that imports dmplog sets logging up.
logging.getLogger("dmplog").addHandler(logging.NullHandler())
_LOGGER = logging.getLogger(__name__)


_ALWAYS = ("role", "thread")
"""Columns that rows have although nothing stands in them, while others are read."""

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


@frozen
class Intake:
    """Everything a diagnosis knows of the lines of a bundle.

    Attributes:
        logs: The files, in the order they were read until `standing.stand` puts them in theirs.
        events: Light rows, as `light.LightRows.of` makes them; `file` is an index into `logs`.
        idle: Of each event of each file and thread the last row that was counted and not kept: `file u32, thread i64, utc, local, event`.
    """

    logs: tuple[ReadLog, ...]
    events: pl.DataFrame
    idle: pl.DataFrame
    problems: tuple[Problem, ...]


def take_in(
    bundle: Bundle,
    grammars: Grammars,
    fields: WantedFields,
    *,
    options: ReadOptions,
    limits: Limits,
    progress: Progress | None = None,
) -> Intake:
    """Read every file of *bundle* once and return its light event rows.

    Args:
        bundle: The files.
        grammars: The messages that are known.
        fields: The fields kept of every event.
        options: How to read text and times.
        limits: Bounds on hostile input.
        progress: Told how many bytes were read.
    """
    light = LightRows(grammars, fields)
    reading = _Reading(grammars, light, fields, options, limits)
    done, total = 0, sum(log.size for log in bundle.files)
    read: list[_OneFile] = []
    for number, (log, stream) in enumerate(bundle.stream()):
        told = None if progress is None else _Behind(progress, done, total)
        read.extend(reading.take(number, log, stream, told))
        done += log.size
        if progress is not None:
            progress(done, total)
    read.extend(reading.rest())
    read.sort(key=lambda one: one.number)
    for one in read:
        # `%r`, because a file may have any name.
        census = one.read.census
        _LOGGER.debug(
            "%r read as %s: %d lines, %d records, %d events",
            *(one.read.log.name, one.read.role, census.lines, census.records, one.read.events),
        )
    kept = light.none()
    events = pl.concat([kept.rows, *without_unclaimed(reading.pieces, fields.thinnable)], how="diagonal")
    idle = pl.concat([kept.idle, *reading.idle])
    _LOGGER.info(
        "%d files read: %d lines, %d rows of events kept",
        *(len(read), sum(one.read.census.lines for one in read), events.height),
    )
    return _with_earned_roles(
        Intake(
            tuple(one.read for one in read),
            events,
            idle.group_by("file", "thread", "event", maintain_order=True).last(),
            tuple(problem for one in read for problem in (*one.problems, *_problems_of(one.read))),
        )
    )


def _problems_of(read: ReadLog) -> tuple[Problem, ...]:
    """Return what a reader must know of a file; the lines of a manifest between its records are JSON, and were read as that."""
    return tuple(told for told in read.census.problems if not (read.is_manifest and told.kind == "unparsed-lines"))


class _OneFile(NamedTuple):
    number: int
    read: ReadLog
    problems: Sequence[Problem] = ()


class _Behind(NamedTuple):
    """Tells how far the reading is, behind so many bytes of other files."""

    progress: Progress
    done: int
    total: int


class _Held(NamedTuple):
    """A small file that waits for others of its kind."""

    number: int
    log: LogFile
    text: bytes


class _Reading:
    """Reads the files of a bundle: each by itself, and small ones that hold nothing but ordinary records many at a time.

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
        self._bytes = 0

    def take(self, number: int, log: LogFile, stream: BinaryIO, told: _Behind | None) -> Iterator[_OneFile]:
        """Take the file *number*, and yield what is read by now."""
        if not batch.may_hold(log.size, self._options, self._limits):
            yield self._isolated(number, log, partial(self._alone, number, log, stream, told))
            return
        # A stream raises nothing: where it cannot be read any further it ends, and the bundle knows why.
        text = stream.read()
        if batch.fits(text) and pasted.unpasted(text, named=log.role != UNKNOWN_ROLE) == text:
            self._held.append(_Held(number, log, text))
            self._bytes += len(text)
            if self._bytes >= CHUNK:
                yield from self.rest()
            return
        yield self._isolated(number, log, partial(self._alone, number, log, io.BytesIO(text), told))

    def rest(self) -> Iterator[_OneFile]:
        """Yield the files that were held back."""
        held, self._held, self._bytes = self._held, [], 0
        try:
            read, left = self._together(held)
        except BaseException as error:
            if not is_own_fault(error):
                raise
            # Which of them it is about is seen when each is read by itself.
            read, left = [], held
        yield from read
        for number, log, text in left:
            yield self._isolated(number, log, partial(self._alone, number, log, io.BytesIO(text), None))

    def _isolated(self, number: int, log: LogFile, read: Callable[[], _OneFile]) -> _OneFile:
        try:
            return read()
        except BaseException as error:
            if not is_own_fault(error):
                raise
            problem = replace(internal_problem("The file could not be read", error), file=log.name)
            return _OneFile(number, ReadLog(log, log.role, Census(), 0, 0), problems=[problem])

    def _alone(self, number: int, log: LogFile, stream: BinaryIO, told: _Behind | None) -> _OneFile:
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
        return _OneFile(number, read)

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

    def _together(self, held: Sequence[_Held]) -> tuple[list[_OneFile], list[_Held]]:
        """Return what those files hold that can be read together, and the others."""
        keep = self._keep if sum(len(one.text) for one in held) > FEW_BYTES else None
        records, censuses = batch.read({one.number: one.text for one in held}, keep, NEEDED, self._limits)
        if not censuses:
            return [], list(held)
        roles = {one.number: one.log.role for one in held}
        role = pl.col("file").replace_strict(roles, return_dtype=pl.String)
        kept = self._light.of(records, role)
        self.pieces.append(stow(_without_empty(kept.rows)))
        self.idle.append(kept.idle)
        read = [
            _OneFile(
                one.number,
                ReadLog(
                    one.log,
                    role_of_file(one.log.role, census),
                    census,
                    kept.events.get(one.number, 0),
                    kept.known.get(one.number, 0),
                ),
            )
            for one in held
            if (census := censuses.get(one.number)) is not None
        ]
        return read, [one for one in held if one.number not in censuses]


def _without_empty(rows: pl.DataFrame) -> pl.DataFrame:
    """Return *rows* without the columns in which nothing stands, of which a file has many."""
    return rows.select(column for column in rows if column.null_count() < rows.height or column.name in _ALWAYS)


def _with_earned_roles(intake: Intake) -> Intake:
    """Return *intake* without the events of files that only look like a log."""
    lookalikes = unearned([Claim(read.role, read.census, read.known) for read in intake.logs])
    logs = [replace(read, role=UNKNOWN_ROLE) if n in lookalikes else read for n, read in enumerate(intake.logs)]
    kept = ~pl.col("file").is_in(lookalikes)
    return Intake(tuple(logs), intake.events.filter(kept), intake.idle.filter(kept), intake.problems)

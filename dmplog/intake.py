"""A bundle is read once: every line is counted, and the lines whose message is known become light event rows.

It is told to the logger `dmplog.intake`: each file at DEBUG, the whole bundle at INFO.

Light rows carry what tracing needs (place in the file, clock, thread, event, key fields) and not the text: cited lines are
fetched again by byte offset. That keeps memory flat in the size of the bundle.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import polars as pl

from dmplog.alarms import with_alarms
from dmplog.bundle import Bundle, LogFile
from dmplog.earning import UNKNOWN_ROLE, Claim, reader_of, role_of_file, settled_role, unearned, with_role
from dmplog.errors import is_own_fault
from dmplog.folding import Folder
from dmplog.framing.columns import RECORDS
from dmplog.framing.reader import Census, ReadOptions, RecordReader
from dmplog.framing.table import fingerprint
from dmplog.framing.turned import turned_rows
from dmplog.grammar import UNRECOGNIZED, Grammars
from dmplog.isolation import internal_problem
from dmplog.limits import Limits
from dmplog.problem import Problem
from dmplog.progress import Progress

# Silent until the program that imports dmplog sets logging up.
logging.getLogger("dmplog").addHandler(logging.NullHandler())
_LOGGER = logging.getLogger(__name__)

_NEEDED = ("line", "byte_offset", "length", "component", "thread", "utc", "local", "level", "message")
"""What light rows are made of."""

_IDLE = ("thread", "utc", "local", "event")


@dataclass(frozen=True, slots=True)
class WantedFields:
    """What light rows keep.

    Attributes:
        always: Fields kept of every event.
        asked: Fields kept only of the events a flowchart asks them of.
        idle: Events that are counted and not kept, unless a line of them alarms; of each thread the last is known.
        harmless: Gives the number of the known harmless line that a row is, null where it is none.
        consequence: Gives the event a row only follows from, null where it says something of its own.
        cycle_begins: Whether a row begins a cycle of a log that repeats itself.
    """

    always: tuple[str, ...]
    asked: Mapping[str, frozenset[str]]
    idle: frozenset[str] = frozenset()
    cycle_begins: pl.Expr = field(default_factory=lambda: pl.lit(value=False))
    harmless: pl.Expr = field(default_factory=lambda: pl.lit(None, dtype=pl.UInt16))
    consequence: pl.Expr = field(default_factory=lambda: pl.lit(None, dtype=pl.String))

    @property
    def names(self) -> tuple[str, ...]:
        """Every field that is kept of any event."""
        return (*self.always, *self.asked)


@dataclass(frozen=True, slots=True)
class ReadLog:
    """One file after it was read."""

    log: LogFile
    role: str
    census: Census
    events: int
    known: int = 0
    """How many of its records are messages of a grammar."""


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything a diagnosis knows of the lines of a bundle.

    Attributes:
        logs: The files, in the order they were read until `timeline.stand` puts them in theirs.
        events: Light rows: `file u32` (index into `logs`), `line u32, byte_offset u64, length u32, role, thread i64,
            utc, local, digest u64, times u32 (how many equal rows it stands for), event, alarm, harmless u16,
            consequence (the event it only follows from), template u64 (the masked text of an alarm), about, about_site (what an alarm names)`, and one Categorical column per
            wanted field.
        idle: Of each file and thread the last row that was counted and not kept: `file u32, thread i64, utc, local, event`.
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
    types, keep = _Types(grammars), grammars.keep(pl.col("message"))
    done, total = 0, sum(log.size for log in bundle.files)
    logs: list[ReadLog] = []
    pieces: list[pl.DataFrame] = []
    idle: list[pl.DataFrame] = []
    problems: list[Problem] = []
    for log, stream in bundle.stream():
        told = None if progress is None else _Behind(progress, done, total)
        try:
            one = _one_file(
                reader_of(log, stream, options, limits, keep=keep, columns=_NEEDED),
                log,
                len(logs),
                grammars,
                fields,
                types,
                told,
            )
        except BaseException as error:
            if not is_own_fault(error):
                raise
            one = _OneFile(ReadLog(log, log.role, Census(), 0, 0), [], [])
            problems.append(replace(internal_problem("The file could not be read", error), file=log.name))
        logs.append(one.read)
        pieces.extend(one.pieces)
        idle.extend(one.idle)
        done += log.size
        if progress is not None:
            progress(done, total)
        problems.extend(one.read.census.problems)
    lines, rows = sum(read.census.lines for read in logs), sum(piece.height for piece in pieces)
    _LOGGER.info("%d files read: %d lines, %d rows of events kept", len(logs), lines, rows)
    kept, left = _parted(_matched(_no_records(), UNKNOWN_ROLE, grammars, fields), fields)
    nothing = left.select(pl.lit(0, dtype=pl.UInt32).alias("file"), *_IDLE)
    last = pl.concat([nothing, *idle]).group_by("file", "thread", maintain_order=True).last()
    events = pl.concat([_light(kept, 0, fields, types), *pieces])
    return _with_earned_roles(Intake(tuple(logs), events, last, tuple(problems)))


class _OneFile(NamedTuple):
    read: ReadLog
    pieces: Sequence[pl.DataFrame]
    idle: Sequence[pl.DataFrame]


class _Behind(NamedTuple):
    """Tells how far the reading is, behind so many bytes of other files."""

    progress: Progress
    done: int
    total: int


def _one_file(
    reader: RecordReader,
    log: LogFile,
    number: int,
    grammars: Grammars,
    fields: WantedFields,
    types: _Types,
    told: _Behind | None,
) -> _OneFile:
    """Return what the file *number* holds: the rows that are kept, and the last of those that are only counted."""
    role, found, known = log.role, 0, 0
    folder, idle = Folder(fields.cycle_begins), []
    for frame in reader.frames():
        role = settled_role(role, frame, grammars)
        matched = _matched(frame, role, grammars, fields)
        found += matched.height
        known += matched.filter(pl.col("event") != UNRECOGNIZED).height
        kept, left = _parted(matched, fields)
        folder.add(_light(kept, number, fields, types))
        idle.append(left.select(pl.lit(number, dtype=pl.UInt32).alias("file"), *_IDLE))
        if told is not None:
            told.progress(told.done + reader.census.bytes, told.total)
    read = ReadLog(log, role_of_file(role, reader.census), reader.census, found, known)
    # `%r`, because a file may have any name.
    _LOGGER.debug(
        "%r read as %s: %d lines, %d records, %d events",
        *(log.name, read.role, reader.census.lines, reader.census.records, found),
    )
    pieces = folder.finish()
    if reader.census.turned:
        return _OneFile(read, [turned_rows(rows) for rows in pieces], [turned_rows(rows) for rows in idle])
    return _OneFile(read, pieces, idle)


def _with_earned_roles(intake: Intake) -> Intake:
    """Return *intake* without the events of files that only look like a log."""
    lookalikes = unearned([Claim(read.role, read.census, read.known) for read in intake.logs])
    logs = [replace(read, role=UNKNOWN_ROLE) if n in lookalikes else read for n, read in enumerate(intake.logs)]
    kept = ~pl.col("file").is_in(lookalikes)
    return Intake(tuple(logs), intake.events.filter(kept), intake.idle.filter(kept), intake.problems)


@dataclass(frozen=True, slots=True, init=False)
class _Types:
    event: pl.Enum
    role: pl.Enum

    def __init__(self, grammars: Grammars) -> None:
        object.__setattr__(self, "event", pl.Enum(sorted({rule.name for rule in grammars.rules} | {UNRECOGNIZED})))
        object.__setattr__(self, "role", pl.Enum(sorted({*grammars.roles, UNKNOWN_ROLE})))


def _matched(frame: pl.DataFrame, role: str, grammars: Grammars, fields: WantedFields) -> pl.DataFrame:
    return grammars.match(with_role(frame, role), fields=fields.names).filter(pl.col("event").is_not_null())


def _parted(matched: pl.DataFrame, fields: WantedFields) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows that are kept, with what alarms in them, and of each thread the last one that is not."""
    alarming = with_alarms(matched, fields.harmless, fields.consequence)
    idle = pl.col("event").is_in(sorted(fields.idle)) & pl.col("alarm").is_null()
    return alarming.filter(~idle), alarming.filter(idle).group_by("thread", maintain_order=True).last()


def _light(kept: pl.DataFrame, file: int, fields: WantedFields, types: _Types) -> pl.DataFrame:
    return kept.select(
        pl.lit(file, dtype=pl.UInt32).alias("file"),
        "line",
        "byte_offset",
        "length",
        pl.col("role").cast(types.role, strict=False),
        "thread",
        "utc",
        "local",
        fingerprint(pl.col("message")).alias("digest"),
        pl.lit(1, dtype=pl.UInt32).alias("times"),
        pl.col("event").cast(types.event),
        "alarm",
        "harmless",
        pl.col("consequence").cast(types.event),
        "template",
        pl.col("about", "about_site").cast(pl.Categorical),
        *(pl.col(name).cast(pl.Categorical) for name in fields.always),
        *(
            pl.when(pl.col("event").is_in(sorted(events))).then(pl.col(name)).cast(pl.Categorical).alias(name)
            for name, events in fields.asked.items()
        ),
    )


def _no_records() -> pl.DataFrame:
    return pl.DataFrame(schema=RECORDS)

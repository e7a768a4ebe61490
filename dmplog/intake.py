"""A bundle is read once: every line is counted, and the lines whose message is known become light event rows.

It is told to the logger `dmplog.intake`: each file at DEBUG, the whole bundle at INFO.
"""

from __future__ import annotations

import logging
from dataclasses import replace

import polars as pl

from dmplog.bundle import Bundle
from dmplog.earning import UNKNOWN_ROLE, Claim, unearned
from dmplog.framing.reader import ReadOptions
from dmplog.frozen import frozen
from dmplog.gathering import Behind, Gathering, OneFile, ReadLog
from dmplog.grammar import Grammars
from dmplog.light import LightRows, WantedFields
from dmplog.limits import Limits
from dmplog.problem import Problem
from dmplog.progress import Progress
from dmplog.unclaimed import without_unclaimed

# Silent until the program that imports dmplog sets logging up.
logging.getLogger("dmplog").addHandler(logging.NullHandler())
_LOGGER = logging.getLogger(__name__)


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
    reading = Gathering(grammars, light, fields, options, limits)
    done, total = 0, sum(log.size for log in bundle.files)
    read: list[OneFile] = []
    for number, (log, stream) in enumerate(bundle.stream()):
        told = None if progress is None else Behind(progress, done, total)
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


def _with_earned_roles(intake: Intake) -> Intake:
    """Return *intake* without the events of files that only look like a log."""
    lookalikes = unearned([Claim(read.role, read.census, read.known) for read in intake.logs])
    logs = [replace(read, role=UNKNOWN_ROLE) if n in lookalikes else read for n, read in enumerate(intake.logs)]
    kept = ~pl.col("file").is_in(lookalikes)
    return Intake(tuple(logs), intake.events.filter(kept), intake.idle.filter(kept), intake.problems)

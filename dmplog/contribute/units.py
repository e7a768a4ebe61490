"""The records of a folder of logs, numbered from front to end, any of which can be left out.

A record takes along the lines behind it that belong to none, so that what remains is still whole lines. What stands in front of the
first record, such as a byte order mark, stays with its log.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import polars as pl

from dmplog.bundle.labels import typed_label
from dmplog.encoding import sniff
from dmplog.framing import manifest
from dmplog.framing.options import ReadOptions
from dmplog.frozen import frozen
from dmplog.grammar import Grammars
from dmplog.survey import Survey

Kept = bytearray
"""A one for each unit that stays."""

_HEAD = 262_144
_BLOCK = 4 * 1024 * 1024
_HOUR = 3_600_000_000_000


@frozen
class Log:
    """A log as units.

    Attributes:
        path: Where it lies in the folder.
        first: The number of its first unit.
        lines: The line each unit begins with, 1-based; empty where it holds no record.
        starts: Where each unit begins in the file.
        size: How many bytes the file has.
    """

    path: str
    first: int
    lines: Sequence[int]
    starts: Sequence[int]
    size: int

    @property
    def units(self) -> range:
        """The numbers of its units; a log without a record is one."""
        return range(self.first, self.first + max(len(self.starts), 1))

    def spans(self, kept: Kept) -> Iterator[tuple[int, int]]:
        """Yield from where to where the bytes stay; nothing where no unit does."""
        if not any(kept[self.first : self.units.stop]):
            return
        if not self.starts:
            yield 0, self.size
            return
        begin, end = 0, self.starts[0]
        for number, start, stop in zip(self.units, self.starts, chain(self.starts[1:], (self.size,)), strict=True):
            if kept[number]:
                if start > end:
                    yield begin, end
                    begin = start
                end = stop
        yield begin, end


@frozen
class Units:
    """The units of all logs in *folder*.

    Attributes:
        events: A one for each unit whose message is known, or tells of a failure.
        hours: A one for each unit that is the first of its log in an hour.
        ends: A one for the first and the last unit of each log that has a time, and for each log that is kept whole.
    """

    folder: Path
    logs: tuple[Log, ...]
    events: Kept
    hours: Kept
    ends: Kept

    @property
    def count(self) -> int:
        """How many units there are."""
        return len(self.events)

    def at(self, file: str, line: int) -> int | None:
        """Return the unit that holds *line* of the log that a report on the folder calls *file*."""
        path = file.removeprefix(f"{typed_label(str(self.folder))}/")
        log = next((each for each in self.logs if each.path == path), None)
        if log is None:
            return None
        return log.first + max(bisect_right(log.lines, line) - 1, 0)

    def around(self, unit: int, reach: int) -> range:
        """Return *unit* with as many units of its log on either side as *reach* says."""
        log = next(each for each in self.logs if unit in each.units)
        return range(max(log.units.start, unit - reach), min(log.units.stop, unit + reach + 1))

    def bytes(self, kept: Kept) -> int:
        """Return how many bytes stay."""
        return sum(end - begin for log in self.logs for begin, end in log.spans(kept))

    def write(self, kept: Kept, target: Path) -> None:
        """Write what stays to the folder *target*, which is made; a log of which nothing stays is left out."""
        target.mkdir(parents=True, exist_ok=True)
        for log in self.logs:
            spans = list(log.spans(kept))
            if spans:
                place = target / log.path
                place.parent.mkdir(parents=True, exist_ok=True)
                with (self.folder / log.path).open("rb") as source, place.open("wb") as file:
                    for begin, end in spans:
                        source.seek(begin)
                        _copy(source, file, end - begin)


def read_units(folder: Path, options: ReadOptions) -> Units:
    """Return the units of the logs in *folder*, all of which are plain files."""
    frames = _narrow(folder, options)
    logs: list[Log] = []
    events, hours, ends = Kept(), Kept(), Kept()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        frame = frames.get(name)
        lines = array("Q", frame["line"].to_list() if frame is not None else [])
        first, size = len(events), path.stat().st_size
        logs.append(Log(name, first, lines, _starts(path, lines), size))
        if frame is None:
            # An empty log tells that there is one, and costs nothing.
            events, hours, ends = events + b"\0", hours + b"\0", ends + bytes([size == 0])
            continue
        events += bytes(frame["event"].cast(pl.UInt8).to_list())
        hours += bytes(frame["first"].cast(pl.UInt8).to_list())
        # A manifest says nothing once a line of it is missing.
        ends += bytes([bool(frame["whole"].any())]) * frame.height
        dated = frame["hour"].is_not_null().arg_true()
        for place in (dated[0], dated[-1]) if dated.len() else (0, frame.height - 1):
            ends[first + place] = 1
    return Units(folder, tuple(logs), events, hours, ends)


def _narrow(folder: Path, options: ReadOptions) -> dict[str, pl.DataFrame]:
    """Return what must be known of each record, by the path of its log; of records that share a line it is known together."""
    grammars, survey = Grammars.load(), Survey([folder], options)
    found: dict[str, list[pl.DataFrame]] = {}
    prefix = f"{typed_label(str(folder))}/"
    for frame in survey.frames():
        if frame.height:
            told = grammars.match(frame, ()).select(
                "line",
                event=pl.col("event").is_not_null(),
                hour=pl.col("utc").fill_null(pl.col("local").dt.replace_time_zone("UTC")).to_physical() // _HOUR,
                whole=pl.col("framing") == manifest.NAME,
            )
            found.setdefault(frame["file"][0].removeprefix(prefix), []).append(told)
    return {name: _together(pl.concat(parts)) for name, parts in found.items()}


def _together(frame: pl.DataFrame) -> pl.DataFrame:
    by_line = frame.group_by("line", maintain_order=True).agg(
        pl.col("event").any(), pl.col("hour").first(), pl.col("whole").any()
    )
    first = pl.col("hour").is_not_null() & pl.col("hour").is_first_distinct()
    return by_line.sort("line").with_columns(first=first)


def _starts(path: Path, lines: Sequence[int]) -> array[int]:
    """Return where each of *lines*, in order, begins in the file *path*."""
    starts: array[int] = array("Q")
    with path.open("rb") as file:
        decoder = sniff(file.read(_HEAD))
        file.seek(0)
        ends = _ends(file, {"utf-16-le": b"\n\0", "utf-16-be": b"\0\n"}.get(decoder.name, b"\n"))
        # The mark of an encoding stays where the first record does not.
        number, start = 1, decoder.mark
        for line in lines:
            while number < line:
                start, number = next(ends, start), number + 1
            starts.append(start)
    return starts


def _ends(file: BinaryIO, feed: bytes) -> Iterator[int]:
    """Yield where each line of *file* ends."""
    width, offset = len(feed), 0
    while block := file.read(_BLOCK):
        end = block.find(feed)
        while end >= 0:
            if end % width == 0:
                yield offset + end + width
            end = block.find(feed, end + 1 if end % width else end + width)
        offset += len(block)


def _copy(source: BinaryIO, target: BinaryIO, length: int) -> None:
    while length > 0 and (block := source.read(min(length, _BLOCK))):
        target.write(block)
        length -= len(block)

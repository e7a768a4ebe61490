"""Reads one log: every line is accounted for, and the records that are wanted come out, chunk by chunk.

Two ways through a chunk. A regular line, as the site server writes nearly all of its own, is told by the end of the line
alone, and only wanted ones are looked at further. Everything else goes the long way (`pieces.py`, `irregular.py`). Which way a
line takes is decided line by line and changes nothing about what is read, only how fast.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

import polars as pl

from dmplog.framing import clipboard, irregular
from dmplog.framing.census import BiasSpan, Census
from dmplog.framing.columns import RECORDS
from dmplog.framing.facts import Facts
from dmplog.framing.lines import Chunk, numbered
from dmplog.framing.observer import Observer
from dmplog.framing.options import ReadOptions
from dmplog.framing.pasted import Unpasted
from dmplog.framing.pieces import assemble
from dmplog.framing.sight import Keep, Sight, look
from dmplog.framing.source import CHUNK, Source
from dmplog.framing.together import in_order
from dmplog.limits import MESSAGE_CHARACTERS, Limits
from dmplog.problem import Problem
from dmplog.seal import BEGINNING, SAID, is_own

__all__ = ["BiasSpan", "Census", "ReadOptions", "RecordReader"]

LONGEST_LINE = 1024 * 1024
"""The longest line, and the longest stretch of lines, that is taken as one record, in bytes."""


MOSTLY = 0.75
"""Where more than this part of the records is wanted, telling which costs more than looking at all of them."""

ASKED_AGAIN = 8
"""One chunk of so many is asked again what of it is wanted: a log may change what it says."""

_END = 400
"""So many bytes of a chunk hold the end of its last record."""


class RecordReader:
    r"""One file, from bytes to records.

    >>> from io import BytesIO
    >>> log = b"Get manifest.cab url~~  $$<SMS_DMP_DOWNLOADER><09-22-2015 21:21:37.012-120><thread=4700 (0x125C)>\r\n"
    >>> reader = RecordReader("dmpdownloader.log", len(log), BytesIO(log))
    >>> [row["message"] for frame in reader.frames() for row in frame.iter_rows(named=True)]
    ['Get manifest.cab url']
    >>> reader.census.first.isoformat(), reader.census.components
    ('2015-09-22T19:21:37.012000+00:00', {'SMS_DMP_DOWNLOADER': 1})

    Of the records only *columns* are worked out, by default all. Unless *sift* is set, records that *keep* would leave out come too: of
    few lines it costs more to tell them apart than to look at each.

    Attributes:
        census: What the whole file holds, whatever is kept of it; complete once `frames()` is exhausted.
    """

    def __init__(  # noqa: PLR0913 - the file, and how to read it
        self,
        name: str,
        size: int,
        stream: BinaryIO,
        path: Path | None = None,
        *,
        keep: Keep | None = None,
        sift: bool = True,
        columns: Collection[str] = tuple(RECORDS),
        options: ReadOptions | None = None,
        limits: Limits | None = None,
        chunk_size: int = CHUNK,
    ) -> None:
        self.name = name
        self.size = size
        self.path = path
        self._options = options or ReadOptions()
        self._limit = min((limits or Limits()).line_bytes, LONGEST_LINE)
        self._keep = keep
        self._sifted = keep if sift else None
        self._stream = stream
        self._columns = [name for name in RECORDS if name in columns]
        self._source = Source(
            name, stream, encoding=self._options.encoding, chunk_size=chunk_size, line_bytes=self._limit
        )
        self._facts = Facts(self._source, limit=self._limit)
        self._observer = Observer(name)
        self._mostly_wanted = False
        self._lines = 0
        self._end = b""
        self._long: list[int | None] = []

    @property
    def census(self) -> Census:
        """What the whole file holds."""
        return self._observer.census

    def frames(self) -> Iterator[pl.DataFrame]:
        """Yield the records for which `keep` holds (all without it), in file order; see `columns.RECORDS`."""
        looked = {*self._columns, "line", "byte_offset", "utc", "local", "bias"}
        for sifted, sight in in_order(self._sifting(), lambda chunk: (chunk[1] is not None, look(*chunk, looked))):
            frame = self._read(sight)
            if sifted:
                self._mostly_wanted = sight.records.height > MOSTLY * sight.regular
            if frame.height:
                yield self._bounded(frame)
        self._finish()

    def _sifting(self) -> Iterator[tuple[Chunk, Keep | None]]:
        """Yield the chunks, each with what its messages are asked: nothing behind chunks of which nearly all was wanted, but now and then."""
        for number, chunk in enumerate(self._source.chunks()):
            asked = not self._mostly_wanted or number % ASKED_AGAIN == 0
            yield chunk, self._sifted if asked else None

    def _read(self, sight: Sight) -> pl.DataFrame:
        first_line, self._lines = self._lines, self._lines + sight.height
        self._end = sight.chunk.data[-_END:].rstrip(b"\0 \t\r\n") or self._end
        records = numbered(sight.records, first_line)
        if sight.messages is not None:
            self._observer.see_status(numbered(sight.messages, first_line))
        if sight.irregular is None:
            self._observer.see(sight, None, first_line=first_line, counted_twice=0)
            return records.select(self._columns)
        lines = numbered(sight.irregular, first_line)
        found = self._frame_irregular(lines, sight.chunk)
        neighbours = lines.filter("regular")["line"]
        self._observer.see(sight, found, first_line=first_line, counted_twice=neighbours.len())
        self._observer.see_status(found.records)
        alone = found.records.filter("regular")["line"]
        joined = neighbours.filter(~neighbours.is_in(alone.implode()))
        own = found.records.filter(~pl.col("regular"))
        if self._sifted is not None:
            own = own.filter(self._sifted(own["message"]) | own["level"].is_not_null())
        rest = own.select(pl.col(name).cast(RECORDS[name]) for name in records.columns)
        wanted = records.filter(~pl.col("line").is_in(joined.implode()))
        return pl.concat([wanted, rest]).sort("byte_offset").select(self._columns)

    def _bounded(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return *frame* with what is read of each message: a line of a megabyte may hold anything, and makes every search slow."""
        if "message" not in frame.columns:
            return frame
        longest = frame.select(pl.col("message").str.len_bytes().max()).item()
        if longest is None or longest <= MESSAGE_CHARACTERS:
            return frame
        long = frame.filter(pl.col("message").str.len_chars() > MESSAGE_CHARACTERS)
        if self._keep is not None:
            stated = long["level"].is_not_null() if "level" in long.columns else False
            long = long.filter(self._keep(long["message"]) | stated)
        self._long.extend(long["line"] if "line" in long.columns else [None] * long.height)
        return frame.with_columns(pl.col("message").str.head(MESSAGE_CHARACTERS))

    def _frame_irregular(self, lines: pl.DataFrame, chunk: Chunk) -> irregular.Irregular:
        code_page, wide = self._source.decoder.code_page, chunk.unit == 2
        shapes = assemble(lines, wide=wide, code_page=code_page, limit=self._limit, overlong=chunk.overlong)
        found = irregular.frame(shapes, facts=self._facts, options=self._options, carried_bias=self._observer.bias)
        if self._options.day_first is None and (found.records["framing"] == clipboard.NAME).any():
            self._observer.see_copied(found.records, self._facts.date_order)
        return found

    def _finish(self) -> None:
        census, decoder = self.census, self._source.decoder
        census.bytes = self._source.bytes
        census.pasted = self._stream.paste if isinstance(self._stream, Unpasted) else None
        census.own = is_own(self._source.beginning(BEGINNING), self._end)
        census.encoding, census.decoder = decoder.name, decoder
        if decoder.code_page is not None:
            census.encoding = f"{decoder.code_page} (guessed)" if decoder.guessed else decoder.code_page
        problems = list(self._source.problems)
        if decoder.binary and not census.records:
            census.encoding = "binary"
            problems.append(Problem(self.name, None, "binary", "The file is not text."))
        if census.own:
            problems.append(Problem(self.name, None, "own-output", SAID))
        if self._long:
            said = (
                f"Records of more than {MESSAGE_CHARACTERS:,} characters, read by their beginning: {len(self._long):,}."
            )
            problems.append(Problem(self.name, self._long[0], "long-record", said))
        census.problems = tuple(problems)
        self._observer.finish(self._lines, self._end)

"""Reads one log: every line is accounted for, and the records that are wanted come out, chunk by chunk.

Two ways through a chunk. A regular line, as the site server writes nearly all of its own, is told by the end of the line
alone, and only wanted ones are looked at further. Everything else goes the long way (`pieces.py`, `irregular.py`). Which way a
line takes is decided line by line and changes nothing about what is read, only how fast.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal

import polars as pl

from dmplog.framing import clipboard, irregular, simple, stamps, status
from dmplog.framing.census import BiasSpan, Census
from dmplog.framing.columns import RECORDS
from dmplog.framing.facts import Facts
from dmplog.framing.lines import Chunk, physical_lines, place
from dmplog.framing.observer import Observer
from dmplog.framing.options import ReadOptions
from dmplog.framing.source import CHUNK, Source
from dmplog.limits import Limits
from dmplog.report import Problem

__all__ = ["BiasSpan", "Census", "ReadOptions", "RecordReader"]

LONGEST_LINE = 1024 * 1024
"""The longest line, and the longest stretch of lines, that is taken as one record, in bytes."""


SMALL = 2 * 1024 * 1024
TYPICAL_LINE = 150


class RecordReader:
    r"""One file, from bytes to records.

    >>> from io import BytesIO
    >>> log = b"Get manifest.cab url~~  $$<SMS_DMP_DOWNLOADER><09-22-2015 21:21:37.012-120><thread=4700 (0x125C)>\r\n"
    >>> reader = RecordReader("dmpdownloader.log", len(log), BytesIO(log))
    >>> [row["message"] for frame in reader.frames() for row in frame.iter_rows(named=True)]
    ['Get manifest.cab url']
    >>> reader.census.first.isoformat(), reader.census.components
    ('2015-09-22T19:21:37.012000+00:00', {'SMS_DMP_DOWNLOADER': 1})

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
        keep: pl.Expr | None = None,
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
        self._source = Source(
            name, stream, encoding=self._options.encoding, chunk_size=chunk_size, line_bytes=self._limit
        )
        self._facts = Facts(self._source, limit=self._limit)
        self._observer = Observer(name)
        self._lines = 0

    @property
    def census(self) -> Census:
        """What the whole file holds."""
        return self._observer.census

    def frames(self) -> Iterator[pl.DataFrame]:
        """Yield the records for which `keep` holds (all without it), in file order; see `columns.RECORDS`."""
        for chunk in self._source.chunks():
            frame = self._read(chunk)
            if frame.height:
                yield frame
        self._finish()

    def _read(self, chunk: Chunk) -> pl.DataFrame:
        lines = self._split(chunk)
        self._lines += lines.height
        regular = lines.filter("regular") if not lines["regular"].all() else lines
        found = self._frame_irregular(lines, chunk) if regular.height < lines.height else None
        wanted = regular.filter("kept")
        if found is None:
            self._observer.see(regular, None, counted_twice=0, data=chunk.data)
        else:
            neighbours = irregular.around_irregular(lines).filter("regular")
            self._observer.see(regular, found, counted_twice=neighbours.height, data=chunk.data)
            alone = found.records.filter("regular")["line"]
            joined = neighbours.filter(~pl.col("line").is_in(alone.implode()))["line"]
            wanted = wanted.filter(~pl.col("line").is_in(joined.implode()))
        self._check_status(regular)
        records = _select(_parse_regular(wanted))
        if found is None:
            return records
        self._observer.see_status(found.records)
        own = found.records.filter(~pl.col("regular"))
        if self._keep is not None:
            own = own.filter(self._keep.fill_null(value=False))
        return pl.concat([records, _select(own)]).sort("byte_offset")

    def _split(self, chunk: Chunk) -> pl.DataFrame:
        lines = physical_lines(chunk, self._lines + 1)
        kept = pl.lit(value=True)
        if self._keep is not None:
            lines = lines.with_columns(message=simple.strip(pl.col("head")))
            kept = self._keep.fill_null(value=False)
        wanted = lines.with_columns(kept=kept, status=pl.col("text").str.starts_with(status.PREFIX))
        columns = ("line", "text", "head", "tail", "regular", "kept", "status")
        return place(wanted.select(columns).collect(engine=_engine(len(chunk.data))), chunk)

    def _frame_irregular(self, lines: pl.DataFrame, chunk: Chunk) -> irregular.Irregular:
        some = irregular.around_irregular(lines).select("line", "byte_offset", "length", "text", "eol", "regular")
        overlong = [self._lines - lines.height + 1 + index for index in chunk.overlong]
        shapes = irregular.shape(
            some,
            wide=chunk.unit == 2,
            code_page=self._source.decoder.code_page,
            limit=self._limit,
            overlong=overlong,
        )
        found = irregular.frame(shapes, facts=self._facts, options=self._options, carried_bias=self._observer.bias)
        if self._options.day_first is None and (found.records["framing"] == clipboard.NAME).any():
            self._observer.see_copied(found.records, self._facts.date_order)
        return found

    def _check_status(self, regular: pl.DataFrame) -> None:
        messages = regular.filter("status")
        if messages.height:
            self._observer.see_status(_parse_regular(messages))

    def _finish(self) -> None:
        census, decoder = self.census, self._source.decoder
        census.bytes = self._source.bytes
        census.encoding = decoder.name
        if decoder.code_page is not None:
            census.encoding = f"{decoder.code_page} (guessed)" if decoder.guessed else decoder.code_page
        problems = list(self._source.problems)
        if decoder.binary and not census.records:
            census.encoding = "binary"
            problems.append(Problem(self.name, None, "binary", "The file is not text."))
        census.problems = tuple(problems)
        self._observer.finish(self._lines)


def _engine(size: int) -> Literal["in-memory", "streaming"]:
    """Return how polars works through *size* bytes best: its streaming engine has to earn what it costs to start."""
    return "streaming" if size > SMALL else "in-memory"


def _parse_regular(lines: pl.DataFrame) -> pl.DataFrame:
    rows = lines.lazy().select("line", "byte_offset", "length", "head", "tail", raw="text")
    return (
        simple.parse_regular(rows)
        .with_columns(utc=stamps.utc(pl.col("local"), pl.col("bias")))
        .collect(engine=_engine(lines.height * TYPICAL_LINE))
    )


def _select(records: pl.DataFrame) -> pl.DataFrame:
    return records.select(pl.col(name).cast(kind) for name, kind in RECORDS.items())

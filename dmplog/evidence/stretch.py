"""Stretches: the lines of one worker between the last sign of a case and the error that ended it.

No grammar knows most of them, so that nothing of them was kept while reading; what a failure is about often stands there.
"""

from __future__ import annotations

from datetime import UTC
from io import BytesIO
from typing import NamedTuple

import polars as pl

from dmplog.case import Evidence
from dmplog.diagnosis import Finding
from dmplog.encoding import TextDecoder
from dmplog.framing.reader import ReadOptions, RecordReader

MOST_BYTES = 65_536
MOST_RECORDS = 20


class Stretch(NamedTuple):
    """Bytes of one file that end in front of a known line, and the thread whose records are meant.

    Attributes:
        file: The number of the file.
        offset: Where they begin.
        length: How many there are; where it is more than is read, what is nearest to the end counts.
        end_line: The number of the line behind them.
        thread: The thread, None where records name none.
        cut: Whether the beginning was left out, so that the first line may be half of one.
    """

    file: int
    offset: int
    length: int
    end_line: int
    thread: int | None
    cut: bool


def stretch_of(finding: Finding, events: pl.DataFrame) -> Stretch | None:
    """Return what stands between the last known line of *finding* and the unexplained error that ended it, in one log."""
    if not finding.alarms or not any(proof.kind == "unexplained_error" for proof in finding.proofs):
        return None
    end = events.row(max(finding.alarms), named=True)
    own = finding.cases.rows_of(finding.subject)
    known = events[own.filter(own < end["row"]).sort()].filter(
        (pl.col("file") == end["file"]) & pl.col("thread").eq_missing(end["thread"]) & pl.col("alarm").is_null()
    )
    if known.is_empty():
        return None
    begin = known.row(-1, named=True)
    first, last = begin["byte_offset"] + begin["length"], end["byte_offset"]
    start = max(first, last - MOST_BYTES)
    if last <= first:
        return None
    return Stretch(end["file"], start, last - start, end["line"], end["thread"], cut=start > first)


def records_of(stretch: Stretch, data: bytes, name: str, decoder: TextDecoder) -> tuple[Evidence, ...]:
    """Return the last records of the worker of *stretch*, read from its *data*."""
    reader = RecordReader(name, len(data), BytesIO(data), options=ReadOptions(encoding=decoder.encoding))
    records = pl.concat([pl.DataFrame(schema={"line": pl.UInt32}), *reader.frames()], how="diagonal")
    if records.is_empty():
        return ()
    shift = stretch.end_line - reader.census.lines - 1
    told = records.filter(pl.col("thread").eq_missing(stretch.thread) & (pl.col("line") > int(stretch.cut)))
    rows = told.tail(MOST_RECORDS).select("line", "utc", "message").iter_rows()
    return tuple(
        Evidence(name, line + shift, time and time.replace(tzinfo=UTC), None, message) for line, time, message in rows
    )

"""Several small logs read as one frame.

A query takes as long for one line as for a thousand, so that reading a small log by itself costs forty queries of next to nothing. Logs
whose every line is regular are read together; one with any other line is left to be read by itself. What is found is the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from itertools import accumulate
from typing import NamedTuple

import polars as pl

from dmplog.encoding import is_utf8
from dmplog.framing import ccm, sight, simple, status
from dmplog.framing.census import GAP, BiasSpan, Census
from dmplog.framing.lines import Chunk
from dmplog.framing.options import ReadOptions
from dmplog.limits import MESSAGE_CHARACTERS, Limits
from dmplog.seal import BEGINNING, is_own

MOST_BYTES = 262_144
"""A longer log is worth queries of its own."""

_DAY = timedelta(days=1)
_TEXT = bytes(range(32, 256)) + b"\t\r\n"
_BOM = "\ufeff".encode()
_TIMES = ("line", "byte_offset", "component", "utc", "local", "bias")


class Batch(NamedTuple):
    """What several logs hold.

    Attributes:
        records: The records that are wanted, with `file u32`, in the order of files and lines.
        censuses: The census of each log that was read; the others must be read by themselves.
    """

    records: pl.DataFrame
    censuses: Mapping[int, Census]


def may_hold(size: int, options: ReadOptions, limits: Limits) -> bool:
    """Return whether a log of *size* bytes may be read together with others: an encoding that was named may change what any byte is."""
    return size <= min(MOST_BYTES, limits.line_bytes) and options.encoding is None


def fits(text: bytes) -> bool:
    r"""Return whether *text* may hold nothing but regular lines.

    >>> fits(b"Get manifest.cab url~~  $$<SMS_DMP_DOWNLOADER><09-22-2015 21:21:37.012-120><thread=4700 (0x125C)>\r\n")
    True
    >>> fits("Gerät".encode("cp1252")), fits(b"\0"), fits(b"<![LOG[a]LOG]!><time=")
    (False, False, False)
    """
    if text.translate(None, _TEXT) or ccm.CLOSING.encode() in text:
        return False
    if is_own(text[:BEGINNING], text[-BEGINNING:]):
        return False
    return text.isascii() or (is_utf8(text) and _BOM not in text)


def read(texts: Mapping[int, bytes], keep: sight.Keep | None, columns: Collection[str], limits: Limits) -> Batch:
    """Return what those of *texts* hold, by number, that can be read together; of records for which *keep* holds (all without it), *columns*."""
    whole = {number: text if text.endswith(b"\n") else text + b"\n" for number, text in texts.items() if text}
    empty = {number: Census() for number, text in texts.items() if not text}
    lines = _lines(whole, keep, longest=min(MESSAGE_CHARACTERS, limits.line_bytes))
    lines = lines.filter(~pl.col("file").is_in(_contradicted(lines)))
    times = sight.records_of(lines, _TIMES).with_columns(lines["file"])
    found = _censuses(times)
    for number, census in found.items():
        census.bytes = len(texts[number])
    asked = pl.lit(value=True) if keep is None else pl.col("kept")
    wanted = lines.filter(asked & pl.col("file").is_in(list(found)))
    records = sight.records_of(wanted, columns).with_columns(wanted["file"])
    return Batch(records, {**empty, **found})


def _lines(texts: Mapping[int, bytes], keep: sight.Keep | None, *, longest: int) -> pl.DataFrame:
    """Return the lines of those *texts* that have regular ones only, with `file`; line and offset count from the beginning of each."""
    begins = list(accumulate((len(text) for text in texts.values()), initial=0))
    lines = sight.lines_of(Chunk(b"".join(texts.values()), 0), keep)
    files = pl.DataFrame({"file": list(texts), "begin": begins[:-1]}, schema={"file": pl.UInt32, "begin": pl.UInt64})
    odd = ~pl.col("regular") | (pl.col("length") > longest)
    return (
        lines.lazy()
        .with_columns(begin=pl.col("byte_offset"))
        .join_asof(files.lazy(), on="begin", strategy="backward", check_sortedness=False)
        .with_columns(begin=pl.col("byte_offset").min().over("file"), before=pl.col("line").min().over("file"))
        .filter(~odd.any().over("file"))
        .with_columns(
            line=(pl.col("line") - pl.col("before") + 1).cast(lines.schema["line"]),
            byte_offset=pl.col("byte_offset") - pl.col("begin"),
        )
        .collect(engine="in-memory")
    )


def _contradicted(lines: pl.DataFrame) -> list[int]:
    """Return the logs in which a status message tells another time than its record."""
    told = lines.filter("status").with_columns(line=pl.int_range(pl.len(), dtype=pl.UInt32))
    messages = sight.records_of(told, ("line", "utc", "bias", "message"))
    return [
        told["file"][number]
        for number, minutes, _ in status.differences(messages)
        if abs(minutes) > status.TOLERANCE_MINUTES
    ]


def _censuses(times: pl.DataFrame) -> dict[int, Census]:
    """Return by file what *times*, those of all its lines, tell; a file with a time that needs a closer look has none."""
    jump = pl.col("utc").diff()
    found = times.group_by("file", maintain_order=True).agg(
        records=pl.len(),
        first=pl.col("utc").min(),
        last=pl.col("utc").max(),
        hours=(pl.col("utc").dt.epoch("s") // 3600).unique().sort(),
        since=pl.col("local").min(),
        until=pl.col("local").max(),
        bias=pl.col("bias").first(),
        calm=pl.col("utc").is_not_null().all()
        & (pl.col("bias").n_unique() == 1)
        & ~((jump > GAP) | (jump < -_DAY)).fill_null(value=False).any(),
    )
    components = _components(times)
    return {
        row["file"]: Census(
            framing=simple.NAME,
            lines=row["records"],
            records=row["records"],
            record_lines=row["records"],
            first=row["first"],
            last=row["last"],
            hours=tuple(row["hours"]),
            components=components[row["file"]],
            biases=(BiasSpan(row["since"], row["until"], row["bias"]),),
        )
        for row in found.filter("calm").iter_rows(named=True)
    }


def _components(times: pl.DataFrame) -> dict[int, dict[str, int]]:
    counts = times.group_by("file", "component").len().sort("file", pl.col("len").cast(pl.Int64) * -1, "component")
    found: dict[int, dict[str, int]] = {}
    for file, component, count in counts.iter_rows():
        found.setdefault(file, {})[component] = count
    return found

"""From a chunk of UTF-8 text to a frame of its physical lines."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dmplog.framing import ccm, simple
from dmplog.frozen import frozen


@frozen
class Chunk:
    """Some whole lines of a file, as text.

    Attributes:
        data: The lines in UTF-8, each ended by a line feed.
        offset: Where the first of them begins in the file.
        lengths: What the lines take in the file without line ends, or None where the text tells.
        eols: The characters of each line end, or None where the text tells.
        unit: 2 in UTF-16 files, in which a character takes two bytes or four, else 1.
        overlong: Whether it is one line, which is empty here because it exceeds the limit.
    """

    data: bytes
    offset: int
    lengths: Sequence[int] | None = None
    eols: Sequence[int] | None = None
    unit: int = 1
    overlong: bool = False


def physical_lines(chunk: Chunk) -> pl.DataFrame:
    """Return the lines of *chunk*, numbered from 1: `line, text, head`, and what `simple.endings` finds at their end.

    `regular` marks those the simple framing reads at once, `head` is their text before the first `$$<`.
    """
    text = pl.col("text")
    regular = ~text.str.contains(ccm.CLOSING, literal=True)
    if b"\0" in chunk.data:
        regular &= ~text.str.contains("\0", literal=True)
    if b"\xef" in chunk.data:
        regular &= ~text.str.contains("\ufeff", literal=True)
    lines = (
        pl.scan_lines(chunk.data, name="text", row_index_name="line", row_index_offset=1, glob=False)
        .with_columns(simple.split(text).alias("split"), unmarked=regular)
        .unnest("split")
        .collect(engine="in-memory")
    )
    found = lines.drop("tail").hstack(simple.endings(lines["tail"]))
    return found.with_columns(regular=pl.col("regular") & pl.col("unmarked")).drop("unmarked")


def numbered(rows: pl.DataFrame, first_line: int) -> pl.DataFrame:
    """Return *rows* of a chunk that *first_line* lines of the file stand before, with the numbers of the file."""
    if first_line == 0 or rows.is_empty():
        return rows
    return rows.with_columns(line=(pl.col("line") + first_line).cast(pl.UInt32))


def widths(text: pl.Expr, *, wide: bool) -> pl.Expr:
    """Return how many bytes texts take in the file."""
    if not wide:
        return text.str.len_bytes()
    # A character outside the basic plane is a surrogate pair, four bytes.
    return 2 * (text.str.len_chars() + text.str.count_matches(r"[\x{10000}-\x{10FFFF}]"))


def place(lines: pl.DataFrame, chunk: Chunk) -> pl.DataFrame:
    """Add where each line begins in the file, how long it is there, and how wide its line end is."""
    length: pl.Series | pl.Expr = widths(pl.col("text"), wide=chunk.unit == 2).cast(pl.UInt32)
    if chunk.lengths is not None:
        length = pl.Series("length", chunk.lengths, dtype=pl.UInt32)
    eol = _line_ends(lines, chunk)
    taken = pl.col("length").cast(pl.UInt64) + pl.col("eol").cast(pl.UInt64) * chunk.unit
    return lines.with_columns(length=length, eol=eol).with_columns(byte_offset=taken.cum_sum() - taken + chunk.offset)


def _line_ends(lines: pl.DataFrame, chunk: Chunk) -> pl.Series | pl.Expr:
    if chunk.eols is not None:
        return pl.Series("eol", chunk.eols, dtype=pl.UInt8)
    # What the texts leave of the chunk is its line ends; nearly every file has them all alike.
    ends = len(chunk.data) - int(lines["text"].str.len_bytes().cast(pl.UInt64).sum())
    if ends in (lines.height, 2 * lines.height):
        return pl.lit(ends // max(1, lines.height), pl.UInt8)
    return pl.Series("eol", [2 if line.endswith(b"\r") else 1 for line in chunk.data.split(b"\n")[:-1]], dtype=pl.UInt8)

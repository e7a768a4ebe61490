"""From a chunk of UTF-8 text to a frame of its physical lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from dmplog.framing import simple


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some whole lines of a file, as text.

    Attributes:
        data: The lines in UTF-8, each ended by a line feed.
        offset: Where the first of them begins in the file.
        eols: The characters of each line end, or one number for all.
        lengths: What the lines take in the file without line ends, or None where the text tells.
        unit: 2 in UTF-16 files, in which a character takes two bytes or four, else 1.
        overlong: Which lines, counted from 0, were cut because they exceed the limit.
    """

    data: bytes
    offset: int
    eols: Sequence[int] | int
    lengths: Sequence[int] | None = None
    unit: int = 1
    overlong: frozenset[int] = frozenset()


def physical_lines(chunk: Chunk, first_line: int, *, limit: int, plain_ends: bool) -> pl.LazyFrame:
    """Return the lines of *chunk* with their place in the file; `regular` marks what the simple framing reads at once.

    *plain_ends* says that each line holds at most one end of a record, which a count over the chunk has shown.
    """
    text = pl.col("text")
    regular = text.str.contains(simple.REGULAR) & (text.str.len_bytes() <= limit)
    if not plain_ends:
        regular &= (text.str.count_matches("$$<", literal=True) == 1) & ~text.str.contains(r"\x00|\x{FEFF}|\]LOG\]!>")
    return (
        pl.scan_lines(chunk.data, name="text", row_index_name="index", row_index_offset=first_line, glob=False)
        .with_columns(regular=regular)
        .rename({"index": "line"})
    )


def widths(text: pl.Expr, *, wide: bool) -> pl.Expr:
    """Return how many bytes texts take in the file."""
    if not wide:
        return text.str.len_bytes()
    # A character outside the basic plane is a surrogate pair, four bytes.
    return 2 * (text.str.len_chars() + text.str.count_matches(r"[\x{10000}-\x{10FFFF}]"))


def place(lines: pl.DataFrame, chunk: Chunk) -> pl.DataFrame:
    """Add where each line begins in the file, how long it is there, and how wide its line end is."""
    length = pl.Series("length", chunk.lengths, dtype=pl.UInt32) if chunk.lengths is not None else None
    eol: pl.Series | pl.Expr
    eol = pl.lit(chunk.eols, pl.UInt8) if isinstance(chunk.eols, int) else pl.Series("eol", chunk.eols, dtype=pl.UInt8)
    placed = lines.with_columns(
        length=widths(pl.col("text"), wide=chunk.unit == 2).cast(pl.UInt32) if length is None else length, eol=eol
    )
    taken = pl.col("length").cast(pl.UInt64) + pl.col("eol").cast(pl.UInt64) * chunk.unit
    return placed.with_columns(byte_offset=taken.cum_sum() - taken + chunk.offset)

"""Some bytes of a stream, read in one pass from front to end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from dmplog.bundle.streams import Forward


def read_spans(stream: BinaryIO, spans: Sequence[tuple[int, int]], size: int | None = None) -> dict[int, bytes]:
    """Return the bytes of every `(offset, length)`, by offset; of two lengths at one offset the longer.

    >>> import io
    >>> read_spans(io.BytesIO(b"0123456789"), [(6, 9), (1, 3), (2, 1)])
    {1: b'123', 2: b'2', 6: b'6789'}

    Args:
        stream: What to read; it seeks forward where it can.
        spans: Which bytes, in any order; they may overlap.
        size: Where the file ends, whatever was written to it since.
    """
    lengths: dict[int, int] = {}
    for offset, length in spans:
        lengths[offset] = max(length, lengths.get(offset, 0))
    found: dict[int, bytes] = {}
    source = Forward(stream.read, stream if stream.seekable() else None)
    window, window_start = b"", 0
    for offset in sorted(lengths):
        end = offset + lengths[offset] if size is None else min(offset + lengths[offset], size)
        if offset >= window_start + len(window):
            source.skip(offset - source.position)
            window, window_start = b"", offset
        missing = end - window_start - len(window)
        window = window[offset - window_start :] + source.take_all(missing)
        window_start = offset
        found[offset] = window[: max(0, end - offset)]
    return found

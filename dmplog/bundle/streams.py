"""Reading forward, within bounds, and without ever failing in the middle of a log."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Sequence
from typing import BinaryIO

from dmplog.bundle.faults import READ_FAULTS, ProblemBook, ReadFault
from dmplog.limits import Limits, plain_size

Read = Callable[[int], bytes]
"""Returns at most that many bytes, and none at the end."""

CHUNK = 256 * 1024
AHEAD = 16 * 1024
"""So much is read at a place that is looked up: lines that are cited stand close together."""


class Forward:
    """Bytes that are read once, from front to end, with a look ahead.

    Attributes:
        position: Bytes handed out so far.
    """

    def __init__(self, read: Read, seekable: BinaryIO | None = None) -> None:
        self._read = read
        self._seekable = seekable
        self._ahead = b""
        self._fault: Exception | None = None
        self.position = 0

    def read(self, size: int) -> bytes:
        """Return at most *size* bytes, and none at the end."""
        if self._ahead:
            data, self._ahead = self._ahead[:size], self._ahead[size:]
        elif self._fault is not None:
            raise self._fault
        else:
            data = self._read(size)
        self.position += len(data)
        return data

    def read_all(self, size: int) -> bytes:
        """Return *size* bytes, fewer only at the end."""
        pieces: list[bytes] = []
        while size > 0 and (data := self.read(size)):
            pieces.append(data)
            size -= len(data)
        return b"".join(pieces)

    def peek_all(self, size: int) -> bytes:
        """Return the next *size* bytes without moving on, fewer only at the end or before a fault."""
        try:
            while len(self._ahead) < size and (data := self._read(size - len(self._ahead))):
                self._ahead += data
        except READ_FAULTS as fault:
            # What stands before the fault is still to be had; the fault comes up when reading gets there.
            self._fault = fault
        return self._ahead[:size]

    def skip(self, size: int) -> int:
        """Move on by *size* bytes and return how many there were; on a disk without reading them."""
        if self._seekable is not None and not self._ahead and size > CHUNK:
            start = self._seekable.tell()
            end = self._seekable.seek(0, io.SEEK_END)
            step = min(size, max(0, end - start))
            self._seekable.seek(start + step)
            self.position += step
            return step
        left = size
        while left > 0 and (data := self.read(min(left, CHUNK))):
            left -= len(data)
        return size - left


def read_spans(stream: BinaryIO, spans: Sequence[tuple[int, int]], size: int | None = None) -> dict[int, bytes]:
    """Return the bytes of every `(offset, length)`, by offset; of two lengths at one offset the longer.

    The stream is read in one pass; where a *size* is given the file ends there, whatever was written to it since.

    >>> read_spans(io.BytesIO(b"0123456789"), [(6, 9), (1, 3), (2, 1)])
    {1: b'123', 2: b'2', 6: b'6789'}
    """
    # The longer of two at one offset comes last.
    lengths = dict(sorted(spans))
    found: dict[int, bytes] = {}
    source = Forward(stream.read, stream if stream.seekable() else None)
    window, window_start = b"", 0
    for offset, length in lengths.items():
        end = offset + length if size is None else min(offset + length, size)
        window_end = window_start + len(window)
        if end > window_end:
            if offset > window_end:
                source.skip(offset - source.position)
            window = window[offset - window_start :] if offset < window_end else b""
            window += source.read_all(max(end - offset - len(window), AHEAD))
            window_start = offset
        found[offset] = window[offset - window_start : max(offset, end) - window_start]
    return found


def within_ratio(read: Read, packed: Callable[[], int], limits: Limits) -> Read:
    """Return *read*, which unpacks, stopped once it grows beyond the ratio: a bomb says nothing of its size beforehand."""
    unpacked = 0

    def guarded(size: int) -> bytes:
        nonlocal unpacked
        data = read(min(size, CHUNK))
        unpacked += len(data)
        if limits.inflates(packed(), unpacked):
            raise ReadFault(
                "limit",
                f"it unpacks to more than {limits.ratio} times its size, as no log does; it was read up to "
                f"{plain_size(unpacked)}; if it is genuine, unpack it and give the folder",
            )
        return data

    return guarded


class LogGuard(io.RawIOBase):
    """Turns read errors into the end of the file and a problem, and checks what was promised of the file.

    What could be read before the error is handed out.
    """

    def __init__(self, name: str, size: int, read: Read, book: ProblemBook, checksum: int | None = None) -> None:
        super().__init__()
        self._name = name
        self._size = size
        self._left = size
        self._read = read
        self._book = book
        self._expected = checksum
        self._checksum = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill *buffer* with what comes next; 0 at the end or at an error."""
        wanted = min(len(buffer), self._left)
        if wanted == 0:
            return 0
        try:
            data = self._read(wanted)
            if not data:
                raise ReadFault("damaged", "it ends there, because it or its archive is cut; copy it again")
        except READ_FAULTS as fault:
            read, self._left = self._size - self._left, 0
            only = f"could be read up to byte {read:,} of {self._size:,} only"
            self._book.unread(self._name, fault, only if read else "could not be read")
            return 0
        buffer[: len(data)] = data
        self._left -= len(data)
        if self._expected is not None:
            self._checksum = zlib.crc32(data, self._checksum)
            if self._left == 0 and self._checksum != self._expected:
                wrong = "was read, but its checksum is wrong: some of its lines are damaged; pack it again"
                self._book.add("damaged", self._name, f"{self._name} {wrong}.")
        return len(data)


def failing(fault: Exception) -> Read:
    """Return a reader that fails with *fault*."""

    def read(_size: int) -> bytes:
        raise fault

    return read

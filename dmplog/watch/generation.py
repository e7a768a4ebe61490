"""One generation of a log: the file that was `hman.log` until it was called `hman.lo_`, known again by what was read of it.

A name says nothing: a server renames a log and begins a new one at any moment. So a file is told by its beginning, and by the last
bytes that were read of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from dmplog.encoding import sniff

HEAD = 512
"""So many bytes of the beginning tell a file; each line of a log has its time in it."""

TAIL = 64
"""So many bytes in front of the place read up to are looked at once more: a file that was written anew may begin as it did before."""

PIECE = 1024 * 1024


@dataclass(slots=True)
class Generation:
    """What is known of one file, whatever it is called now.

    Attributes:
        kept_as: What the copy of it is called.
        head: Its first bytes, as far as they were read; at most 512.
        position: How many bytes of it were read.
        waiting: What was read and not kept yet: half a line, whose other half is still to come.
    """

    kept_as: str
    head: bytes = b""
    tail: bytes = b""
    position: int = 0
    waiting: bytes = b""

    def is_in(self, file: BinaryIO, head: bytes, size: int) -> bool:
        """Return whether *file*, which has *size* bytes and begins with *head*, is this one, and holds all that was read."""
        if not head.startswith(self.head) or size < self.position:
            return False
        file.seek(self.position - len(self.tail))
        return read_exactly(file, len(self.tail)) == self.tail

    def take(self, data: bytes) -> bytes:
        """Note that *data* was read next, and return the whole lines that can be kept now."""
        self.head = (self.head + data[: HEAD - len(self.head)]) if len(self.head) < HEAD else self.head
        self.tail = (self.tail + data)[-TAIL:]
        self.position += len(data)
        held = self.waiting + data
        end = _end_of_lines(held, self.position - len(held), self.head)
        self.waiting = held[end:]
        return held[:end]

    def rest(self) -> bytes:
        """Return the half line that waits: nothing will be added to this file in its place."""
        rest, self.waiting = self.waiting, b""
        return rest


def read_exactly(file: BinaryIO, count: int) -> bytes:
    """Return *count* bytes, fewer only at the end of the file."""
    pieces: list[bytes] = []
    while count > 0 and (data := file.read(count)):
        pieces.append(data)
        count -= len(data)
    return b"".join(pieces)


def _end_of_lines(data: bytes, offset: int, head: bytes) -> int:
    """Return where the last whole line of *data* ends, which stands at *offset* of a file that begins with *head*."""
    encoding = sniff(head)
    if not encoding.wide:
        return data.rfind(b"\n") + 1
    mark = "\n".encode(encoding.name)
    end = len(data)
    while (found := data.rfind(mark, 0, end)) >= 0:
        # The second byte of one character and the first of the next one may look like it.
        if (offset + found) % 2 == 0:
            return found + 2
        end = found + 1
    return 0

"""The bytes of one file as chunks of whole lines, cut where no record can reach across.

A chunk ends after a line that closes a record, or, where no such line comes, so far back that a record of the longest allowed
span still lies in one chunk. So the size of the chunks changes nothing about what is read.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import BadZipFile

from dmplog.encoding import TextDecoder, first_odd, is_utf8, sniff
from dmplog.framing import simple
from dmplog.framing.lines import Chunk
from dmplog.problem import Problem

HEAD = 262_144
"""What is looked at before the first line is read: encoding, whether there is any framing, the order of copied dates."""

CHUNK = 6 * 1024 * 1024
"""How much is read and framed at once."""

_SAMPLE = 65_536
_DENSE = 1024 * 1024
_DENSE_LINE = 24
_WINDOW = 2_048
_WINDOW_EVERY = 65_536
_TRAILER_REACH = 1_024
_MOST_ENDS = 4_096
_SIMPLE_LITERAL = b"$$<"
_CCM_LITERAL = b"]LOG]!><"
_SIMPLE_CLOSE = re.compile(simple.TAIL.encode())
_CCM_CLOSE = re.compile(rb"\]LOG\]!><[^<>\]]*>[ \t\r\x00]*$")
_READ_ERRORS = (OSError, EOFError, zlib.error, BadZipFile)


class Source:
    """One file, read once from front to end.

    Attributes:
        decoder: How its bytes become text, complete once all chunks were taken.
        bytes: How many of them were read.
        problems: What went wrong on the way.
    """

    def __init__(self, name: str, stream: BinaryIO, *, encoding: str | None, chunk_size: int, line_bytes: int) -> None:
        self.problems: list[Problem] = []
        self.bytes = 0
        self._name = name
        self._stream = stream
        self._chunk_size = chunk_size
        self._limit = line_bytes
        self._ended = False
        self._head = self._read(HEAD)
        self._ahead = self._head
        self.decoder: TextDecoder = sniff(self._head, encoding)
        self._offset = self.decoder.mark
        self._head_is_all = len(self._head) < HEAD

    def head(self) -> Chunk:
        """Return the whole lines at the beginning of the file, for facts that are decided once."""
        data = self._head[self.decoder.mark :]
        if self.decoder.wide:
            data = codecs.decode(data, self.decoder.name, "replace").encode()
        if not self._head_is_all:
            data = data[: data.rfind(b"\n") + 1]
        return _chunk(data, self.decoder.mark, self.decoder)

    def beginning(self, size: int) -> bytes:
        """Return the first *size* bytes of the file, or twice as many of one with two bytes a letter, as UTF-8."""
        data = self._head[self.decoder.mark :][: size * self.decoder.unit]
        return codecs.decode(data, self.decoder.name, "replace").encode() if self.decoder.wide else data

    def chunks(self) -> Iterator[Chunk]:
        """Yield the file in chunks; an overlong line is cut and comes alone."""
        buffer = b""
        skipped = _Skipped()
        for block in self._blocks():
            if skipped:
                end = block.find(b"\n") + 1
                skipped.add(block[:end] if end else block, self.decoder)
                if not end:
                    continue
                yield self._take_skipped(skipped)
                skipped = _Skipped()
                buffer = block[end:]
            else:
                closed = _last_close(block)
                if closed and len(block) - closed <= self._limit:
                    # The usual case: one copy of the block instead of two.
                    taken, buffer = b"".join((buffer, memoryview(block)[:closed])), block[closed:]
                    yield from self._take(taken, buffer)
                    continue
                buffer += block
            begun = buffer.rfind(b"\n") + 1
            if len(buffer) - begun > self._limit:
                yield from self._take(buffer[:begun], buffer[begun:])
                skipped.add(buffer[begun:], self.decoder)
                buffer = b""
                continue
            # An open record may still be joined with what comes, up to the longest span; twice that covers any encoding.
            distant = buffer.rfind(b"\n", 0, max(0, len(buffer) - 2 * self._limit)) + 1
            if cut := max(_last_close(buffer), distant):
                taken, buffer = buffer[:cut], buffer[cut:]
                yield from self._take(taken, buffer)
        if skipped:
            yield self._take_skipped(skipped)
        yield from self._take(buffer, b"")

    def _read(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size > 0 and not self._ended:
            try:
                part = self._stream.read(size)
            except _READ_ERRORS as error:
                self.problems.append(
                    Problem(self._name, None, "unreadable", f"Reading stopped after {self.bytes:,} bytes: {error}.")
                )
                part = b""
            self._ended = not part
            self.bytes += len(part)
            size -= len(part)
            parts.append(part)
        return b"".join(parts)

    def _peek(self, size: int) -> bytes:
        if len(self._ahead) < size:
            self._ahead += self._read(size - len(self._ahead))
        return self._ahead[:size]

    def _blocks(self) -> Iterator[bytes]:
        """Yield the file's bytes without its mark, as UTF-8 where the file is UTF-16."""
        self._ahead = self._ahead[self.decoder.mark :]
        decode = codecs.getincrementaldecoder(self.decoder.name)("replace") if self.decoder.wide else None
        while True:
            block = self._peek(self._chunk_size)
            self._ahead = self._ahead[self._chunk_size :]
            text = block if decode is None else decode.decode(block, final=not block).encode()
            if text:
                yield from _portions(text)
            if not block:
                return

    def _take(self, data: bytes, rest: bytes) -> Iterator[Chunk]:
        """Make chunks of whole lines; *rest* is what was read after them."""
        begin = place = 0
        while len(data) - place > self._limit:
            end = data.rfind(b"\n", place, place + self._limit + 1) + 1
            if end:
                place = end
                continue
            end = data.find(b"\n", place) + 1 or len(data)
            yield from self._take_short(data[begin:place], data[place:] + rest)
            skipped = _Skipped()
            skipped.add(data[place:end], self.decoder)
            yield self._take_skipped(skipped)
            begin = place = end
        yield from self._take_short(data[begin:] if begin else data, rest)

    def _take_short(self, data: bytes, rest: bytes) -> Iterator[Chunk]:
        if not data:
            return
        if not self.decoder.wide and self.decoder.code_page is None and not is_utf8(data):
            self.decoder = self.decoder.settle(self._sample(data, rest))
        chunk = _chunk(data, self._offset, self.decoder)
        self._offset += _width(data, self.decoder)
        yield chunk

    def _take_skipped(self, skipped: _Skipped) -> Chunk:
        offset, unit = self._offset, self.decoder.unit
        self._offset += skipped.width
        length = skipped.width - skipped.eol * unit
        return Chunk(b"\n", offset, (length,), (skipped.eol,), unit, overlong=not skipped.blank)

    def _sample(self, data: bytes, rest: bytes) -> list[bytes]:
        """Return the lines that are not UTF-8 in the 64 KiB from the first of them on, whatever the size of the chunks."""
        first = first_odd(data) or 0
        window = (data[first : first + _SAMPLE] + rest)[:_SAMPLE]
        window += self._peek(_SAMPLE - len(window))
        found = [line for line in window.split(b"\n") if not is_utf8(line)]
        # The last line of the window may be cut inside a character.
        return found[:-1] if len(found) > 1 else found


class _Skipped:
    """A line too long to hold: how much of the file it takes, and whether it says anything."""

    def __init__(self) -> None:
        self.width = 0
        self.eol = 0
        self.blank = True
        self._end = b""

    def __bool__(self) -> bool:
        return self.width > 0

    def add(self, data: bytes, decoder: TextDecoder) -> None:
        self.width += _width(data, decoder)
        self.blank = self.blank and not data.strip(b"\0 \t\r\n")
        self._end = (self._end + data)[-2:]
        self.eol = 2 if self._end == b"\r\n" else int(self._end.endswith(b"\n"))


def _chunk(data: bytes, offset: int, decoder: TextDecoder) -> Chunk:
    whole = data if data.endswith(b"\n") else data + b"\n"
    if decoder.wide or is_utf8(data):
        return Chunk(data=whole, offset=offset, unit=decoder.unit)
    lines = whole.split(b"\n")[:-1]
    eols = tuple(2 if line.endswith(b"\r") else 1 for line in lines)
    lengths = tuple(len(line) + 1 - eol for line, eol in zip(lines, eols, strict=True))
    for index, line in enumerate(lines):
        if not is_utf8(line):
            lines[index] = decoder.line(line).encode()
    return Chunk(data=b"\n".join([*lines, b""]), offset=offset, eols=eols, lengths=lengths)


def _portions(block: bytes) -> Iterator[bytes]:
    """Yield *block* whole, or piecemeal where its lines are so short that their columns would outweigh them by far."""
    # Counting every line feed would cost as much as reading the file.
    sample = b"".join(block[place : place + _WINDOW] for place in range(0, len(block), _WINDOW_EVERY))
    dense = len(block) >= _DENSE and sample.count(b"\n") * _DENSE_LINE >= len(sample)
    step = _DENSE if dense else len(block)
    yield from (block[place : place + step] for place in range(0, len(block), step))


def _width(data: bytes, decoder: TextDecoder) -> int:
    return len(data.decode().encode("utf-16-le")) if decoder.wide else len(data)


def _last_close(buffer: bytes) -> int:
    """Return the end of the last line in *buffer* that closes a record, 0 where none is found.

    Missing one only makes the next chunk larger, so a file full of things that look like ends is not searched for ever.
    """
    end = buffer.rfind(b"\n") + 1
    simple_end = buffer.rfind(_SIMPLE_LITERAL, 0, end)
    # Only a later one is of interest, so a chunk that ends in a simple record is not searched to its beginning.
    ccm_end = buffer.rfind(_CCM_LITERAL, max(0, simple_end), end)
    for _ in range(_MOST_ENDS):
        place = max(simple_end, ccm_end)
        if place < 0:
            break
        line_end = buffer.find(b"\n", place, min(end, place + _TRAILER_REACH))
        closing = _SIMPLE_CLOSE if place == simple_end else _CCM_CLOSE
        if line_end >= 0 and closing.match(buffer, place, line_end):
            return line_end + 1
        if place == ccm_end:
            ccm_end = buffer.rfind(_CCM_LITERAL, max(0, simple_end), place + len(_CCM_LITERAL) - 1)
        else:
            before = simple_end
            simple_end = buffer.rfind(_SIMPLE_LITERAL, 0, place + len(_SIMPLE_LITERAL) - 1)
            ccm_end = buffer.rfind(_CCM_LITERAL, max(0, simple_end), before)
    return 0

"""The text of a log, piece by piece, each of which goes back into the encoding it came from."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import IO

from dmplog.encoding import TextDecoder, first_odd, is_utf8, sniff
from dmplog.frozen import frozen

HEAD = 262_144
BLOCK = 4 * 1024 * 1024
_SAMPLE = 65_536
_LONGEST = 64 * 1024 * 1024


@frozen
class Piece:
    """Some lines of a log: their bytes, their text, and the encoding; bytes that it does not know are kept in the text as they are."""

    raw: bytes
    text: str
    encoding: str

    def encoded(self, text: str) -> bytes:
        """Return *text*, which takes the place of this piece, as bytes."""
        if text == self.text:
            return self.raw
        errors = "surrogatepass" if self.encoding.startswith("utf-16") else "surrogateescape"
        return text.encode(self.encoding, errors)


def pieces(stream: IO[bytes], encoding: str | None = None) -> Iterator[Piece]:
    """Yield what *stream* holds from front to end; *encoding* is what the user says of lines that are not Unicode."""
    head = stream.read(HEAD)
    decoder = sniff(head, encoding)
    if decoder.mark:
        yield Piece(head[: decoder.mark], "", "utf-8")
    for block in _blocks(stream, head[decoder.mark :], decoder):
        if decoder.wide:
            yield from _wide(block, decoder.name)
        elif is_utf8(block):
            yield Piece(block, block.decode(), "utf-8")
        else:
            if decoder.code_page is None:
                decoder = decoder.settle(_sample(block))
            yield from _lines(block, decoder)


def _blocks(stream: IO[bytes], begun: bytes, decoder: TextDecoder) -> Iterator[bytes]:
    """Yield whole lines, and of a line that never ends as much as can be held."""
    feed = {"utf-16-le": b"\n\0", "utf-16-be": b"\0\n"}.get(decoder.name, b"\n")
    buffer = begun
    while more := stream.read(BLOCK):
        buffer += more
        end = _end(buffer, feed)
        if end or len(buffer) > _LONGEST:
            end = end or len(buffer) // 4 * 4
            yield buffer[:end]
            buffer = buffer[end:]
    if buffer:
        yield buffer


def _end(buffer: bytes, feed: bytes) -> int:
    end = buffer.rfind(feed)
    while end >= 0 and len(feed) > 1 and end % 2:
        end = buffer.rfind(feed, 0, end + 1)
    return end + len(feed) if end >= 0 else 0


def _wide(block: bytes, name: str) -> Iterator[Piece]:
    whole = len(block) // 2 * 2
    yield Piece(block[:whole], block[:whole].decode(name, "surrogatepass"), name)
    if whole < len(block):
        # A file that is cut in the middle of a letter keeps its last byte.
        yield Piece(block[whole:], "", "utf-8")


def _lines(block: bytes, decoder: TextDecoder) -> Iterator[Piece]:
    page = decoder.code_page or "cp1252"
    for line in _split(block):
        if is_utf8(line):
            yield Piece(line, line.decode(), "utf-8")
        else:
            yield Piece(line, codecs.decode(line, page, "surrogateescape"), page)


def _split(block: bytes) -> Iterator[bytes]:
    begin = 0
    while (end := block.find(b"\n", begin) + 1) > 0:
        yield block[begin:end]
        begin = end
    if begin < len(block):
        yield block[begin:]


def _sample(block: bytes) -> list[bytes]:
    """Return the lines that are not UTF-8 in the 64 KiB from the first of them on, as they are sampled when a log is diagnosed."""
    first = first_odd(block) or 0
    found = [line for line in block[first : first + _SAMPLE].split(b"\n") if not is_utf8(line)]
    return found[:-1] if len(found) > 1 else found

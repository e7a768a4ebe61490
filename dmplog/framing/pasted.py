r"""Lines that went through a mail, a ticket or a search: what was put around them is taken off.

> Download manifest.cab~~  $$<SMS_DMP_DOWNLOADER><…>                   a mail
- `Download manifest.cab~~  $$<SMS_DMP_DOWNLOADER><…>`                 a ticket
C:\Logs\dmpdownloader.log:12:Download manifest.cab~~  $$<…>           grep -H, findstr, Select-String
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import BinaryIO

MOST_BYTES = 4_000_000
"""A longer file is a log, and nobody's paste."""

HEAD = 4_096
"""So much of a file that is called like a log is looked at."""

MOST_LINES = 0.8
"""A log of which this share of the lines carries a mark was pasted; some lines of any log begin with a dash."""

_SEARCHED = r"(?:[a-z]:)?[^\s:*?\"<>|]{1,200}\.(?:log|lo_|txt)(?::\d{1,8}:|-\d{1,8}-|:)[ \t]?"
_MARKED = r"(?:>{1,5}|[-*+\u2022]|\d{1,3}[.)])[ \t]+|>(?=\S)"
_AROUND = re.compile(
    rf"^[ \t]*(?:(?:{_MARKED}|{_SEARCHED}|`{{1,3}})[ \t]*){{1,6}}|`{{1,3}}(?=[ \t]*\r?$)", re.MULTILINE | re.IGNORECASE
)
_TYPED = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-"})
"""What word processors make of spaces and hyphens."""


def without_paste(text: str) -> str:
    """Return *text* as it was written before it was pasted.

    >>> without_paste("> dmpdownloader.log:12:Download manifest.cab")
    'Download manifest.cab'
    >>> without_paste("- `Download manifest.cab`")
    'Download manifest.cab'
    """
    return _AROUND.sub("", text.translate(_TYPED))


def blanked(data: bytes) -> bytes:
    """Return *data* with what was put around its lines blanked out, every byte in its place.

    >>> blanked(b"> Download manifest.cab")
    b'  Download manifest.cab'
    """
    text = data.decode("utf-8", "surrogateescape")
    around = _AROUND.sub(lambda found: " " * len(found[0].encode("utf-8", "surrogateescape")), text)
    return around.replace("\u00a0", "  ").encode("utf-8", "surrogateescape")


def looks_pasted(head: bytes) -> bool:
    r"""Return whether nearly every line of the *head* of a file carries a mark.

    >>> looks_pasted(b"> Download manifest.cab\n> manifest.cab (http response) size is 1\n")
    True
    >>> looks_pasted(b"Download manifest.cab\n- manifest.cab (http response) size is 1\n")
    False
    """
    whole = head if len(head) < HEAD else head[: head.rfind(b"\n") + 1]
    lines = [line for line in whole.decode("utf-8", "replace").splitlines() if line.strip()]
    return bool(lines) and sum(_AROUND.match(line) is not None for line in lines) >= MOST_LINES * len(lines)


def unpasted(data: bytes, *, named: bool) -> bytes:
    """Return the *data* of a whole file with what was put around its lines blanked out; of a *named* log only where it looks pasted."""
    if len(data) > MOST_BYTES or (named and not looks_pasted(data[:HEAD])):
        return data
    return blanked(data)


class Unpasted:
    """A stream with what was put around its lines blanked out, unless it turns out to be longer than a paste is.

    What a packed file says of its own size is not believed: no more than `MOST_BYTES` are held. Of a *named* log nothing is blanked
    unless it looks pasted.
    """

    def __init__(self, stream: BinaryIO, *, named: bool = False) -> None:
        self._stream = stream
        self._named = named
        self.marked = False
        """Whether something stood around the lines."""
        self._head: BytesIO | None = None

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, none at the end."""
        if self._head is None:
            self._head = BytesIO(self._first())
        return self._head.read(size) or self._stream.read(size)

    def _first(self) -> bytes:
        held = bytearray()
        while len(held) <= MOST_BYTES and (part := self._stream.read(MOST_BYTES + 1 - len(held))):
            held += part
        written = unpasted(bytes(held), named=self._named)
        self.marked = written != held
        return written

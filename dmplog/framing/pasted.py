r"""Lines that went through a mail, a ticket or a search: what was put around them is taken off.

> Download manifest.cab~~  $$<SMS_DMP_DOWNLOADER><…>                   a mail
- `Download manifest.cab~~  $$<SMS_DMP_DOWNLOADER><…>`                 a ticket
C:\Logs\dmpdownloader.log:12:Download manifest.cab~~  $$<…>           grep -H, findstr, Select-String
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import BinaryIO

from dmplog.frozen import frozen

MOST_BYTES = 4_000_000
"""A longer file is a log, and nobody's paste."""

HEAD = 4_096
"""So much of a file that is called like a log is looked at."""

MOST_LINES = 0.8
"""A log of which this share of the lines carries a mark was pasted; some lines of any log begin with a dash."""

_SEARCHED = (
    r"(?:(?:[a-z]:|\\\\|\.\\)[^\r\n:*?\"<>|]{1,200}|[^\s:*?\"<>|]{1,200})\.(?:log|lo_|txt)"
    r"(?::\d{1,8}:(?:\d{1,9}:)?|-\d{1,8}-|:)[ \t]?"
)
_MARKED = r"(?:>{1,5}|[-*+\u2022]|\d{1,3}[.)])[ \t]+|>(?=\S)"
_FENCED = r"[ \t]*(?:(?:`{3,}|~{3,})[\w:+-]{0,20}|\{(?:code|noformat)[^}\n]{0,40}\}|\[/?(?:code|pre)\]|</?(?:pre|code)>|PS [^>\n]{0,200}>)[ \t]*(?=\r?$)"
_AROUND = re.compile(
    rf"^{_FENCED}|^[ \t\u200b\ufeff]*(?:(?:{_MARKED}|{_SEARCHED}|`{{1,3}})[ \t]*){{1,6}}|^[\u200b\ufeff]+|`{{1,3}}(?=[ \t]*\r?$)",
    re.MULTILINE | re.IGNORECASE,
)
_TYPED = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-"})
"""What word processors make of spaces and hyphens."""

_FRAMED = r"(?=[^\n]*?(?:\$\$(?:<|&lt;)|LOG\[)|<?\d{1,4}[-/]\d\d[-/]\d{2,4}[ ,])"
"""What a line of any log has: only in front of it are the heads below what they look like."""

_HOUR = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[ap]\.?m\.?)?"
_DAY = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
_HEADS = {
    # `"…"`, `**…**`, and the cells of a table; `*** [42000]…` is how Setup writes what SQL Server said
    "sides": r"[ \t]*(?:\|[ \t]*\d{1,8}[ \t]*\|[ \t]*|[\"'\u201c\u2018\u201e\u00ab]|\*\*(?![*\s])|__(?![_\s]))",
    # `12:…`, `  12<TAB>…`, ` 12 | …` of findstr /n, cat -n, editors and the code blocks of web pages
    "numbers": r"[ \t]*\d{1,8}(?:[ \t]*[:|\u2502\u2503](?!\d\d\b)|[.)](?!\d)|\t|-(?!\d)| (?!\d{1,2}:))[ \t]*(?:\d{1,9}:(?!\d))?",
    # `| …` of Outlook, `JD> …` of initials, `--> …`, and the sides of a diff
    "quotes": r"[ \t]*(?:(?:[|\u2502\u2503:]|[a-z]{1,4}>|[-=]{1,3}>)[ \t]*){1,6}|[+-](?=\S)",
    # `[11/03/2025 21:14] Jane Doe: …`, `11.03.25, 21:14 - Jane: …`
    "chat": rf"[ \t]*\[?(?:{_DAY},?[ T])?{_HOUR}\]?[ \t]*(?:-[ \t]+)?(?:<[^<>\n]{{1,60}}>|[^\n:<>$]{{1,60}}:)[ \t]+",
    # `2025-03-11T21:14:05.123Z …` and `Mar 11 21:14:05 CAS01 dmplog: …` of whatever collected the lines
    "stamps": r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?[ \t]+"
    r"|[a-z]{3} [ \d]\d \d\d:\d\d:\d\d [^\s:]{1,60} [^\s:]{1,60}:[ \t]+",
    # `dmpdownloader.log:12:…` in the colours of grep
    "colors": r"(?:\x1b\[[\d;]{0,9}[mK]|[^\x1b\s$<]{1,200}?(?=\x1b)){2,30}:?",
}
_HEAD = re.compile(rf"(?:{'|'.join(f'(?P<{name}>{head})' for name, head in _HEADS.items())}){_FRAMED}", re.IGNORECASE)
_TAILS = r"(?<=[>\])])(?:[\"'\u201d\u2019\u201c\u00bb]|\*\*|__|[ \t]*\|),?(?=[ \t]*\r?$)"
_TAKEN = {name: re.compile(f"^(?:{head})|{_TAILS}", re.IGNORECASE | re.MULTILINE) for name, head in _HEADS.items()}
_ESCAPED = re.compile(r"&lt;!\[LOG\[|\$\$&lt;")
_RETYPED = re.compile(rf"{_ESCAPED.pattern}|\u00a0\$\$<")
"""What shows that a page or a word processor put characters for others."""
_ENTITY = re.compile(
    r"&(lt|gt|amp|quot|apos|nbsp|#39|#34|#x27);|</?(?:br|div|p|span|li|code|pre|td|tr)[ \t]*/?>", re.IGNORECASE
)
_ENTITIES = {
    "lt": "<",
    "gt": ">",
    "amp": "&",
    "quot": '"',
    "apos": "'",
    "nbsp": " ",
    "#39": "'",
    "#34": '"',
    "#x27": "'",
}
_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
"""What PowerShell writes with `>`."""

_ODD = {"utf-8": "surrogateescape", **dict.fromkeys(_WIDE.values(), "surrogatepass")}
"""How bytes that are no letters come back as they were."""


@frozen
class Paste:
    """How the lines of a file were pasted.

    Attributes:
        head: What stands in front of nearly every line, one of `_HEADS`; empty where nothing but the marks of mails does.
        codec: How its bytes are written.
    """

    head: str = ""
    codec: str = "utf-8"

    def blanked(self, data: bytes) -> bytes:
        """Return *data* with what was put around its lines blanked out, every byte in its place or moved within its line.

        >>> Paste().blanked(b"> Download manifest.cab")
        b'  Download manifest.cab'
        """
        try:
            text = data.decode(self.codec, _ODD[self.codec])
        except UnicodeDecodeError:
            # Half a letter: whoever decodes it says so.
            return data
        mark, text = text[: text.startswith("\ufeff")], text.removeprefix("\ufeff")
        if self.head:
            text = _TAKEN[self.head].sub(self._blank, text)
        text = _AROUND.sub(self._blank, text)
        if "\u00a0" in text or _ESCAPED.search(text) is not None:
            text = "\n".join(map(self._retyped, text.split("\n")))
        return self._bytes(mark + text)

    def _blank(self, found: re.Match[str]) -> str:
        return " " * (len(self._bytes(found[0])) // len(self._bytes(" ")))

    def _retyped(self, line: str) -> str:
        """Return *line* with the characters a page or a word processor put for others, as long as it was."""
        typed = line.replace("\u00a0", " ")
        if _ESCAPED.search(typed) is not None:
            typed = _ENTITY.sub(lambda found: _ENTITIES[found[1].lower()] if found[1] else "", typed)
        lost = (len(self._bytes(line)) - len(self._bytes(typed))) // len(self._bytes(" "))
        body = typed.removesuffix("\r")
        return body + " " * lost + typed[len(body) :]

    def _bytes(self, text: str) -> bytes:
        return text.encode(self.codec, _ODD[self.codec])


def without_paste(text: str) -> str:
    """Return *text* as it was written before it was pasted.

    >>> without_paste("> dmpdownloader.log:12:Download manifest.cab")
    'Download manifest.cab'
    >>> without_paste("- `Download manifest.cab`")
    'Download manifest.cab'
    """
    return _AROUND.sub("", text.translate(_TYPED))


def paste_of(head: bytes) -> Paste:
    r"""Return how the lines of a file that begins with *head* were pasted, if they were.

    >>> paste_of(b"12:A line  $$<SMS_DMP_DOWNLOADER><03-11-2025 01:20:00.000+300><thread=1 (0x1)>\n")
    Paste(head='numbers', codec='utf-8')
    """
    codec = _WIDE.get(head[:2], "utf-8")
    lines = _lines(head, codec)
    kinds = [found.lastgroup for line in lines if (found := _HEAD.match(line)) is not None]
    most = max(sorted({kind for kind in kinds if kind}), key=kinds.count, default="")
    return Paste(most if most and kinds.count(most) >= MOST_LINES * len(lines) else "", codec)


def looks_pasted(head: bytes) -> bool:
    r"""Return whether nearly every line of the *head* of a file carries a mark.

    >>> looks_pasted(b"> Download manifest.cab\n> manifest.cab (http response) size is 1\n")
    True
    >>> looks_pasted(b"Download manifest.cab\n- manifest.cab (http response) size is 1\n")
    False
    """
    paste = paste_of(head)
    lines = _lines(head, paste.codec)
    marked = sum(_AROUND.match(line) is not None or _RETYPED.search(line) is not None for line in lines)
    return bool(paste.head) or (bool(lines) and marked >= MOST_LINES * len(lines))


def _lines(head: bytes, codec: str) -> list[str]:
    text = head[:HEAD].decode(codec, "replace").removeprefix("\ufeff")
    whole = text if len(head) < HEAD else text[: text.rfind("\n") + 1]
    return [line for line in whole.splitlines() if line.strip() and not re.fullmatch(_FENCED, line)]


def unpasted(data: bytes, *, named: bool) -> bytes:
    """Return the *data* of a whole file with what was put around its lines blanked out; of a *named* log only where it looks pasted."""
    if not data or len(data) > MOST_BYTES or (named and not looks_pasted(data[:HEAD])):
        return data
    return paste_of(data[:HEAD]).blanked(data)


class Unpasted:
    """A stream with what was put around its lines blanked out, unless it turns out to be longer than a paste is.

    What a packed file says of its own size is not believed: no more than `MOST_BYTES` are held. Of a *named* log nothing is blanked
    unless it looks pasted.
    """

    def __init__(self, stream: BinaryIO, *, named: bool = False) -> None:
        self._stream = stream
        self._named = named
        self.paste: Paste | None = None
        """What stood around the lines, if anything did."""
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
        self.paste = paste_of(bytes(held[:HEAD])) if written != held else None
        return written

"""From the bytes of a log to text: byte order mark, UTF-8, UTF-16, then one chosen or guessed code page, line by line.

The native writers of a site server use the system's code page, clients write UTF-8 with a mark, setup writes UTF-16. A line
that is not UTF-8 says nothing about its neighbours, so only that line is read in the code page, and a damaged line stays one
damaged line.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import replace

from dmplog.errors import EncodingNameError
from dmplog.frozen import frozen
from dmplog.nearest import did_you_mean

CODE_PAGES = ("cp1252", "cp1250", "cp1251", "cp932", "cp936", "cp949", "cp950")
"""The code pages that are guessed among; the first wins where nothing decides."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ASCII = (rb"\x41", bytes(range(9, 14)) + bytes(range(32, 127)))
"""What every encoding of a log reads as it stands; the escapes of a programming language, which come first, are none."""
_TEXT_CONTROLS = b"\t\n\v\f\r\x1a\x1b"
_WIDE = {"utf-16": "utf-16-le", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be"}


@frozen
class TextDecoder:
    """How the bytes of one file become text.

    Attributes:
        name: "utf-8", "utf-8-sig", "utf-16-le" or "utf-16-be": what the file as a whole is.
        mark: The width of its byte order mark, 0 without one.
        code_page: What lines that are not UTF-8 are read in, None until one is met.
        guessed: Whether the code page was guessed.
        binary: Whether the file is no text at all.
    """

    name: str
    mark: int = 0
    code_page: str | None = None
    guessed: bool = False
    binary: bool = False

    @property
    def wide(self) -> bool:
        """Whether a character takes two bytes or four."""
        return self.name.startswith("utf-16")

    @property
    def unit(self) -> int:
        """How many bytes a character of the basic plane takes at least."""
        return 2 if self.wide else 1

    def settle(self, sample: Sequence[bytes]) -> TextDecoder:
        """Return this decoder with a code page for lines like *sample*, none of which is UTF-8."""
        return replace(self, code_page=guess_code_page(sample), guessed=True)

    @property
    def encoding(self) -> str:
        """What a piece of the file is read in, as an option names it."""
        return self.code_page or self.name.removesuffix("-sig")

    def line(self, data: bytes) -> str:
        """Return one line that is not UTF-8 as text; what the code page does not know becomes U+FFFD.

        No reading of a line adds a line feed: the file is cut at those it has.

        >>> TextDecoder("utf-8", code_page="cp1252").line("Gerät".encode("cp1252"))
        'Gerät'
        """
        return data.decode(self.code_page or CODE_PAGES[0], "replace").replace("\n", "\ufffd")

    def text(self, data: bytes) -> str:
        r"""Return some lines of the file, as bytes, as they are read: a line that is UTF-8 as that, another one in the code page.

        >>> lines = b"\n".join(["名前".encode(), "名前".encode("cp932")])
        >>> TextDecoder("utf-8", code_page="cp932").text(lines).split()
        ['名前', '名前']
        """
        if self.wide:
            return data.decode(self.name, "replace")
        if is_utf8(data):
            return data.decode()
        return "\n".join(line.decode() if is_utf8(line) else self.line(line) for line in data.split(b"\n"))


def is_utf8(data: bytes) -> bool:
    """Return whether *data* is UTF-8 text.

    >>> is_utf8("é".encode()), is_utf8("é".encode("cp1252"))
    (True, False)
    """
    return data.isascii() or first_odd(data) is None


def first_odd(data: bytes) -> int | None:
    """Return where the first line begins that is not UTF-8, None where all of it is."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return data.rfind(b"\n", 0, error.start) + 1
    return None


def sniff(head: bytes, encoding: str | None = None) -> TextDecoder:
    r"""Look at the first bytes of a file, and at the *encoding* the user named, and say how to read it.

    A mark is believed before the user, and so is UTF-8, line by line: the other files of a bundle need not be what one is.

    >>> sniff("\ufeffa".encode("utf-16-le")).name
    'utf-16-le'
    >>> sniff("a  $$<B>".encode("utf-16-be")).name
    'utf-16-be'
    >>> sniff("ü".encode("cp1252"), "windows-1252").code_page
    'cp1252'
    """
    chosen = None if encoding is None else canonical_name(encoding)
    code_page = None if chosen is None or chosen.startswith("utf") else chosen
    for mark, name in _MARKS:
        if head.startswith(mark):
            return TextDecoder(name, mark=len(mark), code_page=code_page)
    if wide := _WIDE.get(chosen or "") or _unmarked_utf16(head):
        return TextDecoder(wide)
    return TextDecoder("utf-8", code_page=code_page, binary=_is_binary(head))


def canonical_name(encoding: str) -> str:
    """Return Python's name of *encoding*, or raise EncodingNameError.

    >>> canonical_name("CP949")
    'cp949'
    """
    hint = "name one such as utf-8, utf-16, cp1252, cp949 or cp932"
    try:
        name = codecs.lookup(encoding).name
        plain = name in _WIDE or all(text.decode(name) == text.decode("ascii") for text in _ASCII)
        # Some that call themselves encodings of text read names of hosts, and no other bytes.
        readable = plain and bool(bytes(range(256)).decode(name, "replace"))
    except (LookupError, ValueError, TypeError):
        near = did_you_mean(str(encoding), ("utf-8", "utf-16", "cp1252", "cp949", "cp932"))
        hint = f"{near} Else {hint}" if near else hint
        raise EncodingNameError(f"No encoding is called {encoding!r}; {hint}.") from None
    if not readable:
        raise EncodingNameError(f"The encoding {encoding!r} is not one that logs are written in; {hint}.")
    return "utf-8" if name == "utf-8-sig" else name


def _unmarked_utf16(head: bytes) -> str | None:
    sample = head.rstrip(b"\0")
    pairs = len(sample) // 2
    if pairs < 4:
        return None
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    # Framing, digits and English words are most of any log, and each such character has a zero byte.
    if high * 4 >= pairs and low * 50 <= pairs:
        return "utf-16-le"
    if low * 4 >= pairs and high * 50 <= pairs:
        return "utf-16-be"
    return None


def _is_binary(head: bytes) -> bool:
    sample = head.strip(b"\0")
    if not sample:
        return False
    controls = sum(sample.count(byte) for byte in range(32) if byte not in _TEXT_CONTROLS)
    return controls * 25 > len(sample)


def guess_code_page(sample: Sequence[bytes]) -> str:
    """Guess which code page lines were written in that are not UTF-8.

    Each candidate is scored by what its reading looks like: syllables and frequent characters of its languages count for it,
    unreadable bytes and rare characters against it.

    >>> guess_code_page(["파일을 다운로드하지 못했습니다".encode("cp949")])
    'cp949'
    """
    from dmplog import alphabets

    scores = {name: sum(alphabets.score(line, name) for line in sample) for name in CODE_PAGES}
    return max(CODE_PAGES, key=lambda name: scores[name])

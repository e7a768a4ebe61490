# ruff: noqa: RUF001 - typographic signs are meant as they stand
r"""Log text made safe to look at: what would act on a terminal or turn a line around is shown, not done.

A log line may hold ESC sequences, carriage returns and right-to-left overrides; each becomes its escape, such as `\x1b` or
`\u202e`, so that the reader sees that it was there.
"""

from __future__ import annotations

import re
import unicodedata

ELLIPSIS = "…"

_ACTING = "\x0b-\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
CONTROLS = re.compile(f"[\x00-\x09\x0d{_ACTING}\ud800-\udfff]")
"""C0 (a line feed is the caller's), C1, bidirectional marks and overrides, invisible and tag characters, lone surrogates."""

ACTING = f"[\x00-\x08{_ACTING}]"
"""What acts in a cell of a table, for the engine of polars: tabs and line ends are quoted there."""

_ASCII = str.maketrans(
    {
        "…": "...",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "–": "-",
        "—": "-",
        "×": "x",
        "·": "-",
        "→": "->",
        "─": "-",
        "│": "|",
        "⏎": "\\n",
        "≥": ">=",
        "≤": "<=",
        "Δ": "+",
        "\u00a0": " ",
    }
)

_SIGNS = {"✓": "+", "✗": "X", "⏸": "!", "⏲": "w", "▶": ">", "○": ".", "↷": "/"}
"""The signs of states as `states.STATES` spells them in one letter."""


def escape_of(character: str) -> str:
    r"""Return the visible escape of one character.

    >>> escape_of("\x1b"), escape_of("\u202e")
    ('\\x1b', '\\u202e')
    """
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x80 else character.encode("ascii", "backslashreplace").decode()


def visible(text: str) -> str:
    r"""Return *text* with every control character shown; line feeds stay, a tab is a blank.

    >>> visible("\x1b[31mred\u202e")
    '\\x1b[31mred\\u202e'
    """
    return CONTROLS.sub(lambda found: escape_of(found[0]), text.replace("\r\n", "\n").replace("\t", " "))


def one_line(text: str) -> str:
    r"""Return *text* visible and on one line.

    >>> one_line("first\nsecond")
    'first ⏎ second'
    """
    return " ⏎ ".join(part.strip() for part in visible(text).strip().split("\n"))


def brief(text: str, length: int = 80) -> str:
    r"""Return *text* on one line of at most *length* characters, the cut marked by an ellipsis.

    >>> brief("Successfully moved", 10)
    'Successfu…'
    """
    shown = one_line(text[: length * 2])
    return shown if len(shown) <= length else shown[: length - 1] + ELLIPSIS


def quoted(text: str, length: int) -> str:
    """Return a raw log line for showing: visible, on one line, and cut where it is too long, with its true length.

    A line of a megabyte must cost a view no more than the part of it that is shown.
    """
    shown = one_line(text[: length * 2])
    if len(text) <= length and len(shown) <= length * 2:
        return shown
    return f"{shown[:length].rstrip()}{ELLIPSIS} ({len(text):,} characters)"


def unbroken(text: str) -> str:
    """Return *text* with blanks at which no line is broken.

    >>> unbroken("11 h").isascii()
    False
    """
    return text.replace(" ", "\u00a0")


def ascii_text(text: str) -> str:
    r"""Return *text* in ASCII: typography by its plain form, other characters by their escape.

    >>> ascii_text("“Manifest” → é")
    '"Manifest" -> \\xe9'
    """
    return text.translate(_ASCII).encode("ascii", "backslashreplace").decode("ascii")


def written_in(text: str, encoding: str) -> str:
    r"""Return *text* for a console of *encoding*: what it lacks by its plain form, a sign of a state by its letter, or as an escape.

    >>> written_in("✗ “Gerät” → é", "cp437"), written_in("é", "cp1252")
    ('X "Gerät" -> é', 'é')
    """
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate({ord(one): _plain(one) for one in set(text) if not _holds(encoding, one)})
    except LookupError:
        return ascii_text(text)
    return text


def _holds(encoding: str, character: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _plain(character: str) -> str:
    return _SIGNS.get(character) or ascii_text(character)


def cells(text: str) -> int:
    """Return how many columns of a terminal *text* takes: two for East Asian wide characters, none for combining ones.

    >>> cells("ab"), cells("更新")
    (2, 4)
    """
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(one) else 1 + (unicodedata.east_asian_width(one) in "WF") for one in text)


def clipped(text: str, size: int) -> str:
    """Return *text* in at most *size* columns, the cut marked by an ellipsis.

    >>> clipped("installation", 6), clipped("更新更新", 5)
    ('insta…', '更新…')
    """
    if cells(text) <= size:
        return text
    kept = text[: max(size - 1, 0)]
    while cells(kept) + 1 > size and kept:
        kept = kept[:-1]
    return kept + ELLIPSIS

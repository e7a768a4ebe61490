r"""Names of files as the report shows them, and as Windows wants them for opening.

A name out of an archive is a label and nothing else: `..`, drive letters and absolute paths stay as text, nothing is ever
opened or written by it.
"""

from __future__ import annotations

import ntpath
import os
import re
import unicodedata
from pathlib import Path, PurePath

_BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DROPPED = re.compile(r"[^\\/.: ][. ]+(?:[\\/]|\Z)")
_NO_FOLDERS = re.compile(r"|\.{1,2}|[A-Za-z]:|\?")

NAMELESS = "(no name)"
"""Stands for the name of an archive member that has none."""

MEMBER = "!/"
"""Stands between an archive's label and the path inside it."""

WINDOWS_PATH_LIMIT = 240
"""Longer paths are opened in the extended form; the system's own limit is 260 with the file name's end."""


def clean_label(name: str) -> str:
    r"""Return *name* without control characters and marks that turn the writing direction; broken bytes become `�`.

    >>> clean_label("SMS_Logs/\x1b[31mhman.log\r\n")
    'SMS_Logs/[31mhman.log'
    """
    if name.isascii() and name.isprintable():
        return name
    return "".join(_clean(character) for character in name)


def _clean(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    return "" if category in ("Cc", "Zl", "Zp") or character in _BIDIRECTIONAL else character


def member_path(name: str) -> str:
    r"""Return the name of an archive member as a label: with `/`, without control characters.

    >>> member_path(".\\SMS_Logs\\hman.log"), member_path("../../etc/hman.log"), member_path("")
    ('SMS_Logs/hman.log', '../../etc/hman.log', '(no name)')
    """
    # zipfile turns backslashes only on Windows; labels must be the same everywhere.
    path = clean_label(name).replace("\\", "/")
    while path.startswith("./"):
        path = path[2:]
    return path or NAMELESS


def is_file_name(name: str) -> bool:
    """Return whether a file can have *name*, the last part of the label of an archive member.

    >>> [is_file_name(name) for name in ("hman.log", "..", "C:", "", " ", NAMELESS)]
    [True, False, False, False, False, False]
    """
    return name != NAMELESS and not name.isspace() and not _NO_FOLDERS.fullmatch(name)


def split_member(path: str) -> tuple[tuple[str, ...], str]:
    """Return the folders of a member and its own name.

    >>> split_member("C:/../SMS_Logs/hman.log")
    (('SMS_Logs',), 'hman.log')
    """
    *folders, name = path.split("/")
    return tuple(folder for folder in folders if not _NO_FOLDERS.fullmatch(folder)), name


def typed_label(path: str, separator: str = os.sep) -> str:
    r"""Return an argument as typed, with `/` and without one at its end.

    >>> typed_label("D:\\cases\\SCP01\\", "\\"), typed_label("./logs/")
    ('D:/cases/SCP01', './logs')
    """
    label = clean_label(path).replace(separator, "/")
    return label.rstrip("/")


def typed_folders(path: str) -> tuple[str, ...]:
    """Return the folders of an argument as typed, without drives, `.` and `..`.

    >>> typed_folders("../cases/SCP01")
    ('cases', 'SCP01')
    """
    pure = PurePath(path)
    parts = pure.parts[1:] if pure.anchor else pure.parts
    return tuple(clean_label(part) for part in parts if not _NO_FOLDERS.fullmatch(part))


def long_path(path: str, *, exact: bool = False, windows: bool = os.name == "nt") -> str:
    r"""Return *path*, absolute on Windows, in the form that has no limit of 260 characters.

    An *exact* one was listed by the system: a dot or a blank at its end, which Windows drops in every other form, is a part of it.

    >>> long_path("C:\\" + "a" * 300, windows=True)[:8]
    '\\\\?\\C:\\a'
    >>> long_path("\\\\server\\share\\" + "a" * 300, windows=True)[:21]
    '\\\\?\\UNC\\server\\share\\'
    """
    special = exact and _DROPPED.search(path) is not None
    if os.name == "nt" and (special or len(path) >= WINDOWS_PATH_LIMIT // 2):
        path = str(Path(path).absolute())
    if not windows or (len(path) < WINDOWS_PATH_LIMIT and not special) or path.startswith("\\\\?\\"):
        return path
    # In this form `..` is a name like any other.
    path = ntpath.normpath(path)
    return "\\\\?\\UNC\\" + path[2:] if path.startswith("\\\\") else "\\\\?\\" + path


class UniqueLabels:
    """Keeps members apart that an archive gives one name.

    >>> labels = UniqueLabels()
    >>> labels.take("a.zip!/hman.log"), labels.take("a.zip!/hman.log")
    ('a.zip!/hman.log', 'a.zip!/hman.log (2)')
    """

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def take(self, label: str) -> str:
        """Return *label*, with a number where it was taken before."""
        fresh = label
        while fresh in self._seen:
            self._seen[label] += 1
            fresh = f"{label} ({self._seen[label]})"
        self._seen[fresh] = 1
        return fresh

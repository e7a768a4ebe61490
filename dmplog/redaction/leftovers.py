"""The last look: is any name still in the bytes that are handed out?

This asks the finished archive, not the text it was made of: names in UTF-8, in UTF-16 of either order and in code pages, in what is
URL-encoded, in the names of members, and inside of longer words where a name can be nothing else.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote_to_bytes

from dmplog.bundle.streams import Read
from dmplog.encoding import CODE_PAGES
from dmplog.frozen import frozen
from dmplog.redaction.ledger import Entry
from dmplog.redaction.replacer import any_of, is_distinctive, run_around, spellings
from dmplog.redaction.rules import Rules

SHORTEST = 4
"""Shorter names are in any text by chance."""

_BLOCK = 4 * 1024 * 1024


@frozen
class Leftover:
    """A name that is still there: the member, its line (0 for its name), and the token that should stand there."""

    file: str
    line: int
    token: str


class Search:
    """Looks for names in bytes."""

    def __init__(self, entries: Iterable[Entry], doubtful: Sequence[str], rules: Rules) -> None:
        passed = {name.lower() for name in doubtful}
        sought: dict[str, str] = {}
        inside: list[str] = []
        for each in entries:
            name = each.name.lower()
            if each.kind == "folder" or len(name) < SHORTEST or name in passed:
                continue
            for spelled in (form for written in spellings(name) for form in _as_bytes(written)):
                sought[spelled] = each.token
                if is_distinctive(name):
                    inside.append(spelled)
        self._token = sought
        self._ids = rules.kept["ids"]
        whole = [spelled for spelled in sought if spelled not in set(inside)]
        # Two patterns: one of both would not begin with a letter, and is searched ten times as long.
        ways = [any_of(inside)] if inside else []
        ways += [any_of(whole, r"(?<![0-9a-z][\s\S])") + "(?![0-9a-z])"] if whole else []
        self._patterns = [re.compile(way) for way in ways]

    def in_archive(self, path: Path) -> list[Leftover]:
        """Return what is left in the zip at *path*."""
        found: list[Leftover] = []
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                found += [Leftover(info.filename, 0, token) for token in self.in_text(info.filename)]
                # What was damaged before has a wrong checksum on purpose.
                del info.CRC
                with archive.open(info) as stream:
                    found += [Leftover(info.filename, line, token) for line, token in self._in_stream(stream.read)]
        return found

    def in_folder(self, path: Path) -> list[Leftover]:
        """Return what is left in the files of the folder *path* and in their names."""
        found: list[Leftover] = []
        for file in sorted(each for each in path.rglob("*") if each.is_file()):
            name = file.relative_to(path).as_posix()
            found += [Leftover(name, 0, token) for token in self.in_text(name)]
            with file.open("rb") as stream:
                found += [Leftover(name, line, token) for line, token in self._in_stream(stream.read)]
        return found

    def in_text(self, text: str) -> list[str]:
        """Return the tokens of the names that are in *text*."""
        return [token for _, token in self._in_bytes(text.encode("utf-8", "surrogatepass"), 1)]

    def _in_stream(self, read: Read) -> Iterator[tuple[int, str]]:
        buffer, line = b"", 1
        while True:
            more = read(_BLOCK)
            buffer += more
            end = buffer.rfind(b"\n") + 1 if more else len(buffer)
            if end == 0 and len(buffer) > 16 * _BLOCK:
                end = len(buffer)
            if end:
                yield from self._in_bytes(buffer[:end], line)
                line += buffer.count(b"\n", 0, end)
                buffer = buffer[end:]
            if not more:
                return

    def _in_bytes(self, data: bytes, line: int) -> Iterator[tuple[int, str]]:
        # Without its zeros UTF-16 of either order reads as the letters it is made of.
        for reading in (data, data.replace(b"\0", b"")) if b"\0" in data else (data,):
            for found in self._hits(reading.decode("latin-1")):
                yield line + reading.count(b"\n", 0, found.start()), self._token[found[0]]
        if b"%" in data:
            for number, one in enumerate(data.split(b"\n")):
                if b"%" in one:
                    once = unquote_to_bytes(one)
                    for reading in (once, unquote_to_bytes(once)):
                        yield from (
                            (line + number, self._token[found[0]]) for found in self._hits(reading.decode("latin-1"))
                        )

    def _hits(self, text: str) -> Iterator[re.Match[str]]:
        small = text.lower()
        for pattern in self._patterns:
            for found in pattern.finditer(small):
                run = run_around(small, found)
                if len(run) == len(found[0]) or not self._ids.fullmatch(run):
                    yield found


def _as_bytes(name: str) -> Iterator[str]:
    """Yield *name* as the bytes of each encoding, one letter a byte; in capitals, too, where the bytes do not tell."""
    for spelled in {name, name.upper(), name.capitalize()} if not name.isascii() else {name}:
        for encoding in ("utf-8",) if name.isascii() else ("utf-8", "utf-16-le", "utf-16-be", *CODE_PAGES):
            try:
                yield spelled.encode(encoding).replace(b"\0", b"").decode("latin-1").lower()
            except UnicodeEncodeError:
                continue

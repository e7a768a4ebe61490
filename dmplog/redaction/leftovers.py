"""The last look: is any name still in the bytes that are handed out?

This asks the finished archive, not the text it was made of: names in UTF-8, in UTF-16 of either order and in code pages, in what is
URL-encoded, in the names of members, and inside of longer words where a name can be nothing else.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

from dmplog.bundle.streams import Read
from dmplog.encoding import CODE_PAGES
from dmplog.frozen import frozen
from dmplog.redaction.alternatives import any_of
from dmplog.redaction.ledger import FOLDER, SITE, Entry
from dmplog.redaction.replacer import Replacer, is_distinctive, run_around, spellings
from dmplog.redaction.rules import Rules
from dmplog.redaction.site_search import SiteSearch

SHORTEST = 4
"""Shorter names are in any text by chance: they are looked for where they stand as names."""

_BLOCK = 4 * 1024 * 1024
_BORDER = r"(?<![0-9a-z][\s\S])"
_END = "(?![0-9a-z])"


@frozen
class Leftover:
    """A name that is still there: the member, its line (0 for its name), and the token that should stand there."""

    file: str
    line: int
    token: str


class Search:
    """Looks for names in bytes.

    Attributes:
        partly: Names that are looked for only where they stand as names: they are short, or words of the logs.
    """

    def __init__(self, entries: Iterable[Entry], replacer: Replacer, rules: Rules) -> None:
        passed = {name.lower() for name in replacer.doubtful}
        names = [each for each in entries if each.kind not in (FOLDER, SITE)]
        partly = [each for each in names if len(each.name) < SHORTEST or each.name.lower() in passed]
        self.partly = tuple(sorted({each.name for each in partly}))
        self._token: dict[str, str] = {}
        self._places = replacer.places
        self._sites = SiteSearch(replacer.sites)
        self._ids = rules.kept["ids"]
        self._named = self._pattern(partly)
        whole = [each for each in names if each not in partly]
        inside = [each for each in whole if is_distinctive(each.name.lower())]
        # Two patterns: one of both would not begin with a letter, and is searched ten times as long.
        ways = (self._pattern(inside, inside=True), self._pattern([each for each in whole if each not in inside]))
        self._patterns = [way for way in ways if way is not None]

    def _pattern(self, entries: Iterable[Entry], *, inside: bool = False) -> re.Pattern[str] | None:
        """Return what finds *entries* in small letters, also as a part of longer words where they stand *inside* of them."""
        sought = {
            spelled: each.token
            for each in entries
            for written in spellings(each.name.lower())
            for spelled in _as_bytes(written)
        }
        self._token |= sought
        if not sought:
            return None
        return re.compile(any_of(list(sought)) if inside else any_of(list(sought), _BORDER) + _END)

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
                if self._sites.codes:
                    with archive.open(info) as stream:
                        found += [Leftover(info.filename, line, token) for line, token in self._sites.in_log(stream)]
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
        found = [token for _, token in self._in_bytes(text.encode("utf-8", "surrogatepass"), 1)]
        return [*found, *(token for _, token in self._sites.in_text(text))]

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
        for found in self._named.finditer(small) if self._named is not None else ():
            if self._places.shows(small, *found.span()):
                yield found


def _as_bytes(name: str) -> Iterator[str]:
    """Yield *name* as the bytes of each encoding, one letter a byte; in capitals, too, where the bytes do not tell."""
    for spelled in {name, name.upper(), name.capitalize()} if not name.isascii() else {name}:
        for encoding in ("utf-8",) if name.isascii() else ("utf-8", "utf-16-le", "utf-16-be", *CODE_PAGES):
            try:
                yield spelled.encode(encoding).replace(b"\0", b"").decode("latin-1").lower()
            except UnicodeEncodeError:
                continue

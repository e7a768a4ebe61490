"""The last look for site codes: three letters are in any text by chance, so that they are looked for by the form they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from dmplog.redaction.alternatives import any_of
from dmplog.redaction.sites import Sites
from dmplog.redaction.text import pieces

_BORDER = r"(?<![0-9A-Za-z][\s\S])"
_END = "(?![0-9A-Za-z])"
_NO_GUID = "(?![0-9A-Za-z]|-[0-9A-Fa-f]{4}-)"
_ENDING = re.compile(r"[0-9A-Za-z]\.\Z")


class SiteSearch:
    """Looks for the codes that *sites* replaces, and asks it nothing else."""

    def __init__(self, sites: Sites) -> None:
        self.codes = [code.upper() for code in sites.codes]
        plain = [code.upper() for code in sites.codes if code not in sites.careful]
        self._token = {code: sites.token_of(code) or "" for code in self.codes}
        every = any_of(self.codes) if self.codes else "(?!)"
        ways = [
            rf"(?i:\bsite(?:[ _]?code)?[\"']?\s?[:=]\s?[\"']?)(?P<told>{every}){_END}",
            rf"\\(?i:SMS_)(?P<share>{every})(?=\\)",
            rf"(?P<request>(?<![0-9A-Za-z])[0-9][0-9A-Z]{{4}}{every})\.(?i:PCK|TMP|SNI){_END}",
            rf"(?i:\b(?:package|pkg|content)(?: ?ID)?\W{{1,4}})(?P<package>{every})[0-9A-F]{{5}}{_NO_GUID}",
        ]
        if plain:
            ways.append(rf"(?P<plain>{any_of(plain, _BORDER)})(?:[0-9A-F]{{5}}{_NO_GUID}|{_END})")
        self._patterns = [re.compile(way) for way in ways] if self.codes else []

    def in_log(self, stream: IO[bytes]) -> Iterator[tuple[int, str]]:
        """Yield the line and the token of each code that is left in *stream*, whatever its encoding."""
        line = 1
        for piece in pieces(stream):
            for number, token in self.in_text(piece.text):
                yield line + number, token
            line += piece.text.count("\n")

    def in_text(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield the number of line breaks in front of each code that is left in *text*, and its token."""
        for pattern in self._patterns:
            for found in pattern.finditer(text):
                begin = found.start(found.lastgroup or 0)
                if found.lastgroup != "plain" or not _ENDING.search(text, max(0, begin - 2), begin):
                    code = found[found.lastgroup or 0]
                    yield text.count("\n", 0, begin), self._token[code[-3:]]

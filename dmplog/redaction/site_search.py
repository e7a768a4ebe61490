"""The last look for site codes: three letters are in any text by chance, so that they are looked for by the form they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from dmplog.redaction.alternatives import any_of
from dmplog.redaction.sites import Sites
from dmplog.redaction.text import pieces

_BORDER = r"(?:(?<![0-9A-Za-z][\s\S])|(?<=(?<![0-9A-Za-z])[0-9][0-9A-Z]{4}[\s\S]))"
_END = "(?![0-9A-Za-z])"
_NO_GUID = "(?![0-9A-Za-z]|-[0-9A-Fa-f]{4}-)"
_REQUEST = re.compile(rf"\.(?:PCK|TMP|SNI){_END}", re.IGNORECASE)
_ENDING = re.compile(r"[0-9A-Za-z]\.\Z")
_TOLD = re.compile(r"(?:\bsite(?:[ _]?code)?[\"']?\s?[:=]\s?[\"']?)\Z", re.IGNORECASE)
_SHARE = re.compile(r"\\SMS_\Z", re.IGNORECASE)
_PACKAGE = re.compile(r"\b(?:package|pkg|content)(?: ?ID)?\W{1,4}\Z", re.IGNORECASE)
_REACH = 24


class SiteSearch:
    """Looks for the codes that *sites* replaces, and asks it for nothing but these."""

    def __init__(self, sites: Sites) -> None:
        self.codes = [code.upper() for code in sites.codes]
        self._careful = frozenset(code.upper() for code in sites.careful)
        self._token = {code: sites.token_of(code) or "" for code in self.codes}
        # Here a letter begins the pattern, too, so that it is searched fast.
        self._pattern = re.compile(any_of(self.codes, _BORDER) + rf"(?P<behind>[0-9A-F]{{5}}{_NO_GUID})?{_END}")

    def in_log(self, stream: IO[bytes]) -> Iterator[tuple[int, str]]:
        """Yield the line and the token of each code that is left in *stream*, whatever its encoding."""
        line = 1
        for piece in pieces(stream):
            for number, token in self.in_text(piece.text):
                yield line + number, token
            line += piece.text.count("\n")

    def in_text(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield the number of line breaks in front of each code that is left in *text*, and its token."""
        for found in self._pattern.finditer(text):
            code = found[0][:3]
            if self._is_left(text, found, code):
                yield text.count("\n", 0, found.start()), self._token[code]

    def _is_left(self, text: str, found: re.Match[str], code: str) -> bool:
        before = text[max(0, found.start() - _REACH) : found.start()]
        if before[-1:].isascii() and before[-1:].isalnum():
            return found["behind"] is None and _REQUEST.match(text, found.end()) is not None
        if found["behind"]:
            return code not in self._careful or _PACKAGE.search(before) is not None
        if _ENDING.search(before):
            return False
        share = text[found.end() : found.end() + 1] == "\\" and _SHARE.search(before) is not None
        return code not in self._careful or share or _TOLD.search(before) is not None

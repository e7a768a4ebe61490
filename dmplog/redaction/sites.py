"""Site codes: which codes a bundle shows, and where one stands in a text; three letters may also be a word, an ending, a part of a number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from dmplog.errors import UsageError
from dmplog.redaction.rules import Rules

_LETTERS = "STUVWXYZGHIJKLMNOPQR"
"""None of them is a digit of a hexadecimal number."""

_MIDDLE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FIRST = 100
_DIGITS = 100 * (len(_LETTERS) - 1)
_REACH = 64
_REQUEST = 5
_REQUEST_FILES = (".pck", ".tmp", ".sni")
_ID_BEHIND = re.compile(r"[0-9A-Fa-f]{5}(?![0-9A-Za-z]|-[0-9A-Fa-f]{4}-)")
_RUN_BEFORE = re.compile(r"(?<![0-9a-z])[0-9a-z]{5}\Z")
_ESCAPE_BEFORE = re.compile(r"%[0-9a-f]{2}\Z")
_ENDING = re.compile(r"[0-9a-z]\.\Z")
_HEXADECIMAL = re.compile(r"[0-9a-f]{3}")
BORDER = r"(?:(?<![0-9a-z][\s\S])|(?<=%[0-9a-f]{2}[\s\S])|(?<=(?<![0-9a-z])[0-9a-z]{5}[\s\S]))"
BEHIND = r"(?:(?![0-9a-z])|(?=[0-9a-f]{5}(?![0-9a-z]|-[0-9a-f]{4}-)))"
"""A site code stands alone, in front of the number of a package, or behind that of a send request; a GUID begins with no package."""


def site_token(number: int) -> str:
    """Return the *number*th token that has the form of a site code.

    >>> [site_token(number) for number in (1, 99, 100, 1999, 2000)]
    ['S01', 'S99', 'T00', 'R99', 'SA0']

    Raises:
        UsageError: There are not so many.
    """
    if number < _FIRST:
        return f"S{number:02}"
    number -= _FIRST
    if number < _DIGITS:
        return f"{_LETTERS[1 + number // 100]}{number % 100:02}"
    number -= _DIGITS
    if number >= len(_LETTERS) * len(_MIDDLE) * 10:
        raise UsageError("the bundle has more than 7,199 site codes; leave --sites out, or redact it in parts")
    return f"{_LETTERS[number // 260]}{_MIDDLE[number // 10 % 26]}{number % 10}"


def is_careful(code: str, rules: Rules) -> bool:
    """Return whether *code* is also a word of the logs, or may be a number, so that only its place shows it to be a site code.

    >>> from dmplog.redaction.rules import load_rules
    >>> [is_careful(code, load_rules()) for code in ("SQL", "ALL", "100", "PS1", "CAS")]
    [True, True, True, False, False]
    """
    folded = code.lower()
    return folded in rules.sites.words or code.upper() in rules.vocabulary or bool(_HEXADECIMAL.fullmatch(folded))


def proved_codes(told: Iterable[str], proved: Iterable[str], rules: Rules) -> list[str]:
    """Return the codes to replace: what a place *proved* to be one, and of what sentences *told* what is no word, too."""
    sure = {code.upper() for code in proved}
    sure.update(code.upper() for code in told if not is_careful(code, rules))
    return sorted(code for code in sure if code.lower() not in rules.sites.reserved)


class Sites:
    """Replaces site codes by tokens, where they stand as site codes.

    Attributes:
        careful: Codes that are words, too, or may be numbers: they are replaced by their place alone.
    """

    def __init__(self, tokens: Mapping[str, str], rules: Rules, named: Callable[[str, int, int], bool]) -> None:
        self._forms = rules.sites
        self._token = {code.lower(): token for code, token in tokens.items()}
        self.careful = frozenset(code for code in self._token if is_careful(code, rules))
        self._named = named

    @property
    def codes(self) -> list[str]:
        """The codes in small letters."""
        return sorted(self._token)

    def token_of(self, code: str) -> str | None:
        """Return what stands for *code*, in its letters, or None where it is no site code."""
        token = self._token.get(code.lower())
        return token if token is None else token.lower() if code.islower() else token

    def is_whole(self, text: str) -> bool:
        """Return whether *text*, a name of something or a value of a report, is a site code and nothing else."""
        return text.lower() in self._token and (text.isupper() or text.lower() not in self.careful)

    def stands(self, text: str, found: re.Match[str]) -> bool:
        """Return whether what was *found* in the small letters of *text* is a site code there."""
        begin, end = found.span()
        small, spelled = found.string, text[begin:end]
        careful = found[0] in self.careful
        before = small[max(0, begin - _REACH) : begin]
        if behind := _ID_BEHIND.match(text, end):
            return self._is_package(before, spelled, behind, careful=careful)
        if before[-1:].isascii() and before[-1:].isalnum() and not _ESCAPE_BEFORE.search(before):
            return self._is_request(before, small[end : end + 4], careful=careful)
        if self._named(small, begin, end):
            return True
        return self._is_alone(text, before, spelled, end, careful=careful)

    def _is_package(self, before: str, spelled: str, behind: re.Match[str], *, careful: bool) -> bool:
        if careful:
            told = self._forms.before_package.search(before) is not None
            return told or behind.string[behind.end() : behind.end() + 4].lower() == ".pck"
        return spelled.isupper() or any(letter.isdigit() for letter in behind[0])

    def _is_request(self, before: str, ending: str, *, careful: bool) -> bool:
        if not any(letter.isdigit() for letter in before[-_REQUEST:]) or not _RUN_BEFORE.search(before):
            return False
        return not careful or ending in _REQUEST_FILES or self._forms.before_request.search(before) is not None

    def _is_alone(self, text: str, before: str, spelled: str, end: int, *, careful: bool) -> bool:
        if _ENDING.search(before) and text[end : end + 1] != ".":
            # "Copy-Logs.ps1" is a script, "hman.LOG" a log.
            return False
        upper = spelled.isupper() or spelled.isdigit()
        if self._forms.shares.search(before):
            return not careful or text[end : end + 1] in ("\\", "/") or (upper and text[end : end + 1] != "_")
        if self._forms.before.search(before):
            return upper or not careful
        if not careful and (upper or any(letter.isdigit() for letter in spelled)):
            return True
        if not self._forms.sentence.search(before):
            return False
        return not careful or (upper and not self._forms.no_site.match(text, end))

"""Whether a line, or the lines of a case, match what a file of causes describes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from itertools import compress

from dmplog.case import ErrorCode, Evidence
from dmplog.causes.model import Proof
from dmplog.codes import find_codes
from dmplog.frozen import frozen

_WIN32_IN_HRESULT = re.compile(r"0x8007([0-9a-f]{4})")
_HTTP_IN_BITS = re.compile(r"0x8019([0-9a-f]{4})")

_INVALID_OPERATION = "0x80131509"
"""Every failed .NET web request carries it, so that it proves nothing [@C1; @S3]."""


@frozen
class Line:
    """One line as causes look at it."""

    evidence: Evidence
    text: str
    codes: frozenset[str]
    sibling: bool

    @classmethod
    def of(cls, evidence: Evidence, *, sibling: bool = False) -> Line:
        """Return *evidence* ready to be matched."""
        codes = frozenset(canonical(code) for code in find_codes(evidence.text) if code.code != _INVALID_OPERATION)
        return cls(evidence, evidence.text.casefold(), codes, sibling)


def canonical(code: ErrorCode) -> str:
    """Return the one spelling under which causes name *code*: the Win32 number, the HTTP status, or what it is.

    >>> from dmplog.codes import decode
    >>> canonical(decode("0x80072EE2")), canonical(decode("0x80190193")), canonical(decode("0x80041002"))
    ('12002', 'HTTP 403', '0x80041002')
    """
    win32 = _WIN32_IN_HRESULT.fullmatch(code.code)
    if win32:
        return str(int(win32[1], 16))
    http = _HTTP_IN_BITS.fullmatch(code.code)
    return f"HTTP {int(http[1], 16)}" if http else code.code


def matched(proof: Proof, lines: Iterable[Line], seen: Collection[str] = ()) -> tuple[Line, ...]:
    """Return the lines of *lines* that *proof* speaks of, none where there are too few of them, or where *seen* speaks against it."""
    if any(fact in seen for fact in proof.unless_seen):
        return ()
    found = tuple(line for line in lines if _matches(proof, line))
    if proof.pattern is not None:
        held = proof.pattern.among([line.evidence.text for line in found])
        found = tuple(compress(found, held))
    return found if len(found) >= proof.times else ()


def _matches(proof: Proof, line: Line) -> bool:
    """Return whether everything but the pattern that *proof* asks for holds of *line*."""
    if proof.sibling is not None and proof.sibling != line.sibling:
        return False
    if proof.events and line.evidence.event not in proof.events:
        return False
    if proof.codes and not line.codes.intersection(proof.codes):
        return False
    if not all(text in line.text for text in proof.all_texts):
        return False
    return not proof.any_texts or any(text in line.text for text in proof.any_texts)

"""What must hold of a find besides its pattern, because a regular expression cannot say it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping

from dmplog.redaction.rules import Rules

FILE = re.compile(
    r".*\.(?:log|lo_|txt|exe|dll|cab|msi|xml|box|zip|pck|ini|mof|sql|cer|pfx|dat|tmp|cmu|ps1|vbs|bat|cmd|cpp|cs|h|svc|asmx|aspx?)",
    re.IGNORECASE,
)
"""What is a file, and no account, behind a backslash."""

_MAY_BE_HOST = re.compile(r"(?=.*[\d.-])|[A-Z]+$")
_VERSION_AROUND = 24
_SUBJECT_AROUND = 400
_SUBJECT = re.compile(r"\b(?:CN|OU|O)\s*=", re.IGNORECASE)

Condition = Callable[[re.Match[str], Rules], bool]


def holds(needs: str, found: re.Match[str], rules: Rules) -> bool:
    """Return whether the condition *needs* holds for *found*."""
    return CONDITIONS[needs](found, rules)


def _is_address(found: re.Match[str], _rules: Rules) -> bool:
    return is_ipv6(found["ipv6"])


def _is_no_version(found: re.Match[str], rules: Rules) -> bool:
    before = found.string[max(0, found.start() - _VERSION_AROUND) : found.start()]
    return rules.kept["versions"].search(before) is None


def _is_no_id(found: re.Match[str], rules: Rules) -> bool:
    return rules.kept["ids"].fullmatch(found["host"]) is None


def _is_account(found: re.Match[str], rules: Rules) -> bool:
    return found["domain"].casefold() not in rules.kept["authorities"] and not FILE.fullmatch(found["user"])


def _is_local_account(found: re.Match[str], _rules: Rules) -> bool:
    return not FILE.fullmatch(found["user"])


def _is_shaped_or_quoted(found: re.Match[str], _rules: Rules) -> bool:
    quoted = found.string[found.start("host") - 1] in "\"'<[({="
    return quoted or _MAY_BE_HOST.match(found["host"]) is not None


def _is_in_subject(found: re.Match[str], _rules: Rules) -> bool:
    """Return whether a `CN=` or `OU=` stands before it in the line: `L=` alone may be anything."""
    begin = found.string.rfind("\n", 0, found.start()) + 1
    return _SUBJECT.search(found.string, max(begin, found.start() - _SUBJECT_AROUND), found.start()) is not None


def is_ipv6(text: str) -> bool:
    """Return whether *text* is an address: times and names of C++ have colons, too.

    >>> [is_ipv6(text) for text in ("2001:db8::1", "12:30:45", "a::b")]
    [True, False, False]
    """
    if "::" not in text and text.count(":") < 7 and "." not in text:
        return False
    groups = [group for group in text.split(":") if group]
    # `a::b` is C++.
    word_like = not any(letter.isdigit() for letter in text) and max(map(len, groups), default=0) < 3
    if len(groups) < 2 or word_like:
        return False
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


CONDITIONS: Mapping[str, Condition] = {
    "ipv6": _is_address,
    "no_version": _is_no_version,
    "no_id": _is_no_id,
    "account": _is_account,
    "local_account": _is_local_account,
    "shape_or_quotes": _is_shaped_or_quoted,
    "subject_line": _is_in_subject,
}

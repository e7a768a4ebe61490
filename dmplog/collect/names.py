"""What may stand in a script: names of hosts, sites and logs, each as a literal of PowerShell.

A log must not write code. So a name from a log is refused unless it has the form of what it is said to be, and what has it is still
written so that it ends where it should: PowerShell takes typographic quotation marks for plain ones.
"""

from __future__ import annotations

import re

QUOTES = "'\u2018\u2019\u201a\u201b"
"""Every character that ends a single-quoted text of PowerShell, and stands for itself where it stands twice."""

_HOST = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)*"
)
_LONGEST_HOST = 253
_SITE = re.compile(r"[A-Za-z0-9]{3}")
_LOG = re.compile(r"[A-Za-z0-9_]{1,60}\.log", re.IGNORECASE)
_DEVICES = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def is_host(name: str) -> bool:
    """Return whether *name* can be that of a server, and of a folder of Windows; an address is none.

    >>> [is_host(name) for name in ("CAS01", "cas01.contoso.com", "CAS01'; exit", "nul", "10.0.0.1", "the site server", "")]
    [True, True, False, False, False, False, False]
    """
    label = name.split(".", maxsplit=1)[0]
    named = any(letter.isalpha() for letter in label) and _DEVICES.fullmatch(label) is None
    return named and len(name) <= _LONGEST_HOST and _HOST.fullmatch(name) is not None


def is_site(code: str) -> bool:
    """Return whether *code* can be that of a site.

    >>> is_site("PS1"), is_site("$x)")
    (True, False)
    """
    return _SITE.fullmatch(code) is not None


def is_log(name: str) -> bool:
    """Return whether *name* can be that of a log of the product.

    >>> is_log("CMUpdate.log"), is_log("logs/hman.log"), is_log("*.log")
    (True, False, False)
    """
    return _LOG.fullmatch(name) is not None


def literal(text: str) -> str:
    """Return *text* as a single-quoted literal of PowerShell, in which nothing is replaced and nothing is run.

    >>> print(literal("the child's $(exit)"))
    'the child''s $(exit)'
    """
    plain = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
    return "'" + "".join(letter * 2 if letter in QUOTES else letter for letter in plain) + "'"

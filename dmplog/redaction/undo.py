"""From tokens to names: an answer to a redacted bundle is read with the names given back."""

from __future__ import annotations

import re

from dmplog.redaction.alternatives import any_of
from dmplog.redaction.ledger import SITE, Ledger

_BORDER = "(?:(?<![0-9A-Za-z])|(?<=%[0-9A-Fa-f]{2}))"
_END = "(?![0-9A-Za-z])"


def give_back(text: str, ledger: Ledger) -> str:
    """Return *text* with the names of *ledger* for its tokens.

    >>> from dmplog.redaction.ledger import Entry
    >>> give_back("on SERVER01, server01.example", Ledger(entries=[Entry("server", "Ps1Srv", "SERVER01", 1)]))
    'on PS1SRV, ps1srv.example'
    """
    names: dict[str, str] = {}
    for each in ledger.entries:
        # Of two spellings with one token the longer is the whole name.
        token = each.token.lower()
        names[token] = max(names.get(token, ""), each.name, key=len)
    if not names:
        return text
    words = any_of(list(names))
    sites = any_of([each.token.lower() for each in ledger.entries if each.kind == SITE])
    # Ids of packages begin with the site that made them, those of send requests end with it.
    package = f"{_BORDER}{sites}(?=[0-9a-f]{{5}}{_END})"
    request = f"(?<={_BORDER}[0-9a-z]{{5}}){sites}{_END}"
    pattern = re.compile(f"{_BORDER}{words}{_END}|{package}|{request}", re.IGNORECASE)
    return pattern.sub(lambda found: _spelled(names[found[0].lower()], found[0]), text)


def _spelled(name: str, found: str) -> str:
    """Return *name* as the token *found* is written, which has the letters of the place it stands at."""
    if found.isupper():
        return name.upper()
    return name.lower() if found.islower() else name

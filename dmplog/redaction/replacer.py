"""From a text with names to the same text with tokens, and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote, unquote

from dmplog.redaction.alternatives import any_of
from dmplog.redaction.ledger import SITE, Entry
from dmplog.redaction.places import Places
from dmplog.redaction.rules import Rules
from dmplog.redaction.sites import BEHIND, BORDER, Sites

_ESCAPED = re.compile(r"(?<![^\s\"'<>|])[^\s\"'<>|]*%[0-9A-Fa-f]{2}[^\s\"'<>|]*")
_WIDE = re.compile(r"\0?(?:[\x20-\x7e]\0){3,}[\x20-\x7e]?")
_END = r"(?![0-9A-Za-z])"
_BORDER = r"(?:(?<![0-9a-zA-Z][\s\S])|(?<=%[0-9a-fA-F]{2}[\s\S]))"
_RUN = re.compile(r"[0-9A-Za-z]*")
_RUN_BEFORE = re.compile(r"[0-9A-Za-z]*\Z")
_REACH = 64
_NEVER = re.compile(r"(?!)")
_SHORTEST_INSIDE = 5
_LONG = 8


class Replacer:
    """Replaces names by tokens: whole words whatever their case, and inside of longer words what can be nothing else.

    A name that is called like a word of the logs is replaced only as it was found spelled, and where it stands as a name.

    Attributes:
        doubtful: Names that are replaced only so.
    """

    def __init__(self, entries: Iterable[Entry], rules: Rules) -> None:
        self._token: dict[str, str] = {}
        entries = tuple(entries)
        words, exact, named, inside = [], [], [], []
        self.doubtful: list[str] = []
        sites: dict[str, str] = {}
        for each in entries:
            if each.kind == SITE:
                sites[each.name] = each.token
                continue
            folded = each.name.lower()
            for spelled in spellings(each.name):
                self._token.setdefault(spelled, each.token)
            variants = {each.name, each.name.upper(), each.name.lower()}
            if each.kind != "word" and (len(folded) < 3 or variants & rules.vocabulary):
                self.doubtful.append(each.name)
                named.append(folded)
                words.append(folded)
                if len(folded) > 2:
                    exact += [spelled for spelled in {each.name, each.name.upper()} if spelled not in rules.vocabulary]
            else:
                words += spellings(each.name)
                if is_distinctive(folded):
                    inside += spellings(each.name)
        self._words = re.compile(any_of(words, _BORDER) + _END) if words else _NEVER
        self._inside = re.compile(any_of(inside)) if inside else _NEVER
        self._exact = frozenset(exact)
        self._ids = rules.kept["ids"]
        self._names = frozenset(named)
        self.places = Places(entries, rules)
        self.sites = Sites(sites, rules, self.places.shows)
        self._codes = re.compile(any_of(self.sites.codes, BORDER) + BEHIND) if sites else _NEVER

    def text(self, text: str) -> str:
        """Return *text* with tokens for names."""
        text = self._plain(text)
        if "%" in text:
            text = _ESCAPED.sub(self._escaped, text)
        if "\0" in text:
            text = _WIDE.sub(self._wide, text)
        return text

    def word(self, text: str) -> str:
        """Return *text*, which is a name of a server or folder and nothing else, with tokens for names."""
        if text.lower() in self._names:
            return in_case(self._token[text.lower()], text)
        if self.sites.is_whole(text):
            return self.sites.token_of(text) or text
        return self.text(text)

    def value(self, value: Any) -> Any:
        """Return a document with tokens for names everywhere."""
        if isinstance(value, dict):
            return {key: self.value(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.value(one) for one in value]
        return self.word(value) if isinstance(value, str) else value

    def _plain(self, text: str) -> str:
        text = self._replaced(self._inside, self._replaced(self._words, text, self._stands), self._is_no_id)
        return text if self._codes is _NEVER else self._replaced(self._codes, text, self.sites.stands)

    def _replaced(self, pattern: re.Pattern[str], text: str, wanted: Callable[[str, re.Match[str]], bool]) -> str:
        """Return *text* with tokens for what *pattern*, which is of small letters, finds: to ignore case would take ten times as long."""
        small = lowered(text)
        parts: list[str] = []
        end = 0
        for found in pattern.finditer(small):
            if wanted(text, found):
                parts += [text[end : found.start()], self._token_of(text[found.start() : found.end()])]
                end = found.end()
        return "".join([*parts, text[end:]]) if parts else text

    def _token_of(self, name: str) -> str:
        token = self._token.get(name.lower()) or self._token.get(name.casefold())
        return in_case(token, name) if token else self.sites.token_of(name) or name

    def _stands(self, text: str, found: re.Match[str]) -> bool:
        """Return whether *found* is a name in *text*, and not the word that is spelled like it."""
        if found[0] not in self._names or text[found.start() : found.end()] in self._exact:
            return True
        return self.places.shows(found.string, found.start(), found.end())

    def _is_no_id(self, _text: str, found: re.Match[str]) -> bool:
        """Return whether *found* is no part of an id, which would hold it by chance."""
        return self._ids.fullmatch(run_around(found.string, found)) is None

    def _escaped(self, found: re.Match[str]) -> str:
        """Return an address with tokens also for what is only seen once it is decoded, once or twice."""
        once = unquote(found[0])
        if (other := self._plain(once)) != once:
            return quote(other, safe="/:?&=+,;@$!*()#~-._\\'[]")
        twice = unquote(once)
        if twice != once and (other := self._plain(twice)) != twice:
            return quote(quote(other, safe=""), safe="")
        return found[0]

    def _wide(self, found: re.Match[str]) -> str:
        said = found[0]
        plain = said.replace("\0", "")
        other = self._plain(plain)
        if other == plain:
            return said
        wide = "\0".join(other)
        return ("\0" if said[0] == "\0" else "") + wide + ("\0" if said[-1] == "\0" else "")


def spellings(name: str) -> list[str]:
    """Return *name* in small letters, also with the two letters that its capitals may have for one.

    >>> spellings("Weiß"), spellings("PS1SRV")
    (['weiss', 'weiß'], ['ps1srv'])
    """
    return sorted({name.lower(), name.casefold()})


def is_distinctive(name: str) -> bool:
    """Return whether *name* can be told inside of a longer word.

    >>> [is_distinctive(name) for name in ("ps1srv", "contoso.com", "files", "anna")]
    [True, True, False, False]
    """
    return len(name) >= _LONG or (len(name) >= _SHORTEST_INSIDE and re.search(r"[\d.-]", name) is not None)


def in_case(token: str, found: str) -> str:
    """Return *token* in capitals or small letters, as *found* is written.

    >>> in_case("SERVER01", "ps1srv"), in_case("DOMAIN01.example", "CONTOSO.COM"), in_case("USER02", "Anna")
    ('server01', 'DOMAIN01.EXAMPLE', 'User02')
    """
    if found.isupper():
        return token.upper()
    if found.islower():
        return token.lower()
    return token.capitalize() if found[:1].isupper() else token.lower()


def lowered(text: str) -> str:
    """Return *text* in small letters, each in its place.

    >>> lowered("PS1SRV"), len(lowered("\u0130x"))
    ('ps1srv', 2)
    """
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(one if len(one) == 1 else letter for letter in text for one in (letter.lower(),))


def run_around(text: str, found: re.Match[str]) -> str:
    """Return the letters and digits of ASCII that *found* stands among, as far as an id may reach."""
    before = _RUN_BEFORE.search(text, max(0, found.start() - _REACH), found.start())
    after = _RUN.match(text, found.end(), found.end() + _REACH)
    return (before[0] if before else "") + found[0] + (after[0] if after else "")

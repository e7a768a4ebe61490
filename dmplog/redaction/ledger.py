"""The map from names to what takes their place: it stays with its owner, and gives the names back.

Numbers are given in an order that a random key decides, so that they tell nothing of the order of the names; the key is kept in the
map, so that a second export of the same case speaks of the same servers by the same tokens.
"""

from __future__ import annotations

import hmac
import ipaddress
import json
import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from dmplog.errors import InputError
from dmplog.frozen import frozen
from dmplog.redaction.finder import Name
from dmplog.redaction.rules import Rules, load_rules
from dmplog.redaction.sites import site_token

FOLDER = "folder"
SITE = "site"
"""The kind of site codes, which are replaced by their place."""

SCHEMA = "dmplog.redaction/1"
BEGINNING = re.compile(rb'\s*\{\s*"schema":\s*"dmplog\.redaction/')
"""How a map begins: it is never read as a log, and never packed."""

_TEN = int(ipaddress.IPv4Address("10.0.0.0"))
_FORMED = ("mac", "thumbprint", "guid")
"""Kinds whose names are digits in groups, written with one mark between them or another."""


@frozen
class Entry:
    """A name and its token; names that are one but for how they are written have one number."""

    kind: str
    name: str
    token: str
    number: int


class Ledger:
    """Every name that was ever replaced for one case."""

    def __init__(self, key: bytes | None = None, entries: Iterable[Entry] = (), rules: Rules | None = None) -> None:
        self._key = secrets.token_bytes(16) if key is None else key
        self._rules = load_rules() if rules is None else rules
        self._entries: dict[Name, Entry] = {(each.kind, each.name.casefold()): each for each in entries}
        self._numbers: dict[str, dict[str, int]] = {}
        self._networks: dict[str, int] = {}
        self._taken: set[str] = set()
        for each in self._entries.values():
            self._numbers.setdefault(each.kind, {})[_canonical(each.kind, each.name)] = each.number
            if each.kind == "ipv4":
                self._networks[_network(each.name)] = int(ipaddress.IPv4Address(each.token)) - _TEN >> 8

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every name with its token, by kind and number."""
        return tuple(sorted(self._entries.values(), key=lambda each: (each.kind, each.number, each.name)))

    def add(self, names: Iterable[Name], taken: Iterable[str] = ()) -> None:
        """Give each of *names* a token that has none yet, and that is none of the words *taken*."""
        fresh = [each for each in names if (each[0], each[1].casefold()) not in self._entries]
        # A bundle may have been redacted before, or its servers be called like a token.
        self._taken = {name.casefold() for _, name in (*fresh, *self._entries)}.union(word.casefold() for word in taken)
        for kind, name in sorted(fresh, key=self._place):
            if (kind, name.casefold()) not in self._entries:
                number = self._number(kind, name)
                entry = Entry(kind, name, self._token(kind, name, number), number)
                self._entries[kind, name.casefold()] = entry

    def _place(self, name: Name) -> tuple[bytes, Name]:
        said = f"{name[0]}\0{name[1].casefold()}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, said, "sha256"), name

    def _number(self, kind: str, name: str) -> int:
        numbers = self._numbers.setdefault(kind, {})
        canonical = _canonical(kind, name)
        if canonical not in numbers:
            number = max(numbers.values(), default=0) + 1
            while kind != "ipv4" and self._token(kind, name, number).casefold() in self._taken:
                number += 1
            numbers[canonical] = number
        return numbers[canonical]

    def _token(self, kind: str, name: str, number: int) -> str:
        if kind == "domain" and "." in name:
            return f"{self._rules.kinds[kind].token.format(number=number)}.{self._rules.domain_token}"
        if kind == "ipv4":
            return self._address(name, number)
        if kind == SITE:
            return site_token(number)
        token = self._rules.kinds[kind].token.format(number=number)
        if kind == "thumbprint" and len(re.sub(r"[^0-9A-Fa-f]", "", name)) != len(token):
            token = f"{number:0{len(re.sub(r'[^0-9A-Fa-f]', '', name))}x}"
        return _in_form(token, name) if kind in _FORMED else token

    def _address(self, name: str, number: int) -> str:
        """Return an address in a network of its own for each network of 256 addresses."""
        network = _network(name)
        if network not in self._networks:
            place = max(self._networks.values(), default=0) + 1
            while any(name.startswith(f"{ipaddress.IPv4Address(_TEN + (place << 8))}"[:-1]) for name in self._taken):
                place += 1
            self._networks[network] = place
        before = [
            other for other in self._numbers["ipv4"].items() if _network(other[0]) == network and other[1] < number
        ]
        return str(ipaddress.IPv4Address(_TEN + (self._networks[network] << 8) + len(before) + 1))

    def to_json(self) -> str:
        """Return the map as text."""
        names = [
            {"kind": each.kind, "name": each.name, "token": each.token, "number": each.number} for each in self.entries
        ]
        return (
            json.dumps({"schema": SCHEMA, "key": self._key.hex(), "names": names}, indent=1, ensure_ascii=False) + "\n"
        )

    @classmethod
    def from_json(cls, text: str | bytes) -> Ledger:
        """Return the map that `to_json` wrote.

        Raises:
            InputError: It is no map.
        """
        try:
            document: Mapping[str, Any] = json.loads(text)
            if document["schema"] != SCHEMA:
                raise InputError(
                    f"the map is of the schema {document['schema']!r}, and this version of dmplog reads {SCHEMA!r}"
                )
            entries = [
                Entry(str(each["kind"]), str(each["name"]), str(each["token"]), int(each["number"]))
                for each in document["names"]
            ]
            ledger = cls(bytes.fromhex(document["key"]), entries)
        except (ValueError, KeyError, TypeError, UnicodeDecodeError):
            raise InputError("the file is no map of dmplog redact; give the one that --map wrote") from None
        return ledger


def _network(address: str) -> str:
    return address.rpartition(".")[0]


def _canonical(kind: str, name: str) -> str:
    folded = name.casefold()
    return re.sub(r"[^0-9a-f]", "", folded) if kind in _FORMED else folded


def _in_form(token: str, name: str) -> str:
    """Return *token*, digits, with the marks between them that *name* has.

    >>> _in_form("020000000007", "00-15-5D-01-02-03")
    '02-00-00-00-00-07'
    """
    digits = iter(re.sub(r"[^0-9A-Fa-f]", "", token))
    return "".join(next(digits, "0") if letter.isalnum() else letter for letter in name)

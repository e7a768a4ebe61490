"""What is looked for, as the table `names.toml` says it: kinds, patterns, and what is no secret."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from dmplog.data import data_folder
from dmplog.frozen import frozen

GUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

_LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_WORD = re.compile(r"[^\W_]{2,}|\w{3,}")


@frozen
class Kind:
    """A kind of name: how it is called, and the token that takes its place."""

    id: str
    title: str
    token: str


@frozen
class Pattern:
    """Where names stand: its named groups are kinds.

    Attributes:
        sieve: What a line must hold at least, for the regular expressions of polars.
        needs: A condition that a regular expression cannot say.
    """

    expression: re.Pattern[str]
    sieve: str
    needs: str | None
    only_sites: bool = False
    """Whether it is asked only where site codes are replaced."""


@frozen
class PlaceForm:
    """What stands in front of a name, or behind it and with a border in front; in small letters."""

    before: re.Pattern[str] | None
    behind: re.Pattern[str] | None
    border: re.Pattern[str] | None

    def is_behind(self, before: str) -> bool:
        """Return whether *before* ends with what stands in front of a name."""
        return self.before is not None and self.before.search(before) is not None

    def is_in_front(self, before: str, text: str, end: int) -> bool:
        """Return whether what stands in *text* from *end* on stands behind a name; *before* is what is in front of it."""
        if self.behind is None or self.behind.match(text, end) is None:
            return False
        return not before or self.border is None or self.border.search(before) is not None


@frozen
class SiteForms:
    """How a site code stands: what no code is, what is a word, too, and what stands in front of one, each up to the end of a text."""

    reserved: frozenset[str]
    words: frozenset[str]
    before: re.Pattern[str]
    shares: re.Pattern[str]
    sentence: re.Pattern[str]
    before_package: re.Pattern[str]
    before_request: re.Pattern[str]
    no_site: re.Pattern[str]
    not_looked_for: tuple[str, ...]


@frozen
class Rules:
    """The table, read.

    Attributes:
        kept: What is found and is no name all the same.
        vocabulary: Words the logs are written with, as they are spelled.
        public_guids: The GUIDs that the shipped knowledge knows, in small letters.
    """

    kinds: Mapping[str, Kind]
    patterns: tuple[Pattern, ...]
    kept: Mapping[str, Any]
    domain_token: str
    suffixes: frozenset[str]
    vocabulary: frozenset[str]
    public_guids: frozenset[str]
    sites: SiteForms
    named: Mapping[str, PlaceForm]
    said_kept: str
    not_looked_for: tuple[str, ...]


@lru_cache(maxsize=1)
def load_rules() -> Rules:
    """Return the shipped table.

    >>> load_rules().kinds["server"].token
    'SERVER{number:02}'
    """
    table = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
    domains, kept = table["domains"], table["kept"]
    parts = {"{suffix}": "|".join(domains["suffixes"]), "{country}": "|".join(domains["countries"])}
    return Rules(
        kinds={name: Kind(name, kind["title"], kind["token"]) for name, kind in table["kind"].items()},
        patterns=tuple(_pattern(found, parts) for found in table["found"]),
        kept={name: _kept(value) for name, value in kept.items()},
        domain_token=domains["token"],
        suffixes=frozenset((*domains["suffixes"], *domains["countries"])),
        vocabulary=_vocabulary() | _spellings(table["vocabulary"]["words"]),
        public_guids=_public_guids(),
        sites=_site_forms(table["sites"]),
        named={kind: _place_form(form) for kind, form in table["named"].items()},
        said_kept=table["said"]["kept"],
        not_looked_for=tuple(table["said"]["not_looked_for"]),
    )


def _place_form(form: Mapping[str, str]) -> PlaceForm:
    before, behind, border = (form.get(name) for name in ("before", "behind", "border"))
    return PlaceForm(_at_end(before), re.compile(behind) if behind else None, _at_end(border))


def _at_end(text: str | None) -> re.Pattern[str] | None:
    return re.compile(rf"(?:{text})\Z") if text else None


def _site_forms(table: Mapping[str, Any]) -> SiteForms:
    in_front = {
        name: re.compile(rf"(?:{table[name]})\Z")
        for name in ("before", "shares", "sentence", "before_package", "before_request")
    }
    return SiteForms(
        reserved=frozenset(table["reserved"]),
        words=frozenset(table["words"]),
        no_site=re.compile(table["no_site"]),
        not_looked_for=tuple(table["not_looked_for"]),
        **in_front,
    )


def _pattern(found: Mapping[str, Any], parts: Mapping[str, str]) -> Pattern:
    text, sieve = found["pattern"], found["sieve"]
    for name, alternatives in parts.items():
        text, sieve = text.replace(name, alternatives), sieve.replace(name, alternatives)
    return Pattern(re.compile(text, re.IGNORECASE), f"(?i){sieve}", found.get("needs"), found.get("only_sites", False))


def _kept(value: Any) -> Any:
    """Return a list as a set of small letters, and a text as the pattern it is."""
    if isinstance(value, list):
        return frozenset(word.casefold() for word in value)
    return re.compile(value.replace("{guid}", f"(?P<guid>{GUID})", 1).replace("{guid}", GUID), re.IGNORECASE)


def _spellings(words: list[str]) -> frozenset[str]:
    return frozenset(spelled for word in words for spelled in (word, word.capitalize()))


def _vocabulary() -> frozenset[str]:
    """Return the words of all messages and heads of the shipped grammars: `server` is one even where a machine is called so."""
    words: set[str] = set()
    for path in sorted(data_folder("grammars").glob("*.lark")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith(("// role:", "// components:", "// files:")):
                words.update(_WORD.findall(line))
            elif not line.startswith("//"):
                words.update(word for literal in _LITERAL.findall(line) for word in _WORD.findall(literal))
    return frozenset(words)


def _public_guids() -> frozenset[str]:
    found: set[str] = set()
    for kind, ending in (("grammars", "*.lark"), ("flowcharts", "**/*.toml")):
        for path in data_folder(kind).glob(ending):
            found.update(re.findall(GUID, path.read_text(encoding="utf-8").lower()))
    return frozenset(found)

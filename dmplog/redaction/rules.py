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
        said_kept=table["said"]["kept"],
        not_looked_for=tuple(table["said"]["not_looked_for"]),
    )


def _pattern(found: Mapping[str, str], parts: Mapping[str, str]) -> Pattern:
    text, sieve = found["pattern"], found["sieve"]
    for name, alternatives in parts.items():
        text, sieve = text.replace(name, alternatives), sieve.replace(name, alternatives)
    return Pattern(re.compile(text, re.IGNORECASE), f"(?i){sieve}", found.get("needs"))


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

"""What is cited and where: ids of docs/evidence/sources.toml, written as `[@update-article]` or `[@S17; @S31]`, in knowledge, fixtures, code and docs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
EVIDENCE = REPOSITORY / "docs" / "evidence"
SOURCES = EVIDENCE / "sources.toml"
GRADES = {
    "documented": "whoever makes the thing publishes it as text",
    "drawn": "a picture of the publisher, or a screenshot; read by eye",
    "observed": "a real line or record that somebody published",
    "script": "a public script relies on it",
    "table": "a public table lists it; nothing around it shows it at work",
    "translated": "only a translation is public: statements and numbers are safe, sentences are not",
    "inferred": "nobody states it; it was concluded",
    "invented": "made for the tests; it says nothing about the product",
}
"""How well a source attests what it is cited for, the best first."""
_CITING = (
    "grammars",
    "flowcharts",
    "fixtures/messages",
    "fixtures/causes",
    "dmplog",
    "tools",
    "tests",
    "docs",
    "benchmarks",
)
_TEXTS = (".lark", ".toml", ".txt", ".py", ".md")
_PAGE = re.compile(r"(?<![\w/.-])([\w-]+\.md)\b")
# Pages that tools write out of the others.
_WRITTEN = ("docs/evidence", "docs/knowledge")


@dataclass(frozen=True, slots=True)
class Source:
    """Where something is known from; without a public address, `seen` says in words what it was seen in."""

    id: str
    title: str
    url: str
    grade: str
    tells: str
    seen: str = ""


@dataclass(frozen=True, slots=True)
class PublicCase:
    """A public report and its diagnosis."""

    id: str
    title: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that can be cited, and what tables rest on."""

    sources: Mapping[str, Source]
    cases: Mapping[str, PublicCase]
    tables: Mapping[str, Mapping[str, tuple[str, ...]]]

    def known(self, cited: str) -> bool:
        """Return whether *cited* is the id of a source or a case."""
        return cited in self.sources or cited in self.cases

    def behind(self, cited: str) -> tuple[Source, ...]:
        """Return the sources behind an id: its own, or those of its case."""
        return (self.sources[cited],) if cited in self.sources else self.cases[cited].sources

    def best(self, cited: tuple[str, ...] | list[str]) -> str:
        """Return the best grade among what is *cited*, or `unknown`."""
        grades = [source.grade for one in cited for source in self.behind(one)]
        return min(grades, key=list(GRADES).index, default="unknown")


def evidence() -> Evidence:
    """Return what docs/evidence/sources.toml holds."""
    told = tomllib.loads(SOURCES.read_text(encoding="utf-8"))
    sources = {name: Source(name, **entry) for name, entry in told["source"].items()}
    cases = {
        name: PublicCase(name, entry["title"], tuple(sources[one] for one in entry["sources"]))
        for name, entry in told["case"].items()
    }
    tables = {name: {key: tuple(ids) for key, ids in table.items()} for name, table in told["table"].items()}
    return Evidence(sources, cases, tables)


def citing_files() -> Iterator[tuple[str, str]]:
    """Yield the path and the text of every file that may cite something."""
    for folder in _CITING:
        for path in sorted((REPOSITORY / folder).rglob("*")):
            name = path.relative_to(REPOSITORY).as_posix()
            if path.suffix in _TEXTS and not (path.suffix == ".md" and name.startswith(_WRITTEN)):
                yield name, path.read_text(encoding="utf-8")


def foreign_pages(text: str) -> list[str]:
    """Return the Markdown files that *text* names and this repository does not have."""
    return [name for name in _PAGE.findall(text) if name not in _own_pages()]


@cache
def _own_pages() -> frozenset[str]:
    return frozenset(
        path.name
        for pattern in ("*.md", "docs/**/*.md", "fixtures/*/*.md", "flowcharts/*.md")
        for path in REPOSITORY.glob(pattern)
    )

"""Pages about the words an administrator may not know, and which of them a text uses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from dmplog.knowledge import Term, glossary
from dmplog.layout import Section, linked
from dmplog.pages.beside import beside, of_term
from dmplog.pages.page import Page, page_of, section


def term_pages(asked: str) -> tuple[Page, ...]:
    """Return the page of the word *asked*, or nothing.

    >>> [page.title for page in term_pages("Minijobs")], [page.title for page in term_pages("DRS")]
    (['minijob'], ['database replication'])
    """
    wanted = _plain(asked)
    return tuple(term_page(term) for term in glossary() if wanted in map(_plain, (term.name, *term.also)))


def own_words() -> frozenset[str]:
    """Return the words of the glossary that are of the reports alone."""
    return frozenset(term.name for term in glossary() if term.is_own)


def term_page(term: Term) -> Page:
    """Return the page of a word."""
    names = (f"Also called: {', '.join(term.also)}",) if term.also else ()
    return page_of(
        "term",
        term.name,
        section("What it is", (term.meaning,), names),
        beside(of_term(term)),
        section("Links", items=[linked(term.source)] if term.source else ()),
    )


def words_in(texts: Iterable[str]) -> Section:
    """Return the words in *texts* that an administrator may not know, each with the first sentence of what it means."""
    whole = "\n".join(texts)
    # What a report calls "possible" is no word of an article.
    used = [term for term in glossary() if not term.is_own and _pattern(term).search(whole)]
    return section("Words on this page", items=[f"{term.name}: {_first(term.meaning)}" for term in used])


@lru_cache(maxsize=64)
def _pattern(term: Term) -> re.Pattern[str]:
    """Return what finds *term* in a text; a name of a file that stands for it does so only where it is written out."""
    names = "|".join(re.escape(name) for name in (term.name, *term.also))
    return re.compile(rf"(?<![\w.\\])(?:{names})s?(?![\w\\])", re.IGNORECASE)


def _first(text: str) -> str:
    """Return the first sentence of *text*.

    >>> _first("The folder of the payload. Never clean it.")
    'The folder of the payload.'
    """
    return re.split(r"(?<=\.)\s+(?=[A-Z])", text, maxsplit=1)[0]


def _plain(name: str) -> str:
    """Return *name* as words are compared: case, blanks, underscores and an s behind it make no difference."""
    words = " ".join(re.split(r"[\s_]+", name.strip().lower()))
    return words.removesuffix("s") if len(words) > 3 else words

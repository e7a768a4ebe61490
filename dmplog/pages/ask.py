"""What a text asks for: tried from the most exact reading to the loosest."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dmplog.causes import load_causes
from dmplog.errors import UsageError
from dmplog.knowledge import glossary
from dmplog.pages.labels import label_pages
from dmplog.pages.lines import line_page
from dmplog.pages.names import cause_page, event_page, name_pages, near_names, other_log_page, step_page
from dmplog.pages.numbers import number_pages
from dmplog.pages.page import Page, section
from dmplog.pages.related import placed_steps, rules_by_event
from dmplog.pages.terms import own_words, term_page, term_pages
from dmplog.pages.updates import article_page, update_page, version_page

LONGEST = 64_000
"""Characters of a pasted text that are looked at."""

HELP = (
    "Paste a log line, or give the title of a step or a cause as the report has it, a word (stalled, minijob), a name (download_redist), "
    "a state (262146), a state message (state message 11), a sub-stage (0xd0005), a status message (9605), an error number (0x80072ee2, "
    "HTTP 407) or a package GUID."
)

_GUID = re.compile(r"\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?", re.IGNORECASE)


def explain(text: str) -> Page:
    """Return the page of knowledge about *text*.

    >>> explain("0x80072ee2").title
    '0x80072ee2: ERROR_WINHTTP_TIMEOUT'
    >>> explain("3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e").title
    '3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e: Configuration Manager 2409'

    Raises:
        UsageError: Nothing is known about it; the message says what is near and what can be asked.
    """
    asked = text.strip("\ufeff\r\n\t ")
    if not asked:
        raise UsageError(f"there is nothing to explain. {HELP}")
    if len(asked) > LONGEST:
        raise UsageError(f"that is {len(asked):,} characters; paste one log line")
    if is_guid(asked):
        return update_page(asked)
    pages = [
        *number_pages(asked),
        *version_page(asked),
        *article_page(asked),
        *name_pages(asked),
        *label_pages(asked),
        *other_log_page(asked),
        *term_pages(asked),
    ]
    # Whoever asks for a word of the reports has read it there.
    pages.sort(key=lambda page: page.title not in own_words())
    page = _merged(*pages) if pages else line_page(asked)
    if page is None:
        raise UsageError(_not_known(asked))
    return page


def is_guid(text: str) -> bool:
    """Return whether *text* is a GUID and nothing else.

    >>> is_guid("{3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e}"), is_guid("CAS10001")
    (True, False)
    """
    return _GUID.fullmatch(text) is not None


def contents() -> Page:
    """Return the page of what can be asked for: how, and every step and cause by its name.

    >>> contents().title
    'What can be explained'
    """
    steps: dict[str, list[str]] = {}
    for placed in placed_steps():
        steps.setdefault(f"{placed.flowchart.id}.{placed.lane.id}", []).append(placed.step.id)
    causes: dict[str, list[str]] = {}
    for cause in load_causes().known:
        causes.setdefault(cause.category.replace("_", " "), []).append(cause.id)
    return Page(
        "contents",
        "What can be explained",
        (
            section("How to ask", [HELP]),
            section("Steps, by their lane", items=[f"{lane}: {', '.join(names)}" for lane, names in steps.items()]),
            section(
                "Causes, by their kind",
                items=[f"{kind}: {', '.join(sorted(ids))}" for kind, ids in sorted(causes.items())],
            ),
        ),
    )


def every_page() -> Iterator[Page]:
    """Yield the pages of everything that has a name of its own, for the documentation: steps, causes, events, words.

    >>> sorted({page.kind for page in every_page()})
    ['cause', 'event', 'step', 'term']
    """
    yield from (step_page(placed) for placed in placed_steps())
    yield from (cause_page(cause) for cause in load_causes().known)
    yield from (event_page(event) for event in rules_by_event())
    yield from (term_page(term) for term in glossary())


def _merged(first: Page, *others: Page) -> Page:
    """Return the first page, followed by what else the same text can mean: a short page only names another page of a name."""
    others = tuple(page for number, page in enumerate(others) if page not in (first, *others[:number]))
    sections = list(first.sections)
    short = list(first.short or first.sections)
    for other in others:
        heading = section(f"It can also mean: {other.title}")
        sections += [heading, *other.sections]
        short += [heading] if other.short else [heading, *other.sections]
    return Page(first.kind, first.title, tuple(sections), tuple(short) if short != sections else ())


def _not_known(asked: str) -> str:
    shown = asked if len(asked) <= 60 else asked[:57] + "…"
    near = near_names(asked)
    if near:
        names = near[0] if len(near) == 1 else f"{', '.join(near[:-1])} or {near[-1]}"
        return f"nothing is known about '{shown}'; did you mean {names}?"
    return f"nothing is known about '{shown}'. {HELP}"

"""What a written page is made of: words, fields, lists, tables, quoted log lines.

The report and the pages of knowledge are built of these parts once; the terminal and Markdown each know how to write every part.
No part says how it looks: nothing here is escaped, wrapped or coloured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from dmplog.frozen import frozen


@frozen
class Span:
    """A piece of a sentence that is more than plain words.

    Attributes:
        kind: "code" is a file, a number or another thing to search for, "advice" a text of the knowledge files, whose back-ticks mean
            code, "link" an address of those files.
    """

    text: str
    kind: Literal["code", "advice", "link"]


Words = tuple[str | Span, ...]
"""A sentence, in pieces."""

_ADDRESS = re.compile(r"(https://[^\s<>]+)")


def code(text: str) -> Span:
    """Return *text* as a thing to search for."""
    return Span(text, "code")


def advice(text: str) -> Words:
    """Return a text of the knowledge files as a sentence."""
    return (Span(text, "advice"),)


def linked(text: str) -> Words:
    """Return a text of the knowledge files with its addresses as links.

    >>> linked("see https://learn.microsoft.com/x")
    ('see ', Span(text='https://learn.microsoft.com/x', kind='link'))
    """
    parts = _ADDRESS.split(text)
    return tuple(Span(part, "link") if number % 2 else part for number, part in enumerate(parts) if part)


@frozen
class Paragraph:
    """A sentence or more; the style is that of a verdict, "title", "error", "warning", or "dim" for what is said aside."""

    words: Words
    style: str = ""


@frozen
class Items:
    """A list: with its dashes, or one entry a line where each begins with its own place; steps are numbered."""

    items: tuple[Words, ...]
    mark: Literal["dash", "number", "none"] = "dash"


@frozen
class Code:
    """Lines shown as they are, blanks and all; those of a *language* are commands, to be copied and pasted."""

    lines: tuple[str, ...]
    language: str = ""


@frozen
class Quote:
    """One log line with its place and time, or the texts of which any one is awaited."""

    texts: tuple[str, ...]
    place: str = ""
    time: str = ""
    around: tuple[str, ...] = ()
    """The lines around it in its log, itself included, where they were asked for."""
    error: bool = False
    """Whether the line itself tells of a failure."""


@frozen
class Quotes:
    """Log lines of one kind, shortly."""

    quotes: tuple[Quote, ...]


@frozen
class Field:
    """A label and what stands beside it; one without a label goes on with the field before it."""

    label: str
    blocks: tuple[Paragraph | Quote | Items, ...]


@frozen
class Fields:
    """Labels with their values, in the order they are read."""

    fields: tuple[Field, ...]


@frozen
class Column:
    """One column of a table; a spare one is left out where room is short."""

    title: str
    kind: Literal["text", "number", "path"] = "text"
    spare: bool = False


@frozen
class Table:
    """Rows under a header; None is a cell that holds nothing."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str | None, ...], ...]


@frozen
class Stop:
    """A step on the way of an update, by its short name and the status of the report."""

    name: str
    status: str
    attempts: int = 1
    here: bool = False


@frozen
class Leg:
    """A part of the way: where, the verdict there, and its stops, if they say more than the verdict."""

    where: str
    verdict: str
    stops: tuple[Stop, ...] = ()


@frozen
class Journey:
    """The way of one update; a brief one takes a line for each leg, with a sign for each stop."""

    name: str
    legs: tuple[Leg, ...]
    brief: bool = False


@frozen
class Legend:
    """What the signs of the stops mean; a brief one stands under brief journeys."""

    statuses: frozenset[str]
    brief: bool = False


Block = Paragraph | Items | Code | Quotes | Fields | Table | Journey | Legend


@frozen
class Section:
    """Blocks under a heading; without one they stand apart."""

    heading: str
    blocks: tuple[Block, ...] = ()
    style: str = "title"


@frozen
class Page:
    """A title, what is said at once, and sections."""

    title: str
    sections: tuple[Section, ...]
    lead: tuple[Paragraph, ...] = ()


def few(names: Sequence[str], most: int) -> str:
    """Return at most *most* of *names*, and how many there are beside.

    >>> few(["P01", "P02", "P03"], 2)
    'P01, P02 and 1 more'
    """
    return ", ".join(names) if len(names) <= most else f"{', '.join(names[:most])} and {len(names) - most} more"


def sentences(texts: Iterable[str]) -> str:
    """Return *texts* as sentences.

    >>> sentences(["confirmed", "It goes on."])
    'confirmed. It goes on.'
    """
    return " ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in texts)


def inside(title: str) -> str:
    """Return *title* as it stands inside a sentence; what is an abbreviation stays one.

    >>> inside("Site backup"), inside("SQL backup"), inside("B")
    ('site backup', 'SQL backup', 'B')
    """
    return title[0].lower() + title[1:] if title[1:2].islower() else title

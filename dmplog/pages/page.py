"""A page of knowledge: what `dmplog explain` prints and the documentation is generated from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from dmplog import layout
from dmplog.frozen import frozen
from dmplog.layout import Block, Code, Items, Paragraph, Section, Words, advice

Kind = Literal[
    "line",
    "event",
    "step",
    "lane",
    "log",
    "cause",
    "category",
    "codes",
    "contents",
    "names",
    "state",
    "state_message",
    "site_state",
    "substage",
    "status_message",
    "error_code",
    "update",
    "term",
]

WIDTH = 100

_GRADES = {
    "documented": "Microsoft documents it.",
    "script": "A public script names it.",
    "official": "Microsoft's article names it.",
    "observed": "Log lines show it.",
    "inferred": "It was counted along the order of names in the console; no document says so.",
    "low": "It was counted along the order of names in the console, across a gap: it may be another one.",
    "table": "The public table of status messages lists it.",
    "number": "Only the number is public.",
    "unnamed": "Only the number is public; the meaning is read from the lines around it.",
    "article": "Microsoft's articles name GUID and version together.",
    "listed": "A public table of GUIDs by version lists it.",
    "probable": "The version was concluded from a build number near the GUID.",
    "sample": "It appears in the sample lines of an article.",
}


@frozen
class Page:
    """Everything known about one thing.

    >>> page = page_of("error_code", "0x80004005", section("Meaning", ["Unspecified failure."]))
    >>> print(page.to_markdown())
    # 0x80004005
    <BLANKLINE>
    ## Meaning
    <BLANKLINE>
    Unspecified failure.
    <BLANKLINE>
    """

    kind: Kind
    title: str
    sections: tuple[Section, ...]
    short: tuple[Section, ...] = ()
    """What is asked for most; empty where that is all of it."""

    def to_text(
        self, *, width: int = WIDTH, color: bool = False, ascii_only: bool = False, verbose: bool = True
    ) -> str:
        """Return the page for a terminal: all of it, or what is asked for most with the headings of the rest.

        >>> print(page_of("update", "2409", section("Build", items=["9132"])).to_text())
        2409
        <BLANKLINE>
        Build
          - 9132
        <BLANKLINE>
        """
        from dmplog.views.text import write

        shown = self.sections if verbose or not self.short else (*self.short, *self._rest())
        return write(layout.Page(self.title, shown), width, color=color, ascii_only=ascii_only)

    def _rest(self) -> Iterator[Section]:
        """Yield which headings a short page leaves out."""
        told = {section.heading for section in self.short}
        left = dict.fromkeys(section.heading for section in self.sections if section.heading not in told)
        if left:
            yield Section("", (Paragraph((f"With -v: {', '.join(left)}.",), "dim"),))

    def to_markdown(self) -> str:
        """Return the page as Markdown."""
        from dmplog.views.markdown import write

        return write(layout.Page(self.title, self.sections))


def page_of(kind: Kind, title: str, *sections: Section, details: Iterable[Section] = ()) -> Page:
    """Return a page of those *sections* that say anything, and behind them of the *details* that a short page leaves out."""
    short = tuple(section for section in sections if section.blocks)
    rest = tuple(section for section in details if section.blocks)
    return Page(kind, title, (*short, *rest), short if rest else ())


def section(
    heading: str,
    text: Iterable[str] = (),
    items: Iterable[str | Words] = (),
    *,
    steps: Iterable[str] = (),
    code: Iterable[str] = (),
) -> Section:
    """Return a section of paragraphs, a list, numbered steps, and lines shown as they are; what is empty is left out."""
    blocks: list[Block] = [Paragraph(advice(paragraph)) for paragraph in text]
    listed = tuple(advice(item) if isinstance(item, str) else item for item in items)
    numbered, lines = tuple(advice(step) for step in steps), tuple(code)
    blocks += [Items(listed)] if listed else []
    blocks += [Items(numbered, "number")] if numbered else []
    blocks += [Code(lines)] if lines else []
    return Section(heading, tuple(blocks))


def known(grade: str) -> str:
    """Return how well an entry of a table with this *grade* is known."""
    return f"How well it is known: {_GRADES.get(grade, grade)}"

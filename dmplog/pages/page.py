"""A page of knowledge: what `dmplog explain` prints and the documentation is generated from."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "line",
    "event",
    "step",
    "lane",
    "log",
    "cause",
    "category",
    "state",
    "state_message",
    "substage",
    "status_message",
    "error_code",
    "update",
]

WIDTH = 100


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a page.

    Attributes:
        text: Paragraphs.
        items: A list.
        code: Lines shown as they are.
    """

    heading: str
    text: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    code: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether the section says anything."""
        return bool(self.text or self.items or self.code)


@dataclass(frozen=True, slots=True)
class Page:
    """Everything known about one thing.

    >>> page = Page("error_code", "0x80004005", (Section("Meaning", ("Unspecified failure.",)),))
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

    def to_text(self, *, width: int = WIDTH) -> str:
        """Return the page for a terminal.

        >>> print(Page("update", "2409", (Section("Build", items=("9132",)),)).to_text())
        2409
        <BLANKLINE>
        Build
          - 9132
        <BLANKLINE>
        """
        lines = [*textwrap.wrap(self.title, width)]
        for section in self.sections:
            lines += ["", section.heading]
            for paragraph in section.text:
                lines += _wrapped(paragraph, width, "  ", "  ")
            for item in section.items:
                lines += _wrapped(item, width, "  - ", "    ")
            lines += [f"  | {line}" for line in section.code]
        return "\n".join(lines) + "\n"

    def to_markdown(self) -> str:
        """Return the page as Markdown."""
        lines = [f"# {_escaped(self.title)}", ""]
        for section in self.sections:
            lines += [f"## {section.heading}", ""]
            for paragraph in section.text:
                lines += [_escaped(paragraph), ""]
            if section.items:
                lines += [*(f"- {_escaped(item)}" for item in section.items), ""]
            if section.code:
                fence = "````" if any("```" in line for line in section.code) else "```"
                lines += [f"{fence}text", *section.code, fence, ""]
        return "\n".join(lines)


def _wrapped(text: str, width: int, first: str, following: str) -> list[str]:
    # A long path or address stays in one piece, so that it can be copied.
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=following, break_long_words=False, break_on_hyphens=False
    ) or [first.rstrip()]


def _escaped(text: str) -> str:
    """Return *text* so that Markdown shows its characters instead of acting on them."""
    for character in "\\`*_[]<>":
        text = text.replace(character, "\\" + character)
    # Addresses keep working: nothing in them needs the escape.
    return " ".join(word.replace("\\", "") if word.startswith("https://") else word for word in text.split(" "))

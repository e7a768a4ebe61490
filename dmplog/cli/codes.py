"""`dmplog codes`: the tables of numbers, searched by number, name or meaning."""

from __future__ import annotations

from typing import Annotated

import typer

from dmplog.cli import options
from dmplog.cli.errors import plain_errors
from dmplog.cli.streams import screen, show
from dmplog.data import own_knowledge


def codes(
    text: Annotated[
        list[str],
        typer.Argument(
            metavar="TEXT...",
            help="A number or how it begins (0x8007, -21470), a name or a part of it (TIMEOUT), or words of a meaning.",
        ),
    ],
    *,
    knowledge: options.Knowledge = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
) -> None:
    """Search error numbers, states, sub-stages and status messages by number, name or meaning."""
    with plain_errors(), own_knowledge(knowledge):
        from dmplog.pages.search import found_codes

        page = found_codes(" ".join(text))
        show(page.to_markdown() if markdown else page.to_text(**screen()))

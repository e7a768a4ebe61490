"""`dmplog explain`: what a line, step, event, cause, state, sub-stage or error number is."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from dmplog.cli import options
from dmplog.cli.errors import plain_errors
from dmplog.cli.streams import screen, show
from dmplog.data import own_knowledge


def explain(
    context: typer.Context,
    text: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TEXT...",
            help="A pasted log line, a step, event or cause, a number (262146, 0xd0005, 9605, 0x80072ee2) or a package GUID;"
            " - reads it from standard input.",
        ),
    ] = None,
    *,
    knowledge: options.Knowledge = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
) -> None:
    """Explain a log line, a step, an event, a cause, a state, an error number or a package GUID."""
    if text == ["-h"]:
        show(f"{context.get_help()}\n")
        return
    with plain_errors(), own_knowledge(knowledge):
        from dmplog.pages import explain as page_of
        from dmplog.pages.ask import contents

        if not text:
            show(contents().to_markdown() if markdown else contents().to_text(**screen()))
            return

        page = page_of(sys.stdin.read() if text == ["-"] else " ".join(text))
        show(page.to_markdown() if markdown else page.to_text(**screen()))

"""`dmplog explain`: what a line, step, event, cause, state, sub-stage or error number is."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from dmplog.cli import options
from dmplog.cli.errors import plain_errors
from dmplog.cli.streams import screen, show
from dmplog.data import own_knowledge

if TYPE_CHECKING:
    from dmplog.pages import Page


def explain(
    context: typer.Context,
    text: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TEXT...",
            help="A pasted log line, a word of the report, a step, an event, a cause, a number (262146, 0x80072ee2) or a GUID;"
            " - reads it from standard input. With logs behind a GUID, a package id, a job or a request: what these call it.",
        ),
    ] = None,
    *,
    knowledge: options.Knowledge = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print everything: messages, causes and links, too.")
    ] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
) -> None:
    """Explain a log line, a step, an event, a cause, a state, an error number or a package GUID, or what logs call the latter."""
    if text == ["-h"]:
        show(f"{context.get_help()}\n")
        return
    with plain_errors(), own_knowledge(knowledge):
        from dmplog.pages import explain as page_of
        from dmplog.pages.ask import contents

        if not text:
            show(contents().to_markdown() if markdown else contents().to_text(**screen()))
            return

        page = _bindings(text) or page_of(sys.stdin.read() if text == ["-"] else " ".join(text))
        show(page.to_markdown() if markdown else page.to_text(**screen(), verbose=verbose))


def _bindings(text: Sequence[str]) -> Page | None:
    """Return what logs call an id, where *text* is one with paths behind it; a pasted line may begin with an id, too."""
    asked, *paths = text
    if not paths:
        return None
    from dmplog.pages.ask import is_guid
    from dmplog.pages.bindings import bindings_page, is_name

    if not is_guid(asked) and not (is_name(asked) and all(os.path.exists(path) for path in paths)):  # noqa: PTH110 - never raises
        return None
    return bindings_page(asked, paths)

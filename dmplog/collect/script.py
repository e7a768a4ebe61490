"""The text of the script: a template of Windows PowerShell 5.1, into which names go as literals alone."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from dmplog.collect.names import literal
from dmplog.collect.plan import Plan
from dmplog.collect.questions import load_questions
from dmplog.target import sealed

NAME = "Copy-CMUpdateLog.ps1"
"""What the script is called unless somebody says otherwise: an approved verb, and what it copies."""

_TYPED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,80}\.ps1", re.IGNORECASE)
"""A name that can be typed as it is, and stands in a comment of the script."""

SCHEMA = "dmplog.collection/1"
_MARK = b"\xef\xbb\xbf"
"""Windows PowerShell 5.1 reads a script without this mark as the code page of the machine."""


def render(plan: Plan, name: str = NAME) -> bytes:
    """Return the script that copies what *plan* asks for: UTF-8 with its mark, and line ends of Windows; its examples call it by *name*."""
    text: str = _template().render(
        plan=plan, schema=SCHEMA, name=name if _TYPED.fullmatch(name) else NAME, places=_places(plan)
    )
    lines = "\r\n".join(line.rstrip() for line in text.splitlines())
    return sealed(_MARK + lines.encode() + b"\r", "ps1")


def _places(plan: Plan) -> list[tuple[str, str]]:
    """Return the places of which no server is known, in the order in which they are always told."""
    asked = plan.places
    return [(place, said) for place, said in load_questions().places.items() if place in asked]


@cache
def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    # What goes into a script is no HTML: every value passes through `literal`, which a test of the template holds.
    environment = Environment(
        loader=PackageLoader("dmplog.collect", "templates"),
        autoescape=False,  # noqa: S701 - see above
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.filters["literal"] = literal
    environment.filters["literals"] = _literals
    return environment.get_template("copy.ps1.j2")


def _literals(texts: tuple[str, ...]) -> str:
    return f"@({', '.join(map(literal, texts))})"

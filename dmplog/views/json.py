r"""The report as JSON text: stable, readable, and without a character that could act on a terminal.

>>> print(render({"text": "\x1b[31m \u202e é"}))
{
  "text": "\u001b[31m \u202e é"
}
<BLANKLINE>
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.resources import files
from json.encoder import encode_basestring
from types import NoneType
from typing import Any

from dmplog.looks.document import Document
from dmplog.looks.visible import CONTROLS

_BARE: dict[type, Callable[[Any], str]] = {
    int: repr,
    bool: lambda value: "true" if value else "false",
    NoneType: lambda _: "null",
}
"""How values without quotes are written; a report of 100,000 files holds a million of them."""
_OUTSIDE = re.compile(r"[^\x00-\x7f]")


def render(document: Document) -> str:
    """Return *document* as JSON with an indent of two; control and invisible characters are escaped, others stay as they are."""
    text = _text(document, "\n")
    # All of these stand inside strings only: outside, JSON has ASCII and line feeds.
    return CONTROLS.sub(lambda found: json.dumps(found[0])[1:-1], text) + "\n"


def in_ascii(text: str) -> str:
    r"""Return the JSON *text* with every character outside ASCII as its escape, for a stream that lacks it.

    >>> in_ascii('"é \U0001f600"')
    '"\\u00e9 \\ud83d\\ude00"'
    """
    return _OUTSIDE.sub(lambda found: json.dumps(found[0])[1:-1], text)


def _text(value: Any, margin: str) -> str:
    """Return *value* as `json.dumps` writes it with an indent, which takes it three times as long; *margin* begins a line."""
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if kind in _BARE:
        return _BARE[kind](value)
    inner = f"{margin}  "
    if kind is dict and value:
        entries = [f"{encode_basestring(name)}: {_text(each, inner)}" for name, each in value.items()]
        return f"{{{inner}{f',{inner}'.join(entries)}{margin}}}"
    if kind is list and value:
        return f"[{inner}{f',{inner}'.join([_text(each, inner) for each in value])}{margin}]"
    # NaN and Infinity are no JSON, and a margin may be infinite.
    return json.dumps(value, allow_nan=False)


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the report document.

    >>> schema()["properties"]["schema"]
    {'const': 'dmplog.report/1'}
    """
    found: dict[str, Any] = json.loads((files("dmplog.views") / "report.schema.json").read_text(encoding="utf-8"))
    return found

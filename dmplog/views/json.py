r"""The report as JSON text: stable, readable, and without a character that could act on a terminal.

>>> print(render({"text": "\x1b[31m \u202e é"}))
{
  "text": "\u001b[31m \u202e é"
}
<BLANKLINE>
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from dmplog.views.document import Document
from dmplog.views.visible import CONTROLS


def render(document: Document) -> str:
    """Return *document* as JSON with an indent of two; control and invisible characters are escaped, others stay as they are."""
    # `allow_nan` off: NaN and Infinity are no JSON, and a margin may be infinite.
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    # All of these stand inside strings only: outside, JSON has ASCII and line feeds.
    return CONTROLS.sub(lambda found: json.dumps(found[0])[1:-1], text) + "\n"


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the report document.

    >>> schema()["properties"]["schema"]
    {'const': 'dmplog.report/1'}
    """
    found: dict[str, Any] = json.loads((files("dmplog.views") / "report.schema.json").read_text(encoding="utf-8"))
    return found

"""The summary as one HTML file to forward: everything inside, nothing loaded, no script, log text escaped once and never a link."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from dmplog.fleet.shapes import ALL, NUMBERS
from dmplog.fleet.told import headline_of, parts_of, remarks
from dmplog.looks.document import VERDICTS
from dmplog.verdicts import WORST_FIRST
from dmplog.views.page import markup
from dmplog.views.page.style import style

MOST_ROWS = 200
"""So many rows of a part are on the page; the JSON has all."""

MOST_NAMED = 200
"""So many bundles of a row are named on the page."""

_WHOLE = 1_000
_WIDE = ("steps", "templates", "not_judged")
_DATES = ("first", "last", "newest")


def render(document: Mapping[str, Any], wanted: Sequence[str] = ALL) -> str:
    """Return the *wanted* parts of the summary *document* as one self-contained HTML page."""
    css = _style()
    page: str = _template().render(
        headline=headline_of(document),
        remarks=" ".join(remarks(document)),
        pieces=_pieces(document),
        parts=parts_of(document, wanted),
        schema=document["schema"],
        style=markup.made(css),
        style_hash="sha256-" + base64.b64encode(hashlib.sha256(css.encode()).digest()).decode(),
    )
    return page.rstrip("\n") + "\n"


def _pieces(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the bar of all bundles: those that were judged by their verdict, worst first, then those that were not."""
    ok, whole = document["statuses"].get("ok", 0), document["bundles"]
    counts = [(verdict, VERDICTS[verdict].lower(), document["verdicts"].get(verdict, 0)) for verdict in WORST_FIRST]
    pieces, left = [], 0.0
    for kind, said, count in (*counts, ("not-judged", "not judged", whole - ok)):
        if count > 0:
            width = _WHOLE * count / whole
            pieces.append(
                {"kind": kind, "said": said, "count": f"{count:,}", "left": f"{left:.2f}", "width": f"{width:.2f}"}
            )
            left += width
    return pieces


def _bar(share: float) -> Markup:
    width = f"{max(1.0, 100 * share):.1f}"
    drawn = f'<rect class="rail" width="100" height="10"/><rect class="bar" width="{width}" height="10"/>'
    return markup.made(
        f'<svg class="share" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{drawn}</svg>'
    )


@cache
def _style() -> str:
    own = (files("dmplog.fleet") / "templates" / "summary.css").read_text(encoding="utf-8").strip()
    return "\n".join((style(("page",)), own))


@cache
def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(loader=PackageLoader("dmplog.fleet"), autoescape=True, undefined=StrictUndefined)
    environment.filters |= {"line": markup.line, "raw": markup.raw}
    environment.globals |= {
        "bar": _bar,
        "numbers": NUMBERS,
        "dates": _DATES,
        "wide": _WIDE,
        "most_rows": MOST_ROWS,
        "most_named": MOST_NAMED,
    }
    return environment.get_template("summary.html.j2")

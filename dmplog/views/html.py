"""The report as one HTML file to forward: everything inside, nothing loaded, log text escaped once and never a link.

The page works without JavaScript, which only filters, copies and switches the theme. Its policy allows no network and no other
style or script than the two it carries, named by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup, escape

from dmplog.views import document as reading
from dmplog.views.document import VERDICTS, Document, as_of_text, moment_text, slug
from dmplog.views.palette import DARK, LIGHT, Palette, theme_classes
from dmplog.views.places import with_short_places
from dmplog.views.sections import MOST_EXPECTED, MOST_FILES, MOST_ROWS, sections_of
from dmplog.views.states import STATES, VERDICT_STATES
from dmplog.views.vector import glyph_svg
from dmplog.views.visible import CONTROLS, escape_of, quoted, unbroken

SHOWN = 4000
"""So many characters of a log line are in the page; JSON has all of them."""

_PAGE = {
    "light": {"link": "#0b57a4", "focus": "#0b57a4", "panel": "#f3f5f8", "thin": "#dfe3e9"},
    "dark": {"link": "#8ec2ff", "focus": "#8ec2ff", "panel": "#1e2229", "thin": "#333a44"},
}
"""Colours of the page beside those of the pictures."""


def render(document: Document) -> str:
    """Return *document* as one self-contained HTML page."""
    from dmplog.views.markdown import render as render_markdown

    ticket = render_markdown(document)
    document, folder = with_short_places(document)
    found = sections_of(document)
    style, script = _style(), _resource("report.js")
    page: str = _template().render(
        **found,
        document=document,
        style=_markup(style),
        script=_markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
        as_of=as_of_text(document),
        ticket=ticket,
        folder=folder,
        sections=_contents({**document, **found}),
    )
    return page.rstrip("\n") + "\n"


def _contents(found: Document) -> list[tuple[str, str]]:
    wanted = [
        ("where", "Where it stands", True),
        ("overview", "The way of each update", found["overviews"]),
        ("sites", "Every lane and site", found["places"]),
        ("prerequisites", "Prerequisites", found["prerequisites"]),
        ("coverage", "Coverage", found["coverage"]),
        ("timeline", "Timeline", found["timelines"]),
        ("unexplained", "Errors no step explains", found["unexplained"]),
        ("also-seen", "Also seen", found["also_seen"]),
        ("problems", "Problems", found["problems"]),
        ("decided", "How it was decided", found["decisions"]),
        ("inputs", "Inputs", True),
        ("ticket", "Ticket text", True),
    ]
    return [(anchor, title) for anchor, title, there in wanted if there]


@cache
def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("dmplog.views", "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.filters |= {
        "line": _line,
        "raw": _raw,
        "headline": _headline,
        "advice": _advice,
        "slug": slug,
        "linkable": _linkable,
        "unbroken": unbroken,
    }
    environment.globals |= {
        "states": STATES,
        "verdicts": VERDICTS,
        "glyph": _glyph,
        "verdict_glyph": lambda verdict: _glyph(VERDICT_STATES[verdict]),
        "time": _time,
        "most_rows": MOST_ROWS,
        "most_files": MOST_FILES,
        "most_expected": MOST_EXPECTED,
        "reading": reading,
    }
    return environment.get_template("report.html.j2")


def _line(text: str, length: int = 1000) -> Any:
    """Return *text* on one line, escaped, its control characters shown as such."""
    return escape(quoted(text, length))


_DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?(?: UTC)?")
_TICKED = re.compile(r"`([^`]+)`")


def _headline(text: str) -> Any:
    """Return *text* on one line, with its times kept whole."""
    return _wrapped(_line(text), _DATE, '<span class="whole">{}</span>')


def _advice(text: str) -> Any:
    """Return a text of the knowledge files, what it puts in back-ticks as code."""
    return _wrapped(_line(text, 2000), _TICKED, "<code>{}</code>")


def _wrapped(escaped: Any, wanted: re.Pattern[str], tag: str) -> Any:
    # Done on the escaped text, so that nothing a log says can close or open a tag.
    return _markup(wanted.sub(lambda found: tag.format(found.group(found.lastindex or 0)), str(escaped)))


def _raw(text: str) -> Any:
    """Return a log line as it is, escaped, its control characters marked."""
    cut = str(escape(text[:SHOWN].replace("\r\n", "\n").replace("\t", "    ")))
    marked = CONTROLS.sub(lambda found: f'<span class="control">{escape_of(found[0])}</span>', cut)
    rest = f'… <span class="dim">({len(text):,} characters, all of them in the JSON report)</span>'
    return _markup(marked + (rest if len(text) > SHOWN else ""))


def _time(moment: str, length: int | None = None) -> Any:
    return Markup('<time datetime="{}">{}</time>').format(moment, moment_text(moment)[:length])


def _glyph(status: str) -> Any:
    return _markup(glyph_svg(STATES[status].mark))


def _linkable(reference: str) -> bool:
    # Only references of the knowledge files come here; a script address or a control character is still no link.
    return reference.startswith("https://") and CONTROLS.search(reference) is None


def _markup(text: str) -> Any:
    # The package's own style sheet, script and glyphs, and texts that are escaped already.
    return Markup(text)  # noqa: S704


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _resource(name: str) -> str:
    return (files("dmplog.views") / "templates" / name).read_text(encoding="utf-8").strip()


@cache
def _style() -> str:
    light, dark = _variables(LIGHT), _variables(DARK)
    rules = [
        f":root{{{light}}}",
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}",
        f"@media screen{{:root[data-theme=dark]{{{dark};color-scheme:dark}}:root[data-theme=light]{{color-scheme:light}}}}",
    ]
    for role in dict.fromkeys(theme_classes().values()):
        color = f"var(--{_css(role)})"
        rules.append(f".fill-{role}{{fill:{color}}}.stroke-{role}{{stroke:{color}}}")
    return "\n".join([*rules, _resource("report.css")])


def _variables(palette: Palette) -> str:
    colors = {**palette.roles(), **_PAGE[palette.name]}
    return ";".join(f"--{_css(role)}:{color}" for role, color in colors.items())


def _css(role: str) -> str:
    return role.replace("_", "-")

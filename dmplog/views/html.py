"""The report as one HTML file to forward: everything inside, nothing loaded, log text escaped once and never a link.

The page works without JavaScript, which only filters, copies and switches the theme. Its policy allows no network and no other
style or script than the two it carries, named by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup, escape

from dmplog.views import document as reading
from dmplog.views.document import DETAILED, VERDICTS, Document, as_of_text, moment_text, slug
from dmplog.views.palette import DARK, LIGHT, Palette
from dmplog.views.places import with_short_places
from dmplog.views.sections import (
    MOST_EXPECTED,
    MOST_FILES,
    MOST_ROWS,
    Sections,
    coverage_rows,
    marks_of,
    span_of,
)
from dmplog.views.states import STATES, VERDICT_STATES
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
    from dmplog.views.drawing import MISSING, can_draw
    from dmplog.views.markdown import render as render_markdown

    ticket = render_markdown(document)
    document, folder = with_short_places(document)
    sections = Sections(document, drawn=can_draw())
    style, script = _style(), _resource("report.js")
    page: str = _template().render(
        document=document,
        style=_markup(style),
        script=_markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
        as_of=as_of_text(document),
        cards=sections.cards,
        more_cards=sections.more_cards,
        overviews=sections.overviews,
        places=sections.places,
        skipped=sections.skipped,
        counts=sections.counts,
        timelines=sections.timelines,
        more_timelines=sections.more_timelines,
        decisions=sections.decisions,
        coverage=coverage_rows(document),
        more_coverage=max(len(document["coverage"]) - MOST_FILES, 0),
        span=span_of(document),
        marks=marks_of(document),
        has_gaps=any(row["gaps"] for row in document["coverage"]),
        no_picture=MISSING,
        ticket=ticket,
        folder=folder,
        sections=_contents(document, sections),
    )
    return page.rstrip("\n") + "\n"


def _contents(document: Document, sections: Sections) -> list[tuple[str, str]]:
    wanted = [
        ("where", "Where it stands", True),
        ("overview", "The way of each update", sections.overviews),
        ("sites", "Every lane and site", sections.places),
        ("prerequisites", "Prerequisites", document["prerequisites"]),
        ("coverage", "Coverage", document["coverage"]),
        ("timeline", "Timeline", sections.timelines),
        ("also-seen", "Also seen", document["also_seen"]),
        ("problems", "Problems", document["problems"]),
        ("decided", "How it was decided", sections.decisions),
        ("inputs", "Inputs", True),
        ("ticket", "Ticket text", True),
    ]
    return [(anchor, title) for anchor, title, there in wanted if there]


@cache
def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("dmplog.views", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=False,
    )
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
        "short": _short,
        "most_rows": MOST_ROWS,
        "most_files": MOST_FILES,
        "detailed": DETAILED,
        "most_expected": MOST_EXPECTED,
        "reading": reading,
    }
    parts = environment.get_template("parts.html.j2").module
    environment.globals |= {"evidence": parts.evidence, "cause": parts.cause, "proofs": parts.proofs}  # type: ignore[attr-defined]
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
    cut = text if len(text) <= SHOWN else text[:SHOWN]
    parts: list[Any] = []
    begin = 0
    cut = cut.replace("\r\n", "\n").replace("\t", "    ")
    for found in CONTROLS.finditer(cut):
        parts += [
            escape(cut[begin : found.start()]),
            Markup('<span class="control">{}</span>').format(escape_of(found.group())),
        ]
        begin = found.end()
    parts.append(escape(cut[begin:]))
    if len(text) > SHOWN:
        parts.append(
            Markup('… <span class="dim">({} characters, all of them in the JSON report)</span>').format(
                f"{len(text):,}"
            )
        )
    return Markup("").join(parts)


def _time(moment: str) -> Any:
    return Markup('<time datetime="{}">{}</time>').format(moment, moment_text(moment))


def _short(moment: str) -> Any:
    return Markup('<time datetime="{}">{}</time>').format(moment, moment_text(moment)[:16])


def _glyph(status: str) -> Any:
    from dmplog.views.vector import glyph_svg

    return _markup(glyph_svg(STATES[status].mark))


def _linkable(reference: str) -> bool:
    # Only references of the knowledge files come here; a script address or a control character is still no link.
    return reference.startswith("https://") and CONTROLS.search(reference) is None


def _markup(text: str) -> Any:
    # The package's own style sheet, script and glyphs: texts of no log.
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
        *_painting(),
    ]
    return "\n".join([*rules, _resource("report.css")])


def _variables(palette: Palette) -> str:
    colors = {**palette.roles(), **_PAGE[palette.name]}
    return ";".join(f"--{_css(role)}:{color}" for role, color in colors.items())


def _painting() -> Sequence[str]:
    from dmplog.views.vector import theme_classes

    roles = dict.fromkeys(theme_classes().values())
    return [f".fill-{role}{{fill:var(--{_css(role)})}}.stroke-{role}{{stroke:var(--{_css(role)})}}" for role in roles]


def _css(role: str) -> str:
    return role.replace("_", "-")

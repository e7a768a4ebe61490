"""How values become markup: log text escaped once and never a link, times, signs and bars as elements of the page."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from dmplog.looks.document import Document
from dmplog.looks.evidence import place_of
from dmplog.looks.states import STATES
from dmplog.looks.times import parse
from dmplog.looks.visible import CONTROLS, escape_of, quoted
from dmplog.pictures.marks import FILLED, STROKES
from dmplog.views.page.spans import AXIS, Axis, Span

SHOWN = 4000
"""So many characters of a log line are in the page; JSON has all of them."""

LONGEST_TIED = 12
"""So many characters stay on one line where the name of a row is broken."""

_TOLD = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d(?::\d\d)?) UTC")
_TICKED = re.compile(r"`([^`]+)`")

_RARE = {state.glyph: status for status, state in STATES.items() if state.drawn and state.drawn != state.glyph}
"""Signs of the text views that are drawn otherwise in a picture, and their states."""

_ICONS = {
    "copy": '<path d="M5 5V2h9v9h-3M2 5h9v9H2z"/>',
    "theme": '<circle cx="8" cy="8" r="6"/><path class="solid" d="M8 2a6 6 0 0 1 0 12z"/>',
    "print": '<path d="M4 6V2h8v4M4 12H2V6h12v6h-2M4 9h8v5H4z"/>',
}
_BRACKETS = "M-1 -1 Q-5 6 -1 13 M15 -1 Q19 6 15 13"
"""Round the sign of what is only inferred."""


def made(text: str) -> Markup:
    """Return *text* as markup: of our own, or escaped already."""
    return Markup(text)  # noqa: S704


def line(text: str, length: int = 1000) -> Markup:
    """Return *text* on one line, escaped, its control characters shown as such."""
    return escape(quoted(text, length))


def said(text: str, length: int = 1000, exact: str | None = None) -> Markup:
    """Return a sentence of the report on one line, its times as elements, so that the switch of the page turns them.

    Where it tells the minute of the moment *exact*, its element holds that moment.

    >>> print(said("Stuck since 2025-01-14 02:04 UTC."))
    Stuck since <time class="told-short" datetime="2025-01-14T02:04Z">2025-01-14 02:04 UTC</time>.
    """

    def element(found: re.Match[str]) -> str:
        told = f"{found[1]}T{found[2]}"
        moment = exact if exact and exact.startswith(told) else f"{told}Z"
        form = "told" if found[2].count(":") > 1 else "told-short"
        return f'<time class="{form}" datetime="{moment}">{found[0]}</time>'

    return made(_TOLD.sub(element, str(line(text, length))))


def advice(text: str) -> Markup:
    """Return a text of the knowledge files, what it puts in back-ticks as code."""
    return _wrapped(line(text, 2000), _TICKED, "<code>{}</code>")


def signed(text: str) -> Markup:
    """Return a plain text, the signs drawn that few fonts have; whoever copies it copies the text."""

    def drawn(found: re.Match[str]) -> str:
        return f'<span class="signed">{glyph(_RARE[found[0]])}<i>{found[0]}</i></span>'

    return made(re.sub("|".join(_RARE), drawn, str(escape(text))))


def _wrapped(escaped: Markup, wanted: re.Pattern[str], tag: str) -> Markup:
    # Done on the escaped text, so that nothing a log says can close or open a tag.
    return made(wanted.sub(lambda found: tag.format(found.group(found.lastindex or 0)), str(escaped)))


def raw(text: str) -> Markup:
    """Return a log line as it is, escaped, its control characters marked."""
    cut = str(escape(text[:SHOWN].replace("\r\n", "\n").replace("\t", "    ")))
    marked = CONTROLS.sub(lambda found: f'<span class="control">{escape_of(found[0])}</span>', cut)
    rest = f'… <span class="dim">({len(text):,} characters, all of them in the JSON report)</span>'
    return made(marked + (rest if len(text) > SHOWN else ""))


def tied(name: Markup) -> Markup:
    """Return the *name* of a lane, escaped, whose last words, where it is, stay on one line.

    >>> print(tied(escape("Installation on CAS")), "|", tied(escape("Download")))
    Installation <span class="whole">on CAS</span> | Download
    """
    own, blank, where = str(name).partition(" ")
    short = blank and len(where) <= LONGEST_TIED and where.count(" ") == 1
    return made(f'{own} <span class="whole">{where}</span>') if short else name


def file_line(entry: Document) -> Markup:
    """Return `file:line` of a quoted line, breakable between its folders."""
    return made(re.sub(r"([/\\])", r"\1<wbr>", str(line(place_of(entry), 300))))


def linkable(reference: str) -> bool:
    """Return whether *reference*, which only knowledge files give, may be a link: a script address may not."""
    return reference.startswith("https://") and CONTROLS.search(reference) is None


def moment(time: str, as_of: str | None, form: str = "") -> Markup:
    """Return *time* as an element: without its date where that is the day of *as_of*, unless the *form* is "day" or "full".

    A form of "day" or "end" leaves the seconds out.

    >>> print(moment("2024-12-18T16:20:05.123Z", "2024-12-18T20:00:00.000Z"))
    <time datetime="2024-12-18T16:20:05.123Z">16:20:05</time>
    """
    found, clock = parse(time), parse(as_of)
    if found is None:
        return made("")
    today = form not in ("day", "full") and clock is not None and clock.date() == found.date()
    clock_form = "%H:%M" if form in ("day", "end") else "%H:%M:%S"
    words = found.strftime(clock_form if today else f"%Y-%m-%d {clock_form}")
    kind = made(f' class="{form}"') if form else ""
    return Markup('<time{} datetime="{}">{}</time>').format(kind, time, words)


def glyph(status: str) -> Markup:
    """Return the sign of a state for running text, in the colour of the text."""
    return made(f'<svg class="mark" aria-hidden="true"><use href="#word-{status}"/></svg>')


def sign(status: str) -> Markup:
    """Return the sign of a state for its dot: what only repeats an empty circle is left out."""
    if status in ("not_reached", "silent"):
        return made("")
    return made(f'<svg aria-hidden="true"><use href="#sign-{status}"/></svg>')


def icon(name: str) -> Markup:
    """Return a small picture for a button."""
    return made(f'<svg class="icon" aria-hidden="true"><use href="#icon-{name}"/></svg>')


def sprite() -> Markup:
    """Return every sign and icon once, for `use`."""
    symbols = [f'<symbol id="icon-{name}" viewBox="0 0 16 16">{drawn}</symbol>' for name, drawn in _ICONS.items()]
    for status, state in STATES.items():
        core = state.mark.strip("()")
        solid = ' class="solid"' if core in FILLED else ""
        path = f'<path{solid} d="{STROKES[core]}"/>'
        around = f'<path d="{_BRACKETS}"/>' if core != state.mark else ""
        symbols.append(f'<symbol id="sign-{status}" viewBox="-1 -1 15 14">{path}</symbol>')
        view = "-5 -2 24 16" if around else "-1 -1 15 14"
        symbols.append(f'<symbol id="word-{status}" viewBox="{view}">{path}{around}</symbol>')
    return made(f'<svg class="sprite" aria-hidden="true">{"".join(symbols)}</svg>')


def bar(span: Span, axis: Axis, verdict: str) -> Markup:
    """Return a bar on the axis of the whole report, with its gaps and the moments everything turns on."""
    parts = [f'<rect class="rail" x="0" y="8" width="{AXIS}" height="4"/>']
    if span.bar:
        kind = f"spent-{verdict}" if verdict else "covered"
        parts.append(f'<rect class="{kind}" x="{span.bar[0]}" y="3" width="{span.bar[1]}" height="14"/>')
    parts += [f'<rect class="gap" x="{left}" y="3" width="{width}" height="14"/>' for left, width in span.gaps]
    parts += [f'<rect class="moment" x="{place}" y="0" width="3" height="20"/>' for place in axis.places]
    view = f'viewBox="0 0 {AXIS} 20" preserveAspectRatio="none" role="img"'
    return made(f'<svg {view} aria-label="{line(span.said, 300)}">{"".join(parts)}</svg>')

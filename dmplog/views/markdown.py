"""Markdown for a ticket, a chat or the documentation.

Log text stands in code only; every other text is escaped, so that nothing in a log becomes a heading, a link or markup of the page
that shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dmplog import layout
from dmplog.layout import sentences
from dmplog.looks.document import VERDICTS, Document
from dmplog.looks.states import STATES, legend_of
from dmplog.looks.visible import quoted, visible
from dmplog.views.moments import Clock
from dmplog.views.telling import told

QUOTED = 1000
"""So many characters of a log line are quoted."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]#+!|~>$:@-])")
_GAP = re.compile(r"(?<=[ (])([^\s`()<>]*<[^<>`]{1,60}>[^\s`()<>]*?)(?=[.,;:]?[ )]|[.,;:]$)")
r"""A word with a gap in brackets: `\\<child>\SMS_SITE`, `<GUID>.CMU`."""

_STOP = "."

_HARMLESS = re.compile(r"(?<=\w)\\([-_+])(?=\w)|(?<=[\w”)])\\(:)(?= |\.?$)|(?<=\d\d)\\(:)(?=\d\d(?!\d))")
"""Inside a word or behind it, `_`, `-` and `:` begin no markup and read better bare; `http://` would become a link."""


def render(document: Document, clock: Clock = "both") -> str:
    """Return *document* as Markdown; whoever gets a ticket reads its times by both clocks, unless another *clock* is asked for."""
    return write(told(document, clock))


def write(page: layout.Page) -> str:
    """Return *page* as Markdown.

    >>> from dmplog.layout import Items, Page, Section
    >>> print(write(Page("2409", (Section("Build", (Items((("9132",),)),)),))))
    # 2409
    <BLANKLINE>
    ## Build
    <BLANKLINE>
    - 9132
    <BLANKLINE>
    """
    parts = [[f"# {prose(page.title)}"], *([_sentence(paragraph.words)] for paragraph in page.lead)]
    for section in page.sections:
        parts += [[f"## {prose(section.heading)}"]] if section.heading else []
        for block in section.blocks:
            parts += _parts(block)
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def prose(text: str) -> str:
    r"""Return *text* of the document for a sentence: nothing in it is markup.

    >>> prose("<b> [link](x) 0x80072ee2")
    '&lt;b\\> \\[link\\](x) 0x80072ee2'
    """
    return _escaped(quoted(text, QUOTED))


def _escaped(text: str) -> str:
    shown = text.replace("&", "&amp;").replace("<", "&lt;")
    bare = _HARMLESS.sub(r"\1\2\3", _SPECIAL.sub(r"\\\1", shown))
    return re.sub(r"(?i)\bwww\.", lambda found: found[0][:-1] + "\\.", bare)


def code(text: str, *, in_table: bool = False) -> str:
    """Return *text* as a code span; in a table a bar must not end its cell.

    >>> code("a`b")
    '`` a`b ``'
    """
    shown = quoted(text, QUOTED)
    shown = shown.replace("|", "\\|") if in_table else shown
    if not shown:
        return ""
    ticks = "`" * (_longest_run(shown) + 1)
    pad = " " if "`" in shown else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def advice(text: str) -> str:
    r"""Return a text of the knowledge files for a sentence: what it puts in back-ticks is code.

    >>> advice("`Wrote <n>` in <sender>.")
    '`Wrote <n>` in `<sender>`.'
    >>> print(advice(r"Write to \\<child>\SMS_SITE, as the account."))
    Write to `\\<child>\SMS_SITE`, as the account.
    """
    parts = re.split(r"`([^`]+)`", quoted(text, QUOTED))
    return "".join(code(part) if number % 2 else _kept(part) for number, part in enumerate(parts))


def _kept(text: str, *, last: bool = False) -> str:
    """Return *text* as prose, with the blanks around it: they belong to the sentence, of which it may be the *last* piece."""
    inner = text.strip(" ")
    lead = len(text) - len(text.lstrip(" "))
    # Chats and trackers that know no backslash swallow what stands in brackets anywhere else than in code.
    # Two pieces of code must not touch: only where nothing follows may one be the end.
    parts = _GAP.split(quoted(inner, QUOTED) + (_STOP if last else ""))
    said = "".join(code(part) if number % 2 else _escaped(part) for number, part in enumerate(parts))
    said = said.removesuffix(_STOP) if last else said
    return " " * lead + said + " " * (len(text) - lead - len(inner))


def _block(lines: list[str], language: str = "") -> list[str]:
    """Return *lines* as a fenced block of code."""
    fence = "`" * max(3, _longest_run("\n".join(lines)) + 1)
    return [f"{fence}{language or 'text'}", *lines, fence]


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def _sentence(words: layout.Words) -> str:
    # A colon behind code begins no markup either.
    last = len(words) - 1
    return (
        "".join(_piece(part, last=number == last) for number, part in enumerate(words)).strip().replace("`\\: ", "`: ")
    )


def _piece(part: str | layout.Span, *, last: bool) -> str:
    if isinstance(part, str):
        return _kept(part, last=last)
    return {"code": code, "advice": advice, "link": visible}[part.kind](part.text)


def _parts(block: layout.Block) -> Iterator[list[str]]:
    """Yield the lines of *block*, part by part; a blank line stands between two parts."""
    match block:
        case layout.Paragraph():
            said = _sentence(block.words)
            yield [said if block.style in ("", "dim") else f"**{said}**"]
        case layout.Items():
            numbered = block.mark == "number"
            yield [
                f"{f'{place}.' if numbered else '-'} {_sentence(words)}" for place, words in enumerate(block.items, 1)
            ]
        case layout.Code():
            yield _block([visible(line) for line in block.lines], block.language)
        case layout.Quotes():
            yield [f"- {code(quote.place)}: {code(quote.texts[0])}" for quote in block.quotes]
        case layout.Fields():
            yield from _fields(block)
        case layout.Table():
            yield _table(block)
        case layout.Journey():
            yield [f"**{prose(block.name)}**"]
            legs = [[prose(leg.where), VERDICTS[leg.verdict], _stops(leg)] for leg in block.legs]
            yield [_row(["Part", "Verdict", "Steps"]), "|---|---|---|", *map(_row, legs)]
        case layout.Legend():
            yield [", ".join(f"{state.glyph} {state.word.lower()}" for state in legend_of(block.statuses))]


def _fields(block: layout.Fields) -> Iterator[list[str]]:
    """Yield as one list what is said in sentences, then what needs blocks of its own."""
    short = [field for field in block.fields if all(isinstance(part, layout.Paragraph) for part in field.blocks)]
    if short:
        yield [_short_field(field) for field in short]
    for field in block.fields:
        if field not in short:
            yield from _long_field(field)


def _short_field(field: layout.Field) -> str:
    texts = [_sentence(part.words) for part in field.blocks if isinstance(part, layout.Paragraph)]
    return f"- **{field.label}:** {texts[0] if len(texts) == 1 else sentences(texts)}"


def _long_field(field: layout.Field) -> Iterator[list[str]]:
    label = f"**{field.label}** " if field.label else ""
    for part in field.blocks:
        match part:
            case layout.Paragraph():
                yield [label + _sentence(part.words) + (":" if label else "")]
            case layout.Items():
                yield [label.rstrip()]
                yield from _parts(part)
            case layout.Quote():
                yield from [[f"{label}{code(part.place)} at {part.time}:"]] if part.place else []
                for number, text in enumerate(part.texts):
                    yield from [["or"]] if number else []
                    cut = text if len(text) <= QUOTED else f"{text[:QUOTED]}… ({len(text):,} characters)"
                    yield _block(visible(cut).split("\n"))
                if part.around:
                    yield ["The lines around it:"]
                    yield _block([quoted(line, QUOTED) for line in part.around])
        label = ""


def _table(block: layout.Table) -> list[str]:
    rules = ["---:" if column.kind == "number" else "---" for column in block.columns]
    paths = [column.kind == "path" for column in block.columns]
    rows = [
        [code(cell or "", in_table=True) if path else prose(cell or "") for path, cell in zip(paths, row, strict=True)]
        for row in block.rows
    ]
    return [_row([column.title.capitalize() for column in block.columns]), f"|{'|'.join(rules)}|", *map(_row, rows)]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _stops(leg: layout.Leg) -> str:
    done = "all done" if leg.verdict == "completed" else ""
    return " → ".join(map(_stop, leg.stops)) or done


def _stop(stop: layout.Stop) -> str:
    repeated = f" ×{stop.attempts}" if stop.attempts > 1 else ""  # noqa: RUF001 - a sign is meant
    return f"{STATES[stop.status].glyph} {prose(stop.name)}{repeated}"

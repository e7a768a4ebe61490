"""Markdown for a ticket, a chat or the documentation.

Log text stands in code only; every other text is escaped, so that nothing in a log becomes a heading, a link or markup of the page
that shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import singledispatch

from dmplog.layout import (
    Block,
    Code,
    Field,
    Fields,
    Items,
    Journey,
    Leg,
    Legend,
    Page,
    Paragraph,
    Quote,
    Quotes,
    Span,
    Stop,
    Table,
    Words,
    sentences,
)
from dmplog.views.document import VERDICTS, Document
from dmplog.views.states import legend_of, state_of
from dmplog.views.telling import told
from dmplog.views.visible import quoted, visible

QUOTED = 1000
"""So many characters of a log line are quoted."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]#+!|~>$:@-])")
_HARMLESS = re.compile(r"(?<=\w)\\([-_])(?=\w)|(?<=[\w”)])\\(:)(?= |$)|(?<=\d\d)\\(:)(?=\d\d(?!\d))")
"""Inside a word or behind it, `_`, `-` and `:` begin no markup and read better bare; `http://` would become a link."""


def render(document: Document) -> str:
    """Return *document* as Markdown."""
    return write(told(document))


def write(page: Page) -> str:
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
    shown = quoted(text, QUOTED).replace("&", "&amp;").replace("<", "&lt;")
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

    >>> advice("`Wrote <n>` in <sender>")
    '`Wrote <n>` in &lt;sender\\>'
    """
    parts = re.split(r"`([^`]+)`", quoted(text, QUOTED))
    return "".join(code(part) if number % 2 else _kept(part) for number, part in enumerate(parts))


def _kept(text: str) -> str:
    """Return *text* as prose, with the blanks around it: they belong to the sentence."""
    inner = text.strip(" ")
    lead = len(text) - len(text.lstrip(" "))
    return " " * lead + prose(inner) + " " * (len(text) - lead - len(inner))


def _block(lines: list[str]) -> list[str]:
    """Return *lines* as a fenced block of code."""
    fence = "`" * max(3, _longest_run("\n".join(lines)) + 1)
    return [f"{fence}text", *lines, fence]


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def _quoted_block(text: str) -> list[str]:
    return _block(visible(text if len(text) <= QUOTED else f"{text[:QUOTED]}… ({len(text):,} characters)").split("\n"))


def _sentence(words: Words) -> str:
    # A colon behind code begins no markup either.
    return "".join(_piece(part) for part in words).strip().replace("`\\: ", "`: ")


def _piece(part: str | Span) -> str:
    if isinstance(part, str):
        return _kept(part)
    return {
        "code": code,
        "name": lambda text: f"({code(text)})",
        "advice": advice,
        "link": visible,
    }[part.kind](part.text)


@singledispatch
def _parts(block: Block) -> Iterator[list[str]]:
    """Yield the lines of *block*, part by part; a blank line stands between two parts."""
    raise NotImplementedError(block)


@_parts.register
def _(block: Paragraph) -> Iterator[list[str]]:
    said = _sentence(block.words)
    yield [said if block.style in ("", "dim") else f"**{said}**"]


@_parts.register
def _(block: Items) -> Iterator[list[str]]:
    numbered = block.mark == "number"
    yield [
        f"{f'{number}.' if numbered else '-'} {_sentence(words)}" for number, words in enumerate(block.items, start=1)
    ]


@_parts.register
def _(block: Code) -> Iterator[list[str]]:
    yield _block([visible(line) for line in block.lines])


@_parts.register
def _(block: Quotes) -> Iterator[list[str]]:
    yield [f"- {code(quote.place)}: {code(quote.texts[0])}" for quote in block.quotes]


@_parts.register
def _(block: Fields) -> Iterator[list[str]]:
    """Yield what is said in a sentence as one list, then what needs blocks of its own."""
    short = [all(isinstance(part, Paragraph) for part in field.blocks) for field in block.fields]
    if any(short):
        yield [_short_field(field) for field, is_short in zip(block.fields, short, strict=True) if is_short]
    for field, is_short in zip(block.fields, short, strict=True):
        if not is_short:
            yield from _long_field(field)


def _short_field(field: Field) -> str:
    texts = [_sentence(part.words) for part in field.blocks if isinstance(part, Paragraph)]
    return f"- **{field.label}:** {texts[0] if len(texts) == 1 else sentences(texts)}"


def _long_field(field: Field) -> Iterator[list[str]]:
    label = f"**{field.label}**" if field.label else ""
    for part in field.blocks:
        if isinstance(part, Quote):
            place = f"{code(part.place)} at {part.time}" if part.place else ""
            yield from [[f"{' '.join(filter(None, (label, place)))}:"]] if label or place else []
            for number, text in enumerate(part.texts):
                yield from [["or"]] if number else []
                yield _quoted_block(text)
        elif isinstance(part, Items):
            yield [label]
            yield from _parts(part)
        else:
            yield [" ".join(filter(None, (label, _sentence(part.words)))) + (":" if label else "")]
        label = ""


@_parts.register
def _(block: Table) -> Iterator[list[str]]:
    rules = ["---:" if column.kind == "number" else "---" for column in block.columns]
    yield [
        _row([column.title.capitalize() for column in block.columns]),
        f"|{'|'.join(rules)}|",
        *(
            _row(
                [
                    code(cell or "", in_table=True) if column.kind == "path" else prose(cell or "")
                    for column, cell in zip(block.columns, row, strict=True)
                ]
            )
            for row in block.rows
        ),
    ]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


@_parts.register
def _(block: Journey) -> Iterator[list[str]]:
    yield [f"**{prose(block.name)}**"]
    rows = [[prose(leg.where), VERDICTS[leg.verdict], _stops(leg)] for leg in block.legs]
    yield [_row(["Part", "Verdict", "Steps"]), "|---|---|---|", *map(_row, rows)]


def _stops(leg: Leg) -> str:
    done = "all done" if leg.verdict == "completed" else ""
    return " → ".join(map(_stop, leg.stops)) or done


def _stop(stop: Stop) -> str:
    repeated = f" ×{stop.attempts}" if stop.attempts > 1 else ""  # noqa: RUF001 - a sign is meant
    return f"{state_of(stop.status).glyph} {prose(stop.id)}{repeated}"


@_parts.register
def _(block: Legend) -> Iterator[list[str]]:
    yield [", ".join(f"{state.glyph} {state.word.lower()}" for state in legend_of(set(block.statuses)))]

# ruff: noqa: RUF001 - typographic signs are meant as they stand
"""The terminal view: what a tired person reads at two in the morning."""

from __future__ import annotations

import re
from collections.abc import Collection

from dmplog import layout
from dmplog.looks.document import VERDICTS, Document
from dmplog.looks.states import HERE, STATES, State, legend_of
from dmplog.looks.visible import cells, clipped, quoted, visible
from dmplog.views.brief import answer_alone, briefly
from dmplog.views.moments import Clock
from dmplog.views.places import with_short_places
from dmplog.views.room import ROOMS, TICKET
from dmplog.views.sheet import LABEL, Sheet, Token
from dmplog.views.telling import told

QUOTED = 600
"""So many characters of a log line are shown; JSON has all of them."""

TICKET_QUOTED = 4_000
"""So many of one that decides stand in a ticket: whoever reads it has nothing else."""

ANSWER = 25
"""Lines of the smallest screen: the answer stands in them."""

SCREEN = 60
"""Of a longer text the beginning is out of sight."""

_ADDRESS = re.compile(r"`(https?://[^`\s]+)`")

ROOMY = 84
"""From this width on a table has room for its spare columns."""


def render(  # noqa: PLR0913 - each is an option of the command
    document: Document,
    width: int = 100,
    color: bool = False,
    ascii_only: bool = False,
    verbose: bool = False,
    clock: Clock = "utc",
    quiet: bool = False,
    made: Collection[str] = (),
) -> str:
    """Return *document* as text of *width* columns; narrower than 40 counts as 40; no option is offered whose file was *made*.

    The answer takes one screen, and what is beside it a line each; *verbose* tells everything, *quiet* the answer alone. With *color*, SGR colour codes are
    written; with *ascii_only*, no character outside ASCII, for consoles that lack the glyphs. Times are told by *clock*.
    """
    if verbose:
        return write(told(document, clock), width, color=color, ascii_only=ascii_only, again=True)
    # Shortened once, and not for each room that is tried.
    document, _ = with_short_places(document)
    for room in ROOMS:
        page = briefly(document, room, clock, made)
        answer = answer_alone(page)
        if write(answer, width, ascii_only=ascii_only, around=False).count("\n") <= ANSWER:
            break
    page = answer if quiet else page
    # Lines around the quoted ones would take the screen from the answer: they stand where everything is told.
    return write(page, width, color=color, ascii_only=ascii_only, around=False)


def ticket(document: Document, width: int = 100, ascii_only: bool = False, clock: Clock = "both") -> str:
    """Return *document* as plain text for somebody who has no dmplog: nothing of the answer is cut, and no option is named."""
    return write(briefly(document, TICKET, clock), width, ascii_only=ascii_only, most=TICKET_QUOTED)


def write(
    page: layout.Page,
    width: int,
    *,
    color: bool = False,
    ascii_only: bool = False,
    again: bool = False,
    most: int = QUOTED,
    around: bool = True,
) -> str:
    """Return *page* as text of *width* columns; *again* ends a long one with its title, which has scrolled away.

    Of a quoted line *most* characters are shown, and the lines *around* it where they were asked for.

    >>> from dmplog.layout import Items, Page, Section
    >>> print(write(Page("2409", (Section("Build", (Items((("9132",),)),)),)), 80))
    2409
    <BLANKLINE>
    Build
      - 9132
    <BLANKLINE>
    """
    writer = _Writer(Sheet(width, color=color, ascii_only=ascii_only), most, around)
    writer.page(page)
    if again and writer.sheet.height > SCREEN:
        writer.sheet.blank()
        writer.sheet.words(_said(page.title), style="title")
    return str(writer.sheet)


class _Writer:
    """Writes the parts of a page on one sheet."""

    def __init__(self, sheet: Sheet, most: int, around: bool) -> None:
        self.sheet = sheet
        self.around = around
        self.most = most

    def page(self, page: layout.Page) -> None:
        self.sheet.words(_said(page.title), style="title")
        for paragraph in page.lead:
            self._block(paragraph, 0)
        for section in page.sections:
            self.sheet.blank()
            if section.heading:
                self.sheet.words(_said(section.heading), style=section.style)
            for block in section.blocks:
                self._block(block, 2 if section.heading else 0)

    def _block(self, block: layout.Block, indent: int) -> None:
        match block:
            case layout.Paragraph():
                self.sheet.tokens(_tokens(block.words, block.style), indent=indent)
            case layout.Items():
                self._items(block, indent)
            case layout.Code() if block.language:
                for line in block.lines:
                    self.sheet.tokens([(visible(line), "link")], indent=indent + 2)
            case layout.Code():
                self.sheet.kept([visible(line) for line in block.lines])
            case layout.Quotes():
                for quote in block.quotes:
                    self.sheet.words(_said(quote.place), indent=indent + 2, style="dim")
                    self.sheet.quote(quoted(quote.texts[0], QUOTED // 2), indent=indent + 2, error=quote.error)
            case _:
                self._made(block, indent)

    def _made(self, block: layout.Block, indent: int) -> None:
        """Write a block that is made of several lines of its own."""
        match block:
            case layout.Fields():
                self._fields(block)
            case layout.Table():
                self._table(block)
            case layout.Journey() if block.brief:
                self._rows(block, indent)
            case layout.Journey():
                self._journey(block, indent)
            case layout.Legend():
                self._legend(block, indent)

    def _items(self, block: layout.Items, indent: int) -> None:
        for number, words in enumerate(block.items, start=1):
            mark = {"dash": "-", "number": f"{number}.", "none": ""}[block.mark]
            self.sheet.tokens(_tokens(words), indent=indent + len(mark) + bool(mark), label=mark)

    def _fields(self, block: layout.Fields) -> None:
        for field in block.fields:
            label = field.label
            for part in field.blocks:
                match part:
                    case layout.Paragraph():
                        self.sheet.tokens(_tokens(part.words, part.style), indent=LABEL, label=label)
                    case layout.Quote():
                        self._quote(label, part)
                    case layout.Items():
                        self._steps(label, part)
                label = ""

    def _quote(self, label: str, quote: layout.Quote) -> None:
        if quote.place:
            # Under one label the lines stand close together, and their times stand in them.
            place = _said(quote.place) + (f" at {quote.time}" if label else "")
            self.sheet.words(place, indent=LABEL, label=label)
        for number, text in enumerate(quote.texts):
            self.sheet.quote(quoted(text, self.most), label="or" if number else "", error=quote.error)
        shown = quote.around if self.around else ()
        if shown:
            self.sheet.words("The lines around it:", indent=LABEL, style="dim")
        for line in shown:
            self.sheet.quote(quoted(line, self.most))

    def _steps(self, label: str, block: layout.Items) -> None:
        for number, words in enumerate(block.items, start=1):
            lead = (f"{number}. ",) if len(block.items) > 1 else ()
            self.sheet.tokens(_tokens((*lead, *words)), indent=LABEL, label="" if number > 1 else label)

    def _table(self, block: layout.Table) -> None:
        columns = [place for place, column in enumerate(block.columns) if self.sheet.width >= ROOMY or not column.spare]
        kinds = [block.columns[place].kind for place in columns]
        self.sheet.table(
            [block.columns[place].title for place in columns],
            [["-" if row[place] is None else _said(row[place] or "") for place in columns] for row in block.rows],
            right=frozenset(place for place, kind in enumerate(kinds) if kind == "number"),
            paths=frozenset(place for place, kind in enumerate(kinds) if kind == "path"),
            wrap_last=kinds[-1] == "text",
        )

    def _journey(self, block: layout.Journey, indent: int) -> None:
        self.sheet.words(_said(block.name), style="title", indent=indent)
        for leg in block.legs:
            where = [(word, "") for word in _said(leg.where).split()]
            self.sheet.tokens([*where, ("–", ""), (VERDICTS[leg.verdict].lower(), leg.verdict)], indent=indent + 2)
            if leg.stops:
                stops = [self._stop(stop, "→ " if number else "") for number, stop in enumerate(leg.stops)]
                self.sheet.tokens(stops, indent=indent + 4)

    def _rows(self, block: layout.Journey, indent: int) -> None:
        """Write a line for each leg: where, a sign for each of its stops, and the verdict."""
        self.sheet.words(_said(block.name), style="title", indent=indent)
        widest = max((cells(_said(leg.where)) for leg in block.legs), default=0)
        room = min(widest, (self.sheet.width - indent) // 2)
        for leg in block.legs:
            where = clipped(_said(leg.where), room)
            stops = [(self._glyph(STATES[stop.status]), self._style(stop)) for stop in leg.stops]
            verdict = VERDICTS[leg.verdict].lower()
            lead = [(where + " " * (room - cells(where)), "")]
            self.sheet.tokens([*lead, *stops, (verdict, leg.verdict)], indent=indent + 2)

    def _legend(self, block: layout.Legend, indent: int) -> None:
        # Words in brackets need none.
        if block.brief or not self.sheet.ascii_only:
            signs = [(self._glyph(state), state.word.lower()) for state in legend_of(block.statuses)]
            self.sheet.words(" ".join(f"{sign} {word}" for sign, word in signs), indent=indent, style="dim")

    def _glyph(self, state: State) -> str:
        return state.letter if self.sheet.ascii_only else state.glyph

    def _stop(self, stop: layout.Stop, arrow: str) -> Token:
        state = STATES[stop.status]
        glyph = state.ascii if self.sheet.ascii_only else state.glyph
        repeated = f" ×{stop.attempts}" if stop.attempts > 1 else ""
        return (f"{arrow}{glyph} {_said(stop.name)}{repeated}", self._style(stop))

    def _style(self, stop: layout.Stop) -> str:
        return stop.status if stop.status in (*HERE, "done") else "title" if stop.here else ""


def _tokens(words: layout.Words, style: str = "") -> list[Token]:
    """Return *words* part by blanks; an address stays whole, so that it can be copied."""
    links = {part.text for part in words if isinstance(part, layout.Span) and part.kind == "link"}
    said = "".join(_piece(part) for part in words)
    return [(word, "link" if word in links else style) for word in said.split()]


def _piece(part: str | layout.Span) -> str:
    if isinstance(part, layout.Span):
        # Ticks around an address are pasted with it.
        return _ADDRESS.sub(r"\1", _said(part.text))
    inner = part.strip(" ")
    return part.replace(inner, _said(inner), 1) if inner else part


def _said(text: str) -> str:
    """Return *text* for one paragraph: visible, on one line, and of a length a screen can bear."""
    return quoted(text, QUOTED)

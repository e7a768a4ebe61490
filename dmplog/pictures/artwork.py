"""A picture of a report, ready to be written in any format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, get_args

from dmplog.errors import UsageError
from dmplog.frozen import frozen
from dmplog.looks.document import VERDICTS, Document, case_title
from dmplog.looks.palette import DARK, LIGHT, Palette
from dmplog.looks.structure import sentence
from dmplog.looks.times import as_of_text
from dmplog.looks.updates import Update, update_alone, updates_of
from dmplog.looks.visible import brief
from dmplog.pictures import beneath, dot, flowchart, lanes, mermaid, pdf, png, sheet, svg, time
from dmplog.pictures.drawing import Drawing
from dmplog.pictures.sheet import Part

Kind = Literal["flowchart", "lanes", "time"]
KINDS: tuple[str, ...] = get_args(Kind)

WIDE = 1160.0
"""With so much room every lane of Microsoft's charts has its decisions and loops."""

HEADLINE = 400


@frozen
class Artwork:
    """A drawing, the same as Mermaid text, and the colours of both."""

    drawing: Drawing
    mermaid: str
    palette: Palette

    @property
    def title(self) -> str:
        """The sentence above the picture."""
        return self.drawing.title

    @property
    def description(self) -> str:
        """The picture in words, for who cannot see it."""
        return self.drawing.description

    @property
    def dot(self) -> str:
        """The picture as Graphviz DOT with every place fixed."""
        return dot.write(self.drawing, palette=self.palette)

    def svg(self) -> str:
        """Return the picture as SVG text."""
        return svg.write(self.drawing, palette=self.palette)

    def png(self) -> bytes:
        """Return the picture as the content of a PNG file."""
        return png.write(self.drawing, palette=self.palette)

    def pdf(self) -> bytes:
        """Return the picture as the content of a PDF file."""
        return pdf.write(self.drawing, palette=self.palette)


def of_report(document: Document, kind: Kind = "flowchart", *, dark: bool = False) -> Artwork:
    """Return the picture *kind* of all updates of *document* beneath each other, worst first.

    Raises:
        UsageError: The report holds nothing that could be drawn.
    """
    updates, _ = updates_of(document)
    if not updates:
        raise UsageError(f"there is nothing to draw: {document['headline']}")
    return _artwork(document, updates, kind, dark=dark)


def of_case(case: Document, document: Document | None = None, *, dark: bool = False) -> Artwork:
    """Return *case* on its lane of the flowchart; *document*, the report, gives the clock, and the headline of its first case."""
    known: Document = document if document is not None else {"as_of": None, "as_of_source": "records", "cases": ()}
    first = bool(known["cases"]) and known["cases"][0] is case
    title = known["headline"] if first else sentence(case)
    alone = update_alone(case_title(case), case)
    return _artwork({**known, "headline": title}, (alone,), "flowchart", dark=dark, cases=_of_update(known, case))


def _of_update(document: Document, case: Document) -> tuple[Document, ...]:
    """Return the cases of the update that *case* belongs to."""
    found = (update.cases for update in updates_of(document)[0])
    return next((cases for cases in found if any(one is case for one in cases)), (case,))


def _artwork(
    document: Document,
    updates: tuple[Update, ...],
    kind: Kind,
    *,
    dark: bool,
    cases: tuple[Document, ...] | None = None,
) -> Artwork:
    parts = [Part(_heading(update, kind), _told(document, update, kind, cases or update.cases)) for update in updates]
    statuses = {status for part in parts for status in part.drawing.statuses}
    drawn = sheet.lay_out(
        brief(document["headline"], HEADLINE), as_of_text(document) if document["as_of"] else "", parts, statuses
    )
    return Artwork(drawn, _MERMAID[kind](document, updates), DARK if dark else LIGHT)


def _told(document: Document, update: Update, kind: Kind, cases: tuple[Document, ...]) -> Drawing:
    """Return the picture *kind* of *update*, and beneath it what a page tells beside it: this one is sent alone."""
    drawn = _PICTURES[kind](document, update)
    return beneath.told_beneath(drawn, document, update.case, cases, place=kind != "flowchart")


def _heading(update: Update, kind: Kind) -> str:
    if kind == "lanes":
        return brief(update.name)
    return f"{brief(case_title(update.case), 160)} – {VERDICTS[update.case['verdict']].lower()}"  # noqa: RUF001


_PICTURES: Mapping[str, Callable[[Any, Update], Drawing]] = {
    "lanes": lambda document, update: lanes.draw(document, update.cases, selected=update.selected, width=WIDE),
    "flowchart": lambda document, update: flowchart.draw(document, update.case, width=WIDE),
    "time": lambda document, update: time.draw(document, update.case, width=WIDE),
}
_MERMAID = {"lanes": mermaid.lanes, "flowchart": mermaid.flowchart, "time": mermaid.time}

"""A report or one of its cases as a card in a notebook: what stands where, its picture, and what to do, in one glance.

A card holds no script and no address, styles nothing but itself, and brings its own page: it is read alike on a light and on a dark
notebook, also where a notebook that is not trusted has taken its style and its picture away.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from dmplog import layout
from dmplog.looks.document import DETAILED, VERDICTS, Document
from dmplog.looks.needs import wanted_logs
from dmplog.looks.palette import DARK, LIGHT, theme_classes
from dmplog.looks.states import VERDICT_STATES
from dmplog.looks.story import Row, alike
from dmplog.looks.structure import sentence
from dmplog.looks.updates import updates_of
from dmplog.pictures import flowchart, lanes, svg
from dmplog.pictures.drawing import Drawing
from dmplog.views.brief import answer_of, lead_of
from dmplog.views.page import markup
from dmplog.views.places import with_short_places
from dmplog.views.room import Room

ROOM = Room(quote=240, why=240, said=240, actions=3, rest="in report.to_text(verbose=True)")
"""How much of the answer a card tells."""

WIDE = 900.0
"""So wide is a cell of a notebook on a common screen."""

DARK_NOTEBOOKS = (
    "[data-jp-theme-light=false]",  # JupyterLab, Jupyter Notebook and their export
    ".vscode-dark",
    ".vscode-high-contrast:not(.vscode-high-contrast-light)",
    "[theme=dark]",  # Colab
    "[data-theme=dark]",  # pages of documentation
)
"""How a notebook says that it is dark; the system does not decide, because it may be dark around a light notebook."""


def report_card(document: Document) -> str:
    """Return the card of *document*, a report: its worst case, and the lanes and sites of the update that is worst off."""
    document, _ = with_short_places(document)
    rows = alike([case for case in document["cases"] if case["verdict"] in DETAILED])
    updates, _ = updates_of(document)
    drawn = lanes.draw(document, updates[0].cases, selected=updates[0].selected, width=WIDE) if updates else None
    lead = lead_of(document, rows[0] if rows else None, ROOM)
    answer = answer_of(document, rows[0], ROOM) if rows else None
    below = [f"{len(updates) - 1} more of the updates are not drawn."] if len(updates) > 1 else []
    below += [f"Fetch: {layout.few(wanted_logs(document), 3)}."] if document["needs"] and not rows else []
    return _card(document["verdict"], document["headline"], lead, drawn, answer, " ".join(below))


def case_card(case: Document) -> str:
    """Return the card of *case*, on its lane of the flowchart."""
    whole: Document = {"as_of": None, "as_of_source": "records", "coverage": _files(case), "cases": (case,)}
    alone, _ = with_short_places(whole)
    case = alone["cases"][0]
    row = Row(case)
    drawn = flowchart.draw(alone, case, width=WIDE)
    lead = lead_of(alone, row, ROOM)[:1]
    return _card(case["verdict"], sentence(case), lead, drawn, answer_of(alone, row, ROOM), "")


def _files(case: Document) -> tuple[Document, ...]:
    """Return the files that *case* cites, as the coverage of a report names them: without it, no clock of theirs is known."""
    lines = [line for step in case["steps"] for line in step["evidence"]]
    lines += case["cause"]["evidence"] if case["cause"] else []
    return tuple({"file": file, "role": "other"} for file in dict.fromkeys(line["file"] for line in lines))


def _card(
    verdict: str,
    title: str,
    lead: tuple[layout.Paragraph, ...],
    drawn: Drawing | None,
    answer: layout.Section | None,
    below: str,
) -> str:
    # Cards of one notebook stand in one page: what a picture names inside of it is named by its content.
    name = hashlib.sha256(repr((title, drawn)).encode("utf-8", "backslashreplace")).hexdigest()[:8]
    picture = svg.write(drawn, prefix=f"dmplog-{name}") if drawn is not None else ""
    status = VERDICT_STATES[verdict]
    card: str = _template().render(
        verdict=VERDICTS[verdict].upper(),
        title=title,
        lead=lead,
        picture=markup.made(picture),
        answer=answer.blocks[0] if answer is not None else None,
        below=below,
        style=markup.made(_style(picture, status)),
        status=status,
        light=LIGHT,
        look=LIGHT.looks[status],
    )
    return card


def _style(picture: str, status: str) -> str:
    """Return the style of a card whose badge is that of *status*; the style of one card holds for all of a notebook.

    Colours of *picture* are written light, and changed where it is dark.
    """
    used = {role: color for color, role in theme_classes().items() if f'"{color}"' in picture}
    rules = []
    for palette, notebooks in ((LIGHT, ("",)), (DARK, DARK_NOTEBOOKS)):
        colors, look = palette.roles(), palette.looks[status]
        told = {role: colors[role] for role in dict.fromkeys((*used, "page", "text", "dim", "faint", "quote"))}
        badge = {"ink": look.ink, "fill": look.fill or palette.page, "edge": look.border}
        for kind, variables in (("card", told), (status, badge)):
            said = ";".join(f"--{role}:{color}" for role, color in variables.items())
            rules.append(f"{','.join(f'{notebook} .dmplog-{kind}'.strip() for notebook in notebooks)}{{{said}}}")
    for role, color in used.items():
        rules += [f'.dmplog-card [{kind}="{color}"]{{{kind}:var(--{role})}}' for kind in ("fill", "stroke")]
    return "\n".join([_sheet(), *rules])


@cache
def _sheet() -> str:
    return (files("dmplog.views") / "templates" / "card" / "card.css").read_text(encoding="utf-8").strip()


@cache
def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("dmplog.views", "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.filters |= {"line": markup.line, "advice": markup.advice}
    environment.tests |= {
        "paragraph": lambda part: isinstance(part, layout.Paragraph),
        "items": lambda part: isinstance(part, layout.Items),
    }
    return environment.get_template("card/card.html.j2")

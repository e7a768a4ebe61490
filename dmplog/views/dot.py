# ruff: noqa: RUF001 - typographic signs are meant as they stand
"""A lane as DOT: the shape of Microsoft's picture, the state of every step on it.

Start and end are ovals, decisions are diamonds with named branches, what a log says stands in a bracket at the left, the loops
run back at the right.
"""

from __future__ import annotations

from typing import Any

from dmplog.frozen import frozen
from dmplog.views.arrows import add_arrows, put_beside
from dmplog.views.document import slug
from dmplog.views.labels import balance, cell, glyph, lines, plain, table, wrap
from dmplog.views.palette import FONT, MONOSPACE, Look, Palette
from dmplog.views.picture import FlowchartPicture, LanePicture, Node, Note, Picture
from dmplog.views.states import STATES, legend_of

TITLE_WIDTH = 62
STEP_WIDTH = 30
NOTE_WIDTH = 30
TEXT_CELL = 'width="225" align="left" balign="left"'
"""Every box has room for a title of `STEP_WIDTH` letters, so that all are of one width."""

BAND = 14
"""Stripes of a hatched box: Graphviz knows no hatching, but stripes of two colours in every format."""

CLOSE = 'border="0" cellborder="0" cellspacing="0" cellpadding="1"'


@frozen
class Style:
    """How a picture is written as DOT.

    Attributes:
        colors: Light or dark.
        links: Let each box lead to its evidence on the page the picture stands in.
        hatched: Draw what cannot be observed in stripes; a vector view draws its own hatching.
        heading: Write the title above the picture; a page has its own.
    """

    colors: Palette
    links: bool = False
    hatched: bool = True
    heading: bool = True

    def stripes(self, look: Look) -> bool:
        """Return whether a box in *look* is drawn in stripes."""
        return self.hatched and look is self.colors.looks["unobservable"]


def lane_dot(picture: LanePicture, style: Style) -> str:
    """Return *picture* as DOT."""
    chart = new_chart(picture, style)
    add_legend(chart, picture, style, after=_add_lane(chart, picture, style, "n"))
    return str(chart.source)


def flowchart_dot(picture: FlowchartPicture, style: Style) -> str:
    """Return a whole bare flowchart as DOT: its lanes side by side, each in a frame with its name."""
    chart, colors = new_chart(picture, style), style.colors
    for number, lane in enumerate(picture.lanes):
        with chart.subgraph(name=f"cluster_{number}") as frame:
            label = table([cell(lines(wrap(lane.title, 40), size=12, color=colors.text, bold=True))])
            frame.attr(label=label, color=colors.faint, style="rounded", margin="14", id=plain(f"{lane.prefix}-lane"))
            _add_lane(frame, lane, style, f"lane{number}n")
    return str(chart.source)


def _add_lane(chart: Any, picture: LanePicture, style: Style, stem: str) -> list[str]:
    """Add the nodes and arrows of *picture*, and return the names of its ends."""
    names = {node.id: f"{stem}{number}" for number, node in enumerate(picture.nodes)}
    for node in picture.nodes:
        common = {"id": plain(f"{picture.prefix}-{slug(node.id)}"), "group": "spine", "class": _classes(node)}
        if node.kind == "step":
            target = f"#{picture.prefix}-evidence-{slug(node.target)}" if style.links and node.target else ""
            _add_step(chart, node, names[node.id], style, {**common, **({"URL": target} if target else {})})
        else:
            _add_turn(chart, node, names[node.id], style.colors, common)
    add_arrows(chart, picture, names, style.colors)
    return [names[node.id] for node in picture.nodes if node.kind == "end"]


def new_chart(picture: Picture, style: Style) -> Any:
    """Return an empty chart with the verdict sentence above it."""
    from graphviz import Digraph

    colors = style.colors
    rows = [cell(lines(balance(picture.title, TITLE_WIDTH), size=14, color=colors.text, bold=True))]
    if picture.subtitle:
        rows.append(cell(lines(wrap(picture.subtitle, TITLE_WIDTH + 10), size=10, color=colors.dim)))
    rows.append('<td height="10"></td>')
    return Digraph(
        "dmplog",
        graph_attr={
            "id": plain(f"{picture.prefix}-picture"),
            "rankdir": "TB",
            "bgcolor": colors.page,
            "pad": "0.25",
            "nodesep": "0.35",
            "ranksep": "0.42",
            "fontname": FONT,
            "label": table(rows) if style.heading else "",
            "labelloc": "t",
            "labeljust": "l",
            "outputorder": "edgesfirst",
        },
        node_attr={"fontname": FONT, "fontsize": "11", "shape": "box", "margin": "0.08,0.05"},
        edge_attr={"fontname": FONT, "fontsize": "10", "arrowsize": "0.8"},
    )


def add_legend(chart: Any, picture: Picture, style: Style, *, after: list[str]) -> None:
    """Add the legend of the states that occur, below everything."""
    cells = [
        sample_cell(style.colors.looks[state.status], state.mark, style)
        + cell(lines([state.word], size=10, color=style.colors.dim))
        for state in legend_of(picture.statuses)
    ]
    if not cells:
        return
    rows = ["".join(cells[start : start + 4]) for start in range(0, len(cells), 4)]
    label = table(rows, 'border="0" cellborder="0" cellspacing="4" cellpadding="2"')
    chart.node("legend", label=label, shape="plain", id=plain(f"{picture.prefix}-legend"), **{"class": "legend"})
    for name in after:
        chart.edge(name, "legend", style="invis", weight="0")


def sample_cell(look: Look, mark: str, style: Style) -> str:
    """Return a small table cell that looks like a step in *look*."""
    sign = glyph(mark, size=11, color=look.ink)
    fill = f'bgcolor="{look.fill}"' if look.fill else ""
    line = f'style="{look.line}"' if look.line != "solid" else ""
    width = 2 if look.width >= 2 or look.rings > 1 else 1
    border = f'border="{width}" color="{look.border}" {line} width="26" height="22"'
    if not style.stripes(look):
        return cell(sign, f"{border} {fill}")
    # Stripes beside the glyph: a cell of Graphviz has no hatching either.
    stripes = [f'<td width="3" height="18" bgcolor="{color}"></td>' for color in (look.fill, style.colors.page) * 2]
    row = "".join([*stripes, cell(sign, fill), *reversed(stripes)])
    inner = f'<table border="0" cellborder="0" cellspacing="0" cellpadding="0"><tr>{row}</tr></table>'
    return cell(inner, f'{border} cellpadding="0"')


def _add_turn(chart: Any, node: Node, name: str, colors: Palette, common: dict[str, str]) -> None:
    """Add a start, an end or a decision."""
    dimmed = node.status == "not_reached"
    paint = {
        **common,
        "fillcolor": colors.page if dimmed else colors.terminal,
        "color": colors.faint if dimmed else colors.line,
        "penwidth": "1.4",
    }
    if node.kind != "decision":
        ink = colors.dim if dimmed else colors.terminal_ink
        label = plain(node.title)
        chart.node(name, label=label, shape="box", width="0.9", style="rounded,filled", fontcolor=ink, **paint)
        return
    size = {"width": "0.55", "height": "0.42", "fixedsize": "true"}
    chart.node(name, label="", shape="diamond", style="filled", **size, **paint)
    # The question stands left of its diamond; the right is for the branch that leaves the spine.
    text = lines(wrap(node.title, 24), size=11, color=colors.dim if dimmed else colors.text)
    _add_beside(chart, name, "question", cell(text), style="invis")


def _add_step(chart: Any, node: Node, name: str, style: Style, common: dict[str, str]) -> None:
    colors = style.colors
    if node.status is None:
        label = _bare_label(node, colors)
        chart.node(name, label=label, **common, style="filled", fillcolor=colors.box, color=colors.line, penwidth="1.2")
    else:
        look = colors.looks[node.status]
        filling = "striped" if style.stripes(look) else "filled"
        line = "dashed" if node.expected_next else look.line
        chart.node(
            name,
            label=_step_label(node, look),
            **common,
            style=filling if line == "solid" else f"{filling},{line}",
            fillcolor=":".join([look.fill, colors.hatch] * BAND) if style.stripes(look) else look.fill or colors.page,
            color=colors.text if node.expected_next else look.border,
            penwidth="2.4" if node.expected_next else f"{look.width:g}",
            peripheries=str(look.rings),
        )
    if node.note is not None:
        bracket = f'align="left" balign="left" border="1" sides="LTB" color="{colors.faint}" cellpadding="5"'
        tie = {"dir": "none", "color": colors.faint, "penwidth": "1", "class": "tie"}
        _add_beside(chart, name, "note", cell(_note_label(node.note, colors), bracket), **tie)


def _add_beside(chart: Any, name: str, kind: str, content: str, **tie: str) -> None:
    """Add a text at the left of the node *name*, tied to it."""
    chart.node(f"{name}{kind}", label=table([content]), shape="plain", **{"class": kind})
    put_beside(chart, f"{name}{kind}", name, **tie)


def _bare_label(node: Node, colors: Palette) -> str:
    rows = [cell(lines(wrap(node.title, STEP_WIDTH), size=12, color=colors.box_ink, bold=True), TEXT_CELL)]
    if node.actor:
        rows.append(cell(lines(wrap(node.actor, STEP_WIDTH + 6), size=9.5, color=colors.box_ink)))
    return table(rows, CLOSE)


def _step_label(node: Node, look: Look) -> str:
    state = STATES[node.status or "not_reached"]
    ahead = "" if not node.expected_next else " – expected here" if node.here else " – expected next"
    word = state.word + (f" ×{node.attempts}" if node.attempts > 1 else "") + ahead
    title = lines(wrap(node.title, STEP_WIDTH), size=12, color=look.ink, bold=True, strike=node.status == "bypassed")
    below = [text for text in (word, node.detail, node.actor) if text]
    small = lines([line for text in below for line in wrap(text, STEP_WIDTH + 8)], size=9.5, color=look.ink)
    # The glyph has a cell of a fixed width, so that the titles of all boxes begin alike.
    sign = cell(glyph(state.mark, size=17, color=look.ink), 'rowspan="2" width="34" height="30" valign="middle"')
    return table([sign + cell(title, TEXT_CELL), cell(small)], CLOSE)


def _note_label(note: Note, colors: Palette) -> str:
    quote = [line for text in note.lines for line in wrap(text, NOTE_WIDTH)]
    head = lines(wrap(note.head, NOTE_WIDTH), size=9.5, color=colors.text)
    return head + (lines(quote, size=9.5, color=colors.quote, face=MONOSPACE) if quote else "")


def _classes(node: Node) -> str:
    return " ".join(filter(None, (node.kind, (node.status or "").replace("_", "-"), "here" if node.here else "")))

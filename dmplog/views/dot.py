"""A lane as DOT: the shape of Microsoft's picture, the state of every step on it.

Start and end are ovals, decisions are diamonds with named branches, what a log says stands in a bracket at the left, the loops
run back at the right.
"""

from __future__ import annotations

from typing import Any

from dmplog.looks.document import slug
from dmplog.looks.labels import balance, cell, lines, plain, table, wrap
from dmplog.looks.palette import FONT, MONOSPACE, Palette
from dmplog.looks.picture import FlowchartPicture, LanePicture, Node, Note, Picture
from dmplog.views.arrows import add_arrows, put_beside

TITLE_WIDTH = 62
STEP_WIDTH = 30
NOTE_WIDTH = 30
TEXT_CELL = 'width="225" align="left" balign="left"'
"""Every box has room for a title of `STEP_WIDTH` letters, so that all are of one width."""

CLOSE = 'border="0" cellborder="0" cellspacing="0" cellpadding="1"'


def lane_dot(picture: LanePicture, colors: Palette) -> str:
    """Return *picture* as DOT."""
    chart = _new_chart(picture, colors)
    _add_lane(chart, picture, colors, "n")
    return str(chart.source)


def flowchart_dot(picture: FlowchartPicture, colors: Palette) -> str:
    """Return a whole bare flowchart as DOT: its lanes side by side, each in a frame with its name."""
    chart = _new_chart(picture, colors)
    for number, lane in enumerate(picture.lanes):
        with chart.subgraph(name=f"cluster_{number}") as frame:
            label = table([cell(lines(wrap(lane.title, 40), size=12, color=colors.text, bold=True))])
            frame.attr(label=label, color=colors.faint, style="rounded", margin="14", id=plain(f"{lane.prefix}-lane"))
            _add_lane(frame, lane, colors, f"lane{number}n")
    return str(chart.source)


def _add_lane(chart: Any, picture: LanePicture, colors: Palette, stem: str) -> None:
    """Add the nodes and arrows of *picture*."""
    names = {node.id: f"{stem}{number}" for number, node in enumerate(picture.nodes)}
    for node in picture.nodes:
        common = {"id": plain(f"{picture.prefix}-{slug(node.id)}"), "group": "spine", "class": node.kind}
        add = _add_step if node.kind == "step" else _add_turn
        add(chart, node, names[node.id], colors, common)
    add_arrows(chart, picture, names, colors)


def _new_chart(picture: Picture, colors: Palette) -> Any:
    """Return an empty chart with its title above it."""
    from graphviz import Digraph

    rows = [cell(lines(balance(picture.title, TITLE_WIDTH), size=14, color=colors.text, bold=True))]
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
            "label": table(rows),
            "labelloc": "t",
            "labeljust": "l",
            "outputorder": "edgesfirst",
        },
        node_attr={"fontname": FONT, "fontsize": "11", "shape": "box", "margin": "0.08,0.05"},
        edge_attr={"fontname": FONT, "fontsize": "10", "arrowsize": "0.8"},
    )


def _add_turn(chart: Any, node: Node, name: str, colors: Palette, common: dict[str, str]) -> None:
    """Add a start, an end or a decision."""
    paint = {**common, "fillcolor": colors.terminal, "color": colors.line, "penwidth": "1.4"}
    if node.kind != "decision":
        label = plain(node.title)
        chart.node(name, label=label, width="0.9", style="rounded,filled", fontcolor=colors.terminal_ink, **paint)
        return
    size = {"width": "0.55", "height": "0.42", "fixedsize": "true"}
    chart.node(name, label="", shape="diamond", style="filled", **size, **paint)
    # The question stands left of its diamond; the right is for the branch that leaves the spine.
    text = lines(wrap(node.title, 24), size=11, color=colors.text)
    _add_beside(chart, name, "question", cell(text), style="invis")


def _add_step(chart: Any, node: Node, name: str, colors: Palette, common: dict[str, str]) -> None:
    label = _step_label(node, colors)
    chart.node(name, label=label, style="filled", fillcolor=colors.box, color=colors.line, penwidth="1.2", **common)
    if node.note is not None:
        bracket = f'align="left" balign="left" border="1" sides="LTB" color="{colors.faint}" cellpadding="5"'
        tie = {"dir": "none", "color": colors.faint, "penwidth": "1", "class": "tie"}
        _add_beside(chart, name, "note", cell(_note_label(node.note, colors), bracket), **tie)


def _add_beside(chart: Any, name: str, kind: str, content: str, **tie: str) -> None:
    """Add a text at the left of the node *name*, tied to it."""
    chart.node(f"{name}{kind}", label=table([content]), shape="plain", **{"class": kind})
    put_beside(chart, f"{name}{kind}", name, **tie)


def _step_label(node: Node, colors: Palette) -> str:
    rows = [cell(lines(wrap(node.title, STEP_WIDTH), size=12, color=colors.box_ink, bold=True), TEXT_CELL)]
    if node.actor:
        rows.append(cell(lines(wrap(node.actor, STEP_WIDTH + 6), size=9.5, color=colors.box_ink)))
    return table(rows, CLOSE)


def _note_label(note: Note, colors: Palette) -> str:
    quote = [line for text in note.lines for line in wrap(text, NOTE_WIDTH)]
    head = lines(wrap(note.head, NOTE_WIDTH), size=9.5, color=colors.text)
    return head + (lines(quote, size=9.5, color=colors.quote, face=MONOSPACE) if quote else "")

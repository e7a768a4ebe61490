# ruff: noqa: RUF001 - typographic signs are meant as they stand
"""A lane as DOT: the shape of Microsoft's picture, the state of every step on it.

Start and end are ovals, decisions are diamonds with named branches, what a log says stands in a bracket at the left, the loops
run back at the right.
"""

from __future__ import annotations

from typing import Any, Protocol

from dmplog.views.arrows import add_arrows
from dmplog.views.document import slug
from dmplog.views.labels import balance, cell, escaped, lines, plain, table, wrap
from dmplog.views.palette import FONT, MONOSPACE, Look, Palette
from dmplog.views.picture import FlowchartPicture, LanePicture, Node, Note
from dmplog.views.states import legend_of, state_of

TITLE_WIDTH = 62
STEP_WIDTH = 30
NOTE_WIDTH = 30
TEXT_POINTS = 225
"""Every box has room for a title of `STEP_WIDTH` letters, so that all are of one width."""

BAND = 14
"""Stripes of a hatched box: Graphviz knows no hatching, but stripes of two colours in every format."""


class Drawn(Protocol):
    """What a frame and a legend need of a picture."""

    @property
    def title(self) -> str:
        """The sentence above it."""

    @property
    def subtitle(self) -> str:
        """A smaller line below that."""

    @property
    def prefix(self) -> str:
        """What every id begins with."""

    @property
    def statuses(self) -> set[str]:
        """The step states that occur."""


def lane_dot(
    picture: LanePicture, colors: Palette, *, links: bool = False, hatched: bool = True, heading: bool = True
) -> str:
    """Return *picture* as DOT.

    Args:
        picture: The lane, with or without progress.
        colors: Light or dark.
        links: Let each box lead to its evidence on the page the picture stands in.
        hatched: Draw what cannot be observed in stripes; a vector view draws its own hatching.
        heading: Write the title above the picture; a page has its own.
    """
    chart = new_chart(picture, colors, heading=heading)
    ends = _add_lane(chart, picture, colors, "n", links=links, hatched=hatched)
    add_legend(chart, picture, colors, ends, hatched=hatched)
    return str(chart.source)


def flowchart_dot(picture: FlowchartPicture, colors: Palette) -> str:
    """Return a whole bare flowchart as DOT: its lanes side by side, each in a frame with its name."""
    chart = new_chart(picture, colors, heading=True)
    for number, lane in enumerate(picture.lanes):
        with chart.subgraph(name=f"cluster_{number}") as frame:
            label = table([cell(lines(wrap(lane.title, 40), size=12, color=colors.text, bold=True))])
            frame.attr(label=label, color=colors.faint, style="rounded", margin="14", id=plain(f"{lane.prefix}-lane"))
            _add_lane(frame, lane, colors, f"lane{number}n", links=False, hatched=True)
    return str(chart.source)


def _add_lane(chart: Any, picture: LanePicture, colors: Palette, stem: str, *, links: bool, hatched: bool) -> list[str]:
    """Add the nodes and arrows of *picture*, and return the names of its ends."""
    names = {node.id: f"{stem}{number}" for number, node in enumerate(picture.nodes)}
    for node in picture.nodes:
        _add_node(chart, node, names[node.id], picture, colors, links=links, hatched=hatched)
    add_arrows(chart, picture, names, colors)
    return [names[node.id] for node in picture.nodes if node.kind == "end"]


def new_chart(picture: Drawn, colors: Palette, *, heading: bool) -> Any:
    """Return an empty chart with the verdict sentence above it."""
    from graphviz import Digraph

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
            "label": table(rows) if heading else "",
            "labelloc": "t",
            "labeljust": "l",
            "outputorder": "edgesfirst",
        },
        node_attr={"fontname": FONT, "fontsize": "11", "shape": "box", "margin": "0.08,0.05"},
        edge_attr={"fontname": FONT, "fontsize": "10", "arrowsize": "0.8"},
    )


def painted(look: Look, colors: Palette, *, hatched: bool) -> dict[str, str]:
    """Return the Graphviz attributes of a box in *look*."""
    stripes = hatched and look is colors.looks["unobservable"]
    fill = look.fill or colors.page
    style = ["striped" if stripes else "filled"]
    if look.line != "solid":
        style.append(look.line)
    return {
        "style": ",".join(style),
        "fillcolor": ":".join([look.fill, colors.hatch] * BAND) if stripes else fill,
        "color": look.border,
        "penwidth": f"{look.width:g}",
        "peripheries": str(look.rings),
    }


def ink_of(look: Look, colors: Palette) -> str:
    """Return the colour of text on *look*."""
    return look.ink if look.fill else (look.ink or colors.text)


def add_legend(chart: Any, picture: Drawn, colors: Palette, after: list[str], *, hatched: bool) -> None:
    """Add the legend of the states that occur, below everything."""
    states = legend_of(picture.statuses)
    if not states:
        return
    cells = []
    for state in states:
        sample = sample_cell(colors.looks[state.status], state.mark, colors, hatched=hatched)
        cells.append((sample, cell(lines([state.word], size=10, color=colors.dim))))
    rows = ["".join(sample + word for sample, word in cells[start : start + 4]) for start in range(0, len(cells), 4)]
    label = table(rows, attributes='border="0" cellborder="0" cellspacing="4" cellpadding="2"')
    chart.node("legend", label=label, shape="plain", id=plain(f"{picture.prefix}-legend"), **{"class": "legend"})
    for name in after:
        chart.edge(name, "legend", style="invis", weight="0")


def sample_cell(look: Look, mark: str, colors: Palette, *, hatched: bool) -> str:
    """Return a small table cell that looks like a step in *look*."""
    glyph = f'<font point-size="11" color="{ink_of(look, colors)}">{escaped(mark)}</font>'
    fill = f'bgcolor="{look.fill}"' if look.fill else ""
    style = f'style="{look.line}"' if look.line != "solid" else ""
    border = (
        f'border="{2 if look.width >= 2 or look.rings > 1 else 1}" color="{look.border}" {style} width="26" height="22"'
    )
    if not hatched or look is not colors.looks["unobservable"]:
        return cell(glyph, f"{border} {fill}")
    # Stripes beside the glyph: a cell of Graphviz has no hatching either.
    stripes = [
        f'<td width="3" height="18" bgcolor="{color}"></td>'
        for color in (look.fill, colors.page, look.fill, colors.page)
    ]
    middle = cell(glyph, fill)
    inner = f'<table border="0" cellborder="0" cellspacing="0" cellpadding="0"><tr>{"".join(stripes)}{middle}{"".join(reversed(stripes))}</tr></table>'
    return f'<td {border} cellpadding="0">{inner}</td>'


def _add_node(
    chart: Any, node: Node, name: str, picture: LanePicture, colors: Palette, *, links: bool, hatched: bool
) -> None:
    dimmed = node.status == "not_reached"
    common = {"id": plain(f"{picture.prefix}-{slug(node.id)}"), "group": "spine", "class": _classes(node)}
    if node.kind in ("start", "end"):
        fill = colors.page if dimmed else colors.terminal
        ink = colors.dim if dimmed else colors.terminal_ink
        chart.node(
            name,
            label=plain(node.title),
            shape="box",
            width="0.9",
            **common,
            style="rounded,filled",
            fillcolor=fill,
            fontcolor=ink,
            color=colors.faint if dimmed else colors.line,
            penwidth="1.4",
        )
        return
    if node.kind == "decision":
        fill = colors.page if dimmed else colors.terminal
        chart.node(
            name,
            label="",
            shape="diamond",
            width="0.55",
            height="0.42",
            fixedsize="true",
            **common,
            style="filled",
            fillcolor=fill,
            color=colors.faint if dimmed else colors.line,
            penwidth="1.4",
        )
        _add_question(chart, name, node, colors, dimmed=dimmed)
        return
    if node.status is None:
        chart.node(
            name,
            label=_bare_label(node, colors),
            **common,
            style="filled",
            fillcolor=colors.box,
            color=colors.line,
            penwidth="1.2",
        )
    else:
        look = colors.looks[node.status]
        paint = painted(look, colors, hatched=hatched)
        if node.expected_next:
            paint |= {"penwidth": "2.4", "color": colors.text, "style": f"{paint['style'].split(',')[0]},dashed"}
        target = {"URL": f"#{picture.prefix}-evidence-{slug(node.target)}"} if links and node.target else {}
        chart.node(name, label=_step_label(node, look, colors), **common, **paint, **target)
    if node.note is not None:
        _add_note(chart, name, node.note, colors)


def _bare_label(node: Node, colors: Palette) -> str:
    rows = [
        cell(
            lines(wrap(node.title, STEP_WIDTH), size=12, color=colors.box_ink, bold=True),
            f'width="{TEXT_POINTS}" align="left" balign="left"',
        )
    ]
    if node.actor:
        rows.append(cell(lines(wrap(node.actor, STEP_WIDTH + 6), size=9.5, color=colors.box_ink)))
    return table(rows, attributes='border="0" cellborder="0" cellspacing="0" cellpadding="1"')


def _step_label(node: Node, look: Look, colors: Palette) -> str:
    state = state_of(node.status or "not_reached")
    ink = ink_of(look, colors)
    ahead = "" if not node.expected_next else " – expected here" if node.here else " – expected next"
    word = state.word + (f" ×{node.attempts}" if node.attempts > 1 else "") + ahead
    title = lines(wrap(node.title, STEP_WIDTH), size=12, color=ink, bold=True, strike=node.status == "bypassed")
    below = [text for text in (word, node.detail, node.actor) if text]
    small = lines([line for text in below for line in wrap(text, STEP_WIDTH + 8)], size=9.5, color=ink)
    glyph = f'<font point-size="17" color="{ink}">{escaped(state.mark)}</font>'
    # The glyph has a cell of a fixed width, so that the titles of all boxes begin alike.
    first = cell(glyph, 'rowspan="2" width="34" height="30" valign="middle"') + cell(
        title, f'width="{TEXT_POINTS}" align="left" balign="left"'
    )
    return table([first, cell(small)], attributes='border="0" cellborder="0" cellspacing="0" cellpadding="1"')


def _add_note(chart: Any, name: str, note: Note, colors: Palette) -> None:
    quote = [line for text in note.lines for line in wrap(text, NOTE_WIDTH)]
    head = lines(wrap(note.head, NOTE_WIDTH), size=9.5, color=colors.text)
    body = lines(quote, size=9.5, color=colors.quote, face=MONOSPACE) if quote else ""
    bracket = cell(
        head + body, f'align="left" balign="left" border="1" sides="LTB" color="{colors.faint}" cellpadding="5"'
    )
    chart.node(f"{name}note", label=table([bracket]), shape="plain", **{"class": "note"})
    with chart.subgraph() as rank:
        rank.attr(rank="same")
        rank.node(f"{name}note")
        rank.node(name)
    chart.edge(f"{name}note", name, dir="none", color=colors.faint, penwidth="1", **{"class": "tie"})


def _add_question(chart: Any, name: str, node: Node, colors: Palette, *, dimmed: bool) -> None:
    # The question stands left of its diamond; the right is for the branch that leaves the spine.
    text = lines(wrap(node.title, 24), size=11, color=colors.dim if dimmed else colors.text)
    chart.node(f"{name}question", label=table([cell(text)]), shape="plain", **{"class": "question"})
    with chart.subgraph() as rank:
        rank.attr(rank="same")
        rank.node(f"{name}question")
        rank.node(name)
    chart.edge(f"{name}question", name, style="invis")


def _classes(node: Node) -> str:
    words = [node.kind, *([node.status.replace("_", "-")] if node.status else []), *(["here"] if node.here else [])]
    return " ".join(words)

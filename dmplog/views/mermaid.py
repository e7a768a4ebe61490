# ruff: noqa: RUF001 - typographic signs are meant as they stand
"""Pictures as Mermaid text, for wikis and pull requests that draw it themselves."""

from __future__ import annotations

from collections.abc import Iterator

from dmplog.views.overview import OverviewPicture
from dmplog.views.palette import LIGHT
from dmplog.views.picture import FlowchartPicture, LanePicture, Node
from dmplog.views.states import STATES, legend_of
from dmplog.views.visible import visible

_SAFE = {ord(character): f"#{ord(character)};" for character in '"#&<>`{}[]()|\\;%'}
"""Mermaid writes a character by its number as `#34;`; these end or begin something in its language, or in HTML."""


def text(words: str) -> str:
    """Return *words* as Mermaid label text.

    >>> text('say "<b>"')
    'say #34;#60;b#62;#34;'
    """
    return visible(words).replace("\n", " ").translate(_SAFE)


def lane_mermaid(picture: LanePicture) -> str:
    """Return *picture* as a Mermaid flowchart."""
    rows = [*_head(picture.title, _steps_in_words(picture)), *_body(picture, "n"), *_classes(picture)]
    return "\n".join(rows) + "\n"


def flowchart_mermaid(picture: FlowchartPicture) -> str:
    """Return a whole bare flowchart as one Mermaid flowchart with a part for each lane."""
    rows = _head(picture.title, "; ".join(f"{lane.title}: {_steps_in_words(lane)}" for lane in picture.lanes))
    for number, lane in enumerate(picture.lanes):
        rows.append(f'  subgraph lane{number}["{text(lane.title)}"]')
        rows += [f"  {row}" for row in _body(lane, f"lane{number}n")]
        rows.append("  end")
    return "\n".join(rows) + "\n"


def overview_mermaid(picture: OverviewPicture) -> str:
    """Return *picture* as a Mermaid flowchart."""
    said = "; ".join(f"{strip.title}: {strip.remark}" for strip in picture.strips)
    rows = _head(picture.title, said)
    for strip in picture.strips:
        marks = " ".join(STATES[status].glyph for status in strip.statuses)
        rows.append(f"  {strip.id}{_box(strip.title, marks, strip.remark)}")
    rows += [f"  {source} --> {target}" for source, target in picture.edges]
    return "\n".join(rows) + "\n"


def _head(title: str, description: str) -> list[str]:
    return ["flowchart TD", f"  accTitle: {text(title)}", f"  accDescr: {text(description)}"]


def _body(picture: LanePicture, stem: str) -> list[str]:
    names = {node.id: f"{stem}{number}" for number, node in enumerate(picture.nodes)}
    rows = [f"  {names[node.id]}{_shape(node)}" for node in picture.nodes]
    for edge in picture.edges:
        arrow = {True: "==>", None: "-->", False: "-.->"}[edge.taken]
        shown = f'|"{text(edge.words)}"|' if edge.words else ""
        rows.append(f"  {names[edge.source]} {arrow}{shown} {names[edge.target]}")
    return rows


def _steps_in_words(picture: LanePicture) -> str:
    return "; ".join(f"{node.title}{f': {STATES[node.status].word}' if node.status else ''}" for node in picture.steps)


def _shape(node: Node) -> str:
    if node.kind in ("start", "end"):
        return f'(["{text(node.title)}"])'
    if node.kind == "decision":
        return f'{{"{text(node.title)}"}}'
    if node.status is None:
        return _box(node.title, node.actor)
    state = STATES[node.status]
    repeated = f" ×{node.attempts}" if node.attempts > 1 else ""
    return _box(f"{state.glyph} {node.title}", f"{state.word}{repeated}", node.detail, node.actor)


def _box(*parts: str | None) -> str:
    words = "<br/>".join(text(part) for part in parts if part)
    return f'["{words}"]'


def _classes(picture: LanePicture) -> Iterator[str]:
    for state in legend_of(picture.statuses):
        look = LIGHT.looks[state.status]
        dashes = {"dashed": ",stroke-dasharray:6 3", "dotted": ",stroke-dasharray:2 3"}.get(look.line, "")
        paint = f"fill:{look.fill or LIGHT.page},color:{look.ink},stroke:{look.border},stroke-width:{look.width:g}px"
        yield f"  classDef {state.status} {paint}{dashes}"
        members = ",".join(
            f"n{number}"
            for number, node in enumerate(picture.nodes)
            if node.status == state.status and node.kind == "step"
        )
        yield f"  class {members} {state.status}"

# ruff: noqa: RUF001 - typographic signs are meant as they stand
"""Pictures as Mermaid text, for wikis and pull requests that draw it themselves."""

from __future__ import annotations

from dmplog.views.overview import OverviewPicture
from dmplog.views.palette import LIGHT, Look
from dmplog.views.picture import FlowchartPicture, LanePicture, Node
from dmplog.views.states import legend_of, state_of
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
    names = {node.id: f"n{number}" for number, node in enumerate(picture.nodes)}
    rows = [*_head(picture.title, _steps_in_words(picture)), *_body(picture, "n")]
    found = {names[node.id]: node.status for node in picture.nodes if node.kind == "step" and node.status}
    return "\n".join([*rows, *_classes(picture.statuses, found)]) + "\n"


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
        marks = " ".join(state_of(status).glyph for status in strip.statuses)
        rows.append(f"  {strip.id}{_box(strip.title, marks, strip.remark)}")
    rows += [f"  {source} --> {target}" for source, target in picture.edges]
    return "\n".join(rows) + "\n"


def _head(title: str, description: str) -> list[str]:
    return ["flowchart TD", f"  accTitle: {text(title)}", f"  accDescr: {text(description)}"]


def _body(picture: LanePicture, stem: str) -> list[str]:
    names = {node.id: f"{stem}{number}" for number, node in enumerate(picture.nodes)}
    rows = [f"  {names[node.id]}{_shape(node)}" for node in picture.nodes]
    for edge in picture.edges:
        label = " ".join(part for part in (edge.label, edge.delta) if part)
        arrow = "==>" if edge.taken else ("-->" if edge.taken is None else "-.->")
        shown = '|"' + text(label) + '"|' if label else ""
        rows.append(f"  {names[edge.source]} {arrow}{shown} {names[edge.target]}")
    return rows


def _steps_in_words(picture: LanePicture) -> str:
    return "; ".join(
        f"{node.title}{f': {state_of(node.status).word}' if node.status else ''}"
        for node in picture.nodes
        if node.kind == "step"
    )


def _shape(node: Node) -> str:
    if node.kind in ("start", "end"):
        return f'(["{text(node.title)}"])'
    if node.kind == "decision":
        return f'{{"{text(node.title)}"}}'
    state = state_of(node.status) if node.status else None
    repeated = f" ×{node.attempts}" if node.attempts > 1 else ""
    parts = [
        f"{state.glyph} {node.title}" if state else node.title,
        f"{state.word}{repeated}" if state else "",
        node.detail or "",
        node.actor or "",
    ]
    return _box(*parts)


def _box(*parts: str) -> str:
    words = "<br/>".join(text(part) for part in parts if part)
    return f'["{words}"]'


def _classes(statuses: set[str], found: dict[str, str]) -> list[str]:
    rows = []
    for state in legend_of(statuses & set(found.values())):
        rows.append(f"  classDef {state.status} {_style(LIGHT.looks[state.status])}")
        members = ",".join(name for name, status in found.items() if status == state.status)
        rows.append(f"  class {members} {state.status}")
    return rows


def _style(look: Look) -> str:
    dashes = {"dashed": ",stroke-dasharray:6 3", "dotted": ",stroke-dasharray:2 3"}.get(look.line, "")
    return f"fill:{look.fill or LIGHT.page},color:{look.ink},stroke:{look.border},stroke-width:{look.width:g}px{dashes}"

"""Bare flowcharts as Mermaid text, for wikis and pull requests that draw it themselves."""

from __future__ import annotations

from dmplog.looks.mermaid import text
from dmplog.looks.picture import FlowchartPicture, LanePicture, Node


def lane_mermaid(picture: LanePicture) -> str:
    """Return *picture* as a Mermaid flowchart."""
    rows = [*_head(picture.title, _steps_in_words(picture)), *_body(picture, "n")]
    return "\n".join(rows) + "\n"


def flowchart_mermaid(picture: FlowchartPicture) -> str:
    """Return a whole bare flowchart as one Mermaid flowchart with a part for each lane."""
    rows = _head(picture.title, "; ".join(f"{lane.title}: {_steps_in_words(lane)}" for lane in picture.lanes))
    for number, lane in enumerate(picture.lanes):
        rows.append(f'  subgraph lane{number}["{text(lane.title)}"]')
        rows += [f"  {row}" for row in _body(lane, f"lane{number}n")]
        rows.append("  end")
    return "\n".join(rows) + "\n"


def _head(title: str, description: str) -> list[str]:
    return ["flowchart TD", f"  accTitle: {text(title)}", f"  accDescr: {text(description)}"]


def _body(picture: LanePicture, stem: str) -> list[str]:
    names = {node.id: f"{stem}{number}" for number, node in enumerate(picture.nodes)}
    rows = [f"  {names[node.id]}{_shape(node)}" for node in picture.nodes]
    for edge in picture.edges:
        shown = f'|"{text(edge.label)}"|' if edge.label else ""
        rows.append(f"  {names[edge.source]} -->{shown} {names[edge.target]}")
    return rows


def _steps_in_words(picture: LanePicture) -> str:
    return "; ".join(node.title for node in picture.steps)


def _shape(node: Node) -> str:
    if node.kind in ("start", "end"):
        return f'(["{text(node.title)}"])'
    if node.kind == "decision":
        return f'{{"{text(node.title)}"}}'
    return _box(node.title, node.actor)


def _box(*parts: str | None) -> str:
    words = "<br/>".join(text(part) for part in parts if part)
    return f'["{words}"]'

"""A flowchart without progress as a picture, whatever a chart of the user's own holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from dmplog.errors import UsageError
from dmplog.frozen import frozen
from dmplog.looks.palette import DARK, LIGHT, Palette
from dmplog.looks.picture import FlowchartPicture, LanePicture, from_lane
from dmplog.looks.visible import one_line
from dmplog.nearest import did_you_mean
from dmplog.pictures import columns, pdf, png, svg
from dmplog.pictures.drawing import Drawing
from dmplog.views.dot import flowchart_dot, lane_dot
from dmplog.views.mermaid import flowchart_mermaid, lane_mermaid

MOST_QUOTES = 2
"""So many lines are quoted beside a step."""


class Render(Protocol):
    """Gives the message text of an event with the known fields filled in."""

    def __call__(self, event: str, fields: Mapping[str, str], /) -> str:
        """Return the text."""


@frozen
class BareChart:
    """One lane, or all lanes of a flowchart side by side."""

    picture: LanePicture | FlowchartPicture
    dark: bool = False

    @property
    def title(self) -> str:
        """The sentence above the picture."""
        return self.picture.title

    @property
    def description(self) -> str:
        """The picture in words, for who cannot see it."""
        return self.drawing.description

    @property
    def dot(self) -> str:
        """The picture as Graphviz DOT, for Graphviz to lay out: nodes and arrows by what they are, to be changed and drawn elsewhere."""
        if isinstance(self.picture, FlowchartPicture):
            return flowchart_dot(self.picture, self.palette)
        return lane_dot(self.picture, self.palette)

    @property
    def mermaid(self) -> str:
        """The picture as Mermaid text."""
        if isinstance(self.picture, FlowchartPicture):
            return flowchart_mermaid(self.picture)
        return lane_mermaid(self.picture)

    @property
    def drawing(self) -> Drawing:
        """The picture laid out."""
        return columns.draw(self.picture)

    @property
    def palette(self) -> Palette:
        """The colours of the picture."""
        return DARK if self.dark else LIGHT

    def svg(self) -> str:
        """Return the picture as SVG text."""
        return svg.write(self.drawing, palette=self.palette, prefix="flowchart")

    def png(self) -> bytes:
        """Return the picture as the content of a PNG file."""
        return png.write(self.drawing, palette=self.palette)

    def pdf(self) -> bytes:
        """Return the picture as the content of a PDF file."""
        return pdf.write(self.drawing, palette=self.palette)


def bare_chart(flowchart: Any, *, lane: str | None, dark: bool, render: Render | None) -> BareChart:
    """Return *flowchart* without progress: one lane, or all of them side by side.

    With *render*, each step quotes the lines that show it.

    Raises:
        UsageError: The flowchart has no such lane.
    """
    wanted = [one for one in flowchart.lanes if lane is None or one.id == lane]
    if not wanted:
        known = [one.id for one in flowchart.lanes]
        hint = did_you_mean(str(lane), known) or f"it has {', '.join(known)}."
        raise UsageError(f"{flowchart.id} has no lane {lane!r}; {hint}")
    pictures = tuple(from_lane(one, _quotes(one, render)) for one in wanted)
    if len(pictures) == 1:
        return BareChart(pictures[0], dark)
    return BareChart(FlowchartPicture(one_line(flowchart.title), pictures), dark)


def _quotes(lane: Any, render: Render | None) -> dict[str, list[str]]:
    if render is None:
        return {}
    found: dict[str, list[str]] = {}
    for step in lane.steps:
        signals = step.ends or step.begins
        texts = [
            render(one.event, {name: values[0] for name, values in one.where if len(values) == 1}) for one in signals
        ]
        # A status message repeats in numbers what a line says in words.
        spoken = [text for text in texts if not text.startswith("STATMSG:")]
        found[step.id] = list(dict.fromkeys(spoken or texts))[:MOST_QUOTES]
    return found

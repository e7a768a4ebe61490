"""The progress diagram: one picture with everything it can be saved as."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dmplog.errors import RenderingError, UsageError
from dmplog.target import Target, sealed
from dmplog.verdicts import WORST_FIRST
from dmplog.views.document import Document
from dmplog.views.dot import Style, flowchart_dot, lane_dot
from dmplog.views.drawing import draw
from dmplog.views.mermaid import flowchart_mermaid, lane_mermaid, overview_mermaid
from dmplog.views.overview import OverviewPicture, from_story, overview_dot
from dmplog.views.palette import DARK, LIGHT
from dmplog.views.picture import FlowchartPicture, LanePicture, from_lane
from dmplog.views.states import STATES
from dmplog.views.story import stories
from dmplog.views.structure import case_picture
from dmplog.views.vector import finish
from dmplog.views.visible import one_line

Render = Callable[[str, Mapping[str, str]], str]
"""Gives the message text of an event with the known fields filled in."""

MOST_QUOTES = 2
"""So many lines are quoted beside a step of a bare flowchart."""

SUFFIXES = ("svg", "png", "pdf", "dot", "mmd")
"""What a diagram can be saved as."""


class Diagram:
    """One picture of a flowchart, with or without progress.

    Example:
        >>> from dmplog.views.diagram import Diagram
        >>> from dmplog.views.picture import Edge, LanePicture, Node
        >>> picture = LanePicture("Nothing is stuck.", "", (Node("start", "start", "Start"), Node("end", "end", "End")), (Edge("start", "end"),))
        >>> Diagram(picture).mermaid.splitlines()[0]
        'flowchart TD'
    """

    def __init__(self, picture: LanePicture | OverviewPicture | FlowchartPicture, *, dark: bool = False) -> None:
        self.picture = picture
        self.dark = dark

    def __repr__(self) -> str:
        return f"Diagram({self.picture.title!r})"

    @property
    def title(self) -> str:
        """The sentence above the picture."""
        return self.picture.title

    @property
    def dot(self) -> str:
        """The picture as Graphviz DOT."""
        return self._dot(Style(DARK if self.dark else LIGHT))

    @property
    def mermaid(self) -> str:
        """The picture as Mermaid text."""
        match self.picture:
            case OverviewPicture():
                return overview_mermaid(self.picture)
            case FlowchartPicture():
                return flowchart_mermaid(self.picture)
        return lane_mermaid(self.picture)

    def svg(self, *, themed: bool = False, links: bool = False) -> str:
        """Return the picture as SVG text.

        Args:
            themed: For a page with a style sheet and a heading of its own: colours become classes, the title is not drawn.
            links: Let boxes lead to their evidence on that page.

        Raises:
            RenderingError: Pictures cannot be drawn on this machine.
        """
        style = Style(DARK if self.dark and not themed else LIGHT, links, hatched=False, heading=not themed)
        drawn = draw(self._dot(style), "svg")
        return finish(drawn, self.picture, self.description, style.colors, themed=themed)

    def save(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the picture to *path*; its suffix says as what: svg, png, pdf, dot or mmd.

        Args:
            path: A new file, or a picture that dmplog wrote and nobody changed since.
            force: Write over any other file, too. A log behind a link is never written over without it.

        Raises:
            UsageError: The suffix is none of these.
            RenderingError: Pictures cannot be drawn on this machine, or the file cannot be written, or is somebody else's.
        """
        path = Path(path)
        kind = path.suffix.lower().removeprefix(".")
        if kind not in SUFFIXES:
            known = ", ".join(f".{suffix}" for suffix in SUFFIXES)
            suffix = path.suffix or "a file without a suffix"
            raise UsageError(f"{path.name}: a diagram is saved as {known}, not as {suffix}.")
        try:
            target = Target(path)
            target.check(dict, force=force, insisting="force=True")
            target.write(sealed(self._content(kind), kind))
        except UsageError as error:
            raise RenderingError(str(error)) from error
        return path

    @property
    def description(self) -> str:
        """The picture in words, for who cannot see it."""
        if isinstance(self.picture, OverviewPicture):
            return ". ".join(f"{strip.title}: {strip.remark}" for strip in self.picture.strips)
        lanes = self.picture.lanes if isinstance(self.picture, FlowchartPicture) else (self.picture,)
        steps = [node for lane in lanes for node in lane.steps]
        said = [f"{node.title}{f': {STATES[node.status].word.lower()}' if node.status else ''}" for node in steps]
        return "; ".join(said) + "."

    def _repr_svg_(self) -> str:
        return self.svg()

    def _content(self, kind: str) -> bytes:
        match kind:
            case "dot":
                return self.dot.encode()
            case "mmd":
                return self.mermaid.encode()
            case "svg":
                return ('<?xml version="1.0" encoding="UTF-8"?>\n' + self.svg()).encode()
        return draw(self.dot, kind)

    def _dot(self, style: Style) -> str:
        match self.picture:
            case OverviewPicture():
                return overview_dot(self.picture, style)
            case FlowchartPicture():
                return flowchart_dot(self.picture, style)
        return lane_dot(self.picture, style)


def case_diagram(
    case: Document, document: Document | None = None, *, dark: bool = False, prefix: str | None = None
) -> Diagram:
    """Return the diagram of one case of the report document; *document* gives the clock."""
    return Diagram(case_picture(case, document, prefix), dark=dark)


def overview_diagram(document: Document, *, dark: bool = False) -> Diagram | None:
    """Return the overview of the worst update across its lanes and sites, or None where no case can be drawn."""
    told, _ = stories(document["cases"])
    if not told:
        return None
    return Diagram(from_story(told[0], title=document["headline"], as_of=document["as_of"]), dark=dark)


def report_diagram(document: Document, *, dark: bool = False) -> Diagram:
    """Return the picture of a whole report: the lane of the worst case, or the overview where several sites are in it.

    Raises:
        UsageError: The report holds nothing that could be drawn.
    """
    told, _ = stories(document["cases"])
    rows = told[0].rows if told else ()
    sites = {site for row in rows for site in row.sites}
    if rows and len(sites) < 2 and not any(row.others for row in rows):
        worst = min((row.case for row in rows), key=lambda case: WORST_FIRST.index(case["verdict"]))
        if worst["verdict"] != "completed" or len(rows) == 1:
            return case_diagram(worst, document, dark=dark)
    found = overview_diagram(document, dark=dark)
    if found is None:
        raise UsageError(f"there is nothing to draw: {document['headline']}")
    return found


def flowchart_diagram(
    flowchart: Any, *, lane: str | None = None, dark: bool = False, render: Render | None = None
) -> Diagram:
    """Return the picture of *flowchart* without progress: one lane, or all of them side by side.

    With *render*, which gives the message of an event, each step quotes the lines that show it.

    Raises:
        UsageError: The flowchart has no such lane.
    """
    wanted = [one for one in flowchart.lanes if lane is None or one.id == lane]
    if not wanted:
        known = ", ".join(one.id for one in flowchart.lanes)
        raise UsageError(f"{flowchart.id} has no lane {lane}; it has {known}.")
    pictures = tuple(from_lane(one, _quotes(one, render)) for one in wanted)
    if len(pictures) == 1:
        return Diagram(pictures[0], dark=dark)
    return Diagram(FlowchartPicture(one_line(flowchart.title), "", pictures), dark=dark)


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

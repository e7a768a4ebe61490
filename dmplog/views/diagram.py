"""A picture with everything it can be saved as."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from dmplog.errors import RenderingError, UsageError
from dmplog.looks.document import Document
from dmplog.pictures.artwork import Kind, of_case, of_report
from dmplog.target import Target, sealed
from dmplog.views.bare import Render, bare_chart

SUFFIXES = ("svg", "png", "pdf", "dot", "mmd")
"""What a diagram can be saved as."""


class Drawable(Protocol):
    """What draws a picture in each format: one of a report, or a bare flowchart."""

    @property
    def title(self) -> str:
        """The sentence above the picture."""

    @property
    def description(self) -> str:
        """The picture in words."""

    @property
    def dot(self) -> str:
        """The picture as Graphviz DOT."""

    @property
    def mermaid(self) -> str:
        """The picture as Mermaid text."""

    def svg(self) -> str:
        """Return the picture as SVG text."""

    def png(self) -> bytes:
        """Return the picture as the content of a PNG file."""

    def pdf(self) -> bytes:
        """Return the picture as the content of a PDF file."""


class Diagram:
    """One picture of a report or of a flowchart.

    Example:
        >>> import dmplog
        >>> report = dmplog.diagnose("fixtures/scenarios/healthy-download/bundle")
        >>> report.cases[0].diagram().mermaid.splitlines()[0]
        'flowchart LR'
    """

    def __init__(self, picture: Drawable) -> None:
        self.picture = picture

    def __repr__(self) -> str:
        return f"Diagram({self.title!r})"

    @property
    def title(self) -> str:
        """The sentence above the picture."""
        return self.picture.title

    @property
    def description(self) -> str:
        """The picture in words, for who cannot see it."""
        return self.picture.description

    @property
    def dot(self) -> str:
        """The picture as Graphviz DOT."""
        return self.picture.dot

    @property
    def mermaid(self) -> str:
        """The picture as Mermaid text."""
        return self.picture.mermaid

    def svg(self) -> str:
        """Return the picture as SVG text.

        Raises:
            RenderingError: The picture is one of a bare flowchart, and cannot be drawn on this machine.
        """
        return self.picture.svg()

    def save(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the picture to *path*; its suffix says as what: svg, png, pdf, dot or mmd.

        Args:
            path: A new file, or a picture that dmplog wrote and nobody changed since.
            force: Write over any other file, too. A log behind a link is never written over without it.

        Raises:
            UsageError: The suffix is none of these.
            RenderingError: The picture cannot be drawn on this machine, or the file cannot be written, or is somebody else's.
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
            case "png":
                return self.picture.png()
        return self.picture.pdf()


def case_diagram(case: Document, document: Document | None = None, *, dark: bool = False) -> Diagram:
    """Return the diagram of one case of the report document; *document* gives the clock."""
    return Diagram(of_case(case, document, dark=dark))


def report_diagram(document: Document, kind: Kind = "flowchart", *, dark: bool = False) -> Diagram:
    """Return the picture *kind* of a whole report: all its updates beneath each other, worst first.

    Raises:
        UsageError: The report holds nothing that could be drawn.
    """
    return Diagram(of_report(document, kind, dark=dark))


def flowchart_diagram(
    flowchart: Any, *, lane: str | None = None, dark: bool = False, render: Render | None = None
) -> Diagram:
    """Return the picture of *flowchart* without progress: one lane, or all of them side by side.

    With *render*, which gives the message of an event, each step quotes the lines that show it.

    Raises:
        UsageError: The flowchart has no such lane.
    """
    return Diagram(bare_chart(flowchart, lane=lane, dark=dark, render=render))

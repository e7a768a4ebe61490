"""The SVG that Graphviz drew, made accessible; and the signs of the states for running text."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from dmplog.looks.palette import FONT
from dmplog.looks.picture import Picture
from dmplog.pictures.marks import FILLED, STROKES

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"

BRACKETS = "M3 -1 Q-1 6 3 13 M19 -1 Q23 6 19 13"
"""Round a glyph that is only inferred."""

SHIFT = 4.5
"""The room for the left one of them."""


def finish(svg: bytes, picture: Picture, description: str) -> str:
    """Return the SVG text for *svg*, as Graphviz drew *picture*; *description* is the picture in words."""
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    root = ET.fromstring(svg)  # noqa: S314 - drawn by Graphviz a moment ago, without a document type of its own
    _name_groups(root)
    _strip(root)
    root.set("role", "img")
    root.set("aria-labelledby", f"{picture.prefix}-title")
    root.set("aria-describedby", f"{picture.prefix}-desc")
    root.set("font-family", FONT)
    for name, words in (("desc", description), ("title", picture.title)):
        said = ET.Element(f"{{{SVG}}}{name}", {"id": f"{picture.prefix}-{name}"})
        said.text = words
        root.insert(0, said)
    return ET.tostring(root, encoding="unicode") + "\n"


def glyph_svg(mark: str) -> str:
    """Return the glyph *mark* as a small picture for running text, in the colour of the text."""
    core = mark.strip("()")
    solid = ' class="solid"' if core in FILLED else ""
    if core == mark:
        return f'<svg class="mark" viewBox="-1 -1 15 14" aria-hidden="true"><path{solid} d="{STROKES[core]}"/></svg>'
    shifted = f'<path transform="translate({SHIFT} 0)" d="{STROKES[core]}"/><path d="{BRACKETS}"/>'
    return f'<svg class="mark" viewBox="-1 -2 24 16" aria-hidden="true">{shifted}</svg>'


def _name_groups(root: ET.Element) -> None:
    """Take away what Graphviz says about itself: node and edge names that no reader knows."""
    for group in root.iter(f"{{{SVG}}}g"):
        for title in group.findall(f"{{{SVG}}}title"):
            group.remove(title)
        words = (group.get("class") or "").split()
        if "edge" in words or "corner" in words:
            group.set("aria-hidden", "true")


def _strip(root: ET.Element) -> None:
    for element in root.iter():
        for name in (f"{{{XLINK}}}title", "{http://www.w3.org/XML/1998/namespace}space"):
            element.attrib.pop(name, None)
        if element.tag == f"{{{SVG}}}text" and "Mono" not in element.get("font-family", ""):
            element.attrib.pop("font-family", None)

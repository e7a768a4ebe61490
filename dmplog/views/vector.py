"""The SVG that Graphviz drew, made accessible and fit for a page.

Graphviz decides where things stand; this gives the picture a title, a description and a role, draws the glyphs as paths so that
no font is needed for them, hatches what could not be observed, and on a page takes its colours from the page's theme.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET

from dmplog.views.palette import FONT, Palette, theme_classes
from dmplog.views.picture import Picture
from dmplog.views.states import STATES

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"

_PATHS = {
    "✓": "M1 6 L5 10 L12 1",
    "‖": "M3 1 V11 M9 1 V11",
    "✗": "M2 1 L11 11 M11 1 L2 11",
    "▶": "M3 1 L11 6 L3 11 Z",
    "◷": "M6.5 0.8 A5.2 5.2 0 1 1 6.4 0.8 M6.5 3 V6.2 L9 7.8",
    "○": "M6.5 1.2 A4.8 4.8 0 1 1 6.4 1.2",
    "↷": "M1.5 9.5 A5 5 0 0 1 11 7 M11.6 2.8 L11.2 7.6 L6.8 6.4",
    "?": "M3.4 3.6 A3.1 3.1 0 1 1 6.5 7 V8.2 M6.5 10.6 V11.2",
    "·": "M5.2 6 H7.8",
}
"""Glyphs as strokes in a box of 13 by 12."""

BRACKETS = "M3 -1 Q-1 6 3 13 M19 -1 Q23 6 19 13"
"""Round a glyph that is only inferred."""

SHIFT = 4.5
"""The room for the left one of them."""

_FILLED = {"▶"}
_MARKS = {state.mark for state in STATES.values()}


def finish(svg: bytes, picture: Picture, description: str, colors: Palette, *, themed: bool = False) -> str:
    """Return the SVG text for *svg*, as Graphviz drew *picture* in these *colors*; *description* is the picture in words.

    With *themed*, colours of the light palette are replaced by classes that the style sheet of the page paints.
    """
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    root = ET.fromstring(svg)  # noqa: S314 - drawn by Graphviz a moment ago, without a document type of its own
    linked = root.find(f".//{{{SVG}}}a") is not None
    _draw_glyphs(root)
    _hatch(root, picture.prefix, colors)
    _name_groups(root)
    _strip(root)
    if themed:
        _theme(root)
    # `img` would hide the links inside from a screen reader, so a linked picture is a group.
    root.set("role", "group" if linked else "img")
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
    solid = ' class="solid"' if core in _FILLED else ""
    if core == mark:
        return f'<svg class="mark" viewBox="-1 -1 15 14" aria-hidden="true"><path{solid} d="{_PATHS[core]}"/></svg>'
    shifted = f'<path transform="translate({SHIFT} 0)" d="{_PATHS[core]}"/><path d="{BRACKETS}"/>'
    return f'<svg class="mark" viewBox="-1 -2 24 16" aria-hidden="true">{shifted}</svg>'


def _drawn(markup: str) -> ET.Element:
    """Return *markup* of our own, without a text of any log, as an element of SVG."""
    return ET.fromstring(f'<svg xmlns="{SVG}">{markup}</svg>')[0]  # noqa: S314


def _draw_glyphs(root: ET.Element) -> None:
    for parent in list(root.iter()):
        for position, child in enumerate(parent):
            if child.tag == f"{{{SVG}}}text" and (child.text or "").strip() in _MARKS:
                parent[position] = _glyph(child)


def _glyph(label: ET.Element) -> ET.Element:
    mark = (label.text or "").strip()
    core = mark.strip("()")
    ink = label.get("fill", "#000000")
    scale = float(label.get("font-size", "11")) / 15
    # Graphviz aligns at the start of the text; the glyph keeps the middle of a letter of this size.
    left, top = float(label.get("x", "0")), float(label.get("y", "0")) - 10.6 * scale
    place = f"translate({left:.2f} {top:.2f}) scale({scale:.3f})"
    shift = f' transform="translate({SHIFT} 0)"' if core != mark else ""
    line = f'stroke="{ink}" stroke-width="{{}}" stroke-linecap="round" stroke-linejoin="round"'
    paths = f'<path d="{_PATHS[core]}"{shift} fill="{ink if core in _FILLED else "none"}" {line.format(2)}/>'
    if shift:
        paths += f'<path d="{BRACKETS}" fill="none" {line.format(1.4)}/>'
    return _drawn(f'<g class="glyph" transform="{place}" aria-hidden="true">{paths}</g>')


def _hatch(root: ET.Element, prefix: str, colors: Palette) -> None:
    fill = colors.looks["unobservable"].fill
    hatched = [shape for shape in root.iter() if shape.get("fill") == fill]
    for shape in hatched:
        shape.set("fill", f"url(#{prefix}-hatch)")
    if hatched:
        size = 'width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"'
        stripes = f'<rect width="8" height="8" fill="{fill}"/><rect width="4" height="8" fill="{colors.hatch}"/>'
        drawn = _drawn(f'<defs><pattern id="" {size}>{stripes}</pattern></defs>')
        drawn[0].set("id", f"{prefix}-hatch")
        root.insert(0, drawn)


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
        if element.tag == f"{{{SVG}}}a" and f"{{{XLINK}}}href" in element.attrib:
            element.set("href", element.attrib.pop(f"{{{XLINK}}}href"))
            element.attrib.pop("target", None)
            element.attrib.pop(f"{{{XLINK}}}target", None)


def _theme(root: ET.Element) -> None:
    classes = theme_classes()
    for element in root.iter():
        words = [element.get("class") or ""]
        for attribute in ("fill", "stroke"):
            color = element.get(attribute, "").lower()
            if color in classes:
                words.append(f"{attribute}-{classes[color]}")
                del element.attrib[attribute]
        if len(words) > 1:
            element.set("class", " ".join(words).strip())

"""The SVG that Graphviz drew, made accessible and fit for a page.

Graphviz decides where things stand; this gives the picture a title, a description and a role, draws the glyphs as paths so that
no font is needed for them, hatches what could not be observed, and on a page takes its colours from the page's theme.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET

from dmplog.views.palette import FONT, LIGHT, Palette
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

_FILLED = {"▶"}
_MARKS = {state.mark for state in STATES.values()}


def finish(svg: bytes, *, title: str, description: str, prefix: str, colors: Palette, themed: bool = False) -> str:
    """Return the SVG text for *svg* as Graphviz drew it.

    Args:
        svg: What Graphviz drew.
        title: The verdict sentence.
        description: The picture in words.
        prefix: Begins every id, so that several pictures can stand on one page.
        colors: The palette it was drawn with.
        themed: Replace colours by classes that the style sheet of the page paints; only for the light palette.
    """
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    root = ET.fromstring(svg)  # noqa: S314 - drawn by Graphviz a moment ago, without a document type of its own
    linked = root.find(f".//{{{SVG}}}a") is not None
    _draw_glyphs(root)
    _hatch(root, prefix, colors)
    _name_groups(root)
    _strip(root)
    if themed:
        _theme(root)
    _say(root, title, description, prefix, linked=linked)
    return ET.tostring(root, encoding="unicode", short_empty_elements=True) + "\n"


def glyph_svg(mark: str) -> str:
    """Return the glyph *mark* as a small picture for running text, in the colour of the text."""
    core = mark.strip("()")
    solid = ' class="solid"' if core in _FILLED else ""
    if core == mark:
        return f'<svg class="mark" viewBox="-1 -1 15 14" aria-hidden="true"><path{solid} d="{_PATHS[core]}"/></svg>'
    shifted = f'<path transform="translate(4.5 0)" d="{_PATHS[core]}"/><path d="{BRACKETS}"/>'
    return f'<svg class="mark" viewBox="-1 -2 24 16" aria-hidden="true">{shifted}</svg>'


def _say(root: ET.Element, title: str, description: str, prefix: str, *, linked: bool) -> None:
    # `img` would hide the links inside from a screen reader, so a linked picture is a group.
    root.set("role", "group" if linked else "img")
    root.set("aria-labelledby", f"{prefix}-title")
    root.set("aria-describedby", f"{prefix}-desc")
    root.set("font-family", FONT)
    said = ET.Element(f"{{{SVG}}}desc", {"id": f"{prefix}-desc"})
    said.text = description
    named = ET.Element(f"{{{SVG}}}title", {"id": f"{prefix}-title"})
    named.text = title
    root.insert(0, said)
    root.insert(0, named)


def _draw_glyphs(root: ET.Element) -> None:
    for parent in list(root.iter()):
        for position, child in enumerate(list(parent)):
            if child.tag != f"{{{SVG}}}text" or (child.text or "").strip() not in _MARKS:
                continue
            parent.remove(child)
            parent.insert(position, _glyph(child))


def _glyph(label: ET.Element) -> ET.Element:
    mark = (label.text or "").strip()
    size = float(label.get("font-size", "11"))
    ink = label.get("fill", "#000000")
    scale = size / 15
    # Graphviz aligns at the start of the text; the glyph keeps the middle of a letter of this size.
    left, top = float(label.get("x", "0")), float(label.get("y", "0")) - 10.6 * scale
    core = mark.strip("()")
    group = ET.Element(
        f"{{{SVG}}}g",
        {"class": "glyph", "transform": f"translate({left:.2f} {top:.2f}) scale({scale:.3f})", "aria-hidden": "true"},
    )
    shift = 4.5 if core != mark else 0
    drawing = {
        "fill": ink if core in _FILLED else "none",
        "stroke": ink,
        "stroke-width": "2",
        "stroke-linecap": "round",
        "stroke-linejoin": "round",
    }
    ET.SubElement(
        group,
        f"{{{SVG}}}path",
        {"d": _PATHS[core], **({"transform": f"translate({shift:g} 0)"} if shift else {}), **drawing},
    )
    if shift:
        ET.SubElement(group, f"{{{SVG}}}path", {"d": BRACKETS, **drawing, "stroke-width": "1.4"})
    return group


def _hatch(root: ET.Element, prefix: str, colors: Palette) -> None:
    fill = colors.looks["unobservable"].fill
    hatched = [shape for shape in root.iter() if shape.get("fill") == fill]
    if not hatched:
        return
    for shape in hatched:
        shape.set("fill", f"url(#{prefix}-hatch)")
    pattern = ET.Element(
        f"{{{SVG}}}pattern",
        {
            "id": f"{prefix}-hatch",
            "width": "8",
            "height": "8",
            "patternUnits": "userSpaceOnUse",
            "patternTransform": "rotate(45)",
        },
    )
    ET.SubElement(pattern, f"{{{SVG}}}rect", {"width": "8", "height": "8", "fill": fill})
    ET.SubElement(pattern, f"{{{SVG}}}rect", {"width": "4", "height": "8", "fill": colors.hatch})
    drawn = ET.Element(f"{{{SVG}}}defs")
    drawn.append(pattern)
    root.insert(0, drawn)


def _name_groups(root: ET.Element) -> None:
    """Take away what Graphviz says about itself: node and edge names that no reader knows."""
    for group in root.iter(f"{{{SVG}}}g"):
        for child in list(group):
            if child.tag == f"{{{SVG}}}title":
                group.remove(child)
        words = (group.get("class") or "").split()
        if "edge" in words or "corner" in words:
            group.set("aria-hidden", "true")


def _strip(root: ET.Element) -> None:
    for element in root.iter():
        for name in (f"{{{XLINK}}}title", "{http://www.w3.org/XML/1998/namespace}space"):
            element.attrib.pop(name, None)
        if element.tag == f"{{{SVG}}}text":
            element.attrib.pop("font-family", None) if "Mono" not in element.get("font-family", "") else None
        if element.tag == f"{{{SVG}}}a" and f"{{{XLINK}}}href" in element.attrib:
            element.set("href", element.attrib.pop(f"{{{XLINK}}}href"))
            element.attrib.pop("target", None)
            element.attrib.pop(f"{{{XLINK}}}target", None)


def theme_classes() -> dict[str, str]:
    """Return the class for each colour of the light palette; colours shared by two roles look alike in both themes."""
    found: dict[str, str] = {}
    for role, color in LIGHT.roles().items():
        found.setdefault(color, role)
    return found


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

"""A drawing as SVG: texts as texts, colours of a palette or classes of the page, named and described for who cannot see it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from dmplog.document import utc_text
from dmplog.looks.document import slug
from dmplog.looks.palette import FONT, LIGHT, MONOSPACE, Palette, theme_classes
from dmplog.pictures.drawing import Box, Circle, Drawing, Group, Mark, Paint, Path, Shape, Text, flat
from dmplog.pictures.marks import FILLED, STROKES

SVG = "http://www.w3.org/2000/svg"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DASHES = {"dashed": "5 3", "dotted": "1.5 3"}


def write(drawing: Drawing, *, palette: Palette = LIGHT, themed: bool = False, prefix: str = "picture") -> str:
    """Return *drawing* as SVG text.

    Args:
        drawing: The picture.
        palette: Its colours.
        themed: For a page with a style sheet of its own: colours become the classes `fill-…` and `stroke-…`.
        prefix: What all ids begin with, so that a page can hold several pictures.
    """
    return ET.tostring(_Writer(palette, themed, slug(prefix)).root(drawing), encoding="unicode") + "\n"


class _Writer:
    """What the shapes of one picture are written with."""

    def __init__(self, palette: Palette, themed: bool, prefix: str) -> None:
        self.colors = palette.roles()
        self.themed = themed
        self.prefix = prefix
        classes = theme_classes()
        self.classes = {role: classes[color] for role, color in LIGHT.roles().items()}

    def root(self, drawing: Drawing) -> ET.Element:
        """Return the picture as an element."""
        linked = any(isinstance(shape, Group) and shape.link for shape in drawing.shapes)
        size = (_number(drawing.width), _number(drawing.height))
        root = ET.Element(
            "svg",
            {
                "xmlns": SVG,
                "viewBox": f"0 0 {size[0]} {size[1]}",
                "width": size[0],
                "height": size[1],
                # `img` would hide the links inside from a screen reader.
                "role": "group" if linked else "img",
                "aria-labelledby": f"{self.prefix}-title",
                "aria-describedby": f"{self.prefix}-desc",
                "font-family": FONT,
            },
        )
        for name, words in (("title", drawing.title), ("desc", drawing.description)):
            ET.SubElement(root, name, {"id": f"{self.prefix}-{name}"}).text = _clean(words)
        hatched = any(isinstance(shape, Box) and shape.paint.hatched for shape in flat(drawing.shapes))
        if hatched:
            self._pattern(root)
        if not self.themed:
            page = {"width": size[0], "height": size[1], "fill": self.colors["page"]}
            ET.SubElement(root, "rect", page)
        for shape in drawing.shapes:
            self._add(root, shape)
        return root

    def _pattern(self, root: ET.Element) -> None:
        space = {"width": "7", "height": "7", "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
        pattern = ET.SubElement(ET.SubElement(root, "defs"), "pattern", {"id": f"{self.prefix}-hatch", **space})
        stripe = ET.SubElement(pattern, "rect", {"width": "2", "height": "7"})
        self._color(stripe, "fill", "hatch")

    def _add(self, parent: ET.Element, shape: Shape) -> None:
        match shape:
            case Group():
                self._group(parent, shape)
            case Text():
                self._text(parent, shape)
            case Mark():
                self._mark(parent, shape)
            case Box():
                self._box(parent, shape)
            case Circle():
                place = {"cx": _number(shape.x), "cy": _number(shape.y), "r": _number(shape.radius)}
                self._paint(ET.SubElement(parent, "circle", place), shape.paint)
            case Path():
                self._path(parent, shape)

    def _group(self, parent: ET.Element, group: Group) -> None:
        if group.link:
            parent = ET.SubElement(parent, "a", {"href": f"#{slug(group.link)}"})
        known = {
            "id": f"{self.prefix}-{slug(group.name)}" if group.name else "",
            "class": " ".join(filter(None, (group.kind, group.status.replace("_", "-")))),
            "data-case": "" if group.case is None else str(group.case),
            "data-step": slug(group.step or ""),
        }
        element = ET.SubElement(parent, "g", {name: value for name, value in known.items() if value})
        if group.words:
            ET.SubElement(element, "title").text = _clean(group.words)
        for shape in group.shapes:
            self._add(element, shape)

    def _box(self, parent: ET.Element, box: Box) -> None:
        place = {"x": box.x, "y": box.y, "width": box.width, "height": box.height, "rx": box.radius}
        written = {name: _number(value) for name, value in place.items() if value or name in ("x", "y")}
        self._paint(ET.SubElement(parent, "rect", written), box.paint)
        if box.paint.hatched:
            ET.SubElement(parent, "rect", {**written, "fill": f"url(#{self.prefix}-hatch)"})

    def _path(self, parent: ET.Element, path: Path) -> None:
        points = [f"{_number(x)} {_number(y)}" for x, y in path.points]
        element = ET.SubElement(parent, "path", {"d": "M" + " L".join(points) + (" Z" if path.closed else "")})
        self._paint(element, path.paint)
        element.set("stroke-linejoin", "round")
        if path.arrow:
            head = " L".join(f"{_number(x)} {_number(y)}" for x, y in path.head)
            self._color(ET.SubElement(parent, "path", {"d": f"M{head} Z"}), "fill", path.paint.line)

    def _text(self, parent: ET.Element, text: Text) -> None:
        known = {
            "x": _number(text.x),
            "y": _number(text.y),
            "font-size": _number(text.size),
            "text-anchor": "" if text.anchor == "start" else text.anchor,
            "font-weight": "bold" if text.bold else "",
            "font-family": MONOSPACE if text.mono else "",
            "text-decoration": "line-through" if text.strike else "",
        }
        if self.themed and text.moment is not None:
            # The script of the page tells it by the clock that was asked for.
            known |= {"data-moment": utc_text(text.moment), "data-pattern": text.pattern}
        element = ET.SubElement(parent, "text", {name: value for name, value in known.items() if value})
        element.text = _clean(text.words)
        self._color(element, "fill", text.color)

    def _mark(self, parent: ET.Element, mark: Mark) -> None:
        scale = mark.size / 13
        place = f"translate({_number(mark.x - 6.5 * scale)} {_number(mark.y - 6 * scale)}) scale({scale:.3f})"
        known = {"d": STROKES[mark.sign], "transform": place, "stroke-width": "2.2", "aria-hidden": "true"}
        element = ET.SubElement(parent, "path", {**known, "stroke-linecap": "round", "stroke-linejoin": "round"})
        self._color(element, "stroke", mark.color)
        self._color(element, "fill", mark.color if mark.sign in FILLED else "")

    def _paint(self, element: ET.Element, paint: Paint) -> None:
        self._color(element, "fill", paint.fill)
        if paint.line:
            self._color(element, "stroke", paint.line)
            if paint.width != 1:
                element.set("stroke-width", _number(paint.width))
            if paint.dashes != "solid":
                element.set("stroke-dasharray", _DASHES[paint.dashes])

    def _color(self, element: ET.Element, attribute: str, role: str) -> None:
        if not role:
            element.set(attribute, "none")
        elif self.themed:
            said = [element.get("class") or "", f"{attribute}-{self.classes[role]}"]
            element.set("class", " ".join(filter(None, said)))
        else:
            element.set(attribute, self.colors[role])


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _clean(words: str) -> str:
    """Return *words* without what no XML may hold; a view has shown control characters as escapes before."""
    return _FORBIDDEN.sub("\ufffd", words)

"""A drawing as PDF, written by ReportLab: words that can be searched and copied, and the font they are set in."""

from __future__ import annotations

import io
from typing import Any

from dmplog.errors import RenderingError
from dmplog.looks.palette import LIGHT, Palette
from dmplog.pictures import png
from dmplog.pictures.drawing import Box, Circle, Drawing, Group, Mark, Paint, Path, Shape, Text
from dmplog.pictures.marks import FILLED, STROKES

MISSING = "A PDF needs ReportLab: `pip install dmplog[pdf]`; .svg, .png, .dot and .mmd work without it."

FONTS = {False: ("Vera", "Vera.ttf"), True: ("VeraBd", "VeraBd.ttf")}
MONO = "Courier"
FINE = 4.0
"""Pixels per unit of a picture in the file, where its words need letters that the font does not have."""

_DASHES = {"solid": (), "dashed": (5, 3), "dotted": (1.5, 3)}


def write(drawing: Drawing, *, palette: Palette = LIGHT) -> bytes:
    """Return *drawing* as the content of a PDF file of one page.

    Raises:
        RenderingError: The library is missing, or the words need letters of a font that this machine does not have.
    """
    try:
        from reportlab.pdfgen.canvas import Canvas
    except ImportError as error:
        raise RenderingError(MISSING) from error
    stream = io.BytesIO()
    # `invariant` leaves out the time and the random id.
    canvas = Canvas(stream, pagesize=(drawing.width, drawing.height), invariant=1)
    canvas.setTitle(drawing.title)
    canvas.setSubject(drawing.description)
    canvas.setCreator("dmplog")
    writer = _Writer(canvas, palette, drawing.height)
    if writer.can_set(drawing):
        writer.page(drawing)
    else:
        writer.picture(drawing, palette)
    canvas.save()
    return stream.getvalue()


class _Writer:
    """What the shapes of one page are drawn with; a page counts from below."""

    def __init__(self, canvas: Any, palette: Palette, height: float) -> None:
        from reportlab.pdfbase.pdfmetrics import getFont, registerFont
        from reportlab.pdfbase.ttfonts import TTFont

        for name, file in FONTS.values():
            registerFont(TTFont(name, file))
        self.letters = {bold: getFont(name).face.charToGlyph for bold, (name, _) in FONTS.items()}
        self.canvas = canvas
        self.colors = palette.roles()
        self.height = height

    def can_set(self, drawing: Drawing) -> bool:
        """Return whether the fonts have every letter of *drawing*."""
        texts = [shape for shape in drawing.flat() if isinstance(shape, Text)]
        return all(
            _is_western(text.words) if text.mono else all(ord(one) in self.letters[text.bold] for one in text.words)
            for text in texts
        )

    def picture(self, drawing: Drawing, palette: Palette) -> None:
        """Draw the page as one picture, by the fonts of the machine."""
        from reportlab.lib.utils import ImageReader

        found = ImageReader(io.BytesIO(png.write(drawing, palette=palette, scale=FINE)))
        self.canvas.drawImage(found, 0, 0, drawing.width, drawing.height)

    def page(self, drawing: Drawing) -> None:
        """Draw the page."""
        self._fill("page")
        self.canvas.rect(0, 0, drawing.width, drawing.height, stroke=0, fill=1)
        for shape in drawing.flat():
            self._draw(shape)

    def _draw(self, shape: Shape) -> None:
        match shape:
            case Text():
                self._text(shape)
            case Mark():
                self._mark(shape)
            case Box():
                self._box(shape)
            case Circle():
                drawn = self._paint(shape.paint)
                self.canvas.circle(shape.x, self.height - shape.y, shape.radius, **drawn)
            case Path():
                self._path(shape)
            case Group():
                pass  # its shapes come by themselves

    def _fill(self, role: str) -> None:
        self.canvas.setFillColor(self.colors[role])

    def _paint(self, paint: Paint) -> dict[str, int]:
        if paint.fill:
            self._fill(paint.fill)
        if paint.line:
            self.canvas.setStrokeColor(self.colors[paint.line])
            self.canvas.setLineWidth(paint.width)
            self.canvas.setDash(*([list(_DASHES[paint.dashes])] if _DASHES[paint.dashes] else []))
        return {"stroke": int(bool(paint.line)), "fill": int(bool(paint.fill))}

    def _box(self, box: Box) -> None:
        place = (box.x, self.height - box.y - box.height, box.width, box.height)
        drawn = self._paint(box.paint)
        if box.paint.hatched:
            self.canvas.roundRect(*place, box.radius, stroke=0, fill=drawn["fill"])
            self._stripes(box)
            self._paint(box.paint)
            drawn["fill"] = 0
        self.canvas.roundRect(*place, min(box.radius, box.width / 2, box.height / 2), **drawn)

    def _stripes(self, box: Box) -> None:
        canvas = self.canvas
        canvas.saveState()
        edge = canvas.beginPath()
        edge.roundRect(box.x, self.height - box.y - box.height, box.width, box.height, box.radius)
        canvas.clipPath(edge, stroke=0, fill=0)
        canvas.setStrokeColor(self.colors["hatch"])
        canvas.setLineWidth(2)
        canvas.setDash()
        bottom, top = self.height - box.y - box.height, self.height - box.y
        left = box.x - box.height
        while left < box.x + box.width:
            canvas.line(left, bottom, left + box.height, top)
            left += 10
        canvas.restoreState()

    def _path(self, path: Path) -> None:
        drawn = self._paint(path.paint)
        line = self.canvas.beginPath()
        for place, (x, y) in enumerate(path.points):
            (line.lineTo if place else line.moveTo)(x, self.height - y)
        if path.closed:
            line.close()
        self.canvas.drawPath(line, **drawn)
        if path.arrow:
            self._fill(path.paint.line)
            head = self.canvas.beginPath()
            for place, (x, y) in enumerate(path.head):
                (head.lineTo if place else head.moveTo)(x, self.height - y)
            head.close()
            self.canvas.drawPath(head, stroke=0, fill=1)

    def _text(self, text: Text) -> None:
        font = (f"{MONO}-Bold" if text.bold else MONO) if text.mono else FONTS[text.bold][0]
        self._fill(text.color)
        self.canvas.setFont(font, text.size)
        width = self.canvas.stringWidth(text.words, font, text.size)
        left = text.x - {"start": 0, "middle": width / 2, "end": width}[text.anchor]
        y = self.height - text.y
        self.canvas.drawString(left, y, text.words)
        if text.strike:
            self.canvas.setStrokeColor(self.colors[text.color])
            self.canvas.setLineWidth(0.8)
            self.canvas.setDash()
            self.canvas.line(left, y + text.size * 0.3, left + width, y + text.size * 0.3)

    def _mark(self, mark: Mark) -> None:
        scale = mark.size / 13
        canvas, line = self.canvas, self.canvas.beginPath()
        canvas.saveState()
        canvas.translate(mark.x - 6.5 * scale, self.height - mark.y + 6 * scale)
        canvas.scale(scale, -scale)
        canvas.setStrokeColor(self.colors[mark.color])
        canvas.setFillColor(self.colors[mark.color])
        canvas.setLineWidth(2.2)
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        canvas.setDash()
        for kind, places in strokes(mark.sign):
            {"M": line.moveTo, "L": line.lineTo, "C": line.curveTo, "Z": line.close}[kind](*places)
        canvas.drawPath(line, stroke=1, fill=int(mark.sign in FILLED))
        canvas.restoreState()


def strokes(sign: str) -> list[tuple[str, list[float]]]:
    """Return the strokes of *sign*, one by one.

    >>> strokes("✓")
    [('M', [1.0, 6.0]), ('L', [5.0, 10.0]), ('L', [12.0, 1.0])]
    """
    found: list[tuple[str, list[float]]] = []
    for word in STROKES[sign].split():
        if word[0].isalpha():
            found.append((word[0], []))
        number = word.lstrip("MLCZ")
        if number:
            found[-1][1].append(float(number))
    return found


def _is_western(words: str) -> bool:
    try:
        words.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True

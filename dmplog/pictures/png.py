"""A drawing as PNG, rendered by resvg: a small library with builds for every system, Windows on ARM too."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from dmplog.errors import RenderingError
from dmplog.looks.palette import FONT, LIGHT, Palette
from dmplog.pictures import svg
from dmplog.pictures.drawing import Drawing

SHARP = 2.0
"""Pixels per unit, so that small words stay readable on a screen that scales."""

BROUGHT = "Bitstream Vera Sans"
"""The font that comes with ReportLab."""

MISSING = "A PNG needs resvg_py, which is not installed or has no build for this machine; .svg, .dot and .mmd work without it."
NO_FONT = (
    "This machine has no font, and without one a PNG would have no words; .svg works, and so does this after "
    "`pip install dmplog[pdf]`, which brings a font."
)


def write(drawing: Drawing, *, palette: Palette = LIGHT, scale: float = SHARP) -> bytes:
    """Return *drawing* as the content of a PNG file.

    Raises:
        RenderingError: The library is missing, or this machine has no font.
    """
    try:
        import resvg_py  # noqa: F401
    except (ImportError, OSError) as error:
        raise RenderingError(MISSING) from error
    if not _has_font():
        raise RenderingError(NO_FONT)
    return _drawn(svg.write(drawing, palette=palette), scale)


def _drawn(text: str, scale: float = 1.0) -> bytes:
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=text, zoom=scale, font_dirs=_font_folders(), sans_serif_family=BROUGHT, monospace_family=BROUGHT
        )
    )


@cache
def _has_font() -> bool:
    """Return whether a letter leaves a trace: the renderer passes over words for which there is no font."""
    empty, letter = (
        _drawn(f'<svg xmlns="{svg.SVG}" width="9" height="9"><text y="9" font-family="{FONT}">{words}</text></svg>')
        for words in ("", "W")
    )
    return empty != letter


def _font_folders() -> list[str]:
    """Return the folders of fonts that libraries bring, for machines without fonts of their own."""
    found = find_spec("reportlab")
    return [str(Path(place) / "fonts") for place in (found.submodule_search_locations or ())] if found else []

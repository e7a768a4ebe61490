"""A drawing as a file: PNG by resvg, PDF by ReportLab, both the same each time, and a plain sentence where one cannot be made."""

from __future__ import annotations

import builtins

import pytest

from dmplog.errors import RenderingError
from dmplog.looks.palette import DARK
from dmplog.pictures import pdf, png
from dmplog.pictures.drawing import Box, Circle, Drawing, Group, Mark, Paint, Path, Text
from dmplog.pictures.marks import STROKES


def drawing(words="Send the package"):
    line = Paint("done-soft", "done-border", 2, "dashed", hatched=True)
    shapes = (
        Box(2, 2, 90, 40, line, 6),
        Circle(110, 20, 9, Paint("done-fill", "done-border")),
        Path(((120, 20), (140, 20), (140, 40)), Paint("", "line"), arrow=True),
        Text(10, 20, words, 10, bold=True, strike=True),
        Text(150, 20, "hman.log:12 …", 9, "quote", "end", mono=True),
        Group(tuple(Mark(10 + 15 * place, 50, 10, sign, "text") for place, sign in enumerate(STROKES))),
    )
    return Drawing(220, 60, shapes, "A title", "Send the package: stalled.")


def without(monkeypatch, name):
    real = builtins.__import__

    def missing(module, *args, **kwargs):
        if module.split(".")[0] == name:
            raise ImportError(name)
        return real(module, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", missing)


def test_a_png_is_twice_as_fine_as_the_drawing():
    content = png.write(drawing())

    assert b"\x89PNG" == content[:4]
    assert (440, 120) == (int.from_bytes(content[16:20]), int.from_bytes(content[20:24]))


@pytest.mark.parametrize("write", [png.write, pdf.write])
def test_the_same_drawing_is_the_same_file(write):
    assert write(drawing(), palette=DARK) == write(drawing(), palette=DARK)


def test_a_pdf_has_its_words_as_words():
    content = pdf.write(drawing())

    assert b"%PDF" == content[:4]
    assert b"/Subtype /Image" not in content
    assert b"BitstreamVera" in content


def test_words_in_letters_of_another_script_are_drawn_by_the_fonts_of_the_machine():
    assert b"/Subtype /Image" in pdf.write(drawing("更新プログラム"))


def test_without_its_library_a_format_says_in_one_sentence_what_to_do(monkeypatch):
    without(monkeypatch, "reportlab")
    with pytest.raises(RenderingError, match=r"pip install dmplog\[pdf\]"):
        pdf.write(drawing())

    without(monkeypatch, "resvg_py")
    with pytest.raises(RenderingError, match="resvg_py"):
        png.write(drawing())


def test_a_machine_without_fonts_is_told(monkeypatch):
    monkeypatch.setattr(png, "_has_font", lambda: False)

    with pytest.raises(RenderingError, match="no font"):
        png.write(drawing())

"""A line is drawn as an error where it tells of a failure itself: on the page, in a notebook, in the pictures and on the terminal alike."""

from __future__ import annotations

import pytest
from report_samples import stalled_download

from dmplog.pictures.artwork import of_report
from dmplog.pictures.drawing import Text
from dmplog.views.html import render as page
from dmplog.views.notebook import report_card
from dmplog.views.text import render as text


def reported(verdict, severity):
    """Return a report whose first case has that *verdict* and stands at a line of that *severity*."""
    document = stalled_download()
    case = document["cases"][0]
    step = next(step for step in case["steps"] if step["id"] == case["step"])
    line = step["evidence"][-1]
    case["verdict"] = step["status"] = verdict
    line.update(severity=severity, text="Frobnicator says 7")
    case["cause"] = None
    return document


@pytest.mark.parametrize("verdict", ["stalled", "failed"])
@pytest.mark.parametrize(("severity", "error"), [("error", True), ("warning", False), (None, False)])
def test_the_line_decides_and_not_the_verdict(verdict, severity, error):
    document = reported(verdict, severity)
    words = [shape for shape in of_report(document).drawing.flat() if isinstance(shape, Text) and shape.mono]
    drawn = [shape.color for shape in words if "Frobnicator" in shape.words]
    told = text(document, width=200, color=True, verbose=True)
    quoted = page(document).partition("<dt>Last line</dt>")[2][:40]

    assert {"quote" if error else "dim"} == set(drawn)
    assert error == ("classDef error" in of_report(document).mermaid)
    assert error == ("\x1b[31mFrobnicator says 7" in told)
    assert error == ('<div class="quote fault"' in quoted)
    assert error == ('<code class="quote fault">Frobnicator says 7' in report_card(document))

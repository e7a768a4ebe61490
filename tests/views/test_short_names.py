"""A step has one short name, which stands in the page, in the pictures and in the data of the page alike."""

from __future__ import annotations

import dmplog
from dmplog.views.diagram import report_diagram


def test_the_page_and_the_pictures_call_a_step_as_its_flowchart_does():
    """Not by a part of its id, and not by a title that a rule has cut."""
    report = dmplog.diagnose("fixtures/scenarios/waits-for-stuck-child/bundle")
    step = report.cases[0].steps[3]
    document = report.to_dict()

    assert ("receive_package", "Store package") == (step.id, step.short)
    assert "<small>Store package</small>" in report.to_html()
    for kind in ("lanes", "time"):
        assert ">Send package</text>" in report_diagram(document, kind).svg()
    assert "Store package" in report_diagram(document, "lanes").mermaid

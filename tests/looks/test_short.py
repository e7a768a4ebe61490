"""A step has one short name, which stands in the page, in the pictures and in the data of the page alike."""

from __future__ import annotations

import pytest

import dmplog
from dmplog.flowchart import load_flowchart, shipped_flowcharts
from dmplog.looks.short import MOST, short_of
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


@pytest.mark.parametrize("name", shipped_flowcharts())
def test_every_shipped_step_gives_its_short_name_and_no_two_of_a_lane_share_one(name):
    for lane in load_flowchart(name).lanes:
        names = [step.short for step in lane.steps]

        assert len(set(names)) == len(names)
        assert [] == [one for one in names if not one or len(one) > MOST or "_" in one]


@pytest.mark.parametrize(
    ("step", "short"),
    [
        ({"id": "send", "title": "Send the package to the child site", "short": "Send package"}, "Send package"),
        ({"id": "send", "title": "Send the package to the child site"}, "Send package"),
        ({"id": "ask", "title": "The installation is requested", "short": ""}, "Installation is request…"),
        ({"id": "ask", "title": ""}, "ask"),
    ],
)
def test_a_step_without_a_short_name_is_called_by_what_its_title_begins_with(step, short):
    assert short == short_of(step)

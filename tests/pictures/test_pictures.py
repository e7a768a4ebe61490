"""What the three pictures of a report show, and that nothing in them lies over another."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from laid_out import outside, over

import dmplog
from dmplog.looks.palette import DARK, LIGHT
from dmplog.pictures import flowchart, lanes, svg, time
from dmplog.pictures.drawing import Group, Text, flat

SCENARIOS = ("waits-for-stuck-child", "redist-fails-daily", "healthy-download", "not-applicable", "half-sent")


@pytest.fixture(scope="module", params=SCENARIOS)
def document(request):
    return dmplog.diagnose(f"fixtures/scenarios/{request.param}/bundle").to_dict()


def drawings(document):
    case = document["cases"][0]
    yield lanes.draw(document, document["cases"], selected=0)
    yield flowchart.draw(document, case, prefix="c1")
    yield flowchart.draw(document, case, width=1160)
    yield time.draw(document, case)


def test_words_stay_inside_the_picture(document):
    for drawing in drawings(document):
        assert [] == outside(drawing), drawing.title


def test_no_words_lie_over_others(document):
    for drawing in drawings(document):
        assert [] == over(drawing), drawing.title


def test_every_drawing_is_well_formed_and_says_itself_in_words(document):
    for drawing in drawings(document):
        root = ET.fromstring(svg.write(drawing, palette=DARK, themed=False, prefix="p"))

        assert [drawing.title, drawing.description] == [root[0].text, root[1].text]


def test_the_same_report_is_drawn_the_same(document):
    assert [svg.write(one, palette=LIGHT, themed=True, prefix="p") for one in drawings(document)] == [
        svg.write(one, palette=LIGHT, themed=True, prefix="p") for one in drawings(document)
    ]


def test_a_themed_picture_names_no_colour(document):
    for drawing in drawings(document):
        assert "#" not in svg.write(drawing, palette=LIGHT, themed=True, prefix="p").replace('href="#', "").replace(
            "url(#", ""
        )


def test_many_that_are_done_are_one_row():
    document = dmplog.diagnose("fixtures/scenarios/healthy-download/bundle").to_dict()
    done = [{**document["cases"][0], "verdict": "completed"} for _ in range(300)]
    drawing = lanes.draw(document, done, selected=0)

    assert "299 more, all done" in [shape.words for shape in drawing.flat() if isinstance(shape, Text)]
    assert ["row", "fold"] == [shape.kind for shape in drawing.shapes if isinstance(shape, Group)]


def test_the_short_names_are_whole_words_in_the_narrow_picture_of_a_notebook():
    """What has no room on one line goes on in a second, and the row grows."""
    document = dmplog.diagnose("fixtures/scenarios/half-sent/bundle").to_dict()
    names = {step["short"] for case in document["cases"] for step in case["steps"]}
    drawing = lanes.draw(document, document["cases"], selected=0, width=620)
    dots = [
        group for row in drawing.shapes if isinstance(row, Group) for group in row.shapes if isinstance(group, Group)
    ]
    said = {" ".join(shape.words for shape in dot.shapes if isinstance(shape, Text)) for dot in dots}

    assert names == said
    assert ([], []) == (outside(drawing), over(drawing))


def test_a_row_and_its_dots_name_their_case():
    document = dmplog.diagnose("fixtures/scenarios/waits-for-stuck-child/bundle").to_dict()
    root = ET.fromstring(svg.write(lanes.draw(document, document["cases"], selected=0), prefix="p"))
    rows = [one.get("data-case") for one in root.iter("{http://www.w3.org/2000/svg}g") if "row" in one.get("class")]

    assert ["1", "2", "3", "4", "5"] == rows


def test_the_line_that_decides_stands_beneath_its_box():
    document = dmplog.diagnose("fixtures/scenarios/waits-for-stuck-child/bundle").to_dict()
    drawing = flowchart.draw(document, document["cases"][0], prefix="")
    said = [shape.words for shape in flat(drawing.shapes) if isinstance(shape, Text) and shape.mono]

    assert "sender.log:23 ~Wrote 1048576 bytes to \\\\PS1SRV.contoso.com\\SMS_SITE\\202SQCS1.PCK" in said


@pytest.mark.parametrize(("scenario", "red"), [("waits-for-stuck-child", False), ("redist-fails-daily", True)])
def test_only_a_line_that_is_an_error_is_red(scenario, red):
    """A transfer that stands still stands at an ordinary line."""
    document = dmplog.diagnose(f"fixtures/scenarios/{scenario}/bundle").to_dict()
    drawing = flowchart.draw(document, document["cases"][0], prefix="")

    assert red == any(isinstance(shape, Text) and shape.color == "quote" for shape in flat(drawing.shapes))


def test_a_wide_picture_has_the_decisions_of_the_chart_and_a_narrow_one_the_steps_alone():
    document = dmplog.diagnose("fixtures/scenarios/redist-fails-daily/bundle").to_dict()

    def kinds(width):
        drawing = flowchart.draw(document, document["cases"][0], width=width)
        return [shape.kind for shape in drawing.shapes if isinstance(shape, Group)]

    assert 2 == kinds(1160).count("decision")
    assert 2 == kinds(1160).count("detour")
    assert {"step", "step here"} == set(kinds(820))

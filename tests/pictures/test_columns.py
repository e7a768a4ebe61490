"""A bare flowchart as columns: whatever its shape, nothing in it lies over another, and its arrows lead where they should."""

from __future__ import annotations

import pytest
from laid_out import extent, outside, over, texts

from dmplog.flowchart import load_flowchart, shipped_flowcharts
from dmplog.grammar import Grammars
from dmplog.looks.picture import Edge, LanePicture, Node, Note
from dmplog.pictures import column, columns
from dmplog.pictures.drawing import Box, Group, Path, Text
from dmplog.views.bare import bare_chart


def three_ways():
    """A lane of no shipped shape: three branches, two ends, loops to itself and back, notes and words of any length."""
    nodes = (
        Node("start", "start", "Start"),
        Node(
            "way?", "decision", "Which of the three ways is it, and is this question rather long for what it asks? " * 2
        ),
        Node("one", "step", "First", "A" * 80),
        Node("two", "step", "A title that is much longer than a box is wide " * 9),
        Node("three", "step", "", note=Note("In a.log, and in many others besides:", ("word " * 90, "W" * 200))),
        Node("join", "step", "Join", note=Note("In b.log", ())),
        Node("end", "end", "End"),
        Node("failed", "end", "Failed"),
    )
    edges = (
        Edge("start", "way?"),
        *(
            Edge("way?", name, label)
            for name, label in (("one", "1st"), ("two", "second"), ("three", "3 (sleep 24 h)"))
        ),
        *(Edge(name, "join") for name in ("one", "two", "three")),
        Edge("join", "end"),
        Edge("one", "failed", "error"),
        Edge("two", "two", "again", loop=True),
        Edge("join", "one", "retry", loop=True),
        Edge("end", "start", loop=True),
    )
    return LanePicture("Three ways", nodes, edges, prefix="ways")


SHIPPED = [
    bare_chart(load_flowchart(name), lane=None, dark=False, render=Grammars.load().render)
    for name in shipped_flowcharts()
]
PICTURES = [*(chart.picture for chart in SHIPPED), three_ways(), LanePicture("Alone", (Node("a", "step", "A"),), ())]
DRAWN = [pytest.param(columns.draw(picture), id=picture.title) for picture in PICTURES]


def groups(shapes, *kinds):
    for shape in shapes:
        if isinstance(shape, Group):
            if shape.kind in kinds:
                yield shape
            yield from groups(shape.shapes, *kinds)


@pytest.mark.parametrize("drawing", DRAWN)
def test_words_stay_inside_the_picture(drawing):
    assert [] == outside(drawing)
    assert all(text.size <= text.y <= drawing.height for text in texts(drawing))


@pytest.mark.parametrize("drawing", DRAWN)
def test_no_words_lie_over_others(drawing):
    assert [] == over(drawing)


@pytest.mark.parametrize("drawing", DRAWN)
def test_words_of_a_box_stay_in_it(drawing):
    for step in groups(drawing.shapes, "step"):
        box = next(shape for shape in step.shapes if isinstance(shape, Box))
        for text in (shape for shape in step.shapes if isinstance(shape, Text)):
            assert box.x <= extent(text)[0] <= extent(text)[1] <= box.x + box.width
            assert box.y + text.size * 0.7 <= text.y <= box.y + box.height - 2


@pytest.mark.parametrize(
    "picture", PICTURES[-2:] + [lane for chart in SHIPPED for lane in getattr(chart.picture, "lanes", ())]
)
def test_every_arrow_is_drawn_from_its_shape_to_the_one_it_leads_to(picture):
    drawn = column.draw(picture)
    named = {group.name: group.shapes[0] for group in groups(drawn.shapes, "step", "decision", "start", "end")}
    spans = {name: _span(shape) for name, shape in named.items()}
    led = sorted(
        (_touched(arrow.shapes[0].points[0][1], spans), _touched(arrow.shapes[0].points[-1][1], spans))
        for arrow in groups(drawn.shapes, "arrow", "detour")
    )

    assert led == sorted(
        (f"{picture.prefix}-{edge.source}", f"{picture.prefix}-{edge.target}") for edge in picture.edges
    )


def _span(shape):
    down = [y for _, y in shape.points] if isinstance(shape, Path) else [shape.y, shape.y + shape.height]
    return min(down), max(down)


def _touched(y, spans):
    return min(spans, key=lambda name: max(spans[name][0] - y, y - spans[name][1], 0))


def test_notes_stand_left_and_detours_run_at_the_right():
    """The shape of Microsoft's picture: what a log says at the left of its box, the way back at the right of all boxes."""
    drawn = column.draw(three_ways())
    boxes = [shape for step in groups(drawn.shapes, "step") for shape in step.shapes if isinstance(shape, Box)]
    notes = [text for note in groups(drawn.shapes, "note") for text in note.shapes if isinstance(text, Text)]
    corners = [point[0] for arrow in groups(drawn.shapes, "detour") for point in arrow.shapes[0].points[1:3]]

    assert max(extent(text)[1] for text in notes) < min(box.x for box in boxes)
    assert min(corners) > max(box.x + box.width for box in boxes)

"""The chart language: what it says, and how it tells what it cannot read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmplog.flowchart.chart import ChartSyntaxError, parse_chart
from dmplog.flowchart.drawing import draw_chart
from dmplog.flowchart.model import Edge, Lane

names = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True).filter(lambda name: name not in ("start", "end"))

CHART = "start -> queue -> ready?\nready? -[yes]-> fetch -> end\nready? -[no, after 1h, loop]-> queue\n"


def edges_of(text):
    return [arrow.edge for arrow in parse_chart(text)]


def refusal(text):
    with pytest.raises(ChartSyntaxError) as caught:
        parse_chart(text)
    return caught.value


def mistake(text):
    """Return what is wrong with a chart, None if nothing is."""
    try:
        parse_chart(text)
    except ChartSyntaxError as error:
        return error
    return None


def test_a_line_is_a_way_of_plain_arrows():
    assert [Edge("start", "a"), Edge("a", "b"), Edge("b", "end")] == edges_of("start -> a -> b -> end")


def test_a_label_holds_branch_delay_and_loop():
    expected = [Edge("new?", "check", branch="no", after=timedelta(hours=1), loop=True)]

    assert expected == edges_of("new? -[no, after 1h, loop]-> check")


def test_the_parts_of_a_label_may_stand_in_any_order():
    assert edges_of("new? -[no, after 1h, loop]-> check") == edges_of("new? -[loop, after 1h, no]-> check")


def test_comments_blank_lines_and_indents_say_nothing():
    assert [Edge("start", "a"), Edge("a", "end")] == edges_of("\n# the way\n\n  start -> a   # first\n\n\ta -> end\n")


def test_windows_line_ends_are_line_ends():
    assert edges_of("start -> a\na -> end\n") == edges_of("start -> a\r\na -> end\r\n")


def test_a_name_may_begin_with_a_word_of_the_language():
    assert [Edge("after_all", "loop_back")] == edges_of("after_all -> loop_back")


def test_an_arrow_knows_its_line_and_column():
    arrows = parse_chart("start -> a\n  a -> end")

    assert [(1, 1), (2, 3)] == [(arrow.line, arrow.column) for arrow in arrows]


@pytest.mark.parametrize(
    ("text", "line", "column", "mend"),
    [
        ("a? -[]-> b", 1, 6, "a branch needs a name"),
        ("a? -[no, after]-> b", 1, 15, "`after` needs a duration"),
        ("a? -[yes]- b", 1, 9, "a label ends in ]->"),
        ("a? -[yes -> b", 1, 10, "a label ends in ]->"),
        ("a --> b", 1, 3, "write ->"),
        ("a -> b => c", 1, 8, "an arrow is written ->"),
        ("a b", 1, 3, "write ->"),
        ("start -> a\nb -> c d", 2, 8, "an arrow is written ->"),
        ("a ->", 1, 5, "must lead somewhere"),
        ("a ->\nb -> c", 1, 5, "must lead somewhere"),
        ("a -> -> b", 1, 6, "must lead somewhere"),
        ("-> b", 1, 1, "begins with the step"),
        ("a", 1, 2, "a step alone says nothing"),
        ("a -> b.c", 1, 7, "small letters, digits and underscores"),
        ("a -> B", 1, 6, "small letters, digits and underscores"),
        ("start -> a -[loop, loop]-> b", 1, 20, "once is enough"),
        ("a -[after 5x]-> b", 1, 11, "write 30m, 2h or 1d"),
        ("a -[after 0h]-> b", 1, 11, "write 30m, 2h or 1d"),
        ("", 1, 1, "begins with the step"),
    ],
)
def test_text_outside_the_language_is_refused_with_place_and_mend(text, line, column, mend):
    error = refusal(text)

    assert (line, column) == (error.line, error.column)
    assert mend in (error.hint or "")


@given(st.text(max_size=40))
def test_any_text_is_a_chart_or_is_refused_with_a_place_inside_it(text):
    error = mistake(text)

    assert error is None or (1 <= error.line <= text.count("\n") + 1 and 1 <= error.column <= len(text) + 1)


@given(st.integers(0, len(CHART) - 1), st.sampled_from([*"->[], A?x1.", ""]))
def test_every_slip_of_the_pen_gets_a_mend(place, typed):
    for text in (CHART[:place] + typed + CHART[place + 1 :], CHART[:place] + typed + CHART[place:], CHART[:place]):
        error = mistake(text)

        assert error is None or error.hint, text


@st.composite
def edge_lists(draw):
    boxes = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    edges = {("start", boxes[0]): Edge("start", boxes[0])}
    for box in boxes:
        question = f"{box}?"
        edges[box, question] = Edge(box, question)
        for answer in ("yes", "no"):
            target = draw(st.sampled_from([*boxes, "end"]))
            after = draw(st.none() | st.integers(1, 5000).map(lambda minutes: timedelta(minutes=minutes)))
            edges.setdefault((question, target), Edge(question, target, answer, after, draw(st.booleans())))
    return tuple(edges.values())


@given(edge_lists())
def test_a_drawn_chart_reads_as_the_same_arrows(edges):
    lane = Lane("lane", "Lane", (), (), (), edges)

    assert sorted(map(str, edges)) == sorted(map(str, edges_of(draw_chart(lane))))

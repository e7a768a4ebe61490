"""Beside the cases stand alarms that no step explains, lines that block nothing, and the last prerequisite check."""

from __future__ import annotations

from dataclasses import replace

import pytest
from asked_rows import CHARTS, finding, line, shelf, unknown
from judged import alarm, ground

from dmplog.evidence import SideNotes, find_side_notes
from dmplog.evidence.alarms import fold_alarms

RESULT = "prerequisite_result"
START = "prerequisite_check_started"
NOTE = next(note for chart in CHARTS for each in chart.lanes for note in each.also_seen if not note.signal.where)


def noted(rows, reasons=(), charts=CHARTS):
    return find_side_notes(shelf(rows), charts, reasons)


# Lines that block nothing.


def test_of_a_harmless_message_the_last_line_is_told_and_how_often_it_was_said():
    said = line(NOTE.signal.event)

    assert [
        (),
        ((1, f"seen, not blocking: {NOTE.why}"),),
        ((3, f"seen, not blocking (2 times): {NOTE.why}"),),
    ] == [noted(rows).harmless for rows in ([line()], [line(), said], [said, line(), line(), said])]


def test_an_unknown_line_that_somebody_knows_is_told_with_its_reason():
    rows = [unknown(harmless=1), unknown(), line(), unknown(harmless=0)]

    assert ((0, "seen, not blocking: two"), (3, "seen, not blocking: one")) == noted(rows, ["one", "two"]).harmless


def test_of_each_log_the_latest_fifty_are_told_in_the_order_of_their_rows():
    rows = [unknown(harmless=0, server=f"S{number % 2}", file=number % 3) for number in range(110)]

    assert list(range(10, 110)) == [row for row, _ in noted(rows, ["why"]).harmless]


def test_both_kinds_stand_in_one_order():
    rows = [line(NOTE.signal.event), unknown(harmless=0)]

    assert [0, 1] == [row for row, _ in noted(rows, ["why"]).harmless]
    assert [0, 1] == [row for row, _ in noted(rows[::-1], ["why"]).harmless]


# The prerequisite check.


def check(*rows):
    """Return the rows of the last check; each of *rows* is an event with the number of its server and its file."""
    return noted([line(name, server=f"S{server}", file=file) for name, server, file in rows]).prerequisites


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("other", 0, 1)], ()),
        ([(START, 0, 1)], ()),
        ([(RESULT, 0, 0), (RESULT, 1, 1)], (0, 1)),
        ([(START, 0, 1), (RESULT, 0, 2), (RESULT, 0, 3)], (1, 2)),
        ([(START, 0, 1), (RESULT, 0, 2), (START, 0, 3), (RESULT, 0, 4)], (3,)),
        ([(START, 0, 1), (RESULT, 0, 2), (START, 0, 3)], ()),
        ([(START, 0, 1), (RESULT, 0, 2), (RESULT, 1, 1), (START, 0, 3), (RESULT, 0, 4)], (2, 4)),
        ([(START, 0, 5), (RESULT, 1, 2), (RESULT, 0, 6)], (1, 2)),
        ([(RESULT, 1, 4), (START, 1, 2), (RESULT, 1, 3)], (2,)),
    ],
)
def test_of_each_log_the_results_behind_the_last_beginning_are_told(rows, told):
    assert told == check(*rows)


def test_the_one_server_without_a_name_is_one():
    rows = [line(name, server=None, file=0) for name in (RESULT, START, RESULT)]

    assert (2,) == noted(rows).prerequisites


def test_without_a_beginning_that_is_known_every_result_is_told():
    """An event may have any name, but none has the empty one."""
    chart, lane = next((chart, each) for chart in CHARTS for each in chart.lanes if each.traits.check_results)
    aimless = replace(chart, lanes=(replace(lane, traits=replace(lane.traits, check_begins=None)),))
    rows = [line(name, line=number + 1) for number, name in enumerate([RESULT, START, RESULT])]

    assert (0, 2) == noted(rows, charts=[aimless]).prerequisites


def test_lanes_that_ask_for_one_check_tell_it_once():
    assert (0,) == noted([line(RESULT, line=1)], charts=[*CHARTS, *CHARTS]).prerequisites


def test_every_row_is_told():
    assert (4, 7, 5) == SideNotes(((4, "why"), (7, "why")), (5,)).rows()


# Alarms.


def folded(rows, *claims):
    findings = [replace(finding("package"), alarms=alarms) for alarms in claims]
    return [tuple(each) for each in fold_alarms(findings, ground(rows).alarms)]


def test_alarms_that_say_the_same_are_told_once_with_the_newest():
    assert [(2, 0, 3, "error", None)] == folded([alarm(), alarm(), alarm()])


@pytest.mark.parametrize("other", [{"file": 1}, {"template": 2}, {"level": "warning"}])
def test_alarms_of_another_file_text_or_level_say_something_else(other):
    level = other.get("level", "error")

    assert [(1, 1, 1, level, None), (2, 0, 2, "error", None)] == folded([alarm(), alarm(**other), alarm()])


def test_an_alarm_is_that_of_the_first_case_that_claims_it():
    assert [(1, 0, 2, "error", 0), (2, 2, 1, "error", 1), (3, 3, 1, "error", None)] == folded(
        [alarm() for _ in range(4)], (0, 1), (1, 2)
    )


def test_an_alarm_is_that_of_a_case_that_is_not_over_before_one_that_is():
    findings = [finding("package", verdict=verdict, alarms=(0,)) for verdict in ("completed", "failed", "in_progress")]

    assert [1] == [each.finding for each in fold_alarms(findings, ground([alarm()]).alarms)]


def test_those_of_a_case_come_first_each_part_by_its_newest():
    rows = [alarm(), alarm(template=2), alarm(template=3), alarm(template=4), alarm(template=2), alarm(template=3)]

    assert [(2, 0), (3, 1), (0, None), (4, None), (5, None)] == [
        (row, owner) for row, _, _, _, owner in folded(rows, (2,), (3,))
    ]

"""A case is told with the lines that show its steps, with those that may say why it is stuck, and with no others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from asked_rows import asked, finding, line, unknown, with_others
from judged import sign, traced

from dmplog.cases import Link

TELLS = "sql_exception"


def lines(count, **named):
    """Return *count* rows; *named* are other ones by their number, as `_3`."""
    return [named.get(f"_{number}", line()) for number in range(count)]


# The rows of a step.


@pytest.mark.parametrize(
    ("signs", "rows"),
    [
        ([], ()),
        ([sign(1, "begins", 3)], (3,)),
        ([sign(1, "progress", 2), sign(1, "progress", 5), sign(1, "progress", 7, 9)], (2, 9)),
        ([sign(1, "ends", 2), sign(1, "begins", 4), sign(1, "progress", 6)], (2, 4, 6)),
        ([sign(1, "skips", 2), sign(1, "begins", 4), sign(1, "progress", 6)], (2, 4, 6)),
        ([sign(1, "ends", 2), sign(1, "progress", 3), sign(1, "ends", 5), sign(1, "ends", 7, 8)], (2, 3, 5, 8)),
        ([sign(1, "begins", 0), sign(1, "waits", 2, 3), sign(1, "progress", 6)], (0, 2, 6)),
        ([sign(1, "begins", 0), *(sign(1, "waits", row) for row in (2, 4, 6)), sign(1, "progress", 8)], (0, 2, 4, 8)),
        ([sign(1, "fails", row, row + 1) for row in (0, 2, 4, 6, 8)], (0, 5, 7, 9)),
        ([sign(1, "begins", 0), *(sign(1, "fails", row, row + 1) for row in (1, 3, 5, 7))], (0, 1, 4, 6, 8)),
    ],
)
def test_a_step_is_shown_by_its_beginning_its_last_sign_its_failures_and_its_end(signs, rows):
    told = asked(traced(finding("package", step=1, rows=range(10)), signs), lines(10))

    assert ((), rows, (), (), (), ()) == told.steps


def test_every_step_is_shown_by_its_own_signs():
    signs = [sign(0, "begins", 0), sign(0, "ends", 1), sign(1, "begins", 2), sign(2, "begins", 3)]

    told = asked(traced(finding("package", step=2, rows=range(4)), signs), lines(4))

    assert ((0, 1), (2,), (3,), (), (), ()) == told.steps


@pytest.mark.parametrize("values", [{"overdue": True}, {"verdict": "not_applicable"}])
def test_signs_that_say_nothing_of_where_a_case_stands_are_not_shown(values):
    found = traced(finding("package", step=0, rows=range(4)), [sign(1, "begins", 2), sign(0, "ends", 3)])

    assert ((3,), (), (), (), (), ()) == asked(replace(found, **values), lines(4)).steps


def test_what_is_not_applicable_shows_its_word_at_the_first_step():
    found = finding("package", step=None, verdict="not_applicable", rows=range(4))

    assert ((2, 3), (), (), (), (), ()) == asked(replace(found, rows=(2,), last_sign=3), lines(4)).steps


@pytest.mark.parametrize("verdict", ["completed", "unknown"])
def test_where_no_step_can_be_named_what_the_finding_rests_on_is_shown_at_none(verdict):
    found = finding("package", step=None, verdict=verdict, rows=range(4))

    assert ((),) * 6 == asked(replace(found, rows=(2,), last_sign=3), lines(4)).steps


def test_the_last_sign_is_shown_once_where_a_step_has_it_already():
    found = traced(finding("package", step=1, rows=range(4)), [sign(0, "begins", 0), sign(1, "begins", 1)])

    assert [((0,), (1,)), ((0,), (1, 3))] == [
        asked(replace(found, last_sign=last), lines(4)).steps[:2] for last in (0, 3)
    ]


@pytest.mark.parametrize(
    ("lane", "verdict", "known", "rows"),
    [
        ("package", "stalled", True, (0,)),
        ("package", "stalled", False, (0, 1)),
        ("package", "completed", False, (0,)),
        ("transmission", "stalled", True, (0, 1)),
        ("transmission", "completed", True, (0,)),
    ],
)
def test_an_error_line_nobody_knows_is_shown_where_little_is_known_of_the_lane_or_of_the_case(
    lane, verdict, known, rows
):
    found = finding(lane, step=0, verdict=verdict, rows=range(2), last_sign=0)
    if known:
        found = traced(found, [sign(0, "begins", 0)], current=0)

    assert rows == asked(found, lines(2, _1=unknown())).steps[0]


# Why it is stuck.


def test_the_failures_of_the_step_come_first_the_newest_three_of_them():
    signs = [sign(1, "begins", 0), *(sign(1, "fails", row) for row in (1, 3, 5, 7)), sign(1, "progress", 9)]

    told = asked(traced(finding("package", step=1, verdict="failed", rows=range(10)), signs), lines(10))

    assert (7, 5, 3, 0, 9) == told.own


def test_what_the_finding_rests_on_comes_in_front_of_the_failures():
    signs = [sign(1, "begins", 0), sign(1, "fails", 1)]
    found = traced(finding("package", step=1, verdict="failed", rows=range(10)), signs)

    assert (6, 4, 1, 0) == asked(replace(found, rows=(4, 6)), lines(10)).own


def test_where_nothing_shows_the_step_its_last_sign_stands_for_it():
    found = finding("package", step=1, verdict="stalled", rows=range(4))

    assert [(), (3,), (2,)] == [
        asked(replace(found, **values), lines(4)).own
        for values in ({}, {"last_sign": 3}, {"last_sign": 3, "rows": (2,)})
    ]


def test_no_step_no_signs_of_it():
    signs = [sign(0, "begins", 0), sign(5, "fails", 1)]
    found = replace(traced(finding("package", step=1, verdict="failed", rows=range(4)), signs), step=None)

    assert (1,) == asked(found, lines(4)).own


@pytest.mark.parametrize("verdict", ["in_progress", "waiting", "completed", "not_applicable", "unknown"])
def test_nobody_asks_why_where_nothing_is_stuck(verdict):
    signs = [sign(1, "begins", 0), sign(1, "fails", 1)]
    found = replace(traced(finding("package", step=1, rows=range(4)), signs), verdict=verdict, rows=(2,), alarms=(3,))

    told = asked(found, lines(4, _2=unknown(), _3=line(TELLS)), [TELLS])

    assert ((), (), frozenset(), None) == (told.own, told.beside, told.seen, told.stretch)


@pytest.mark.parametrize("verdict", ["failed", "stalled"])
def test_what_speaks_against_a_cause_is_told_where_it_is_stuck(verdict):
    found = replace(
        traced(finding("package", step=1, verdict=verdict, rows=range(4)), [sign(1, "begins", 0)]), alarms=(3,)
    )

    assert frozenset({"alarm"}) == asked(found, lines(4)).seen


def test_of_unknown_errors_the_newest_five_of_its_own_are_told_and_none_that_is_harmless():
    rows = [line(), *(unknown(harmless=0 if number == 4 else None) for number in range(8)), unknown()]
    found = traced(finding("package", step=1, verdict="stalled", rows=range(9)), [sign(1, "begins", 0)])

    assert (3, 4, 6, 7, 8) == asked(found, rows).beside


def test_only_what_nobody_knows_is_an_unknown_error():
    found = traced(finding("package", step=1, verdict="stalled", rows=range(3)), [sign(1, "begins", 0)])

    assert () == asked(found, [line(), line("a_line"), line("zz_line")]).beside


@pytest.mark.parametrize(
    ("values", "beside"),
    [
        ({}, (2, 3, 4)),
        ({"members": (3,)}, (1, 2, 4)),
        ({"members": (1,)}, (2, 3, 4)),
        ({"foreign": (4,)}, (1, 2, 3)),
        ({"members": (2,), "foreign": (3,)}, (1, 4)),
    ],
)
def test_the_newest_three_lines_that_can_tell_are_told_but_none_of_another_case_or_of_none(values, beside):
    rows = [line(), *(line(TELLS) for _ in range(4))]
    found = traced(finding("package", step=1, verdict="stalled", rows=[0]), [sign(1, "begins", 0)])

    assert (
        beside == asked(with_others(found, values.get("members", ()), values.get("foreign", ())), rows, [TELLS]).beside
    )


def test_each_kind_of_line_that_can_tell_is_told():
    rows = [line(), *(line(name) for name in (TELLS, "told_otherwise") * 4)]
    found = traced(finding("package", step=1, verdict="stalled", rows=[0]), [sign(1, "begins", 0)])

    assert tuple(range(3, 9)) == asked(found, rows, [TELLS, "told_otherwise", "told_never"]).beside


def test_a_line_of_a_server_that_is_no_place_of_the_case_tells_nothing():
    rows = [line(), line(TELLS), line(TELLS, server="ELSEWHERE"), line(TELLS, server=None)]
    found = traced(finding("package", step=1, verdict="stalled", rows=[0]), [sign(1, "begins", 0)])

    assert (1,) == asked(found, rows, [TELLS]).beside


@pytest.mark.parametrize(("others", "beside"), [(199, (1,)), (200, ())])
def test_no_further_than_to_the_two_hundredth_line_is_looked_for_one_of_its_own_servers(others, beside):
    rows = [line(), line(TELLS), *(line(TELLS, server="ELSEWHERE") for _ in range(others))]
    found = traced(finding("package", step=1, verdict="stalled", rows=[0]), [sign(1, "begins", 0)])

    assert beside == asked(found, rows, [TELLS]).beside


def test_where_no_step_can_be_named_no_line_of_others_can_tell():
    found = finding("package", step=None, verdict="stalled", rows=[0])

    assert () == asked(found, [line(TELLS), line(TELLS)], [TELLS]).beside


@pytest.mark.parametrize(("of_others", "beside"), [((), (3,)), ((TELLS,), (2, 3))])
def test_a_line_of_a_case_of_another_lane_tells_only_a_cause_that_asks_for_such_lines(of_others, beside):
    found = traced(finding("package", step=0, verdict="failed", rows=[0]), [sign(0, "fails", 0)])
    other = finding("synchronization", rows=[2])
    rows = [line(), line(), line(TELLS), line(TELLS)]

    assert beside == asked(found, rows, [TELLS], of_others, [other]).beside


# What is told beside the state of a step.


WROTE = "sending_wrote"
SIZE = "send_request_reported"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([line()], ()),
        ([line(WROTE)], (0,)),
        ([line(WROTE), line(WROTE), line()], (1,)),
        ([line(SIZE), line(WROTE)], (1, 0)),
        ([line(WROTE), line(WROTE, server="ELSEWHERE")], (1,)),
    ],
)
def test_of_each_note_of_a_step_the_last_line_is_told(rows, told):
    found = traced(finding("site_transfer", step=2, rows=range(len(rows))), [sign(2, "begins", 0)])

    notes = asked(found, rows).notes

    assert [(), (), told, (), ()] == [tuple(row for _, row in each) for each in notes]


def test_a_note_has_the_text_of_its_own_signal():
    found = traced(finding("site_transfer", step=2, rows=range(2)), [sign(2, "begins", 0)])
    (wrote, _), (size, _) = asked(found, [line(WROTE), line(SIZE)]).notes[2]

    assert [True, True] == [wrote.startswith("last written"), size.startswith("total size")]


def test_a_note_is_taken_from_the_lines_of_the_case_in_the_run_that_decides():
    found = traced(finding("site_transfer", step=2, rows=[0, 2, 3]), [sign(2, "begins", 2)])
    rows = [line(WROTE), line(WROTE), line(), line(), line(WROTE)]

    assert () == asked(found, rows).notes[2]
    assert [2] == [row for _, row in asked(found, [*rows[:2], line(WROTE), line()]).notes[2]]


def test_a_note_fits_the_log_it_asks_for():
    found = traced(finding("installation", step=4, rows=range(2)), [sign(4, "begins", 0)])
    rows = [line("status_reported", role=role) for role in ("cmupdate", "hman")]

    assert [0] == [row for _, row in asked(found, rows).notes[4]]


@pytest.mark.parametrize("name", ["site_transfer", "package"])
def test_without_a_trace_nothing_is_told_beside_the_steps(name):
    found = finding(name, step=2, rows=[0])

    assert ((),) * len(found.lane.steps) == asked(found, [line(WROTE)]).notes


def test_the_rows_that_join_identifiers_are_told():
    found = finding("package", rows=range(3))
    links = (Link("a", "b", 2, exact=True), Link("b", "c", 1, exact=False))

    assert (2, 1) == asked(replace(found, subject=replace(found.subject, links=links)), lines(3)).links


@pytest.mark.parametrize(
    ("signs", "own"),
    [
        # "Updated CMUpdatePackage state to 196613": as long as it waits, that is why.
        ([sign(1, "begins", 0), sign(1, "waits", 2), sign(1, "progress", 4)], (0, 2, 4)),
        # A report of the next sub-stage behind it says that the restart is over.
        ([sign(1, "begins", 0), sign(1, "waits", 2), sign(1, "proves", 4), sign(1, "progress", 6)], (0, 6)),
        ([sign(1, "begins", 0), sign(1, "waits", 2), sign(1, "begins", 4), sign(1, "waits", 6)], (0, 6)),
        # Nothing else was said, and it was the very first line.
        ([sign(1, "waits", 0), sign(1, "progress", 4)], (0, 4)),
    ],
)
def test_what_was_waited_for_before_the_step_went_on_is_no_reason(signs, own):
    made = traced(finding("package", step=1, verdict="stalled", rows=range(8)), signs)

    assert own == tuple(sorted(asked(replace(made, rows=()), lines(8)).own))

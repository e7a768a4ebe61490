"""What explains why a case is stuck stands behind what its steps before say, and in front of nothing older."""

from __future__ import annotations

from dataclasses import replace

import pytest
from asked_rows import asked, finding, line, unknown
from judged import sign, traced


def since(found):
    """Return the first of the rows 6 to 10 that may tell why *found* is stuck."""
    rows = [unknown() if 6 <= number <= 10 else line() for number in range(12)]
    return min(asked(found, rows).beside, default=None)


FAILS = sign(2, "fails", 9)


@pytest.mark.parametrize(
    ("signs", "first"),
    [
        ([FAILS], 9),
        ([sign(1, "ends", 8), FAILS], 8),
        ([sign(0, "ends", 7), sign(1, "ends", 8), FAILS], 8),
        ([sign(1, "ends", 8), sign(0, "ends", 7), FAILS], 8),
        ([sign(1, "ends", 7), sign(2, "begins", 8), FAILS], 7),
        ([sign(1, "ends", 7), sign(2, "begins", 8), sign(1, "progress", 10), sign(2, "fails", 11)], 7),
        ([sign(3, "begins", 7), sign(2, "begins", 8), sign(3, "progress", 9), sign(2, "fails", 11)], 7),
        ([sign(1, "ends", 7, 8), sign(2, "begins", 8), FAILS], 7),
    ],
)
def test_what_explains_a_failure_stands_behind_the_last_sign_of_the_steps_before(signs, first):
    """Those said later, while the step was under way, do not part it from what explains it."""
    assert first == since(traced(finding("package", step=2, verdict="failed", rows=range(12)), signs))


def test_what_explains_a_failure_stands_in_the_run_where_no_step_came_before():
    found = traced(finding("package", step=2, verdict="failed", rows=range(12)), [FAILS])
    deciding = found.trace.deciding
    begun = deciding._replace(run=replace(deciding.run, first_row=8))

    assert 8 == since(replace(found, trace=replace(found.trace, deciding=begun)))


def test_what_explains_a_stall_stands_behind_the_beginning_of_the_step():
    signs = [sign(1, "ends", 6), sign(2, "begins", 8)]
    found = traced(finding("package", step=2, verdict="stalled", rows=range(12)), signs)
    unseen = replace(found, trace=replace(found.trace, since_row=None))

    assert [8, 6] == [since(found), since(unseen)]


def test_what_explains_that_a_step_is_not_reached_stands_behind_the_last_sign():
    found = traced(
        finding("package", step=2, verdict="stalled", rows=range(12)), [sign(0, "ends", 7), sign(1, "ends", 8)]
    )

    assert 8 == since(replace(found, trace=replace(found.trace, since_row=None)))


def test_where_no_line_speaks_of_a_case_its_own_lines_since_it_stands_there_may_tell():
    found = finding("package", step=2, verdict="stalled", rows=range(12))

    assert [6, 9] == [since(found), since(replace(found, since=9))]

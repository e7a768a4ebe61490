"""Which rows are whose: those that the lane gives to the subject, and none where it is no subject of the lane."""

from __future__ import annotations

import polars as pl
import pytest

from dmplog.case import Subject
from dmplog.cases import CaseSubject, LaneCases

FIRST, SECOND, THIRD, STRANGE = (CaseSubject(Subject(site=site), None, {}) for site in ("PR1", "PR2", "PR3", "PR4"))
MEMBERS = pl.DataFrame(
    {"row": [3, 1, 4, 2, 5], "subject": [0, 1, 1, 2, 0]}, schema={"row": pl.UInt32, "subject": pl.UInt32}
)
CASES = LaneCases(None, None, (FIRST, SECOND, THIRD), MEMBERS)


@pytest.mark.parametrize(("subject", "rows"), [(FIRST, [3, 5]), (SECOND, [1, 4]), (THIRD, [2]), (STRANGE, [])])
def test_the_rows_of_a_subject_are_those_that_its_lane_gives_it(subject, rows):
    assert rows == CASES.rows_of(subject).to_list()


def test_a_case_need_not_exist_unless_it_is_said():
    assert (False, None, ()) == (FIRST.expected, FIRST.mode, FIRST.notes)

"""Whose an alarm is by the packages and sites that it names."""

from __future__ import annotations

import polars as pl
import pytest

from dmplog.diagnosis.settle.whose import names, names_no_other


@pytest.mark.parametrize(
    ("about", "mine", "no_other"),
    [
        (None, False, True),
        ("cas10001", True, True),
        ("cas00041", False, False),
        ("cas00041 cas10001", True, True),
        ("cas00041 cas00042", False, False),
    ],
)
def test_an_alarm_that_names_others_too_is_still_ours(about, mine, no_other):
    rows = pl.DataFrame({"about": [about]}, schema={"about": pl.String})
    found = rows.select(
        names("about", ["cas10001"]).alias("mine"), names_no_other("about", ["cas10001"]).alias("other")
    )

    assert (mine, no_other) == found.row(0)

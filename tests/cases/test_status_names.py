"""What status messages name: the package and the site they are about."""

from __future__ import annotations

import polars as pl
import pytest

from dmplog.cases.status_names import with_status_names

BLANK = dict.fromkeys(
    ("message_id", "status_package", "package_id", "site_code", "insertion_0", "insertion_1", "insertion_2")
)


def named(**values):
    rows = pl.DataFrame([BLANK | values], schema=dict.fromkeys(BLANK, pl.String))
    return with_status_names(rows).select("package_id", "site_code").row(0)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"message_id": "2301", "insertion_1": "PR100061"}, ("PR100061", None)),
        ({"message_id": "2301", "insertion_1": "not a package"}, (None, None)),
        ({"message_id": "2311", "insertion_1": "PR100061"}, (None, None)),
        ({"message_id": "2311", "status_package": "PR100061"}, ("PR100061", None)),
        ({"message_id": "2333", "insertion_1": "PS1"}, (None, "PS1")),
        ({"message_id": "3531", "insertion_0": "CAS00061", "insertion_2": "PS2"}, ("CAS00061", "PS2")),
        ({"message_id": "2301", "package_id": "CAS10001", "insertion_1": "PR100061"}, ("CAS10001", None)),
        ({"insertion_1": "PR100061"}, (None, None)),
    ],
)
def test_a_status_message_names_what_it_is_about(values, expected):
    assert expected == named(**values)


def test_rows_without_these_fields_stay_as_they_are():
    rows = pl.DataFrame({"event": ["x"]})

    assert rows.equals(with_status_names(rows))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"message_id": "2301", "insertion_1": "PR100061", "package_id": None}, {"package_id": "PR100061"}),
        ({"message_id": "2333", "insertion_1": "PS1", "site_code": None}, {"site_code": "PS1"}),
        ({"message_id": "1", "status_package": "PR100061", "package_id": None}, {"package_id": "PR100061"}),
        ({"message_id": "2301", "insertion_1": "PR100061"}, {}),
        ({"insertion_1": "PR100061", "package_id": None}, {"package_id": None}),
    ],
)
def test_rows_with_some_of_these_fields_are_told_by_those(values, expected):
    rows = pl.DataFrame([values], schema=dict.fromkeys(values, pl.String))

    assert values | expected == with_status_names(rows).row(0, named=True)

"""Alarms that nothing explains: what they name for sure, and what only follows from a failure in front of it."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest
from builders import BEGIN

from dmplog.cases.shelf import Shelf
from dmplog.cases.unexplained import unexplained

CLASS = "7a1b5c52-0e0d-4e7b-9c3a-52d0a1b7e6f4"
ROW = {
    "file": 0,
    "log": 0,
    "thread": 1,
    "alarm": None,
    "template": None,
    "harmless": None,
    "consequence": None,
    "about": None,
    "about_site": None,
    "package_guid": None,
    "package_id": None,
    "site_code": None,
    "after": 0.0,
}
TEXTS = ("event", "alarm", "consequence", "about", "about_site", "package_guid", "package_id", "site_code")
NUMBERS = {
    "file": pl.UInt32,
    "log": pl.UInt32,
    "thread": pl.Int64,
    "template": pl.UInt64,
    "harmless": pl.UInt16,
    "after": pl.Float64,
}


def line(event="line", **values):
    """Return an event row; `after` tells its seconds behind the beginning."""
    return ROW | {"event": event} | values


def error(**values):
    return line("unrecognized_error", alarm="error", template=1, **values)


RETRY = line("retry_announced", alarm="warning", template=2, consequence="payload_download_failed")


def alarms_of(*rows):
    frame = pl.DataFrame(list(rows), schema={**dict.fromkeys(TEXTS, pl.String), **NUMBERS}).with_row_index("row")
    seconds = timedelta(seconds=1)
    clocks = [BEGIN + row["after"] * seconds for row in rows]
    events = frame.with_columns(clock=pl.Series(clocks, dtype=pl.Datetime("ns"))).drop("after")
    return unexplained(Shelf(events, {}), [])


@pytest.mark.parametrize(
    ("told", "about", "expected"),
    [
        ({}, f"?{CLASS}", None),
        ({"package_guid": CLASS}, f"?{CLASS}", CLASS),
        ({"package_guid": CLASS.upper()}, f"?{CLASS}", CLASS),
        ({}, "cas00041", "cas00041"),
        ({}, f"cas00041 ?{CLASS}", "cas00041"),
        ({"package_id": "PR100061"}, "?pr100061", "pr100061"),
        ({"site_code": "PR1"}, "?pr100061", None),
        ({"site_code": "PR1"}, "?e06d7363", None),
        ({"site_code": "7A1"}, f"?{CLASS}", None),
    ],
)
def test_what_looks_like_a_package_is_one_where_a_line_tells_of_it(told, about, expected):
    """`ERROR: Unhandled exception E06D7363` names no package of site E06."""
    assert [expected] == alarms_of(line(**told), error(about=about))["about"].to_list()


@pytest.mark.parametrize(("told", "expected"), [({}, None), ({"site_code": "SQL"}, "sql")])
def test_what_looks_like_a_site_is_one_where_a_line_tells_of_it(told, expected):
    assert [expected] == alarms_of(line(**told), error(about_site="?sql"))["about_site"].to_list()


@pytest.mark.parametrize(
    ("before", "explained"),
    [
        (error(), True),
        (line("payload_download_failed"), True),
        (line("another_line"), False),
        (error(thread=2), False),
        (error(log=1), False),
        (error(after=-120.0), False),
        (RETRY, False),
        (error(harmless=3), True),
    ],
)
def test_a_consequence_is_explained_by_a_failure_in_front_of_it_in_its_thread(before, explained):
    found = alarms_of(before, RETRY)

    assert explained == (1 not in found["row"].to_list())


def test_a_consequence_without_a_time_or_a_thread_is_explained_by_what_stands_in_front_of_it():
    found = alarms_of(error(thread=None), RETRY | {"thread": None})

    assert [0] == found["row"].to_list()

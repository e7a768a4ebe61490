"""Work that nothing else speaks of loses all but the ends of each thread; whatever leads to a case keeps every line."""

from __future__ import annotations

import polars as pl
import pytest

from dmplog import thinning
from dmplog.stowed import stow
from dmplog.thinning import Thinnable
from dmplog.unclaimed import without_unclaimed

WHAT = Thinnable(claim="request_id", claimable=frozenset({"sending_wrote"}), keys=("request_id",))
COLUMNS = ("file", "role", "thread", "event", "alarm", "request_id")
SCHEMA = {"file": pl.UInt32, "thread": pl.Int64}


@pytest.fixture(autouse=True)
def _of_any_size(monkeypatch):
    monkeypatch.setattr(thinning, "LEAST", 1)


def wrote(request, *, thread=7, file=0, alarm=None, count=4):
    return [(file, "sender", thread, "sending_wrote", alarm, request)] * count


def other(event, request=None, *, role="sender", thread=9, file=0):
    return (file, role, thread, event, None, request)


def left(*pieces):
    """Return the numbers of the rows that are left of *pieces*, which are numbered through."""
    frames, begun = [], 0
    for told in pieces:
        schema = {name: SCHEMA.get(name, pl.String) for name in COLUMNS}
        frames.append(pl.DataFrame(told, schema, orient="row").with_row_index("line", offset=begun))
        begun += len(told)
    return [line for rows in without_unclaimed(list(map(stow, frames)), WHAT) for line in rows["line"]]


def test_of_a_thread_that_does_nothing_else_the_first_and_the_last_line_are_left():
    assert [0, 7] == left([*wrote("101SPS1"), *wrote("102SPS1")])


def test_each_thread_keeps_its_ends():
    assert [0, 3, 4, 7] == left([*wrote("101SPS1"), *wrote("102SPS1", thread=8)])


def test_what_another_line_names_is_kept_whole_whatever_its_log():
    told = [*wrote("101SPS1"), *wrote("102SPS1", thread=8)]

    assert [0, 1, 2, 3, 4, 7, 8] == left(told, [other("send_request_found", "101sps1", role="scheduler", file=1)])


def test_a_thread_that_does_anything_else_is_kept_whole():
    assert [0, 1, 2, 3, 4] == left([*wrote("101SPS1"), other("package_file_named", thread=7)])


def test_a_thread_that_does_something_else_in_another_part_of_its_log_is_kept_whole():
    assert [0, 1, 2, 3, 4] == left(wrote("101SPS1"), [other("package_file_named", thread=7, file=1)])


def test_a_thread_that_alarms_is_kept_whole():
    assert [0, 1, 2, 3, 4] == left([*wrote("101SPS1"), *wrote("101SPS1", alarm="error", count=1)])


def test_few_rows_are_left_as_they_are(monkeypatch):
    monkeypatch.setattr(thinning, "LEAST", 5)

    assert [0, 1, 2, 3, 4, 8] == left(wrote("101SPS1"), wrote("102SPS1", thread=8, file=1, count=5))


def test_nothing_is_taken_where_no_field_ties_lines_to_their_work():
    rows = pl.DataFrame(wrote("101SPS1"), {name: SCHEMA.get(name, pl.String) for name in COLUMNS}, orient="row")

    assert [4] == [kept.height for kept in without_unclaimed([stow(rows)], Thinnable())]


def error(*, thread=7, about=None, request=None):
    return ("unrecognized_error", thread, about, request)


def left_beside(*errors):
    """Return the rows left of six packages written with *errors* behind the third."""
    columns = {"about": pl.String, **{name: SCHEMA.get(name, pl.String) for name in COLUMNS}}
    calm = [(None, *row) for row in wrote("101SPS1", count=3)]
    told = [
        *calm,
        *[(about, 0, "sender", thread, event, "error", request) for event, thread, about, request in errors],
        *calm,
    ]
    rows = pl.DataFrame(told, columns, orient="row").with_row_index("line")
    return [line for kept in without_unclaimed([stow(rows)], WHAT) for line in kept["line"]]


def test_an_error_that_names_nothing_is_kept_with_its_neighbours():
    assert [0, 2, 3, 4, 6] == left_beside(error())


@pytest.mark.parametrize(
    "leading", [error(about="ps100017"), error(request="101SPS1"), ("sending_failed", 7, None, None)]
)
def test_an_error_that_leads_somewhere_keeps_its_thread_whole(leading):
    assert [0, 1, 2, 3, 4, 5, 6] == left_beside(leading)


def test_an_error_of_another_thread_keeps_no_neighbours():
    assert [0, 3, 6] == left_beside(error(thread=8))

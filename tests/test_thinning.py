"""Thinning leaves out what only says once more that something goes on, and nothing that anybody could ask for."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from unittest import mock

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from dmplog import thinning
from dmplog.thinning import LAST, OMITTED, Thinnable, thin, with_omitted, without_carriers

NOON = datetime(2025, 1, 14, 12)
WHAT = Thinnable(
    alike={"file_extracting": 0, "sending_writing": 1, "sending_wrote": 1, "capacity_checked": 2},
    signs=frozenset({"file_extracting", "sending_writing", "sending_wrote"}),
    carriers=frozenset({"status_updated", "site_processing"}),
    keys=("package_id", "site_code"),
    growing=("position",),
)
SCHEMA = {
    "file": pl.UInt32,
    "line": pl.UInt32,
    "thread": pl.Int64,
    "utc": pl.Datetime("us", "UTC"),
    "local": pl.Datetime("us"),
    "digest": pl.UInt64,
    "times": pl.UInt32,
    "omitted": OMITTED,
    "passing": pl.Boolean,
    "event": pl.String,
    "alarm": pl.String,
    "package_id": pl.String,
    "site_code": pl.String,
    "position": pl.String,
}


def rows(*told, seconds=1):
    """Return light rows, one for each of *told*: an event, and the columns in which it is not the usual one."""
    usual = {"file": 0, "thread": 7, "times": 1, "passing": False}
    made = []
    for number, (event, said) in enumerate(told):
        row = {**dict.fromkeys(SCHEMA), **usual, "line": number + 1, "digest": number, "event": event, **said}
        row["local"] = NOON + timedelta(seconds=seconds * number)
        made.append(row)
    return pl.DataFrame(made, schema=SCHEMA)


def lines(frame):
    return frame["line"].to_list()


def test_of_a_stretch_the_first_line_and_the_last_ones_are_kept():
    frame = rows(*[("file_extracting", {})] * 20)

    assert [1, 18, 19, 20] == lines(thin(frame, WHAT, 1))
    assert 3 == LAST


def test_of_a_stretch_a_line_of_each_minute_is_kept():
    frame = rows(*[("file_extracting", {})] * 20, seconds=20)

    kept = thin(frame, WHAT, 1)

    assert [1, 4, 7, 10, 13, 16, 18, 19, 20] == lines(kept)


def test_what_may_be_thinned_is_known_by_what_is_left_of_it():
    frame = rows(*[("file_extracting", {})] * 6, ("package_extracted", {}), ("status_updated", {}))

    assert [1, 4, 5, 6] == lines(thin(frame, WHAT, 1).filter("passing"))


def test_any_other_line_of_the_file_ends_what_every_thread_of_it_was_at():
    stretch = [("file_extracting", {})] * 6
    frame = rows(*stretch, ("package_extracted", {"thread": 9}), *stretch)

    assert [1, 4, 5, 6, 7, 8, 11, 12, 13] == lines(thin(frame, WHAT, 1))


def test_a_line_of_another_thread_that_may_be_thinned_ends_nothing():
    frame = rows(*[("file_extracting", {}), ("capacity_checked", {"thread": 9})] * 6)

    assert [1, 2, 7, 8, 9, 10, 11, 12] == lines(thin(frame, WHAT, 1))


def test_what_alarms_is_kept_and_ends_every_stretch():
    calm, alarming = ("capacity_checked", {}), ("capacity_checked", {"alarm": "warning"})
    frame = rows(*[calm] * 5, *[alarming] * 6, *[calm] * 5)

    assert [1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16] == lines(thin(frame, WHAT, 1))


def test_what_has_no_time_is_kept():
    frame = rows(*[("file_extracting", {})] * 8).with_columns(local=pl.lit(None, dtype=pl.Datetime("us")))

    assert lines(frame) == lines(thin(frame, WHAT, 1))


def test_a_stretch_ends_where_the_lines_name_something_else():
    frame = rows(*[("file_extracting", {"package_id": package}) for package in ["PS100001"] * 5 + ["PS100002"] * 5])

    assert [1, 3, 4, 5, 6, 8, 9, 10] == lines(thin(frame, WHAT, 1))


def test_what_grows_goes_on_and_what_falls_back_begins_again():
    positions = [0, 10, 20, 30, 40, 50, 0, 10, 20, 30, 40, 50]
    frame = rows(*[("sending_wrote", {"position": str(position)}) for position in positions])

    assert [1, 4, 5, 6, 7, 10, 11, 12] == lines(thin(frame, WHAT, 1))


def test_the_last_line_of_each_kind_that_says_the_same_is_kept():
    frame = rows(*[("sending_wrote", {})] * 6, *[("sending_writing", {})] * 6)

    assert [1, 6, 10, 11, 12] == lines(thin(frame, WHAT, 1))


def test_a_file_of_few_rows_is_left_as_it_is():
    few, many = rows(*[("file_extracting", {})] * 8), rows(*[("file_extracting", {"file": 1})] * 12)

    kept = thin(pl.concat([few, many]), WHAT, 10)

    assert [8, 4] == [kept.filter(file=number).height for number in (0, 1)]


def test_what_is_kept_for_its_keys_is_left_out_where_the_next_line_carries_as_much():
    named = [("status_updated", {"package_id": package}) for package in ["PS100001", "PS100002"] * 4]
    frame = rows(*named, ("capacity_checked", {}))

    assert [1, 2, 7, 8, 9] == lines(thin(frame, WHAT, 1))


def test_the_last_line_that_names_a_key_in_front_of_one_that_names_none_is_kept():
    named = [("status_updated", {"package_id": "PS100001"})] * 4
    frame = rows(*named, ("site_processing", {"site_code": "PS1"}), *named)

    assert [1, 4, 5, 9] == lines(thin(frame, WHAT, 1))


def test_an_error_that_names_nothing_parts_no_keys_but_keeps_its_neighbours():
    named, error = ("status_updated", {"package_id": "PS100001"}), ("unrecognized_error", {"alarm": "error"})
    elsewhere = ("unrecognized_error", {"alarm": "error", "thread": 9})

    assert [1, 5, 6, 7, 11] == lines(thin(rows(*[named] * 5, error, *[named] * 5), WHAT, 1))
    assert [1, 6, 11] == lines(thin(rows(*[named] * 5, elsewhere, *[named] * 5), WHAT, 1))


def test_an_error_that_names_a_package_parts_the_keys_around_it():
    named = ("status_updated", {"package_id": "PS100001"})
    error = ("unrecognized_error", {"alarm": "error", "package_id": "PS100002", "thread": 9})

    assert [1, 5, 6, 7, 11] == lines(thin(rows(*[named] * 5, error, *[named] * 5), WHAT, 1))


KINDS = st.sampled_from(
    [
        ("file_extracting", {}),
        ("file_extracting", {}),
        ("file_extracting", {"thread": 9}),
        ("capacity_checked", {}),
        ("status_updated", {"package_id": "PS100001"}),
        ("status_updated", {"package_id": "PS100002"}),
        ("status_updated", {"package_id": "PS100003"}),
        ("site_processing", {"site_code": "PS1"}),
        ("site_processing", {"site_code": "PS1", "alarm": "error"}),
        ("package_extracted", {}),
        ("unrecognized_error", {"alarm": "error"}),
        ("unrecognized_error", {"alarm": "error", "thread": 9}),
    ]
)
RUNS = st.lists(st.tuples(KINDS, st.integers(1, 9)), max_size=20).map(
    lambda runs: [kind for kind, count in runs for _ in range(count)]
)


@given(RUNS, st.sampled_from([1, 30, 90]))
def test_no_sign_of_life_is_lost(told, seconds):
    frame = rows(*told, seconds=seconds)
    kept = thin(frame, WHAT, 1).with_columns(clock="local").with_row_index("row")

    told_again = with_omitted(kept).filter(event="file_extracting").select("digest", "clock", "thread").sort("digest")

    signs = frame.filter(event="file_extracting").select("digest", pl.col("local").alias("clock"), "thread")
    assert signs.rows() == told_again.rows()


@given(RUNS)
def test_whatever_is_kept_stands_behind_the_same_keys(told):
    carried = {name: pl.col(name).forward_fill().over("thread") for name in ("package_id", "site_code")}
    frame = rows(*told)
    of_all = frame.with_columns(**carried)

    kept = thin(frame, WHAT, 1)

    others = ~pl.col("event").is_in(["status_updated", "site_processing"])
    wanted = of_all.filter(pl.col("line").is_in(kept["line"].implode()), others).select("line", *carried)
    assert wanted.rows() == kept.with_columns(**carried).filter(others).select("line", *carried).rows()


@given(RUNS)
def test_nothing_that_a_line_names_is_lost(told):
    frame = rows(*told)

    kept = thin(frame, WHAT, 1)

    said = ["thread", "event", "alarm", "package_id", "site_code"]
    assert frame.select(said).unique().sort(said).rows() == kept.select(said).unique().sort(said).rows()


@given(RUNS)
def test_each_thread_still_ends_and_begins_with_the_same_line(told):
    frame = rows(*told)

    ends = [
        each.group_by("thread").agg(pl.col("line").min(), last=pl.col("line").max()).sort("thread").rows()
        for each in (frame, thin(frame, WHAT, 1))
    ]

    assert ends[0] == ends[1]


@given(st.lists(RUNS, min_size=2, max_size=4))
def test_chunks_thinned_one_by_one_are_thinned_once_more_as_if_there_were_no_border(runs):
    frame = rows(*(kind for run in runs for kind in run))
    borders = list(accumulate(map(len, runs), initial=0))
    chunks = [thin(frame.slice(begin, end - begin), WHAT, 1) for begin, end in pairwise(borders)]

    carried = pl.col("event").is_in(sorted(WHAT.carriers)) & pl.col("alarm").is_null()
    together = pl.concat(chunks)
    # As they wait: a column in which nothing stands is left out.
    waiting = together.select(
        column for column in together if column.count() or together.is_empty() or column.name == "thread"
    )
    with mock.patch.object(thinning, "LEAST", 1):
        left = together.filter(pl.col("line").is_in(without_carriers(waiting, WHAT)["line"].implode()))
    of_all = thin(frame, WHAT, 1)

    assert lines(of_all.filter(carried)) == lines(left.filter(carried))
    assert lines(together.filter(~carried)) == lines(left.filter(~carried))

"""Folding daily cycles changes how many rows are kept, and nothing that is said about them."""

from __future__ import annotations

from unittest import mock

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from dmplog import folding, stowed
from dmplog.folding import Folder, fold

BEGINS = pl.col("state_message") == "0"
CYCLES = st.lists(st.sampled_from(("healthy", "failing", "long")), min_size=0, max_size=60)
LINES = {
    "healthy": ("manifest_received", "manifest_forwarded"),
    "failing": ("payload_download_failed",),
    "long": ("manifest_received",) * 5,
}


def rows(cycles):
    told = []
    for cycle in cycles:
        told.append(("state_message_generated", "0"))
        told.extend((event, None) for event in LINES[cycle])
    return pl.DataFrame(
        {
            "line": list(range(1, len(told) + 1)),
            "event": [event for event, _ in told],
            "state_message": [number for _, number in told],
            "times": [1] * len(told),
        },
        schema={"line": pl.UInt32, "event": pl.String, "state_message": pl.String, "times": pl.UInt32},
    )


def folded(frame, block, piece=7):
    folder = Folder(BEGINS, block=block)
    for start in range(0, frame.height, piece):
        folder.add(frame.slice(start, piece))
    kept = [piece.rows() for piece in folder.finish()]
    return pl.concat(kept) if kept else frame.clear()


@given(CYCLES, st.integers(8, 40))
def test_every_event_is_still_counted(cycles, block):
    frame = rows(cycles)

    kept = folded(frame, block)

    assert frame.group_by("event").len().sort("event").rows() == (
        kept.group_by("event").agg(pl.col("times").sum()).sort("event").rows()
    )


@given(CYCLES, st.integers(8, 40))
def test_what_is_kept_is_in_order_and_ends_with_the_last_line(cycles, block):
    frame = rows(cycles)

    kept = folded(frame, block)["line"]

    assert kept.is_sorted()
    assert frame["line"].tail(1).to_list() == kept.tail(1).to_list()


@given(CYCLES, st.integers(8, 40))
def test_the_first_line_of_each_stretch_of_equal_cycles_is_kept(cycles, block):
    frame = rows(cycles)

    kept = set(folded(frame, block)["line"])

    begins = [
        line for line, event in zip(frame["line"], frame["event"], strict=True) if event == "state_message_generated"
    ]
    changed = [line for number, line in enumerate(begins) if number == 0 or cycles[number] != cycles[number - 1]]
    assert set() == set(changed) - kept


PIECES = st.lists(
    st.tuples(
        st.lists(st.sampled_from(("begins", "healthy", "failing")), min_size=1, max_size=12), st.sampled_from((1, 4))
    ),
    max_size=12,
)


@given(PIECES, st.integers(2, 40), st.integers(1, 12))
def test_pieces_of_any_size_with_cycles_and_without_come_back_in_order_and_none_is_lost(pieces, block, least):
    told = [name for names, count in pieces for name in names * count]
    schema = {"line": pl.UInt32, "event": pl.String, "state_message": pl.String, "times": pl.UInt32}
    number = {"begins": "0"}
    frame = pl.DataFrame([(n, name, number.get(name), 1) for n, name in enumerate(told)], schema, orient="row")
    with mock.patch.object(folding, "LEAST", least), mock.patch.object(stowed, "LEAST", least):
        folder, begun = Folder(BEGINS, block=block), 0
        for names, count in pieces:
            rows = frame.slice(begun, len(names) * count)
            # What stands in no row of a chunk is no column of it.
            folder.add(rows if rows["state_message"].count() else rows.drop("state_message"))
            begun += rows.height
        kept = pl.concat([frame.clear(), *(piece.rows() for piece in folder.finish())], how="diagonal")

    assert kept["line"].unique().sort().to_list() == kept["line"].to_list()
    assert frame["line"].tail(1).to_list() == kept["line"].tail(1).to_list()
    assert frame.filter(pl.col("line").is_in(kept["line"].implode())).drop("times").rows() == kept.drop("times").rows()
    assert frame.group_by("event").len().sort("event").rows() == (
        kept.group_by("event").agg(pl.col("times").sum()).sort("event").rows()
    )


def test_what_is_kept_of_equal_cycles_does_not_grow_with_their_number():
    few, many = (folded(rows(["healthy"] * number), 30).height for number in (100, 1000))

    assert few < 100
    assert many < 10 * few


TURNS = st.lists(st.sampled_from(("A", "B", "C")), min_size=1, max_size=40)


def turns(packages, failing=()):
    told = []
    for number, package in enumerate(packages):
        told.append(("state_message_generated", "0", "0000"))
        told.append(("package_download_started", None, package))
        told.append(("redist_download_failed" if number in failing else "package_download_finished", None, package))
    columns = ("event", "state_message", "package_guid")
    frame = pl.DataFrame(told, schema=dict.fromkeys(columns, pl.String), orient="row")
    return frame.with_row_index("line", offset=1).with_columns(times=pl.lit(1, dtype=pl.UInt32))


def taking_turns(frame, **nobody):
    return fold(
        frame, frame.select((pl.col("state_message") == "0").fill_null(value=False).cum_sum()).to_series(), nobody
    )


@given(TURNS)
def test_of_packages_that_take_turns_the_first_and_the_last_cycle_of_each_are_kept(packages):
    kept = taking_turns(turns(packages), package_guid={"0000"}).filter(event="package_download_finished")

    places = {package: [n for n, each in enumerate(packages) if each == package] for package in packages}
    wanted = sorted({3 * n + 3 for found in places.values() for n in (found[0], found[-1])})
    assert wanted == kept["line"].to_list()
    assert {package: len(found) for package, found in places.items()} == dict(
        kept.group_by("package_guid").agg(pl.col("times").sum()).iter_rows()
    )


def test_a_cycle_in_which_one_package_fails_stands_and_parts_those_around_it():
    packages = "ABC" * 6

    kept = taking_turns(turns(packages, failing={7}), package_guid={"0000"})

    cycles = (
        kept.filter(pl.col("package_guid") != "0000").group_by("package_guid").agg((pl.col("line").unique() - 2) // 3)
    )
    found = {package: sorted(set(numbers)) for package, numbers in cycles.iter_rows()}
    assert {"A": [0, 6, 9, 15], "B": [1, 4, 7, 10, 16], "C": [2, 5, 8, 17]} == found


def test_cycles_of_packages_are_not_folded_where_nobody_says_which_field_names_them():
    frame = turns("AB" * 6)

    assert frame.height == taking_turns(frame).height


def test_how_many_lines_are_left_of_a_thinned_stretch_does_not_part_equal_cycles():
    told = []
    for count in (2, 5, 3, 2, 4):
        told += [("state_message_generated", "0", False), *[("file_extracting", None, True)] * count]
    schema = {"event": pl.String, "state_message": pl.String, "passing": pl.Boolean}
    frame = pl.DataFrame(told, schema, orient="row").with_row_index("line").with_columns(times=pl.lit(1, pl.UInt32))

    assert [4, 1] == taking_turns(frame).filter(event="state_message_generated")["times"].to_list()


TROUBLED = st.lists(st.sampled_from(("healthy", "failing", "troubled")), min_size=1, max_size=40)


def troubled(cycles, *, named=None, threads=2):
    """Return *cycles* of which each has a thread of its own in turn; the error of a troubled one names *named*."""
    told = []
    for number, cycle in enumerate(cycles):
        told.append(("state_message_generated", "0", None, None, number % threads))
        if cycle == "troubled":
            told.append(("unrecognized_error", None, "error", named, number % threads))
        told += [
            (event, None, None, None, number % threads)
            for event in LINES["failing" if cycle == "failing" else "healthy"]
        ]
    schema = {
        "event": pl.String,
        "state_message": pl.String,
        "alarm": pl.String,
        "about": pl.String,
        "thread": pl.Int64,
    }
    frame = pl.DataFrame(told, schema, orient="row").with_row_index("line")
    return frame.with_columns(times=pl.lit(1, pl.UInt32), file=pl.lit(0, pl.UInt32))


@given(TROUBLED)
def test_an_error_that_names_nothing_is_kept_with_its_cycle_and_what_its_thread_says_around_it(cycles):
    frame = troubled(cycles)

    kept = taking_turns(frame)

    errors = frame.filter(event="unrecognized_error")
    assert errors["line"].to_list() == kept.filter(event="unrecognized_error")["line"].to_list()
    for thread in (0, 1):
        mine = frame.filter(thread=thread)["line"].to_list()
        around = {
            mine[place]
            for line in errors.filter(thread=thread)["line"]
            for place in range(max(mine.index(line) - 1, 0), min(mine.index(line) + 2, len(mine)))
        }
        assert set() == around - set(kept["line"])
    assert frame.group_by("event").len().sort("event").rows() == (
        kept.group_by("event").agg(pl.col("times").sum()).sort("event").rows()
    )


def test_an_error_that_names_nothing_does_not_part_the_cycles_around_it():
    few, many = (
        taking_turns(troubled((["healthy"] * 50 + ["troubled"]) * number, threads=1)).height for number in (2, 20)
    )

    assert 18 * 13 >= many - few


def test_an_error_that_names_a_package_parts_the_cycles_around_it():
    kept = taking_turns(troubled(["healthy"] * 9 + ["troubled"] + ["healthy"] * 9, named="ps100017", threads=1))

    assert [0, 24, 27, 31, 55] == kept.filter(event="state_message_generated")["line"].to_list()

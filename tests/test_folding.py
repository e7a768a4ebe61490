"""Folding daily cycles changes how many rows are kept, and nothing that is said about them."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from dmplog.folding import Folder

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
    kept = folder.finish()
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


def test_what_is_kept_of_equal_cycles_does_not_grow_with_their_number():
    few, many = (folded(rows(["healthy"] * number), 30).height for number in (100, 1000))

    assert few < 100
    assert many < 10 * few

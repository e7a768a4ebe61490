"""Where the product starts over, a new run begins, whatever the lines are called."""

from __future__ import annotations

import polars as pl
import pytest

from dmplog.cases.labels import LaneLabels, Meaning
from dmplog.cases.runs import cut_runs

SILENT = Meaning(event="", labels=(), marks=frozenset())
DUE = Meaning(event="due", labels=((0, "begins"),), marks=frozenset({"begins"}))
STARTED = Meaning(event="started", labels=((0, "begins"),), marks=frozenset({"begins"}))
ENDED = Meaning(event="ended", labels=((0, "ends"),), marks=frozenset({"closes"}))
GENERATED = Meaning(event="generated", labels=(), marks=frozenset({"begins_if_closed"}))
ASKED = Meaning(event="asked", labels=((1, "begins"),), marks=frozenset({"once"}))
CHOSEN = Meaning(event="chosen", labels=((1, "begins"),), marks=frozenset({"once"}))
WORKED = Meaning(event="", labels=((1, "progress"),), marks=frozenset())


def table(events, meanings, *, subjects=None, opens=(), times=None):
    """Return the runs of *events*, each the number of a meaning."""
    labels = LaneLabels(pl.Series("code", events, dtype=pl.UInt16), (SILENT, *meanings))
    rows = pl.int_range(len(events), dtype=pl.UInt32, eager=True).alias("row")
    members = pl.DataFrame(
        {"row": rows, "subject": subjects or [0] * len(events)}, {"row": pl.UInt32, "subject": pl.UInt32}
    )
    members = members.with_columns(opens=pl.col("row").is_in(list(opens)))
    return cut_runs(members, labels, pl.Series("times", times or [1] * len(events), dtype=pl.UInt32))


def runs(events, meanings, **others):
    """Return the first and last row of every run of *events*, each the number of a meaning."""
    return [(run.first_row, run.last_row) for run in table(events, meanings, **others).runs]


@pytest.mark.parametrize("meanings", [(DUE, STARTED, ENDED), (STARTED, DUE, ENDED)])
@pytest.mark.parametrize("pair", [(1, 2), (2, 1)])
def test_marks_of_two_kinds_that_stand_together_open_one_run(pair, meanings):
    """ "Hasn't synced recently." is followed at once by state message 0; which of the two was numbered first is nobody's matter."""
    assert [(0, 2), (3, 5)] == runs([*pair, 3, *pair, 3], meanings)


def test_the_same_mark_twice_opens_two_runs():
    assert [(0, 0), (1, 2)] == runs([1, 1, 3], (DUE, STARTED, ENDED))


@pytest.mark.parametrize(
    ("events", "answer"),
    [
        ([3, 3], [(0, 1)]),
        ([1, 2, 3], [(0, 2)]),
        ([1, 3, 1, 3], [(0, 1), (2, 3)]),
        # A pair goes on while each is another one than the one before; what stands between them ends it.
        ([1, 2, 2], [(0, 1), (2, 2)]),
        ([1, 2, 1, 3], [(0, 3)]),
        ([1, 4, 2, 3], [(0, 1), (2, 3)]),
        ([4, 3, 1, 4], [(0, 1), (2, 3)]),
    ],
)
def test_a_run_begins_at_each_mark_that_follows_no_other_one(events, answer):
    assert answer == runs(events, (DUE, STARTED, ENDED, WORKED))


@pytest.mark.parametrize(
    ("events", "answer"),
    [
        ([1, 1, 2], [(0, 2)]),
        ([1, 2, 1, 2], [(0, 1), (2, 3)]),
        ([1, 4, 2, 4, 1], [(0, 3), (4, 4)]),
        # One that a mark of the other kind has opened is open as well, and what came before any of them is no run that was begun.
        ([3, 1, 4, 1], [(0, 3)]),
        ([1, 3, 1, 2], [(0, 3)]),
        ([1, 4, 3, 1, 2], [(0, 1), (2, 4)]),
        ([4, 1, 2], [(0, 0), (1, 2)]),
        ([2, 4, 1], [(0, 1), (2, 2)]),
    ],
)
def test_a_mark_that_may_stand_within_a_run_begins_one_only_where_none_is_open(events, answer):
    assert answer == runs(events, (GENERATED, ENDED, DUE, WORKED))


@pytest.mark.parametrize(
    ("events", "answer"),
    [
        ([1, 1], [(0, 0), (1, 1)]),
        ([1, 3, 1, 3], [(0, 1), (2, 3)]),
        # What of them comes first in a run stands for it; the other repeats with it.
        ([1, 2, 1, 2], [(0, 1), (2, 3)]),
        ([3, 2, 1, 2, 1], [(0, 2), (3, 4)]),
        ([1, 2, 2, 1], [(0, 2), (3, 3)]),
        # A run that a mark has cut off begins to count anew.
        ([1, 4, 1, 1], [(0, 0), (1, 2), (3, 3)]),
        ([1, 4, 2, 1, 2], [(0, 0), (1, 3), (4, 4)]),
    ],
)
def test_what_a_run_holds_once_begins_the_next_one_when_it_comes_again(events, answer):
    assert answer == runs(events, (ASKED, CHOSEN, WORKED, DUE))


def test_the_pause_of_a_worker_that_is_tried_again_cuts_a_run():
    assert [(0, 1), (2, 3)] == runs([1, 1, 1, 1], (WORKED,), opens=[2])
    assert [(0, 1), (2, 3)] == runs([1, 1, 1, 1], (WORKED,), opens=[0, 2])


def test_each_subject_has_runs_of_its_own():
    """What is open, what stood in front, and what came once is asked of the lines of the same subject only."""
    found = table([1, 1, 2, 2, 4, 4], (GENERATED, ASKED, ENDED, WORKED), subjects=[0, 1, 0, 1, 1, 0])

    told = [(run.subject, run.number, run.first_row, run.last_row) for run in found.runs]
    assert [(0, 1, 0, 5), (1, 1, 1, 4)] == told
    assert [(0, 0), (2, 2), (1, 1)] == runs([1, 3, 1], (DUE, STARTED, ENDED), subjects=[0, 1, 0])
    assert [(0, 1), (2, 2)] == runs([1, 2, 2], (DUE, STARTED, ENDED), subjects=[0, 0, 1])


def test_lines_that_say_nothing_are_of_no_run():
    assert [(1, 3)] == runs([0, 1, 0, 1, 0], (WORKED,))
    assert () == table([0, 0], (WORKED,)).runs
    assert ["row", "subject", "opens", "code", "times", "run"] == table([0], (WORKED,)).members.columns


def test_runs_that_say_the_same_in_the_same_order_have_one_signature():
    """How often a line is repeated is no difference."""
    found = table([1, 2, 2, 3, 1, 2, 3, 1, 3, 1, 2, 2], (DUE, WORKED, ENDED))

    assert ((1, 2, 3), (1, 3), (1, 2)) == found.signatures
    assert [0, 0, 1, 2] == [run.signature for run in found.runs]


def test_a_run_tells_its_segments_with_their_rows():
    found = table([2, 1, 2, 2, 0, 2, 3, 1], (DUE, WORKED, ENDED), subjects=[1, 0, 0, 0, 0, 0, 0, 1])

    first, *others = found.runs
    assert [(1, 1, 1), (2, 2, 5), (3, 6, 6)] == found.rows(first)
    assert [[(2, 0, 0)], [(1, 7, 7)]] == [found.rows(run) for run in others]


@pytest.mark.parametrize(("event", "marked"), [(1, True), (2, True), (3, True), (4, False), (5, False)])
def test_a_run_that_begins_with_a_mark_has_lost_nothing_in_front(event, marked):
    found = table([event, 4, 5], (DUE, GENERATED, ASKED, WORKED, ENDED))

    assert [marked] == [run.marked for run in found.runs]
    assert [False] == [run.marked for run in table([4, event, 5], (DUE, GENERATED, ASKED, WORKED, ENDED)).runs][:1]


def test_a_run_stands_for_as_many_as_its_first_line():
    found = table([1, 2, 1, 2], (DUE, WORKED), times=[7, 1, 3, 9])

    assert [7, 3] == [run.times for run in found.runs]

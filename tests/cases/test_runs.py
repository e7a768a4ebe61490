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


def runs(events, meanings):
    """Return the first and last row of every run of *events*, each the number of a meaning."""
    labels = LaneLabels(pl.Series("code", events, dtype=pl.UInt16), (SILENT, *meanings))
    rows = pl.int_range(len(events), dtype=pl.UInt32, eager=True).alias("row")
    members = pl.DataFrame({"row": rows}).with_columns(subject=pl.lit(0, pl.UInt32), opens=pl.lit(value=False))
    times = pl.Series("times", [1] * len(events), dtype=pl.UInt32)
    return [(run.first_row, run.last_row) for run in cut_runs(members, labels, times).runs]


@pytest.mark.parametrize("meanings", [(DUE, STARTED, ENDED), (STARTED, DUE, ENDED)])
@pytest.mark.parametrize("pair", [(1, 2), (2, 1)])
def test_marks_of_two_kinds_that_stand_together_open_one_run(pair, meanings):
    """ "Hasn't synced recently." is followed at once by state message 0; which of the two was numbered first is nobody's matter."""
    assert [(0, 2), (3, 5)] == runs([*pair, 3, *pair, 3], meanings)


def test_the_same_mark_twice_opens_two_runs():
    assert [(0, 0), (1, 2)] == runs([1, 1, 3], (DUE, STARTED, ENDED))

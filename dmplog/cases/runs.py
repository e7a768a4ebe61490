"""Runs: the events of one subject, cut where the product starts over.

Two runs that say the same things in the same order are traced once, so the number of runs costs no Python.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from dmplog.cases.labels import LaneLabels
from dmplog.frozen import frozen


@frozen
class Run:
    """One run of a lane: rows of its events from `first_row` to `last_row`, and which sequence of events it is."""

    subject: int
    number: int
    first_row: int
    last_row: int
    signature: int
    times: int
    """How many equal runs it stands for."""
    marked: bool
    """Whether its first event is one that begins a run, so that nothing in front of it was lost."""


@frozen
class RunTable:
    """Every run of a lane, and every distinct sequence of codes among them."""

    runs: tuple[Run, ...]
    signatures: tuple[tuple[int, ...], ...]
    members: pl.DataFrame
    """Columns `row u32, subject u32, code u16, run u32`, sorted by subject and row."""
    segments: pl.DataFrame
    """Columns `code, first, last`: what members say, and the first and the last row that says so before another does."""
    places: Mapping[tuple[int, int], tuple[int, int]]
    """Where the segments of each run begin, by its subject and number, and how many they are."""

    def rows(self, run: Run) -> list[tuple[int, int, int]]:
        """Return (code, first row, last row) of each collapsed segment of *run*, in order."""
        return self.rows_of([run])[0]

    def rows_of(self, runs: Sequence[Run]) -> list[list[tuple[int, int, int]]]:
        """Return (code, first row, last row) of each collapsed segment of each of *runs*, which follow each other in one subject."""
        places = [self.places[run.subject, run.number] for run in runs]
        begin, end = places[0][0], places[-1][0] + places[-1][1]
        rows = self.segments.slice(begin, end - begin).rows()
        return [rows[place - begin : place - begin + length] for place, length in places]


def cut_runs(members: pl.DataFrame, labels: LaneLabels, times: pl.Series) -> RunTable:
    """Return the runs of every subject; *times* says how many equal rows each event row stands for.

    *members* tells which events belong to which subject: columns `row u32, subject u32`, and `opens bool` where the cases cut runs.
    A run begins at a `begins` mark, and at a `begins_if_closed` mark only where no run is open. Marks of different events
    that stand directly together open one run: "Hasn't synced recently." is followed at once by state message 0.
    """
    coded = (
        members.with_columns(code=labels.codes.gather(members["row"]), times=times.gather(members["row"]))
        .filter(pl.col("code") > 0)
        .sort("subject", "row")
    )
    if coded.is_empty():
        return RunTable((), (), coded.with_columns(run=pl.lit(0, dtype=pl.UInt32)), coded.select(), {})
    cut = coded.with_columns(_marks(labels)).with_columns(cut=_cuts())
    runs = _cut_repeats(cut.with_columns(run=pl.col("cut").cum_sum().over("subject").cast(pl.UInt32)))
    summary = (
        runs.group_by("subject", "run", maintain_order=True)
        .agg(
            pl.col("row").first().alias("first_row"),
            pl.col("row").last().alias("last_row"),
            (pl.col("begins").first() | pl.col("begins_if_closed").first() | pl.col("once").first()).alias("begins"),
            pl.col("times").first(),
            pl.col("code").rle().struct.field("value").alias("sequence"),
        )
        .with_columns(key=pl.col("sequence").cast(pl.List(pl.String)).list.join(","))
    )
    distinct = summary.unique("key", keep="first", maintain_order=True)
    numbers = {key: number for number, key in enumerate(distinct["key"].to_list())}
    signatures = tuple(tuple(sequence) for sequence in distinct["sequence"].to_list())
    found = tuple(
        Run(subject, number, first, last, numbers[key], times, marked)
        for subject, number, first, last, marked, times, _, key in summary.iter_rows()
    )
    members = runs.select("row", "subject", "code", "run")
    segments = members.group_by(
        "subject", "run", pl.struct("subject", "run", "code").rle_id().alias("segment"), maintain_order=True
    ).agg(pl.col("code").first(), pl.col("row").first().alias("first"), pl.col("row").last().alias("last"))
    counts = segments.group_by("subject", "run", maintain_order=True).len()
    begins = counts["len"].cum_sum() - counts["len"]
    places = {
        (subject, run): (begin, length)
        for (subject, run, length), begin in zip(counts.iter_rows(), begins.to_list(), strict=True)
    }
    return RunTable(found, signatures, members, segments.select("code", "first", "last"), places)


def _cut_repeats(runs: pl.DataFrame) -> pl.DataFrame:
    """Cut again where a run repeats what a run holds only once.

    Old builds write nothing that begins a run, so the second "Get manifest.cab url" does. What comes first of these in a run
    stands for the run; the others repeat with it.
    """
    leader = pl.col("code").filter(pl.col("once")).first().over("subject", "run")
    leads = (pl.col("once") & (pl.col("code") == leader)).fill_null(value=False)
    again = leads & (leads.cum_sum().over("subject", "run") > 1)
    return runs.with_columns(again=again).with_columns(
        run=(pl.col("cut") + pl.col("again")).cum_sum().over("subject").cast(pl.UInt32)
    )


def _marks(labels: LaneLabels) -> list[pl.Expr]:
    marks = ("begins", "begins_if_closed", "once", "closes")
    codes = {mark: [code for code, meaning in enumerate(labels.meanings) if mark in meaning.marks] for mark in marks}
    codes["fails"] = [
        code for code, meaning in enumerate(labels.meanings) if any(kind == "fails" for _, kind in meaning.labels)
    ]
    return [pl.col("code").is_in(meant).alias(mark) for mark, meant in codes.items()]


def _cuts() -> pl.Expr:
    marker = pl.col("begins") | pl.col("begins_if_closed")
    # A failure opens no run together with the start of the service behind it: that is the next try.
    previous_marker = (marker & ~pl.col("fails")).shift(1).over("subject").fill_null(value=False)
    same_code = pl.col("code") == pl.col("code").shift(1).over("subject")
    state = pl.when(marker).then(1).when(pl.col("closes")).then(0)
    was_open = (state.forward_fill().shift(1).over("subject") == 1).fill_null(value=False)
    together = previous_marker & ~same_code
    opens = (pl.col("begins") & ~together) | (pl.col("begins_if_closed") & ~was_open) | pl.col("opens")
    return opens.cast(pl.UInt32)

"""Thins stretches of lines that only say once more that something goes on, so that ordinary work costs no memory.

File part001.cab is being extracted
File part002.cab is being extracted

Of such a stretch the first line is kept, the last ones, and one of each minute: since when, until when and how steadily it went on is still
known to the line. Which events are mere signs of life, the flowcharts say (`cases.thinnable`); any other line of the same file ends every
stretch. See docs/decisions/0010-what-may-be-thinned.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from datetime import timedelta
from zlib import crc32

import polars as pl

from dmplog.folding import PLACES
from dmplog.frozen import frozen
from dmplog.nameless import are_nameless

LEAST = 5_000
"""Blocks of fewer rows of one file are never thinned, so that an ordinary bundle is read line by line."""

LAST = 3
"""So many lines at the end of a stretch are kept: as many as a report tells of a kind."""

EVERY = timedelta(minutes=1)
"""Of a stretch a line is kept each time so much has passed since its first one."""

_EVERY = EVERY // timedelta(microseconds=1)

_GROWN = "grown_"

_ASKED: dict[str, pl.DataType] = {
    "alarm": pl.String(),
    "digest": pl.UInt64(),
    "utc": pl.Datetime("ns", "UTC"),
    "local": pl.Datetime("ns"),
}
"""Columns of light rows that are asked whether or not anything stands in them."""

OMITTED = pl.List(pl.Struct({"digest": pl.UInt64, "later": pl.Int64}))
"""What stands behind a row and was left out: the mark of each text, and how many microseconds later it stood there."""


@frozen
class Thinnable:
    """The events that may be thinned; what alarms never is.

    Attributes:
        alike: The events that only say that something goes on, or that only causes and notes ask for, each with a number; those with one
            number say the same in every lane.
        signs: Those of them that are signs of a lane: the texts of what is left out still tell whether a later one is new.
        carriers: The events that are kept for nothing but their keys, in logs whose threads carry them to the lines behind.
        keys: Every field that is a key.
        growing: The fields of those in `alike` that grow while a try gets further.
        claim: The field that ties lines to the work they belong to, where one does; see `unclaimed`.
        claimable: The signs that belong to work by nothing else.
    """

    alike: Mapping[str, int] = field(default_factory=dict)
    signs: frozenset[str] = frozenset()
    carriers: frozenset[str] = frozenset()
    keys: tuple[str, ...] = ()
    growing: tuple[str, ...] = ()
    claim: str | None = None
    claimable: frozenset[str] = frozenset()


def marks(rows: pl.DataFrame, what: Thinnable) -> pl.DataFrame:
    """Return what `thin` asks of the text of each of *rows*, whatever its place: the same text has the same marks.

    Columns: `alike u32` (the number of its event in `Thinnable.alike`), `carries`, `said u64` (equal where rows say the same), `names_keys
    i64` (the keys it names, as bits), `nameless`, and `grown_NAME i64` for each of the fields that grow.
    """
    grown = {f"{_GROWN}{name}": name for name in what.growing if name in rows.columns}
    calm, event = pl.col("alarm").is_null(), pl.col("event").cast(pl.String)
    numbers = event.replace_strict(what.alike, default=None, return_dtype=pl.UInt32)
    return rows.select(
        *(pl.col(name).cast(pl.String).cast(pl.Int64, strict=False).alias(far) for far, name in grown.items()),
        alike=pl.when(calm).then(numbers),
        carries=(calm & event.is_in(sorted(what.carriers))).fill_null(value=False),
        said=_said(rows, {"event", "thread", *grown.values()}),
        names_keys=_filled(rows, what.keys),
        nameless=are_nameless(rows, what.keys),
    )


def thin(
    rows: pl.DataFrame, what: Thinnable, least: int | None = None, marked: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return the light *rows*, those of each file in the order of its lines, without what only says once more that something goes on.

    Args:
        rows: Light rows; see `light.LightRows.of`.
        what: The events that may be thinned.
        least: A file with fewer rows among them is left as it is, by default `LEAST`.
        marked: The `marks` of *rows*, where they are known.
    """
    marked = marks(rows, what) if marked is None else marked
    left = left_of(rows, what, marked, least)
    return rows if left is None else rows[left["place"]].with_columns(*left.drop("place"))


def left_of(rows: pl.DataFrame, what: Thinnable, marked: pl.DataFrame, least: int | None = None) -> pl.DataFrame | None:
    """Return which of *rows* `thin` leaves: `place u32` (among *rows*), `passing` and `omitted`; None where all stay as they are.

    Of *rows* only `file, thread, event, digest, utc, local` are asked, so that of what is left out nothing else need be worked out.
    """
    fewest = LEAST if least is None else least
    if rows.height < max(fewest, 1):
        return None
    threads = _by_thread(rows, marked, fewest)
    kept = threads.filter(~pl.col("left_out")).select("place", "passing").sort("place")
    omitted = _omitted(threads, what.signs)
    return kept.join(omitted, on="place", how="left", maintain_order="left")


def without_carriers(rows: pl.DataFrame, what: Thinnable) -> pl.DataFrame:
    """Return light *rows* of one file, thinned part by part, without what is kept for its keys and says no new ones behind the border of a part.

    Columns in which nothing stands may be missing.
    """
    if rows.height < max(LEAST, 1):
        return rows
    whole = rows.with_columns(
        pl.lit(None, dtype=kind).alias(name) for name, kind in _ASKED.items() if name not in rows.columns
    )
    marked = marks(whole, what)
    if not marked["carries"].any():
        return rows
    threads = _by_thread(whole, marked, LEAST)
    return rows[threads.filter(~(pl.col("left_out") & pl.col("carries")))["place"].sort()]


def with_omitted(rows: pl.DataFrame) -> pl.DataFrame:
    """Return event *rows* in their order, and behind each what was left out there, with the text and the clock it had."""
    heads = rows.filter(pl.col("omitted").is_not_null())
    if heads.is_empty():
        return rows
    behind = heads.explode("omitted").with_columns(
        digest=pl.col("omitted").struct.field("digest"),
        clock=pl.col("clock") + pl.duration(microseconds=pl.col("omitted").struct.field("later")),
        omitted=pl.lit(None, dtype=OMITTED),
    )
    together = pl.concat([rows, behind.select(pl.col(name).cast(kind) for name, kind in rows.schema.items())])
    return together.sort("row", maintain_order=True)


def _by_thread(rows: pl.DataFrame, marked: pl.DataFrame, fewest: int) -> pl.DataFrame:
    """Return where each of *rows* stands, thread by thread, with whether it is left out, and whether it is of a kind that may be."""
    grown = [name for name in marked.columns if name.startswith(_GROWN) and marked[name].null_count() < rows.height]
    timed, several = pl.col("clock").is_not_null(), rows["file"].n_unique() > 1

    def in_file(expression: pl.Expr) -> pl.Expr:
        return expression.over("file") if several else expression

    told = (
        rows.select("file", "thread", "event", "digest", clock=_time())
        .hstack(marked)
        .with_columns(alike=pl.when(timed).then("alike"), carries=timed & pl.col("carries"))
        .with_row_index("place")
        .with_columns(other=pl.col("alike").is_null() & ~pl.col("carries"))
        .with_columns(
            # A line of any other kind ends what every thread of the file was at.
            part=in_file(pl.col("other").cum_sum()),
            # Whom an error belongs to that names nothing, the lines of its own thread tell.
            carried=in_file((pl.col("other") & ~pl.col("nameless")).cum_sum()),
            large=in_file(pl.len()) >= fewest,
        )
    )
    by_thread = told.sort(*(("file", "thread") if several else ("thread",)), maintain_order=True)
    left_out = _says_nothing_new() | _carries_nothing_new() if marked["carries"].any() else _says_nothing_new()
    return (
        by_thread.with_columns(begins=_begins(grown))
        .with_columns(turn=_turn(), stretch=pl.col("begins").cum_sum())
        .with_columns(left_out=pl.col("large") & left_out, passing=pl.col("large") & pl.col("alike").is_not_null())
    )


def _time() -> pl.Expr:
    """Return when a line was written, in whatever zone: a stretch stands in one file."""
    return pl.coalesce(pl.col("utc").dt.replace_time_zone(None), "local").cast(pl.Datetime("us"))


def _said(rows: pl.DataFrame, without: Collection[str]) -> pl.Expr:
    """Return a number for what each of *rows* says beside its place; equal ones have the same."""
    said = [name for name in rows.columns if name not in {*PLACES, *without} and rows[name].null_count() < rows.height]
    # Of fifty fields a log has few: what is not there counts nothing, and each counts by its name, whatever stands beside it.
    parts = (pl.col(name).hash(crc32(name.encode())) * pl.col(name).is_not_null() for name in said)
    return pl.sum_horizontal(pl.lit(0, dtype=pl.UInt64), *parts)


def _filled(rows: pl.DataFrame, keys: Sequence[str]) -> pl.Expr:
    """Return which of the *keys* each of *rows* names, as the bits of a number."""
    bits = (
        pl.col(name).is_not_null().cast(pl.Int64) * (1 << bit) for bit, name in enumerate(keys) if name in rows.columns
    )
    return pl.sum_horizontal(pl.lit(0, dtype=pl.Int64), *bits)


def _differs(*names: str, behind: int = 1) -> pl.Expr:
    """Return whether a line differs from the one so many in front of it in any of the columns *names*."""
    return pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(behind)) for name in names)


def _begins(grown: Collection[str]) -> pl.Expr:
    """Return whether a line begins a stretch: lines of a thread that stand one behind the other and say the same."""
    begins = _differs("file", "thread", "part", "alike", "said")
    for far in map(pl.col, grown):
        # "Attempt to write … at position 0" behind a greater position is another try.
        begins |= (far < far.shift(1)).fill_null(value=False) | (far.is_null() != far.shift(1).is_null())
    return begins.fill_null(value=True)


def _says_nothing_new() -> pl.Expr:
    """Return whether a line is neither at an end of its stretch nor first in its minute, and a line of its event stands among the next."""
    following = [-number for number in range(1, LAST + 1)]
    within = pl.col("alike").is_not_null()
    for shift in (1, *following):
        within &= pl.col("stretch") == pl.col("stretch").shift(shift)
    again = pl.any_horizontal(pl.col("event") == pl.col("event").shift(shift) for shift in following)
    return (within & again & (pl.col("turn") == pl.col("turn").shift(1))).fill_null(value=False)


def _turn() -> pl.Expr:
    """Return how often `EVERY` has passed since the stretch began."""
    begun = pl.when("begins").then("clock").forward_fill()
    return (pl.col("clock") - begun).dt.total_microseconds() // _EVERY


def _carries_nothing_new() -> pl.Expr:
    """Return whether a line is neither the first nor the last of its part that says so, and the next of its thread carries as much.

    The lines in front of and behind an error that names nothing stand.
    """
    same = pl.struct("file", "thread", "carried", "event", "said").hash()
    between = ~(same.is_first_distinct() | same.is_last_distinct() | pl.col("nameless").shift(1))
    following = (
        pl.col("carries").shift(-1)
        & ~_differs("file", "thread", "carried", behind=-1)
        & (pl.col("names_keys") == pl.col("names_keys").shift(-1))
    )
    return (pl.col("carries") & between & following).fill_null(value=False)


def _omitted(threads: pl.DataFrame, signs: Collection[str]) -> pl.DataFrame:
    """Return `place, omitted`: what of the *signs* was left out behind the line at each place."""
    head = pl.when(~pl.col("left_out"))
    return (
        threads.with_columns(
            place=head.then("place").forward_fill(),
            later=(pl.col("clock") - head.then("clock").forward_fill()).dt.total_microseconds(),
        )
        .filter(pl.col("left_out") & pl.col("event").is_in(sorted(signs)))
        .group_by("place", maintain_order=True)
        .agg(omitted=pl.struct("digest", "later"))
    )

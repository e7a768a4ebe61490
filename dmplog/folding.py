"""Folds daily cycles that say the same, so that years of healthy checks cost no memory.

A downloader log of gigabytes holds thousands of cycles with the same lines in the same order. Of consecutive equal cycles the first
and the last are kept, and the first one counts for all that were folded into it: since when, how often and what came last are
still known to the line. Where packages take turns, so that consecutive cycles differ in nothing but whom they are about, that holds of the
cycles of each of them. A cycle with an error that nobody knows and that names nothing stands whole, with those around it, and parts no others.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from dmplog.nameless import are_nameless, stand_beside
from dmplog.stowed import LEAST, Stowed, stow

BLOCK = 300_000
"""So many rows are looked at together; fewer are never folded."""

WORTH_IT = 10
"""What is left at the end is folded too where it is at least this part of a block."""

PLACES = frozenset({"file", "line", "byte_offset", "length", "utc", "local", "digest", "times", "omitted", "passing"})
"""Columns in which equal cycles differ."""


class Folder:
    """Takes the light rows of one file in order and keeps what is needed of them.

    >>> folder = Folder(pl.col("event") == "cycle_begun", block=10)
    >>> cycle = {"event": ["cycle_begun", "manifest_forwarded"], "times": [1, 1]}
    >>> rows = pl.DataFrame(cycle, schema_overrides={"times": pl.UInt32})
    >>> for _ in range(20):
    ...     folder.add(rows)
    >>> kept = pl.concat(piece.rows() for piece in folder.finish())
    >>> kept.height < 40, kept.filter(event="manifest_forwarded")["times"].sum()
    (True, 20)
    """

    def __init__(
        self,
        begins: pl.Expr,
        block: int | None = None,
        subjects: Mapping[str, Collection[str]] | None = None,
        keys: Sequence[str] = (),
    ) -> None:
        self._begins = begins
        self._block = BLOCK if block is None else block
        self._subjects = subjects or {}
        self._keys = keys
        self._kept: list[Stowed] = []
        self._pending: list[pl.DataFrame] = []
        self._height = 0
        self._cyclic = False

    def add(self, rows: pl.DataFrame) -> None:
        """Take the next rows of the file; columns in which nothing stands may be missing."""
        if rows.is_empty():
            return
        self._cyclic = self._cyclic or bool(self._begin(rows).any())
        if rows.height >= LEAST and not self._cyclic:
            # A log without cycles need not wait for one.
            self._kept += [*map(stow, self._pending), stow(rows)]
            self._pending, self._height = [], 0
            return
        self._pending.append(rows)
        self._height += rows.height
        if self._height >= self._block:
            self._fold()

    def finish(self) -> list[Stowed]:
        """Return what was kept, in order."""
        if self._pending and self._height >= self._block // WORTH_IT:
            self._fold()
        return [*self._kept, *map(stow, self._pending)]

    def _begin(self, rows: pl.DataFrame) -> pl.Series:
        """Return which of *rows* begin a cycle."""
        lacking = {name: pl.lit(None) for name in self._begins.meta.root_names() if name not in rows.columns}
        return rows.with_columns(**lacking).select(begins=self._begins.fill_null(value=False))["begins"]

    def _fold(self) -> None:
        """Fold what is pending up to the cycle that may still go on."""
        rows = pl.concat(self._pending, how="diagonal")
        cycles = self._begin(rows).cum_sum().cast(pl.UInt32)
        whole = rows.filter(cycles < cycles[-1])
        if whole.height:
            self._kept.append(stow(fold(whole, cycles.filter(cycles < cycles[-1]), self._subjects, self._keys)))
        rest = rows.filter(cycles == cycles[-1])
        if rest.height >= self._block:
            # One cycle that long is no cycle: keep it as it is.
            self._kept.append(stow(rest))
            rest = rest.clear()
        self._pending = [rest] if rest.height else []
        self._height = rest.height
        # With the cycle that may still go on stands the line that began it.
        self._cyclic = bool(self._pending) and cycles[-1] > 0


def fold(
    rows: pl.DataFrame,
    cycles: pl.Series,
    subjects: Mapping[str, Collection[str]] | None = None,
    keys: Sequence[str] = (),
) -> pl.DataFrame:
    """Return *rows* without the cycles that only repeat.

    Args:
        rows: Light rows.
        cycles: The number of the cycle of each row.
        subjects: The fields that name whom a cycle is about, each with the values that stand for nobody.
        keys: The fields that join lines.
    """
    summary = (
        _identified(rows, cycles, subjects or {})
        .group_by("cycle", maintain_order=True)
        .agg(
            key=pl.struct("identity", "place").hash().bitwise_xor(),
            shape=pl.struct("shape", "place").hash().bitwise_xor(),
            height=pl.len(),
        )
        .join(_around_nameless(rows, cycles, keys), on="cycle", how="left", maintain_order="left")
        .with_columns(
            group=pl.when(~pl.col("nameless")).then(pl.struct("shape", "height").hash()).forward_fill().rle_id(),
            whole=pl.col("nameless") | pl.col("beside"),
        )
        .with_columns(place=pl.int_range(pl.len()).over("group", "key"), size=pl.len().over("group", "key"))
        .with_columns(
            kept=pl.col("whole") | (pl.col("place") == 0) | (pl.col("place") == pl.col("size") - 1),
        )
        .with_columns(left_out=(~pl.col("kept")).sum().over("group", "key"))
    )
    kept = summary.filter("kept").select(
        "cycle", folded=1 + pl.when(pl.col("place") == 0).then("left_out").otherwise(0).cast(pl.UInt32)
    )
    return (
        rows.with_columns(cycle=cycles)
        .join(kept, on="cycle", how="inner", maintain_order="left")
        .with_columns(times=pl.col("times") * pl.col("folded"))
        .drop("cycle", "folded")
    )


def _around_nameless(rows: pl.DataFrame, cycles: pl.Series, keys: Sequence[str]) -> pl.DataFrame:
    """Return each cycle with whether an error stands in it that names nothing, and whether it is next to such a line.

    Columns: `cycle`, `nameless` and `beside`. What a thread wrote in front of such a line may be some cycles away.
    """
    found = are_nameless(rows, keys)
    each = pl.DataFrame({"cycle": cycles, "nameless": found, "beside": found})
    if found.any():
        each = each.with_columns(beside=stand_beside(rows, found))
    return (
        each.group_by("cycle", maintain_order=True)
        .agg(pl.col("nameless").any(), pl.col("beside").any())
        .with_columns(
            beside=pl.col("beside")
            | pl.col("nameless").shift(1, fill_value=False)
            | pl.col("nameless").shift(-1, fill_value=False)
        )
    )


def _identified(rows: pl.DataFrame, cycles: pl.Series, subjects: Mapping[str, Collection[str]]) -> pl.DataFrame:
    """Return what each of *rows* says as a number, `identity`, and whomever it is about, `shape`; with its place in its cycle."""
    said = [name for name in rows.columns if name not in PLACES and rows[name].null_count() < rows.height]
    # How many lines are left of a stretch that was thinned depends on the minutes, and on where the file was read in pieces.
    passing = (
        pl.Series(rows["passing"]) if "passing" in rows.columns else pl.repeat(value=False, n=rows.height, eager=True)
    )
    return (
        rows.select(
            identity=pl.struct(said).hash(),
            shape=pl.struct(_masked(name, subjects[name]) if name in subjects else name for name in said).hash(),
            cycle=cycles,
            passing=passing,
        )
        .filter(
            ~(pl.col("passing") & (pl.col("identity") == pl.col("identity").shift(1).over("cycle"))).fill_null(
                value=False
            )
        )
        .with_columns(place=pl.int_range(pl.len()).over("cycle"))
    )


def _masked(name: str, nobody: Collection[str]) -> pl.Expr:
    """Return the field *name* with one value for everybody it may name, and what stands for *nobody* as it is."""
    named = pl.col(name).cast(pl.String)
    return (
        pl.when(named.is_null() | named.str.to_lowercase().is_in(sorted(nobody)))
        .then(named)
        .otherwise(pl.lit("*"))
        .alias(name)
    )

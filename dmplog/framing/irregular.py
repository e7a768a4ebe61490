"""The records of everything but the regular lines, as `pieces` assembles them, parsed by the framing each has."""

from __future__ import annotations

import polars as pl

from dmplog.framing import ccm, clipboard, pieces, plain, stamps
from dmplog.framing.columns import PARSED, RECORDS
from dmplog.framing.facts import Facts
from dmplog.framing.options import ReadOptions
from dmplog.framing.table import PARSERS
from dmplog.frozen import frozen

_BEGINS_A_RECORD = pl.col("raw").str.starts_with(ccm.OPENING)
_SHAPES = ("line", "piece", "byte_offset", "length", "framing", "regular", "last_line", "exact")


@frozen
class Irregular:
    """What came of some lines.

    Attributes:
        records: Their records, with `last_line`, `regular` and `declared` (the bias the record itself states).
        unparsed: Lines no framing explains.
        broken: Records that were never ended, and share their line with the one behind them.
        record_lines: How many lines belong to records.
        marker_lines: How many are blank or rollover marks.
    """

    records: pl.DataFrame
    unparsed: pl.DataFrame
    broken: pl.DataFrame
    record_lines: int
    marker_lines: int


def around_irregular(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines that are not regular and their neighbours, which bound them and lend them a bias."""
    odd = ~pl.col("regular")
    return lines.filter(odd | odd.shift(1, fill_value=False) | odd.shift(-1, fill_value=False))


def frame(shapes: pl.DataFrame, *, facts: Facts, options: ReadOptions, carried_bias: int | None) -> Irregular:
    """Parse the records among *shapes* and account for the lines of the rest."""
    if shapes["framing"].is_in([pieces.BARE]).any() and facts.is_text:
        bare = pl.col("framing") == pieces.BARE
        shapes = shapes.with_columns(framing=pl.when(bare).then(pl.lit(plain.NAME)).otherwise("framing"))
    framed = shapes.filter(~pl.col("framing").is_in([pieces.BARE, pieces.MARKER, pieces.OVERLONG]))
    covered = pl.concat([framed["line"], framed["last_line"]]).unique().implode()
    rest = shapes.filter(~pl.col("line").is_in(covered)).unique("line", keep="first", maintain_order=True)
    unparsed = rest.filter(pl.col("framing") != pieces.MARKER)
    return Irregular(
        records=_with_times(_parse(framed, facts, options), facts, options, carried_bias),
        unparsed=unparsed,
        broken=shapes.filter((pl.col("framing") == pieces.BARE) & pl.col("line").is_in(covered) & _BEGINS_A_RECORD),
        record_lines=_distinct_lines(framed),
        marker_lines=rest.height - unparsed.height,
    )


def _distinct_lines(framed: pl.DataFrame) -> int:
    spans = framed.select(
        spanned=pl.col("last_line") - pl.col("line") + 1,
        shared=pl.col("line") == pl.col("last_line").shift(1),
    )
    return int(spans["spanned"].sum()) - int(spans["shared"].sum())


def _parse(framed: pl.DataFrame, facts: Facts, options: ReadOptions) -> pl.DataFrame:
    exact = framed.with_columns(exact=pl.col("raw"), raw=pl.col("body"))
    parsed = []
    for (name,), rows in exact.group_by("framing", maintain_order=True):
        if name == clipboard.NAME:
            order = options.day_first if options.day_first is not None else facts.date_order.day_first
            found = clipboard.parse(rows, day_first=order)
        else:
            found = PARSERS[str(name)](rows)
        parsed.append(found.select(*_SHAPES, *(pl.col(column).cast(RECORDS[column]) for column in PARSED)))
    if not parsed:
        nothing = pl.DataFrame(schema={column: RECORDS[column] for column in PARSED})
        parsed.append(pl.concat([exact.select(_SHAPES), nothing], how="horizontal"))
    return pl.concat(parsed).rename({"exact": "raw"}).sort("line", "piece")


def _with_times(records: pl.DataFrame, facts: Facts, options: ReadOptions, carried_bias: int | None) -> pl.DataFrame:
    """Fill the bias of records that state none from the record before, and work out their UTC time."""
    timed = pl.col("local").is_not_null()
    missing = records.select((pl.col("bias").is_null() & timed).any()).item()
    if missing and carried_bias is None:
        carried_bias = facts.bias
    last_resort = options.utc_offset if carried_bias is None else carried_bias
    filled = pl.col("bias").forward_fill().fill_null(pl.lit(last_resort, pl.Int16))
    return records.with_columns(
        declared=pl.col("bias"),
        bias=pl.when(timed & pl.col("bias").is_null()).then(filled).otherwise("bias"),
    ).with_columns(utc=stamps.utc(pl.col("local"), pl.col("bias")))

"""What one chunk tells by itself, whatever stood before it, so that several chunks can be looked at at the same time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import polars as pl

from dmplog.framing import irregular, simple, stamps, status
from dmplog.framing.census import QUIET
from dmplog.framing.columns import RECORDS
from dmplog.framing.lines import Chunk, physical_lines, place
from dmplog.frozen import frozen

Keep = Callable[[pl.Series], pl.Series]
"""Says of each message whether its record is wanted; of none it says null."""

EXACT = 4_096
"""Up to so many regular records of a chunk are all looked at for the times of the census, else about half as many."""

_MOST_QUIET = 64
_TIMES = ("line", "utc", "local", "bias")


@frozen
class Sight:
    """The lines of a chunk; in all its frames `line` counts from 1 within the chunk.

    Attributes:
        chunk: The chunk.
        height: How many lines it has.
        regular: How many of them are regular.
        records: The records of the regular ones that are wanted.
        times: `line, utc, local, bias` of enough regular ones to know the first, the last, every gap, and each hour with a record.
        components: How many regular records each component wrote.
        messages: The status messages among the regular records, None without any.
        irregular: The other lines and their regular neighbours, None where all are regular.
    """

    chunk: Chunk
    height: int
    regular: int
    records: pl.DataFrame
    times: pl.DataFrame
    components: Mapping[str, int]
    messages: pl.DataFrame | None
    irregular: pl.DataFrame | None


def look(chunk: Chunk, keep: Keep | None, columns: Collection[str]) -> Sight:
    """Read the regular lines of *chunk* and set the others apart; of records for which *keep* holds, read *columns*."""
    lines = lines_of(chunk, keep)
    regular = lines if lines["regular"].all() else lines.filter("regular")
    wanted = regular if keep is None else regular.filter("kept")
    messages = regular.filter("status") if regular["status"].any() else None
    records = records_of(wanted, columns)
    return Sight(
        chunk=chunk,
        height=lines.height,
        regular=regular.height,
        records=records,
        times=_times(regular) if keep is not None else _sampled(records.select(_TIMES), lambda rows: rows),
        components=_components(regular),
        messages=None if messages is None else records_of(messages, RECORDS),
        irregular=None if regular.height == lines.height else irregular.around_irregular(lines),
    )


def lines_of(chunk: Chunk, keep: Keep | None) -> pl.DataFrame:
    """Return the lines of *chunk* with `status`, their place, and `kept` where *keep* is asked; see `physical_lines`."""
    told = physical_lines(chunk).with_columns(status=pl.col("text").str.starts_with(status.PREFIX))
    lines = place(told, chunk)
    if keep is None:
        return lines
    return lines.with_columns(kept=keep(lines.select(simple.strip(pl.col("head"))).to_series()))


def records_of(lines: pl.DataFrame, columns: Collection[str]) -> pl.DataFrame:
    """Return the *columns* of the records that regular *lines* are."""
    names = [name for name in RECORDS if name in columns]
    if lines.is_empty():
        return pl.DataFrame(schema={name: RECORDS[name] for name in names})
    parsed = simple.parse_regular(lines.rename({"text": "raw"})).with_columns(
        utc=stamps.utc(pl.col("local"), pl.col("bias"))
    )
    # What nobody asks for is not worked out: telling how serious a message is costs more than all the rest.
    return parsed.select(pl.col(name).cast(RECORDS[name]) for name in names).collect(engine="in-memory")


def _times(regular: pl.DataFrame) -> pl.DataFrame:
    return _sampled(regular, lambda lines: records_of(lines, _TIMES))


def _sampled(regular: pl.DataFrame, timed: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    """Return the times of enough of *regular*; *timed* tells them of some."""
    if regular.height > EXACT:
        step = -(-regular.height * 2 // EXACT)
        sample = pl.concat([regular.gather_every(step), regular.tail(1)]).unique("line", maintain_order=True)
        times = timed(sample)
        quiet = pl.col("utc").diff().abs() > QUIET
        between = times.select(after=pl.col("line").shift(1), before="line", quiet=quiet).filter("quiet")
        if between.is_empty():
            return times
        if between.height <= _MOST_QUIET:
            # Only between two of the sample that lie far apart an hour may hold records that the sample passed over.
            near = pl.any_horizontal(
                pl.col("line").is_between(*lines) for lines in between.select("after", "before").iter_rows()
            )
            return pl.concat([times, timed(regular.filter(near))]).unique("line").sort("line")
    return timed(regular)


def _components(regular: pl.DataFrame) -> Mapping[str, int]:
    """Count the records of each component."""
    counted = regular["component"].value_counts(sort=False, name="times").sort("component")
    return dict(counted.iter_rows())

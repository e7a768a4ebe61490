"""The stretches of time a file speaks of, and the lines whose stamp the file itself takes back.

A clock that jumped, a damaged stamp, one line of another year: where the file goes on behind it as if nothing had been, or goes back by
more than a day, the lines between are no time (truth rule T5).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

import polars as pl

from dmplog.framing.census import GAP, MOST_GAPS, LoneStretch

_DAY = timedelta(days=1)
_MOST_STRETCHES = 1_000
"""So many are kept apart; a file that jumps more often is taken as one from there on."""


class Stretch(NamedTuple):
    """Lines that follow each other without a jump of the clock, and the times they lie between; `until` is the last line's own time."""

    first_line: int
    last_line: int
    first: datetime
    last: datetime
    until: datetime


class Stretches:
    """Joins the stretches of a file while its lines go by."""

    def __init__(self) -> None:
        self._kept: list[Stretch] = []
        self._lone: list[LoneStretch] = []

    def see(self, times: pl.DataFrame) -> None:
        """Take in records with `line` and `utc`, none of them null, in the order of their lines."""
        for stretch in _stretches_of(times):
            self._add(stretch)

    def finish(self) -> None:
        """Take back what the file goes back behind by more than a day."""
        kept: list[Stretch] = []
        for stretch in self._kept:
            while kept and kept[-1].first > stretch.last + _DAY:
                self._drop([kept.pop()])
            kept.append(stretch)
        self._kept = kept

    @property
    def span(self) -> tuple[datetime, datetime] | tuple[None, None]:
        """The earliest and the latest time that the file does not take back."""
        if not self._kept:
            return None, None
        return min(stretch.first for stretch in self._kept), max(stretch.last for stretch in self._kept)

    @property
    def gaps(self) -> tuple[tuple[datetime, datetime], ...]:
        """The spans longer than 25 hours without any record, in order."""
        found: list[tuple[datetime, datetime]] = []
        last = self._kept[0].last if self._kept else None
        for stretch in self._kept[1:]:
            if last is not None and stretch.first - last > GAP and len(found) < MOST_GAPS:
                found.append((last, stretch.first))
            last = stretch.last if last is None else max(last, stretch.last)
        return tuple(found)

    @property
    def lone(self) -> tuple[LoneStretch, ...]:
        """The stretches that are no time, in the order of the file."""
        return tuple(sorted(self._lone))

    def _add(self, stretch: Stretch) -> None:
        for place in range(len(self._kept) - 1, max(len(self._kept) - 4, -1), -1):
            earlier = self._kept[place]
            if -_DAY <= stretch.first - earlier.until <= GAP:
                self._drop(self._kept[place + 1 :])
                self._kept[place:] = [_joined(earlier, stretch)]
                return
        if len(self._kept) < _MOST_STRETCHES:
            self._kept.append(stretch)
        else:
            self._kept[-1] = _joined(self._kept[-1], stretch)

    def _drop(self, stretches: Iterable[Stretch]) -> None:
        self._lone.extend(LoneStretch((one.first_line, one.last_line), (one.first, one.last)) for one in stretches)


def _joined(one: Stretch, other: Stretch) -> Stretch:
    times = min(one.first, other.first), max(one.last, other.last), other.until
    return Stretch(one.first_line, other.last_line, *times)


def _stretches_of(times: pl.DataFrame) -> list[Stretch]:
    """Return the stretches of *times*; where they are too many, the times jump to and fro, and everything is one."""
    jump = pl.col("utc").diff()
    parts = (
        times.with_columns(part=((jump > GAP) | (jump < -_DAY)).fill_null(value=False).cum_sum())
        .group_by("part", maintain_order=True)
        .agg(
            first_line=pl.col("line").first(),
            last_line=pl.col("line").last(),
            first=pl.col("utc").min(),
            last=pl.col("utc").max(),
            until=pl.col("utc").last(),
        )
    )
    head, rest = parts.head(_MOST_STRETCHES), parts.tail(max(parts.height - _MOST_STRETCHES, 0))
    if not rest.is_empty():
        rest = rest.select(
            pl.col("part", "first_line").first(),
            pl.col("last_line").last(),
            pl.col("first").min(),
            pl.col("last").max(),
            pl.col("until").last(),
        )
    return [Stretch(*row[1:]) for row in pl.concat([head, rest]).iter_rows()]

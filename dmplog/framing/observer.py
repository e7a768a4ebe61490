"""Keeps the census while chunks go by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import polars as pl

from dmplog.framing import ccm, clipboard, plain, simple, status, turned
from dmplog.framing.census import MOST_BIASES, BiasSpan, Census, Tally
from dmplog.framing.irregular import Irregular
from dmplog.framing.lines import numbered
from dmplog.framing.pieces import OVERLONG
from dmplog.framing.sight import Sight
from dmplog.framing.stretches import Stretches
from dmplog.framing.table import FRAMINGS

_WHOLE = re.compile(rb'(?:<thread=[^<>]*>|"\s*>|<MAXIMUM LOG FILE SIZE REACHED[^<>]*>)$')
"""How the last line of a log ends whose records have a frame behind their message."""

_QUOTED = 120
_MOST_COMPONENTS = 10_000


class Observer:
    """Sees every line of a file once and knows its census in the end."""

    def __init__(self, name: str) -> None:
        self.census = Census()
        self.bias: int | None = None
        self._name = name
        self._agreeing = self._contradicting = self._turned = 0
        self._tally = Tally()
        self._framings: Counter[str] = Counter()
        self._components: Counter[str] = Counter()
        self._stretches = Stretches()
        self._local_stretches = Stretches()
        self._hours: set[int] = set()
        self._local_hours: set[int] = set()
        self._biases: list[BiasSpan] = []
        self._last_unparsed: int | None = None
        self._last_bare: int | None = None

    def see(self, sight: Sight, irregular: Irregular | None, *, first_line: int, counted_twice: int) -> None:
        """Count one chunk after *first_line* lines; *counted_twice* regular lines are among what came of the others, too."""
        census = self.census
        regular_alone = sight.regular - counted_twice
        census.records += regular_alone
        census.record_lines += regular_alone
        self._framings[simple.NAME] += regular_alone
        times = numbered(sight.times, first_line)
        self._count(sight.components.items())
        self._remember_bias(None if irregular is None else irregular.records, times)
        if irregular is not None:
            census.records += irregular.records.height
            census.record_lines += irregular.record_lines
            census.marker_lines += irregular.marker_lines
            census.unparsed_lines += irregular.unparsed.height
            self._note_irregular(irregular)
            own = irregular.records.filter(~pl.col("regular"))
            self._framings.update(irregular.records["framing"].drop_nulls().to_list())
            self._count(own["component"].drop_nulls().value_counts(name="times").sort("component").iter_rows())
            times = pl.concat([times, own.select(times.columns)]).sort("line", maintain_order=True)
        self._see_times(times)

    def see_status(self, messages: pl.DataFrame) -> None:
        """Compare the times of status message records with the UTC time in their text."""
        for line, minutes, bias in status.differences(messages):
            self._agreeing += abs(minutes) <= status.TOLERANCE_MINUTES
            if abs(minutes) <= status.TOLERANCE_MINUTES:
                continue
            self._turned += abs(minutes - 2 * bias) <= status.TOLERANCE_MINUTES
            self._contradicting += 1
            self._tally.note(
                "clock-contradiction",
                line,
                "Status messages whose GMTDATE contradicts the UTC time of their record: {count}. "
                "The bias of these records, or the clock of their server, is wrong",
                f"; the first differs by {minutes} minutes.",
            )

    def see_copied(self, records: pl.DataFrame, order: clipboard.DateOrder) -> None:
        """Tell of copied records whose day and month were assumed or could not be told apart."""
        doubtful = records.filter((pl.col("framing") == clipboard.NAME) & clipboard.ambiguous(pl.col("raw")))
        both = "Copied records whose date reads day first as well as month first: {count}."
        if order.assumed:
            how = "Because of their twelve-hour clock they were read month first; --day-first reads them the other way."
            self._tell("assumed-date-order", doubtful, f"{both} {how}")
        elif order.day_first is None:
            how = "Their times are unknown until --day-first or --month-first says which."
            self._tell("ambiguous-date", doubtful, f"{both} {how}")

    def finish(self, lines: int, end: bytes) -> None:
        """Complete the census of a file of so many *lines*, the last of which ends with *end*."""
        census = self.census
        census.lines = lines
        census.framing = min(+self._framings, key=lambda name: (-self._framings[name], name), default=None)
        bare = self._last_bare == lines and census.framing != plain.NAME
        # `…><thread=4700 (` is read, and all the same it breaks off.
        broken = census.framing in (simple.NAME, ccm.NAME) and _WHOLE.search(end) is None
        census.cut = census.records > 0 and (self._last_unparsed == lines or bare or broken)
        census.components = dict(sorted(self._components.items(), key=lambda item: (-item[1], item[0])))
        self._stretches.finish()
        self._local_stretches.finish()
        census.local_first, census.local_last = self._local_stretches.span
        gaps = self._local_stretches.gaps
        if gaps and gaps[-1][1] == census.local_last:
            # A last stamp that stands alone is no time to judge by.
            census.local_last = gaps[-1][0]
        census.first, census.last = self._stretches.span
        census.gaps, census.lone = self._stretches.gaps, self._stretches.lone
        census.hours, census.local_hours = tuple(sorted(self._hours)), tuple(sorted(self._local_hours))
        census.biases = tuple(self._biases)
        self._turn(census)
        self.census.problems = (*census.problems, *self._tally.problems(self._name))

    def _turn(self, census: Census) -> None:
        """Turn the bias of a file round where every status message in it is off by twice that bias."""
        proved = self._turned > 0 and self._turned == self._contradicting and not self._agreeing
        if proved and census.framing == ccm.NAME and len(census.biases) == 1:
            self._tally.forget("clock-contradiction")
            self._tally.note("bias-turned", 1, turned.SAID, count=census.records)
            self.census = turned.turned(census)

    def _count(self, components: Iterable[tuple[str, int]]) -> None:
        for component, times in components:
            # A damaged or hostile file may name a new component in every record.
            if component in self._components or len(self._components) < _MOST_COMPONENTS:
                self._components[component] += times

    def _remember_bias(self, irregular: pl.DataFrame | None, regular: pl.DataFrame) -> None:
        stated = regular.select("line", "bias").tail(1).rows()
        if irregular is not None:
            stated += irregular.select("line", "declared").drop_nulls().tail(1).rows()
        if stated:
            _, self.bias = max(stated, key=lambda row: row[0])

    def _see_times(self, times: pl.DataFrame) -> None:
        known = times.filter(pl.col("utc").is_not_null())
        if not known.is_empty():
            self._stretches.see(known)
            self._hours.update(_hours(known["utc"]))
            self._see_biases(known)
        local = times.filter(pl.col("utc").is_null() & pl.col("local").is_not_null())
        if not local.is_empty():
            self._local_stretches.see(local.select("line", utc="local"))
            self._local_hours.update(_hours(local["local"]))

    def _see_biases(self, known: pl.DataFrame) -> None:
        spans = (
            known.with_columns(change=pl.col("bias").rle_id())
            .group_by("change", maintain_order=True)
            .agg(since=pl.col("local").min(), until=pl.col("local").max(), bias=pl.col("bias").first())
        )
        for span in (BiasSpan(*row) for row in spans.select("since", "until", "bias").iter_rows()):
            if self._biases and self._biases[-1].bias == span.bias:
                kept = self._biases.pop()
                self._biases.append(BiasSpan(min(kept.since, span.since), max(kept.until, span.until), span.bias))
            elif len(self._biases) < MOST_BIASES:
                self._biases.append(span)

    def _note_irregular(self, irregular: Irregular) -> None:
        unframed = irregular.records.filter(pl.col("framing") == plain.NAME)["line"]
        self._last_bare = self._last_bare if unframed.is_empty() else int(unframed[-1])
        if irregular.unparsed.height:
            self._last_unparsed = int(irregular.unparsed["line"][-1])
        overlong = irregular.unparsed.filter(pl.col("framing") == OVERLONG)
        self._tell("overlong-line", overlong, "Lines longer than a record can be, not read: {count}.")
        bare = irregular.unparsed.filter(pl.col("framing") != OVERLONG)
        first = str(bare["raw"].first()).strip()[:_QUOTED]
        self._tell("unparsed-lines", bare, "Lines in no known framing: {count}", f"; the first reads {first!r}.")
        said = "Records that break off, with another one behind them on their line, not read: {count}."
        self._tell("broken-records", irregular.broken, said)
        damaged = irregular.records.filter(
            pl.col("local").is_null() & pl.col("framing").is_in([each.name for each in FRAMINGS if each.timed])
        )
        said = "Damaged records, whose message could be read and whose time could not: {count}."
        self._tell("damaged-records", damaged, said)

    def _tell(self, kind: str, rows: pl.DataFrame, message: str, detail: str = "") -> None:
        if rows.height:
            self._tally.note(kind, int(rows["line"][0]), message, detail, count=rows.height)


def _hours(times: pl.Series) -> list[int]:
    return (times.dt.epoch("s") // 3600).unique().to_list()

"""What every event says about the steps of one lane."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from dmplog.flowchart import Lane, Signal

Kind = Literal["begins", "progress", "ends", "fails", "waits", "skips"]
"""How an event speaks of a step."""

Label = tuple[int, Kind]
"""What an event says about one step: its number in the lane, and how."""

Mark = str
"""What an event means for the cutting of runs: "begins", "begins_if_closed", "once", "closes" or "outcome:<verdict>"."""

KINDS: tuple[Kind, ...] = ("begins", "progress", "ends", "fails", "waits", "skips")


@dataclass(frozen=True, slots=True)
class Meaning:
    """Everything one kind of event says in one lane; events that say the same are one, but for those that cut runs."""

    event: str
    labels: tuple[Label, ...]
    marks: frozenset[Mark]


@dataclass(frozen=True, slots=True)
class LaneLabels:
    """The events of a bundle as numbers: `codes[row]` indexes `meanings`; code 0 says nothing in this lane."""

    codes: pl.Series
    meanings: tuple[Meaning, ...]


_SILENT = Meaning(event="", labels=(), marks=frozenset())


def label_lane(by_event: Mapping[str, pl.DataFrame], total: int, lane: Lane) -> LaneLabels:
    """Return what each of *total* event rows says in *lane*.

    Args:
        by_event: The event rows by event name, with a `row` column and the fields that signals ask for.
        total: The number of event rows.
        lane: The lane whose signals are looked for.
    """
    meanings: list[Meaning] = [_SILENT]
    pieces: list[tuple[pl.Series, int | pl.Series]] = []
    for event, signals in _signals_by_event(lane).items():
        rows = by_event.get(event)
        if rows is None or rows.is_empty():
            continue
        always = [what for signal, what in signals if not signal.where]
        if len(always) == len(signals):
            pieces.append((rows["row"], _code(_meaning(event, always), meanings)))
            continue
        mask = pl.lit(0, dtype=pl.UInt32)
        for bit, (signal, _) in enumerate(signals):
            mask += pl.when(condition(signal)).then(1 << bit).otherwise(0).cast(pl.UInt32)
        masked = rows.select("row", mask.alias("mask"))
        known = [value for value in masked["mask"].unique().sort().to_list() if value]
        if not known:
            continue
        codes = {}
        for value in known:
            said = [what for bit, (_, what) in enumerate(signals) if value >> bit & 1]
            codes[value] = _code(_meaning(event, said), meanings)
        met = masked.filter(pl.col("mask") != 0)
        pieces.append((met["row"], met["mask"].replace_strict(codes, return_dtype=pl.UInt16)))
    return LaneLabels(_scatter(pieces, total), tuple(meanings))


def condition(signal: Signal) -> pl.Expr:
    """Return the condition of *signal* on the fields of its event.

    Values compare without regard to case; a `*` at either end of a value stands for anything.
    """
    wanted = pl.lit(value=True)
    for field, values in signal.where:
        text = pl.col(field).cast(pl.String).str.to_lowercase()
        wanted &= pl.any_horizontal([_fits(text, value.lower()) for value in values]).fill_null(value=False)
    return wanted


def _fits(text: pl.Expr, value: str) -> pl.Expr:
    literal = value.strip("*")
    if value.startswith("*") and value.endswith("*"):
        return text.str.contains(literal, literal=True)
    if value.startswith("*"):
        return text.str.ends_with(literal)
    return text.str.starts_with(literal) if value.endswith("*") else text == literal


def lane_signals(lane: Lane) -> tuple[Signal, ...]:
    """Return every signal of *lane*."""
    return tuple(signal for signal, _ in _said(lane))


def lane_notes(lane: Lane) -> tuple[Signal, ...]:
    """Return the signals whose last line tells something beside the state of a step."""
    return tuple(note.signal for step in lane.steps for note in step.notes)


def _signals_by_event(lane: Lane) -> dict[str, list[tuple[Signal, Label | Mark]]]:
    found: dict[str, list[tuple[Signal, Label | Mark]]] = {}
    for signal, what in _said(lane):
        found.setdefault(signal.event, []).append((signal, what))
    return found


def _said(lane: Lane) -> Iterator[tuple[Signal, Label | Mark]]:
    for number, step in enumerate(lane.steps):
        for kind in KINDS:
            for signal in getattr(step, kind):
                yield signal, (number, kind)
    for signal in lane.run_begins:
        yield signal, "begins"
    for signal in lane.run_begins_if_closed:
        yield signal, "begins_if_closed"
    for signal in lane.once_per_run:
        yield signal, "once"
    for signal in _closing(lane):
        yield signal, "closes"
    for outcome in lane.outcomes:
        yield outcome.signal, f"outcome:{outcome.verdict}"


def _closing(lane: Lane) -> Iterator[Signal]:
    """Yield the lines after which no run is open: the end of the lane, and of the last step in the log that begins runs.

    The downloader is through with a package when it notified the site, whether or not Hierarchy Manager's answer is at hand.
    """
    if not lane.steps:
        return
    first = lane.steps[0]
    same = [step for step in lane.steps if step.log[:1] == first.log[:1] and step.place == first.place]
    for step in {step.id: step for step in (lane.steps[-1], same[-1])}.values():
        yield from step.ends


def _meaning(event: str, said: list[Label | Mark]) -> Meaning:
    return Meaning(
        event=event,
        labels=tuple(dict.fromkeys(what for what in said if isinstance(what, tuple))),
        marks=frozenset(what for what in said if isinstance(what, str)),
    )


def _code(meaning: Meaning, meanings: list[Meaning]) -> int:
    """Return the number of *meaning*, which is added where nothing says the same."""
    same = meaning if meaning.marks else replace(meaning, event="")
    if same not in meanings[1:]:
        meanings.append(same)
    return meanings.index(same, 1)


def _scatter(pieces: list[tuple[pl.Series, int | pl.Series]], total: int) -> pl.Series:
    codes = pl.zeros(total, dtype=pl.UInt16, eager=True).alias("code")
    for rows, code in pieces:
        codes = codes.scatter(rows, code)
    return codes

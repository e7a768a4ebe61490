"""What every event says about the steps of one lane."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

import polars as pl

from dmplog.flowchart import Lane, Signal
from dmplog.frozen import frozen

Kind = Literal["begins", "progress", "proves", "ends", "fails", "waits", "skips"]
"""How an event speaks of a step."""

Label = tuple[int, Kind]
"""What an event says about one step: its number in the lane, and how."""

Mark = str
"""What an event means for the cutting of runs: "begins", "begins_if_closed", "once", "closes" or "outcome:<verdict>:<step>"."""

KINDS: tuple[Kind, ...] = ("begins", "progress", "proves", "ends", "fails", "waits", "skips")


@frozen
class Meaning:
    """Everything one kind of event says in one lane; events that say the same are one, but for those that cut runs."""

    event: str
    labels: tuple[Label, ...]
    marks: frozenset[Mark]


@frozen
class LaneLabels:
    """The events of a bundle as numbers: `codes[row]` indexes `meanings`; code 0 says nothing in this lane."""

    codes: pl.Series
    meanings: tuple[Meaning, ...]


def label_lane(by_event: Mapping[str, pl.DataFrame], total: int, lane: Lane) -> LaneLabels:
    """Return what each of *total* event rows says in *lane*.

    *by_event* holds the rows by event name, with a `row` column and the fields that signals ask for.
    """
    said_by: dict[str, list[tuple[Signal, Label | Mark]]] = {}
    for signal, what in _said(lane):
        said_by.setdefault(signal.event, []).append((signal, what))
    numbers = {Meaning("", (), frozenset()): 0}
    codes = pl.zeros(total, dtype=pl.UInt16, eager=True).alias("code")
    for event, signals in said_by.items():
        if event not in by_event:
            continue
        if not any(signal.where for signal, _ in signals):
            # Most events say the same whatever their fields hold, and a query takes 0.2 ms, whatever it asks.
            meaning = _meaning(event, [what for _, what in signals])
            codes = codes.scatter(by_event[event]["row"], numbers.setdefault(meaning, len(numbers)))
            continue
        bits = [pl.when(condition(signal)).then(1 << bit).otherwise(0) for bit, (signal, _) in enumerate(signals)]
        met = by_event[event].select("row", mask=pl.sum_horizontal(bits)).filter(pl.col("mask") != 0)
        code_of = {}
        for mask in met["mask"].unique().sort():
            meaning = _meaning(event, [what for bit, (_, what) in enumerate(signals) if mask >> bit & 1])
            code_of[mask] = numbers.setdefault(meaning, len(numbers))
        codes = codes.scatter(met["row"], met["mask"].replace_strict(code_of, default=0, return_dtype=pl.UInt16))
    return LaneLabels(codes, tuple(numbers))


def _meaning(event: str, said: list[Label | Mark]) -> Meaning:
    labels = tuple(dict.fromkeys(what for what in said if not isinstance(what, str)))
    marks = frozenset(what for what in said if isinstance(what, str))
    return Meaning(event if marks else "", labels, marks)


def condition(signal: Signal) -> pl.Expr:
    """Return the condition of *signal* on the fields of its event.

    Values compare without regard to case; a `*` at either end of a value stands for anything.
    """
    wanted = []
    for field, values in signal.where:
        text = pl.col(field).cast(pl.String).str.to_lowercase()
        wanted.append(pl.any_horizontal([_fits(text, value.lower()) for value in values]).fill_null(value=False))
    return pl.all_horizontal(wanted) if wanted else pl.lit(value=True)


def is_meant(*signals: Signal) -> pl.Expr:
    """Return whether a row is one of the lines that *signals* mean."""
    met = [(pl.col("event") == signal.event) & condition(signal) for signal in signals]
    return pl.any_horizontal([pl.lit(value=False), *met])


def _fits(text: pl.Expr, value: str) -> pl.Expr:
    literal = value.strip("*")
    if value.startswith("*") and value.endswith("*"):
        return text.str.contains(literal, literal=True)
    if value.startswith("*"):
        return text.str.ends_with(literal)
    return text.str.starts_with(literal) if value.endswith("*") else text == literal


def rows_meant(signals: Iterable[Signal], events: pl.DataFrame) -> pl.Series:
    """Return the rows of *events* that one of *signals* means; a field that no event has is never met."""
    columns, by_event = frozenset(events.columns), {event: list[Signal]() for event in _events_of(events)}
    for signal in signals:
        if signal.event in by_event and columns.issuperset(name for name, _ in signal.where):
            by_event[signal.event].append(signal)
    # What is meant whatever its fields hold is found in one query; each takes 0.2 ms, whatever it asks.
    bare = [event for event, asked in by_event.items() if not all(signal.where for signal in asked)]
    found = [events.filter(pl.col("event").is_in(bare))["row"]] if bare else [pl.Series("row", [], dtype=pl.UInt32)]
    for event, asked in by_event.items():
        if asked and event not in bare:
            said = events.filter(pl.col("event") == event)
            found.append(said.filter(pl.any_horizontal([condition(signal) for signal in asked]))["row"])
    return pl.concat(found)


def _events_of(events: pl.DataFrame) -> list[str]:
    return events["event"].unique(maintain_order=True).cast(pl.String).to_list()


def lane_signals(lane: Lane) -> tuple[Signal, ...]:
    """Return every signal of *lane*."""
    return tuple(signal for signal, _ in _said(lane))


def lane_notes(lane: Lane) -> tuple[Signal, ...]:
    """Return the signals whose lines tell something beside the state of a step."""
    return tuple(
        signal
        for step in lane.steps
        for signal in (
            *(note.signal for note in step.notes),
            *(naming.signal for naming in step.names),
            *(Signal(event) for event in ((step.measure.event, step.measure.of) if step.measure else ())),
        )
    )


def _said(lane: Lane) -> Iterator[tuple[Signal, Label | Mark]]:
    for number, step in enumerate(lane.steps):
        for kind in KINDS:
            for signal in getattr(step, kind):
                yield signal, (number, kind)
        for signal in lane.fails:
            yield signal, (number, "fails")
    marked: tuple[tuple[Mark, Iterable[Signal]], ...] = (
        ("begins", lane.run_begins),
        ("begins_if_closed", lane.run_begins_if_closed),
        ("once", lane.once_per_run),
        ("closes", _closing(lane)),
        *((f"outcome:{outcome.verdict}:{outcome.step or ''}", (outcome.signal,)) for outcome in lane.outcomes),
    )
    for mark, signals in marked:
        for signal in signals:
            yield signal, mark


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

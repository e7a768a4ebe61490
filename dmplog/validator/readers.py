"""Which failures the grammars know and nothing reads: no lane, no cause, no harmless list."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

from dmplog.causes.book import Causes
from dmplog.flowchart import Flowchart, Lane, Signal
from dmplog.framing.severity import severity
from dmplog.grammar import Grammars, Rule
from dmplog.grammar.render import spellings

DECIDES_NOTHING = "decides_nothing.toml"
"""Beside the flowcharts: the failures that rightly have no reader, with the reason."""


def failures(grammars: Grammars) -> dict[str, Rule]:
    """Return the events that speak of a failure, by their name or by what their message says.

    >>> "snapshot_failed" in failures(Grammars.load()), "package_size_measured" in failures(Grammars.load())
    (True, False)
    """
    texts = [(rule, text) for rule in grammars.rules for text in spellings(rule)]
    said = pl.DataFrame({"message": [text for _, text in texts]}).select(severity(pl.col("message"))).to_series()
    alarming = {rule.name for (rule, _), word in zip(texts, said, strict=True) if word in ("error", "warning")}
    return {rule.name: rule for rule in grammars.rules if rule.name in alarming or rule.name.endswith("_failed")}


def events_read(flowcharts: Iterable[Flowchart], causes: Causes) -> frozenset[str]:
    """Return the events that a lane, a cause or a harmless line names."""
    proofs = [proof for cause in causes.known for proof in (*cause.proof, *cause.against)]
    proofs += [entry.match for entry in causes.harmless]
    by_causes = causes.telling_events.union(*(proof.events for proof in proofs))
    return by_causes.union(*(_events(lane) for chart in flowcharts for lane in chart.lanes))


def unread_failures(
    grammars: Grammars, flowcharts: Iterable[Flowchart], causes: Causes, folder: Path
) -> tuple[Rule, ...]:
    """Return the rules of failures that nothing reads and that *folder*'s list of those that decide nothing does not name."""
    listed = {entry["name"] for entry in tomllib.loads((folder / DECIDES_NOTHING).read_text(encoding="utf-8"))["event"]}
    known = events_read(flowcharts, causes) | listed
    return tuple(rule for name, rule in failures(grammars).items() if name not in known)


def _events(lane: Lane) -> Iterator[str]:
    for step in lane.steps:
        yield from (signal.event for _, signal in step.signals())
        yield from (note.signal.event for note in step.notes)
    for signals in (lane.run_begins, lane.run_begins_if_closed, lane.once_per_run, *_answers(lane)):
        yield from (signal.event for signal in signals)
    yield from (outcome.signal.event for outcome in lane.outcomes)
    yield from (wait.signal.event for wait in lane.waits)
    yield from (bystander.signal.event for bystander in lane.also_seen)


def _answers(lane: Lane) -> Iterator[tuple[Signal, ...]]:
    for decision in lane.decisions:
        yield from decision.branches.values()

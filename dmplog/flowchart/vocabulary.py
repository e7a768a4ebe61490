"""Proofs about the signals of a flowchart: every event, field and value exists in the grammar of a log that may write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from dmplog.flowchart.findings import Fault
from dmplog.flowchart.model import SIGNAL_KINDS, Flowchart, Lane, Step
from dmplog.flowchart.positions import KeyPath
from dmplog.flowchart.signal import Signal
from dmplog.frozen import frozen
from dmplog.nearest import did_you_mean

if TYPE_CHECKING:
    from dmplog.grammar import Grammars

ROLE = "role"
"""The one thing beside its fields that a signal may ask of an event: which log wrote it."""

_SHOWN = 40
"""So many names are told where none is near."""

DECISIVE = ("begins", "ends", "fails")
"""What a line may say about one step of a lane only; it may well pass over several others."""


@frozen
class Vocabulary:
    """What the grammars can say: role → event → field → the shapes of its values."""

    events: Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]]

    @classmethod
    def of(cls, grammars: Grammars) -> Vocabulary:
        """Return the vocabulary of *grammars*."""
        from dmplog.grammar.sequence import FREE_TEXT, UNRECOGNIZED, Choice, holes

        events: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {}
        for rule in grammars.rules:
            shapes: dict[str, tuple[str, ...]] = {}
            for terminal in holes(Choice(rule.alternatives)):
                if terminal.field is not None:
                    shapes[terminal.field] = (*shapes.get(terminal.field, ()), terminal.regex)
            for role in rule.roles:
                known = events.setdefault(role, {}).setdefault(rule.name, {})
                known |= {field: (*known.get(field, ()), *regexes) for field, regexes in shapes.items()}
        for every in events.values():
            every[UNRECOGNIZED] = {FREE_TEXT: (r"(?s:.+)",)}
        return cls(events)

    def role_faults(self, role: str, place: KeyPath) -> Iterator[Fault]:
        """Yield that no grammar knows the log *role*, where none does."""
        if role not in self.events:
            yield Fault(f"there is no log {role!r}", near(role, self.events), place)

    def faults(self, signal: Signal, logs: Iterable[str], place: KeyPath) -> Iterator[Fault]:
        """Yield what is wrong with *signal*, which a log of *logs* or the role it names must write."""
        named = [value.lower() for name, values in signal.where if name == ROLE for value in values]
        if unknown := [fault for role in named for fault in self.role_faults(role, place)]:
            yield unknown[0]
            return
        roles = [role for role in named or logs if signal.event in self.events.get(role, {})]
        if not roles:
            yield self._unwritten(signal.event, named or logs, place)
            return
        for name, values in signal.where:
            if name == ROLE:
                continue
            shapes = [shape for role in roles for shape in self.events[role][signal.event].get(name, ())]
            if not shapes:
                fields = {field for role in roles for field in self.events[role][signal.event]}
                hint = near(name, fields) if fields else "it has no field"
                yield Fault(f"event {signal.event!r} has no field {name!r}", hint, place)
            for value in values if shapes else ():
                if "*" not in value and not any(re.fullmatch(shape, value, re.IGNORECASE) for shape in shapes):
                    hint = "look at its terminal in grammars/fields.lark"
                    yield Fault(f"the field {name!r} can never be {value!r}", hint, place)

    def fields(self, event: str) -> set[str]:
        """Return the fields of *event*, in whatever log it stands."""
        return {field for known in self.events.values() for field in known.get(event, ())}

    def _unwritten(self, event: str, logs: Iterable[str], place: KeyPath) -> Fault:
        writers = [role for role, events in self.events.items() if event in events]
        if writers:
            hint = f'it stands in {", ".join(writers)}: add that log, or role = "{writers[0]}"'
            return Fault(f"event {event!r} is not written by {' or '.join(logs)}", hint, place)
        events = {event for known in self.events.values() for event in known}
        hint = did_you_mean(event, events) or "grammars/*.lark hold the events"
        return Fault(f"no grammar has the event {event!r}", hint, place)


def near(name: str, known: Iterable[str]) -> str:
    """Return a hint with the known name nearest to *name*, or with all of a few."""
    known = sorted(known)
    few = f"known are {', '.join(known[:_SHOWN])}{' …' if len(known) > _SHOWN else ''}" if known else "there is none"
    return did_you_mean(name, known) or few


@frozen
class SignalCheck:
    """Everything that can be wrong with the signals of one lane, whose steps and decisions stand at *parts*."""

    lane: Lane
    vocabulary: Vocabulary
    parts: Mapping[str, KeyPath]

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong."""
        for step in self.lane.steps:
            place = self.parts[step.id]
            for number, role in enumerate(step.log):
                yield from self.vocabulary.role_faults(role, (*place, "log", number))
            for kind in (*SIGNAL_KINDS, "tries", "nearly", "announces", "done_by"):
                yield from self._each(getattr(step, kind), step.log, (*place, kind))
            yield from self._standing(step, (*place, "stands"))
            if step.advances is not None:
                known = {field for signal in step.progress for field in self.vocabulary.fields(signal.event)}
                if step.advances not in known:
                    said = f"no line of progress of {step.id!r} has the field {step.advances!r}"
                    yield Fault(said, near(step.advances, known), (*place, "advances"))
            if both := sorted(str(signal) for signal in set(step.ends) & set(step.fails)):
                said = f"{both[0]} both ends and fails {step.id!r}"
                yield Fault(said, "take it out of one of them", (*place, "fails"))
        yield from self._rivals()
        yield from self._of_lane()

    def _standing(self, step: Step, place: KeyPath) -> Iterator[Fault]:
        for number, failure in enumerate(step.stands):
            signals = tuple(signal for signal in (failure.signal, failure.until) if signal is not None)
            yield from self._each(signals, step.log, (*place, number))
            if failure.signal not in step.fails:
                yield Fault("what stands is no failure of the step", "add it to fails, too", (*place, number))
            for signal in signals:
                known = self.vocabulary.fields(signal.event)
                if failure.same is not None and failure.same not in known:
                    said = f"the event {signal.event!r} has no field {failure.same!r}"
                    yield Fault(said, near(failure.same, known), (*place, number, "same"))

    def _of_lane(self) -> Iterator[Fault]:
        lane, place = self.lane, ("lane", self.lane.id)
        logs = tuple(dict.fromkeys(log for step in lane.steps for log in step.log))
        for key in ("run_begins", "run_begins_if_closed", "once_per_run", "fails"):
            yield from self._each(getattr(lane, key), logs, (*place, key))
        yield from self._each([outcome.signal for outcome in lane.outcomes], logs, (*place, "outcome"))
        # The waits of steps were looked at with their steps.
        for number, wait in enumerate(lane.waits):
            if not any(wait.signal in step.waits for step in lane.steps):
                yield from self.vocabulary.faults(wait.signal, logs, (*place, "waits", number))
        for decision in lane.decisions:
            for branch, signals in decision.branches.items():
                for signal in signals:
                    yield from self.vocabulary.faults(signal, logs, (*self.parts[decision.id], "branches", branch))
        bystanders = [bystander.signal for bystander in lane.also_seen]
        yield from self._each(bystanders, tuple(self.vocabulary.events), (*place, "also_seen"))

    def _each(self, signals: Iterable[Signal], logs: tuple[str, ...], place: KeyPath) -> Iterator[Fault]:
        for number, signal in enumerate(signals):
            yield from self.vocabulary.faults(signal, logs, (*place, number))

    def _rivals(self) -> Iterator[Fault]:
        """A decisive line says one thing: it must not decide about two steps of a lane."""
        owners: dict[Signal, str] = {}
        for step in self.lane.steps:
            for kind in DECISIVE:
                for number, signal in enumerate(getattr(step, kind)):
                    owner = owners.setdefault(signal, step.id)
                    if owner != step.id:
                        said = f"{signal} decides about {owner!r} and about {step.id!r}"
                        hint = "give it a condition on a field, or leave it to one of them"
                        yield Fault(said, hint, (*self.parts[step.id], kind, number))


def attribute_faults(chart: Flowchart, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Yield every event and log that the attributes of *chart* name and no grammar has."""
    every = tuple(vocabulary.events)
    for part, signals in chart.correlator.lines.items():
        for number, signal in enumerate(signals):
            yield from vocabulary.faults(signal, every, ("correlator", "lines", part, number))
    for part, roles in chart.correlator.logs.items():
        for number, role in enumerate(roles):
            yield from vocabulary.role_faults(role, ("correlator", "logs", part, number))
    for lane in chart.lanes:
        stages, traits = lane.traits.sub_stages, lane.traits
        for number, signal in enumerate(traits.cycle_mark):
            yield from vocabulary.faults(signal, every, ("lane", lane.id, "cycle_mark", number))
        named = [(key, event) for key in ("check_results", "check_begins") if (event := getattr(traits, key))]
        named += [("sub_stages", event) for event in ((stages.report, *stages.restarts) if stages else ())]
        for key, event in named:
            yield from vocabulary.faults(Signal(event), every, ("lane", lane.id, key))

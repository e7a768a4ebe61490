"""Proofs about the signals of a flowchart: every event, field and value exists in the grammar of a log that may write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dmplog.flowchart.findings import Findings, did_you_mean
from dmplog.flowchart.load import Draft
from dmplog.flowchart.model import Flowchart, Lane, Signal, Step

if TYPE_CHECKING:
    from dmplog.grammar import Grammars

Place = tuple[int, int] | None

ROLE = "role"
"""The one thing beside its fields that a signal may ask of an event: which log wrote it."""

DECISIVE = ("begins", "ends", "fails")
"""What a line may say about one step of a lane only; it may well pass over several others."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the grammars can say: role → event → field → the shapes of its values."""

    events: Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]]

    @classmethod
    def of(cls, grammars: Grammars) -> Vocabulary:
        """Return the vocabulary of *grammars*."""
        from dmplog.grammar.sequence import FREE_TEXT, UNRECOGNIZED, holes

        events: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {}
        for rule in grammars.rules:
            shapes: dict[str, tuple[str, ...]] = {}
            for terminal in (terminal for alternative in rule.alternatives for terminal in holes(alternative)):
                if terminal.field is not None:
                    shapes[terminal.field] = (*shapes.get(terminal.field, ()), terminal.regex)
            for role in rule.roles:
                events.setdefault(role, {})[rule.name] = shapes
        for known in events.values():
            known[UNRECOGNIZED] = {FREE_TEXT: (r"(?s:.+)",)}
        return cls(events)

    def writers(self, event: str) -> tuple[str, ...]:
        """Return the roles of the logs that write *event*."""
        return tuple(role for role, events in self.events.items() if event in events)

    def shapes(self, event: str, roles: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the fields *event* has in any of *roles*, with the shapes of their values."""
        found: dict[str, tuple[str, ...]] = {}
        for role in roles:
            for field, shapes in self.events.get(role, {}).get(event, {}).items():
                found[field] = (*found.get(field, ()), *shapes)
        return found


class SignalCheck:
    """Everything that can be wrong with the signals of one lane."""

    def __init__(self, draft: Draft, lane: Lane, vocabulary: Vocabulary, findings: Findings) -> None:
        self._draft = draft
        self._lane = lane
        self._vocabulary = vocabulary
        self._findings = findings

    def run(self) -> None:
        """Note what is wrong."""
        for step in self._lane.steps:
            self._check_roles(step)
            for number, kind, signal in _numbered(step):
                self.check(signal, step.log, self._draft.part_place(self._lane.id, step.id, kind, number))
            self._check_contradictions(step)
        self._check_rivals()
        logs = tuple(dict.fromkeys(log for step in self._lane.steps for log in step.log))
        for signal, place in self._lane_signals():
            self.check(signal, logs, place)
        for number, note in enumerate(self._lane.also_seen):
            place = self._draft.positions.of("lane", self._lane.id, "also_seen", number)
            self.check(note.signal, tuple(self._vocabulary.events), place)

    def _lane_signals(self) -> Iterator[tuple[Signal, Place]]:
        lane, positions = self._lane, self._draft.positions
        for key in ("run_begins", "run_begins_if_closed", "once_per_run"):
            for number, signal in enumerate(getattr(lane, key)):
                yield signal, positions.of("lane", lane.id, key, number)
        for number, outcome in enumerate(lane.outcomes):
            yield outcome.signal, positions.of("lane", lane.id, "outcome", number)
        for number, wait in enumerate(lane.waits):
            # The waits of steps were looked at with their steps.
            if not any(wait.signal in step.waits for step in lane.steps):
                yield wait.signal, positions.of("lane", lane.id, "waits", number)
        for decision in lane.decisions:
            for branch, signals in decision.branches.items():
                for signal in signals:
                    yield signal, self._draft.part_place(lane.id, decision.id, "branches", branch)

    def _check_roles(self, step: Step) -> None:
        for number, role in enumerate(step.log):
            self.check_role(role, self._draft.part_place(self._lane.id, step.id, "log", number))

    def check_role(self, role: str, place: Place) -> None:
        """Note that no grammar knows the log *role*, where none does."""
        if role not in self._vocabulary.events:
            self._findings.error(f"there is no log {role!r}", place, self._near(role, self._vocabulary.events))

    def check(self, signal: Signal, logs: tuple[str, ...], place: Place) -> None:
        """Note what is wrong with one signal, which a log of *logs* or the role it names must write."""
        named = tuple(value.lower() for name, values in signal.where if name == ROLE for value in values)
        for role in named:
            if role not in self._vocabulary.events:
                self._findings.error(f"there is no log {role!r}", place, self._near(role, self._vocabulary.events))
                return
        roles = [role for role in (named or logs) if signal.event in self._vocabulary.events.get(role, {})]
        if not roles:
            self._note_unwritten(signal, named or logs, place)
            return
        shapes = self._vocabulary.shapes(signal.event, roles)
        for name, values in signal.where:
            if name == ROLE:
                continue
            if name not in shapes:
                hint = self._near(name, shapes) if shapes else "it has no field"
                self._findings.error(f"event {signal.event!r} has no field {name!r}", place, hint)
            else:
                self._check_values(name, values, shapes[name], place)

    def _note_unwritten(self, signal: Signal, logs: tuple[str, ...], place: Place) -> None:
        writers = self._vocabulary.writers(signal.event)
        if writers:
            message = f"event {signal.event!r} is not written by {' or '.join(logs)}"
            self._findings.error(
                message, place, f'it stands in {", ".join(writers)}: add that log, or role = "{writers[0]}"'
            )
            return
        events = {event for known in self._vocabulary.events.values() for event in known}
        hint = did_you_mean(signal.event, events) or "grammars/*.lark hold the events"
        self._findings.error(f"no grammar has the event {signal.event!r}", place, hint)

    def _check_values(self, name: str, values: tuple[str, ...], shapes: tuple[str, ...], place: Place) -> None:
        for value in values:
            if "*" not in value and not any(re.fullmatch(shape, value, re.IGNORECASE) for shape in shapes):
                self._findings.error(
                    f"the field {name!r} can never be {value!r}", place, "look at its terminal in grammars/fields.lark"
                )

    def _check_contradictions(self, step: Step) -> None:
        if both := sorted(str(signal) for signal in set(step.ends) & set(step.fails)):
            place = self._draft.part_place(self._lane.id, step.id, "fails")
            self._findings.error(f"{both[0]} both ends and fails {step.id!r}", place, "take it out of one of them")

    def _check_rivals(self) -> None:
        """A decisive line says one thing: it must not decide about two steps of a lane."""
        owners: dict[Signal, str] = {}
        for step in self._lane.steps:
            for number, kind, signal in _numbered(step):
                if kind not in DECISIVE:
                    continue
                owner = owners.setdefault(signal, step.id)
                if owner != step.id:
                    place = self._draft.part_place(self._lane.id, step.id, kind, number)
                    hint = "give it a condition on a field, or leave it to one of them"
                    self._findings.error(f"{signal} decides about {owner!r} and about {step.id!r}", place, hint)

    @staticmethod
    def _near(name: str, known: Iterable[str]) -> str:
        known = sorted(known)
        return did_you_mean(name, known) or f"known are {', '.join(known)}"


def check_attributes(draft: Draft, chart: Flowchart, vocabulary: Vocabulary, findings: Findings) -> None:
    """Note every event and log that the attributes of *chart* name and no grammar has."""
    check = SignalCheck(draft, chart.lanes[0], vocabulary, findings)
    every = tuple(vocabulary.events)
    of = draft.positions.of
    for part, signals in chart.correlator.lines.items():
        for number, signal in enumerate(signals):
            check.check(signal, every, of("correlator", "lines", part, number))
    for part, roles in chart.correlator.logs.items():
        for number, role in enumerate(roles):
            check.check_role(role, of("correlator", "logs", part, number))
    for lane in chart.lanes:
        stages, traits = lane.traits.sub_stages, lane.traits
        for number, signal in enumerate(traits.cycle_mark):
            check.check(signal, every, of("lane", lane.id, "cycle_mark", number))
        for key in ("check_results", "check_begins"):
            if (event := getattr(traits, key)) is not None:
                check.check(Signal(event), every, of("lane", lane.id, key))
        for event in (stages.report, *stages.restarts) if stages is not None else ():
            check.check(Signal(event), every, of("lane", lane.id, "sub_stages"))


def _numbered(step: Step) -> Iterator[tuple[int, str, Signal]]:
    """Yield (number in its list, kind, signal) of every signal of *step*."""
    counts: dict[str, int] = {}
    for kind, signal in step.signals():
        counts[kind] = counts.get(kind, -1) + 1
        yield counts[kind], kind, signal

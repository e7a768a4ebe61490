"""Proofs about what a flowchart names beside its signals: fields of a subject, of notes, and what its correlator lives on."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from typing import Final

from dmplog.blanks import blanks_of, has_stray_brace
from dmplog.flowchart.findings import Fault
from dmplog.flowchart.model import Flowchart, Lane
from dmplog.flowchart.positions import KeyPath
from dmplog.flowchart.signal import Signal
from dmplog.flowchart.vocabulary import Vocabulary, near

DERIVED: Final = {
    "substage_name": "substage_id",
    "completion": "is_complete",
    "state_name": "state",
    "total_bytes": "total_kilobytes",
}
"""What a note may tell beside the fields of its line, and the field it is worked out from."""

NAMED: Final = {"host": "url"}
"""What a line names beside its fields, and the field it is worked out from."""

RESULT: Final = ("rule_name", "result")
"""What the result of a prerequisite check tells."""

_LOGS: Final[Mapping[str, tuple[str, ...]]] = {"hierarchy": ("manager",), "tool": ("tool",)}
"""The parts of logs without which a correlator finds no case."""

_LINES: Final[Mapping[str, tuple[str, ...]]] = {"hierarchy": ("names_package",)}


def named_faults(chart: Flowchart, vocabulary: Vocabulary, parts: Mapping[str, KeyPath]) -> Iterator[Fault]:
    """Yield what *chart*, whose steps stand at *parts*, names and is not there."""
    yield from _correlator_faults(chart)
    fields = {field for events in vocabulary.events.values() for known in events.values() for field in known}
    for lane in chart.lanes:
        place = ("lane", lane.id)
        for number, field in enumerate(lane.subject):
            if field not in fields:
                yield Fault(f"no line has the field {field!r}", near(field, fields), (*place, "subject", number))
        if (stages := lane.traits.sub_stages) is not None:
            yield from vocabulary.role_faults(stages.log, (*place, "sub_stages", "log"))
        yield from _lane_faults(lane, place)
        known = vocabulary.fields(lane.traits.check_results) if lane.traits.check_results is not None else set(RESULT)
        if lacking := [field for field in RESULT if field not in known]:
            said = f"a line of {lane.traits.check_results!r} has no field {lacking[0]!r}, and is no result of a check"
            yield Fault(said, "name the event that tells a rule and its result", (*place, "check_results"))
        yield from _note_faults(lane, vocabulary, parts)
        yield from _naming_faults(lane, vocabulary, parts)
        yield from _measure_faults(lane, vocabulary, parts)


def _correlator_faults(chart: Flowchart) -> Iterator[Fault]:
    kind = chart.correlator.kind
    told = ((part, chart.correlator.logs, "logs") for part in _LOGS.get(kind, ()))
    for part, known, key in (*told, *((part, chart.correlator.lines, "lines") for part in _LINES.get(kind, ()))):
        if not known.get(part):
            hint = f"give {part} in [correlator.{key}], or take `kind` out: lines are then joined by their threads"
            yield Fault(
                f"the correlator {kind!r} finds no case without its {key} {part!r}", hint, ("correlator", "kind")
            )
    for lane in chart.lanes:
        if kind == "hierarchy" and lane.traits.part is None:
            hint = 'write part = "request", "transfer" or "installation"'
            yield Fault(f"in a hierarchy the lane {lane.id!r} has no case without its part", hint, ("lane", lane.id))
        if kind != "hierarchy" and lane.traits.part is not None:
            hint = 'take it out, or write kind = "hierarchy" in [correlator]'
            yield Fault(f"a part says nothing where lines are joined as {kind!r}", hint, ("lane", lane.id, "part"))


def _lane_faults(lane: Lane, place: KeyPath) -> Iterator[Fault]:
    if lane.traits.content_for == lane.id:
        yield Fault("a lane is not due when it is itself completed", "name the lane behind it", (*place, "content_for"))
    if lane.traits.content_at is not None and lane.traits.content_for is None:
        hint = "add content_for, or take it out"
        yield Fault("content_at says nothing without content_for", hint, (*place, "content_at"))
    if lane.id in lane.traits.passed_by:
        number = lane.traits.passed_by.index(lane.id)
        yield Fault("a lane is not passed by itself", "name another lane", (*place, "passed_by", number))


def _note_faults(lane: Lane, vocabulary: Vocabulary, parts: Mapping[str, KeyPath]) -> Iterator[Fault]:
    for step in lane.steps:
        for number, note in enumerate(step.notes):
            place = (*parts[step.id], "notes", number)
            if wrong := list(vocabulary.faults(note.signal, tuple(vocabulary.events), place)):
                yield from wrong
                continue
            known = vocabulary.fields(note.signal.event)
            yield from _text_faults(note.text, known | {name for name, of in DERIVED.items() if of in known}, place)


def _naming_faults(lane: Lane, vocabulary: Vocabulary, parts: Mapping[str, KeyPath]) -> Iterator[Fault]:
    """Yield what cannot be named, and the blanks of a step that no line of it fills."""
    for step in lane.steps:
        known = {naming.blank for naming in step.names}
        for number, naming in enumerate(step.names):
            place = (*parts[step.id], "names", number)
            wrong = list(vocabulary.faults(naming.signal, tuple(vocabulary.events), place))
            fields = vocabulary.fields(naming.signal.event)
            fields |= {name for name, of in NAMED.items() if of in fields}
            yield from wrong or _text_faults(naming.text, fields, place)
        for number, text in enumerate(step.check):
            place = (*parts[step.id], "check", number)
            if has_stray_brace(text):
                yield Fault("a brace belongs to no blank", "write {name|words where no line names it}", place)
            for blank in blanks_of(text):
                if blank not in known:
                    yield Fault(f"no line of the step names {blank!r}", near(blank, known), place)


def _measure_faults(lane: Lane, vocabulary: Vocabulary, parts: Mapping[str, KeyPath]) -> Iterator[Fault]:
    for step in lane.steps:
        if (measure := step.measure) is None:
            continue
        place = (*parts[step.id], "measure")
        asked = ((measure.event, (*measure.done, measure.same)), (measure.of, (measure.whole, measure.same)))
        for event, fields in asked:
            yield from vocabulary.faults(Signal(event), tuple(vocabulary.events), place)
            known = vocabulary.fields(event)
            for name in fields:
                if known and name not in known:
                    yield Fault(f"the event {event!r} has no field {name!r}", near(name, known), place)
        yield from _text_faults(measure.text, {"percent"}, place)


def _text_faults(text: str, known: set[str], place: KeyPath) -> Iterator[Fault]:
    hint = "write a field of the line in braces, {size}, and a brace itself twice"
    try:
        holes = [each[1:] for each in string.Formatter().parse(text) if each[1] is not None]
    except ValueError as error:
        yield Fault(f"the text cannot be filled in: {error}", hint, (*place, "text"))
        return
    for name, form, conversion in holes:
        if form or conversion or not str(name).isidentifier():
            yield Fault(f"the text cannot be filled in: {{{name}}} is no field alone", hint, (*place, "text"))
        elif name not in known:
            yield Fault(f"the line has no field {name!r}", near(str(name), known), (*place, "text"))

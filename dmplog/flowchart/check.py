"""The proofs a flowchart file must pass: form, chart, and signals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from dmplog.compiled import read_document
from dmplog.errors import FlowchartError
from dmplog.flowchart.chart import parse_chart
from dmplog.flowchart.findings import Fault, Finding, each_once, raise_first
from dmplog.flowchart.load import build_flowchart, flowchart_path, form_mistakes, is_shipped, load_flowchart
from dmplog.flowchart.model import Flowchart
from dmplog.flowchart.naming import named_faults
from dmplog.flowchart.positions import KeyPath, Positions
from dmplog.flowchart.structure import ChartCheck
from dmplog.flowchart.vocabulary import SignalCheck, Vocabulary, attribute_faults

_OF_OTHER_LANES: Final = ("content_for", "content_at", "passed_by")
"""The keys of a lane that mean nothing without the others."""


def check_flowchart(
    name_or_path: str | Path, vocabulary: Vocabulary | None = None, *, lines: bool = True
) -> tuple[Finding, ...]:
    """Return everything that is wrong with a flowchart, in the order of its file; nothing if it is sound.

    Every step is placed and reachable, the end is reachable, no circle but the declared loops, loops return to a box that
    always comes before them, and every role, event, field and value exists in a grammar. Where the form of a lane is wrong, the
    others are looked at by themselves.

    >>> check_flowchart("download")
    ()

    Args:
        name_or_path: The name of a shipped flowchart, or the path of a file.
        vocabulary: What the grammars can say; by default that of the shipped grammars.
        lines: Whether events are looked up at all; where a grammar is wrong, they cannot be.

    Raises:
        FlowchartError: There is no such flowchart, or its file cannot be opened or is no TOML.
    """
    path = flowchart_path(name_or_path)
    values, text = read_document(path, FlowchartError)
    wrong, positions = form_mistakes(values, text), Positions(text)
    known = (vocabulary or _shipped()) if lines else None
    parts = ((part, build_flowchart(part, path)) for part in (_lanes_alone(values) if wrong else [values]))
    faults = [fault for part, chart in parts for fault in _faults(part, chart, known, whole=not wrong)]
    found = [Finding("error", fault.said, *positions.place(fault.at, fault.offset), fault.hint) for fault in faults]
    return each_once((finding.message, finding) for finding in (*wrong, *found))


def _lanes_alone(values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield a chart for each lane of *values* whose form is right by itself, without what it says of other lanes."""
    lanes = values.get("lane")
    for name, table in lanes.items() if isinstance(lanes, dict) else ():
        if isinstance(table, dict):
            own = {key: value for key, value in table.items() if key not in _OF_OTHER_LANES}
            alone = {"flowchart": {"id": "alone", "title": "alone", "source": "alone"}, "lane": {name: own}}
            if not form_mistakes(alone, ""):
                yield alone


def checked_flowcharts(names: Iterable[str | Path]) -> tuple[Flowchart, ...]:
    """Return the flowcharts *names*, each once; those that are not shipped are checked first: a wrong chart gives wrong answers.

    Raises:
        FlowchartError: There is no such flowchart, its file is wrong, or two different files name the same one.
    """
    found: dict[str, Flowchart] = {}
    for chart in map(load_flowchart, names):
        if not is_shipped(chart):
            raise_first(check_flowchart(Path(chart.path)), chart.path)
        known = found.setdefault(chart.id, chart)
        if Path(known.path).resolve() != Path(chart.path).resolve():
            hint = "choose one of them, or give one another id"
            raise FlowchartError(f"the id {chart.id!r} is taken in {known.path}", path=chart.path, hint=hint)
    return tuple(found.values())


def _faults(
    values: Mapping[str, Any], chart: Flowchart, vocabulary: Vocabulary | None, *, whole: bool
) -> Iterator[Fault]:
    places: dict[str, KeyPath] = {}
    for lane in chart.lanes:
        table = values["lane"][lane.id]
        # Steps stand in a lane in the order of its chart, not of the file.
        parts: dict[str, KeyPath] = {
            part["id"]: ("lane", lane.id, kind, number)
            for kind in ("step", "decision")
            for number, part in enumerate(table.get(kind, ()))
        }
        places |= {step.id: parts[step.id] for step in lane.steps}
        yield from ChartCheck(lane, parse_chart(table["chart"]), parts).faults()
        if vocabulary is not None:
            yield from SignalCheck(lane, vocabulary, parts).faults()
    if whole and vocabulary is not None:
        yield from attribute_faults(chart, vocabulary)
        yield from named_faults(chart, vocabulary, places)


def _shipped() -> Vocabulary:
    from dmplog.grammar import Grammars

    return Vocabulary.of(Grammars.load())

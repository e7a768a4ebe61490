"""The proofs a flowchart file must pass: form, chart, and signals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from dmplog.compiled import read_document
from dmplog.errors import FlowchartError
from dmplog.flowchart.chart import parse_chart
from dmplog.flowchart.findings import Fault, Finding, in_file_order, raise_first
from dmplog.flowchart.load import build_flowchart, flowchart_path, form_mistakes, is_shipped, load_flowchart
from dmplog.flowchart.model import Flowchart
from dmplog.flowchart.naming import named_faults
from dmplog.flowchart.positions import KeyPath, Positions
from dmplog.flowchart.structure import ChartCheck
from dmplog.flowchart.vocabulary import SignalCheck, Vocabulary, attribute_faults


def check_flowchart(name_or_path: str | Path, vocabulary: Vocabulary | None = None) -> tuple[Finding, ...]:
    """Return everything that is wrong with a flowchart, in the order of its file; nothing if it is sound.

    Every step is placed and reachable, the end is reachable, no circle but the declared loops, loops return to a box that
    always comes before them, and every role, event, field and value exists in a grammar.

    >>> check_flowchart("download")
    ()

    Args:
        name_or_path: The name of a shipped flowchart, or the path of a file.
        vocabulary: What the grammars can say; by default that of the shipped grammars.

    Raises:
        FlowchartError: There is no such flowchart, or its file cannot be opened or is no TOML.
    """
    path = flowchart_path(name_or_path)
    values, text = read_document(path, FlowchartError)
    if wrong := form_mistakes(values, text):
        return wrong
    positions = Positions(text)
    faults = _faults(values, build_flowchart(values, path), vocabulary or _shipped())
    return in_file_order(
        Finding("error", fault.said, *positions.place(fault.at, fault.offset), fault.hint) for fault in faults
    )


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


def _faults(values: Mapping[str, Any], chart: Flowchart, vocabulary: Vocabulary) -> Iterator[Fault]:
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
        yield from SignalCheck(lane, vocabulary, parts).faults()
    yield from attribute_faults(chart, vocabulary)
    yield from named_faults(chart, vocabulary, places)


def _shipped() -> Vocabulary:
    from dmplog.grammar import Grammars

    return Vocabulary.of(Grammars.load())

"""The proofs a flowchart file must pass: form, chart, and signals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dmplog.compiled import read_document
from dmplog.errors import FlowchartError
from dmplog.flowchart.chart import parse_chart
from dmplog.flowchart.findings import Fault, Finding, in_file_order
from dmplog.flowchart.load import build_flowchart, flowchart_path, form_mistakes
from dmplog.flowchart.model import Flowchart
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


def _faults(values: Mapping[str, Any], chart: Flowchart, vocabulary: Vocabulary) -> Iterator[Fault]:
    for lane in chart.lanes:
        table = values["lane"][lane.id]
        # Steps stand in a lane in the order of its chart, not of the file.
        parts: dict[str, KeyPath] = {
            part["id"]: ("lane", lane.id, kind, number)
            for kind in ("step", "decision")
            for number, part in enumerate(table.get(kind, ()))
        }
        yield from ChartCheck(lane, parse_chart(table["chart"]), parts).faults()
        yield from SignalCheck(lane, vocabulary, parts).faults()
    yield from attribute_faults(chart, vocabulary)


def _shipped() -> Vocabulary:
    from dmplog.grammar import Grammars

    return Vocabulary.of(Grammars.load())

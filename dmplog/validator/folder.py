"""Mistakes in whole folders: the causes of one folder, and everything that is shipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from dmplog.causes.load import PHRASES, cause_files
from dmplog.compiled import read_document
from dmplog.data import data_folder
from dmplog.errors import CauseError, FlowchartError
from dmplog.flowchart.findings import Finding
from dmplog.validator.causes import CauseFile, Known
from dmplog.validator.charts import FlowchartFile
from dmplog.validator.document import mistakes
from dmplog.validator.tables import TABLES

Mistake = tuple[str, Finding]
"""A file, and one thing that is wrong with it."""


def form_mistakes(folder: Path, events: Iterable[str] = ()) -> tuple[Mistake, ...]:
    """Return every mistake in the form of the flowcharts, tables and causes of *folder*, laid out as the shipped one.

    Args:
        folder: The folder of the flowcharts.
        events: Every event of the grammars; without them no event is looked up.

    >>> form_mistakes(data_folder("flowcharts"))
    ()
    """
    found: list[Mistake] = []
    steps: set[str] = set()
    for path in sorted(folder.glob("*.toml")):
        values, text = read_document(path, FlowchartError)
        form = TABLES.get(path.stem, FlowchartFile)
        wrong = mistakes(form, values, text)
        found += [(str(path), finding) for finding in wrong]
        if form is FlowchartFile and not wrong:
            steps |= {
                f"{values['flowchart']['id']}.{lane}.{step['id']}"
                for lane, table in values["lane"].items()
                for step in table["step"]
            }
    return (*found, *cause_mistakes(folder / "causes", Known(events=frozenset(events), steps=frozenset(steps))))


def cause_mistakes(folder: Path, known: Known) -> Iterator[Mistake]:
    """Yield every mistake in the files of causes in *folder*."""
    taken: dict[str, str] = {}
    phrases = known.phrases
    for path in cause_files(folder):
        values, text = read_document(path, CauseError)
        if path.name == PHRASES:
            phrases = frozenset(str(entry.get("id")) for entry in values.get("phrase", ()) if isinstance(entry, dict))
        context = replace(known, stem=path.stem, phrases=phrases, taken=taken)
        for finding in mistakes(CauseFile, values, text, context):
            yield str(path), finding
        taken |= {str(entry.get("id")): path.name for entry in values.get("cause", ()) if isinstance(entry, dict)}


def raise_first_mistake(folder: Path) -> None:
    """Raise the first mistake in the user's own files of causes.

    Raises:
        CauseError: There is a mistake.
    """
    from dmplog.flowchart import load_flowchart, shipped_flowcharts
    from dmplog.grammar import Grammars

    charts = [load_flowchart(name) for name in shipped_flowcharts()]
    steps = frozenset(f"{chart.id}.{lane.id}.{step.id}" for chart in charts for lane in chart.lanes for step in lane.steps)
    for path, first in cause_mistakes(folder, Known(events=frozenset(Grammars.load().events), steps=steps)):
        raise CauseError(first.message, path=path, line=first.line, column=first.column, hint=first.hint)

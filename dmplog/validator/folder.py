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


def shipped_mistakes() -> tuple[Mistake, ...]:
    """Return every mistake in what is shipped beside the proofs of the charts: in forms, and failures that nothing reads."""
    from dmplog.causes import load_causes
    from dmplog.flowchart import load_flowchart, shipped_flowcharts
    from dmplog.grammar import Grammars
    from dmplog.validator.readers import unread_failures

    grammars, folder = Grammars.load(), data_folder("flowcharts")
    if wrong := form_mistakes(folder, grammars.events):
        return wrong
    charts = [load_flowchart(name) for name in shipped_flowcharts()]
    hint = "name it in a step's fails, in a cause or in also_seen, or in decides_nothing.toml with the reason"
    return tuple(
        (
            str(data_folder("grammars") / rule.source),
            Finding("error", f"no lane, cause or harmless list reads the failure {rule.name!r}", rule.line, None, hint),
        )
        for rule in unread_failures(grammars, charts, load_causes(), folder)
    )


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


def own_mistakes(folder: Path) -> Iterator[Mistake]:
    """Yield every mistake in the user's own folder of causes, which may name what is shipped."""
    from dmplog.flowchart import known_flowcharts, load_flowchart
    from dmplog.grammar import Grammars

    charts = [load_flowchart(name) for name in known_flowcharts()]
    steps = frozenset(
        f"{chart.id}.{lane.id}.{step.id}" for chart in charts for lane in chart.lanes for step in lane.steps
    )
    yield from cause_mistakes(folder, Known(events=frozenset(Grammars.load().events), steps=steps))


def raise_first_mistake(folder: Path) -> None:
    """Raise the first mistake in the user's own folder of causes.

    Raises:
        CauseError: There is a mistake.
    """
    for path, first in own_mistakes(folder):
        raise CauseError(first.message, path=path, line=first.line, column=first.column, hint=first.hint)

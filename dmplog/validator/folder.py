"""Mistakes in whole folders: the causes of one folder, and everything that is shipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from dmplog.causes.files import PHRASES, cause_files
from dmplog.compiled import read_document
from dmplog.data import data_folder
from dmplog.errors import CauseError, FlowchartError
from dmplog.flowchart.findings import Finding, Severity
from dmplog.flowchart.load import SHIPPED
from dmplog.flowchart.positions import Positions
from dmplog.knowledge import other_logs
from dmplog.validator.causes import CauseFile
from dmplog.validator.cautions import contradictions
from dmplog.validator.charts import FlowchartFile
from dmplog.validator.document import mistakes
from dmplog.validator.names import Known
from dmplog.validator.plain import unplain
from dmplog.validator.tables import TABLES

Mistake = tuple[str, Finding]
"""A file, and one thing that is wrong with it."""


def form_mistakes(folder: Path, events: Iterable[str] = (), logs: Iterable[str] = ()) -> tuple[Mistake, ...]:
    """Return every mistake in the form of the flowcharts, tables and causes of *folder*, laid out as the shipped one.

    Args:
        folder: The folder of the flowcharts.
        events: Every event of the grammars; without them no event is looked up.
        logs: Every log of the grammars, likewise.

    >>> form_mistakes(data_folder("flowcharts"))
    ()
    """
    found: list[Mistake] = []
    steps: dict[str, frozenset[str]] = {}
    unread = False
    for path in sorted(folder.glob("*.toml")):
        values, text = read_document(path, FlowchartError)
        form = TABLES.get(path.stem, FlowchartFile)
        wrong = mistakes(form, values, text)
        found += [(str(path), finding) for finding in wrong]
        if form is FlowchartFile:
            unread |= bool(wrong)
            steps |= {} if wrong else _steps(values)
    # Where a flowchart has a mistake its steps are not known: that would be told of every cause that names one of them.
    steps = {} if unread else steps
    known = Known(events=frozenset(events), log_names=frozenset(logs), steps=frozenset(steps), blanks=steps)
    return (*found, *cause_mistakes(folder / "causes", known))


def shipped_mistakes() -> tuple[Mistake, ...]:
    """Return every mistake in what is shipped beside the proofs of the charts: forms, failures nothing reads, texts."""
    from dmplog.grammar import Grammars
    from dmplog.validator.readers import unread_failures

    grammars, folder = Grammars.load(data_folder("grammars")), data_folder("flowcharts")
    found = form_mistakes(folder, grammars.events, all_logs(grammars.roles))
    return found or (*unread_failures(grammars, folder), *advice_mistakes(folder), *unnamed_steps(folder))


def unnamed_steps(folder: Path) -> Iterator[Mistake]:
    """Yield every step of the flowcharts in *folder* that has no short name: what is shipped is not left to be shortened.

    >>> list(unnamed_steps(data_folder("flowcharts")))
    []
    """
    for name in SHIPPED:
        path = folder / f"{name}.toml"
        values, text = read_document(path, FlowchartError)
        for lane, table in values["lane"].items():
            for number, step in enumerate(table["step"]):
                if "short" not in step:
                    line, column = Positions(text).of("lane", lane, "step", number) or (None, None)
                    said = f"the step {step['id']!r} has no short name"
                    yield str(path), Finding("error", said, line, column, 'write short = "…"')


def advice_mistakes(folder: Path, severity: Severity = "error") -> tuple[Mistake, ...]:
    """Return every text of *folder* that is dangerous advice, or that is no plain English."""
    paths = sorted(folder.rglob("*.toml"))
    return (*contradictions(paths, severity), *unplain(paths, severity))


def all_logs(roles: Iterable[str]) -> tuple[str, ...]:
    """Return *roles* and the other logs whose lines may be told of."""
    return (*roles, *other_logs())


def cause_mistakes(folder: Path, known: Known) -> Iterator[Mistake]:
    """Yield every mistake in the files of causes in *folder*."""
    taken: dict[str, str] = {}
    for path in cause_files(folder):
        values, text = read_document(path, CauseError)
        if path.name == PHRASES:
            known = replace(known, phrases=known.phrases.union(_ids(values, "phrase")))
        for finding in mistakes(CauseFile, values, text, replace(known, stem=path.stem, taken=taken)):
            yield str(path), finding
        taken |= dict.fromkeys(_ids(values, "cause"), path.name)


def _ids(values: Mapping[str, Any], key: str) -> list[str]:
    entries = values.get(key)
    return [str(entry.get("id")) for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _steps(values: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Return every step with the blanks of advice that its lines fill."""
    chart = values["flowchart"]["id"]
    return {
        f"{chart}.{lane}.{step['id']}": frozenset(naming["blank"] for naming in step.get("names", ()))
        for lane, table in values["lane"].items()
        for step in table["step"]
    }

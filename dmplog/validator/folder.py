"""Mistakes in the forms and texts of whole folders, laid out as the shipped one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from dmplog.causes.files import PHRASES, cause_files
from dmplog.compiled import read_document
from dmplog.errors import CauseError, FlowchartError
from dmplog.flowchart.findings import Mistake, Severity, mistake_of
from dmplog.knowledge import other_logs
from dmplog.validator.causes import CauseFile
from dmplog.validator.cautions import contradictions
from dmplog.validator.charts import FlowchartFile
from dmplog.validator.document import mistakes
from dmplog.validator.names import Known
from dmplog.validator.plain import unplain
from dmplog.validator.tables import TABLES


def form_mistakes(folder: Path, events: Iterable[str] = (), logs: Iterable[str] = ()) -> tuple[Mistake, ...]:
    """Return every mistake in the form of the flowcharts, tables and causes of *folder*, laid out as the shipped one.

    Args:
        folder: The folder of the flowcharts.
        events: Every event of the grammars; without them no event is looked up.
        logs: Every log of the grammars, likewise.

    >>> from dmplog.data import data_folder
    >>> form_mistakes(data_folder("flowcharts"))
    ()
    """
    found: list[Mistake] = []
    charts: list[Mapping[str, Any]] = []
    unread = False
    for path in sorted(folder.glob("*.toml")):
        try:
            values, text = read_document(path, FlowchartError)
        except FlowchartError as error:
            found.append(mistake_of(error))
            unread = True
            continue
        form = TABLES.get(path.stem, FlowchartFile)
        found += [(str(path), finding) for finding in mistakes(form, values, text)]
        charts += [values] if form is FlowchartFile else []
    # A flowchart that cannot be read has steps that nobody knows.
    steps = {} if unread else steps_of(charts)
    known = Known(events=frozenset(events), log_names=frozenset(logs), steps=frozenset(steps), blanks=steps)
    return (*found, *cause_mistakes(folder / "causes", known))


def advice_mistakes(folder: Path, severity: Severity = "error") -> Iterator[Mistake]:
    """Yield every text of *folder* that is dangerous advice, or that is no plain English."""
    paths = sorted(folder.rglob("*.toml"))
    yield from contradictions(paths, severity)
    yield from unplain(paths, severity)


def all_logs(roles: Iterable[str]) -> tuple[str, ...]:
    """Return *roles* and the other logs whose lines may be told of."""
    return (*roles, *other_logs())


def cause_mistakes(folder: Path, known: Known) -> Iterator[Mistake]:
    """Yield every mistake in the files of causes in *folder*."""
    taken: dict[str, str] = {}
    for path in cause_files(folder):
        try:
            values, text = read_document(path, CauseError)
        except CauseError as error:
            yield mistake_of(error)
            continue
        if path.name == PHRASES:
            known = replace(known, phrases=known.phrases.union(_ids(values, "phrase")))
        for finding in mistakes(CauseFile, values, text, replace(known, stem=path.stem, taken=taken)):
            yield str(path), finding
        taken |= dict.fromkeys(_ids(values, "cause"), path.name)


def _ids(values: Mapping[str, Any], key: str) -> list[str]:
    entries = values.get(key)
    return [str(entry.get("id")) for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def steps_of(charts: Iterable[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    """Return every step of *charts* with the blanks of advice that its lines fill, whatever else is wrong with them.

    Nothing where a name is missing or wrong: that would be told of every cause that names the step.
    """
    found: dict[str, frozenset[str]] = {}
    for values in charts:
        head, lanes = values.get("flowchart"), values.get("lane")
        chart = head.get("id") if isinstance(head, dict) else None
        for lane, table in lanes.items() if isinstance(lanes, dict) else ():
            entries = table.get("step") if isinstance(table, dict) else None
            for step in entries if isinstance(entries, list) else ():
                if not (isinstance(chart, str) and isinstance(step, dict) and isinstance(step.get("id"), str)):
                    return {}
                names = step.get("names")
                named = [each for each in names if isinstance(each, dict)] if isinstance(names, list) else []
                found[f"{chart}.{lane}.{step['id']}"] = frozenset(str(each.get("blank")) for each in named)
    return found


def logs_of(charts: Iterable[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    """Return every step that `steps_of` knows with the logs of its lane."""
    logs: dict[str, frozenset[str]] = {}
    for values in charts:
        for step in steps_of([values]):
            entries = values["lane"][step.split(".")[1]]["step"]
            named = (each["log"] for each in entries if isinstance(each.get("log"), list))
            logs[step] = frozenset(role for roles in named for role in roles if isinstance(role, str))
    return logs

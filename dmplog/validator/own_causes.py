"""Mistakes in causes of the user's own, which may name what is shipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from dmplog.causes.evidence import canonical
from dmplog.causes.files import PHRASES, cause_files
from dmplog.causes.pattern import is_understood
from dmplog.codes import decode
from dmplog.compiled import read_document
from dmplog.data import data_folder, knowledge_in_use
from dmplog.errors import CauseError
from dmplog.flowchart import Flowchart, known_flowcharts, load_flowchart
from dmplog.flowchart.findings import Finding
from dmplog.flowchart.load import shipped_charts
from dmplog.grammar import Grammars
from dmplog.validator.folder import Mistake, all_logs, cause_mistakes
from dmplog.validator.names import Known


def mistakes_of_causes(folder: Path, *, whole: bool = False) -> Iterator[Mistake]:
    """Yield every mistake in *folder* of causes, which may name what is shipped; where the *whole* knowledge is in use, nothing else."""
    charts = {chart.path: chart for chart in (*map(load_flowchart, known_flowcharts()), *shipped_charts())}.values()
    grammars = Grammars.load()
    writers: dict[str, frozenset[str]] = {}
    for rule in grammars.rules:
        writers[rule.name] = writers.get(rule.name, frozenset()).union(rule.roles)
    logs = {step: roles for chart in charts for step, roles in _logs(chart)}
    values = read_document(data_folder("flowcharts") / "causes" / PHRASES, CauseError)[0]
    known = Known(
        events=frozenset(grammars.events),
        log_names=frozenset(all_logs(grammars.roles)),
        phrases=frozenset(entry["id"] for entry in values["phrase"]),
        steps=frozenset(logs),
        whole=whole or knowledge_in_use() is not None,
        logs=logs,
        blanks=dict(_blanks(charts)),
        writers=writers,
        understands=is_understood,
        spells=lambda code: canonical(decode(code)),
    )
    yield from cause_mistakes(folder, known)
    for path in cause_files(folder):
        if not read_document(path, CauseError)[0]:
            yield (
                str(path),
                Finding("error", "the file holds no cause", 1, 1, "begin one with [[cause]], or take it out"),
            )


def _blanks(charts: Iterable[Flowchart]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield every step with the blanks of advice that its lines fill."""
    for chart in charts:
        for lane in chart.lanes:
            for step in lane.steps:
                yield f"{chart.id}.{lane.id}.{step.id}", frozenset(naming.blank for naming in step.names)


def _logs(chart: Flowchart) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield every step of *chart* with the logs of its lane."""
    for lane in chart.lanes:
        roles = frozenset(role for step in lane.steps for role in step.log)
        yield from ((f"{chart.id}.{lane.id}.{step.id}", roles) for step in lane.steps)

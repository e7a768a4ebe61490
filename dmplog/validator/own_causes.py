"""Mistakes in causes of the user's own, which may name what is shipped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dmplog.causes.evidence import canonical
from dmplog.causes.files import PHRASES, cause_files
from dmplog.causes.pattern import is_understood
from dmplog.codes import decode
from dmplog.compiled import read_document
from dmplog.data import data_folder, knowledge_in_use
from dmplog.errors import CauseError, FlowchartError
from dmplog.flowchart.findings import Finding, Mistake
from dmplog.flowchart.load import flowchart_path, known_flowcharts, shipped_flowcharts
from dmplog.validator.folder import all_logs, cause_mistakes, logs_of, steps_of
from dmplog.validator.grammars import read_grammars
from dmplog.validator.names import Known


def mistakes_of_causes(folder: Path, *, whole: bool = False) -> Iterator[Mistake]:
    """Yield every mistake in *folder* of causes, which may name what is shipped; where the *whole* knowledge is in use, nothing else."""
    charts, complete = _charts()
    grammars, _ = read_grammars()
    writers: dict[str, frozenset[str]] = {}
    for rule in grammars.rules if grammars else ():
        writers[rule.name] = writers.get(rule.name, frozenset()).union(rule.roles)
    logs = logs_of(charts) if grammars else {}
    values = read_document(data_folder("flowcharts") / "causes" / PHRASES, CauseError)[0]
    known = Known(
        events=frozenset(grammars.events if grammars else ()),
        log_names=frozenset(all_logs(grammars.roles) if grammars else ()),
        phrases=frozenset(entry["id"] for entry in values["phrase"]),
        steps=frozenset(steps_of(charts)),
        whole=complete and (whole or knowledge_in_use() is not None),
        logs=logs,
        blanks=steps_of(charts),
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


def _charts() -> tuple[list[dict[str, Any]], bool]:
    """Return the flowcharts in use and the shipped ones, and whether the names of all their steps are known."""
    try:
        names = known_flowcharts()
    except FlowchartError:
        names, complete = shipped_flowcharts(), False
    else:
        complete = True
    shipped = (data_folder("flowcharts") / f"{name}.toml" for name in shipped_flowcharts())
    paths = dict.fromkeys((*(flowchart_path(name) for name in names if complete), *shipped))
    charts = [read_document(path, FlowchartError)[0] for path in paths]
    return charts, complete and all(steps_of([chart]) for chart in charts)

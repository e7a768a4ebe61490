"""Mistakes in what is shipped: grammars, forms, readers and texts, and in a checkout the samples and sources beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from dmplog.causes.samples import HOME
from dmplog.compiled import read_document
from dmplog.data import data_folder
from dmplog.errors import FlowchartError
from dmplog.flowchart.findings import Finding, Mistake, until_unread
from dmplog.flowchart.load import SHIPPED
from dmplog.flowchart.positions import Positions
from dmplog.grammar import Grammars
from dmplog.validator import proofs, samples
from dmplog.validator.citations import checkout, known_sources, uncited
from dmplog.validator.folder import advice_mistakes, all_logs, form_mistakes
from dmplog.validator.grammars import read_grammars
from dmplog.validator.readers import unread_failures


def shipped_mistakes() -> tuple[Mistake, ...]:
    """Return every mistake in what is shipped beside the proofs of the charts.

    What rests on something that is wrong itself is passed over, so that nothing is told that is only a consequence.
    """
    folder = data_folder("flowcharts")
    grammars, unread = read_grammars()
    wrong = form_mistakes(folder, *((grammars.events, all_logs(grammars.roles)) if grammars else ()))
    found = [*unread, *wrong, *until_unread(advice_mistakes(folder))]
    files = {Path(path) for path, _ in wrong}
    if not any(path.parent == folder for path in files):
        found += unnamed_steps(folder)
        found += unread_failures(grammars, folder) if grammars else ()
    repository = checkout()
    if repository is not None:
        found += _unproved(repository, grammars, files)
    return tuple(dict.fromkeys(found))


def _unproved(repository: Path, grammars: Grammars | None, wrong: Collection[Path]) -> Iterator[Mistake]:
    """Yield what lacks samples or sources, or has wrong ones; what samples prove is asked of knowledge that can be read."""
    sources = known_sources(repository)
    yield from until_unread(uncited(sorted((repository / "flowcharts").rglob("*.toml")), sources))
    causes = repository / "flowcharts" / "causes"
    asked = grammars is not None and not any(path.parent == causes for path in wrong)
    yield from until_unread(proofs.proof_mistakes(causes, repository / HOME, sources, asked=asked))
    if grammars is not None:
        yield from until_unread(samples.sample_mistakes(repository / samples.HOME, grammars, sources))


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

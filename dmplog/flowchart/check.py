"""The proofs a flowchart file must pass: form, chart, and signals."""

from __future__ import annotations

from pathlib import Path

from dmplog.flowchart.findings import Finding, Findings
from dmplog.flowchart.load import flowchart_path, read_draft
from dmplog.flowchart.structure import LaneCheck
from dmplog.flowchart.vocabulary import SignalCheck, Vocabulary, check_attributes


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
    draft = read_draft(flowchart_path(name_or_path))
    findings = Findings(list(draft.findings))
    if draft.flowchart is None:
        return findings.sorted()
    for lane in draft.flowchart.lanes:
        LaneCheck(draft, lane, findings).run()
        SignalCheck(draft, lane, vocabulary or _shipped(), findings).run()
    check_attributes(draft, draft.flowchart, vocabulary or _shipped(), findings)
    return findings.sorted()


def _shipped() -> Vocabulary:
    from dmplog.grammar import Grammars

    return Vocabulary.of(Grammars.load())

"""A report with tokens for names, as the diagnosis of the redacted bundle says it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from dmplog.bundle.labels import typed_label
from dmplog.hierarchies import KINDS as OF_SEVERAL
from dmplog.isolation import KIND
from dmplog.redaction.alternatives import any_of
from dmplog.redaction.replacer import Replacer
from dmplog.report import Report
from dmplog.writing import collect_command

BUNDLE = "the bundle"
"""Stands for the path that was given, which says where somebody keeps his cases."""


OURS = frozenset(
    [
        *(
            "schema",
            "version",
            "as_of_source",
            "flowchart",
            "lane",
            "lane_title",
            "step",
            "id",
            "verdict",
            "confidence",
            "status",
        ),
        *(
            "severity",
            "event",
            "role",
            "framing",
            "encoding",
            "category",
            "kind",
            "certainty",
            "log",
            "log_file",
            "update",
        ),
    ]
)
"""What is called by words of dmplog or of the product, whatever a server is called."""


UNREAD = "Something of the bundle was not read, or only in part ({kind}); the report that is not redacted names it."


def redacted_report(
    report: Report, members: Mapping[str, str], paths: Sequence[str | Path], replacer: Replacer
) -> Report:
    """Return *report* with tokens for names; *members* has the path of each log, as it is in the redacted bundle, by its label.

    What a file hashes to tells which file it is, so that no hash is left.
    """
    labels = {**dict.fromkeys(filter(None, map(typed_label, map(str, paths))), BUNDLE), **members}
    pattern = re.compile(any_of(list(labels))) if labels else None
    document = _changed(report.to_dict(), pattern, labels, replacer)
    for file in document["inputs"]:
        file["sha256"] = None
    # Where somebody keeps his logs is nobody's business.
    document["collect"] = collect_command(()) if document["collect"] else None
    kept = set(members.values())
    document["problems"] = [_told(problem, kept) for problem in document["problems"]]
    return Report.from_dict(document)


def _told(problem: dict[str, Any], kept: Collection[str]) -> dict[str, Any]:
    """Return *problem* without what it says of files that are no logs: their names are not looked for."""
    if problem["file"] in kept or problem["kind"] == KIND:
        return problem
    if problem["kind"] in OF_SEVERAL:
        # Its first sentence names sites and servers, by their tokens; the other one the folders they lie in.
        return {**problem, "message": problem["message"].partition(". ")[0] + "."}
    return {**problem, "file": None, "message": UNREAD.format(kind=problem["kind"])}


def _changed(value: Any, pattern: re.Pattern[str] | None, labels: Mapping[str, str], replacer: Replacer) -> Any:
    if isinstance(value, dict):
        changed = {
            key: one if key in OURS and isinstance(one, str) else _changed(one, pattern, labels, replacer)
            for key, one in value.items()
        }
        if "lane_name" in value:
            changed["lane_name"] = _called(value, changed)
        return changed
    if isinstance(value, list):
        return [_changed(one, pattern, labels, replacer) for one in value]
    if not isinstance(value, str):
        return value
    if value in labels:
        return labels[value]
    return _sentence(value, pattern, labels, replacer)


def _called(case: Mapping[str, Any], changed: Mapping[str, Any]) -> str:
    """Return what the lane of *case* is called: in words of dmplog, and with its site as it is in the *changed* case."""
    name, site = case["lane_name"], case["subject"]["site"]
    if not site:
        return str(name)
    words, _, rest = name.rpartition(site)
    return f"{words}{changed['subject']['site']}{rest}"


def _sentence(text: str, pattern: re.Pattern[str] | None, labels: Mapping[str, str], replacer: Replacer) -> str:
    """Return *text* with each label of a file as it is in the redacted bundle; the path of one may be a word of another."""
    if pattern is None:
        return replacer.word(text)
    parts: list[str] = []
    end = 0
    for found in pattern.finditer(text):
        free = found.start() == 0 or not (text[found.start() - 1].isalnum() or text[found.start() - 1] in "/\\._-")
        # "hman.log" of a sentence is the label of a file only where that stands at the top.
        if free and not text[found.end() : found.end() + 1].isalnum():
            parts += [replacer.text(text[end : found.start()]), labels[found[0]]]
            end = found.end()
    return "".join(parts) + replacer.text(text[end:]) if parts else replacer.word(text)

"""A scenario's `verdict.toml`: empty for whoever knows, and filled in with what dmplog says today."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from dmplog.looks.document import Document
from dmplog.looks.evidence import last_evidence

SUBJECT = ("package_guid", "package_id", "site")
"""By these a case is told from the others of its lane."""

BUNDLE = "bundle"
"""The folder of the logs in a scenario."""

_STUCK = ("failed", "stalled")

EXPERT = """\
# What somebody who knows says of the logs in bundle/, worked out from the logs alone. What dmplog says stands in today.toml:
# look at it afterwards. Put a value in the place of each ""; strike out a [[case]] that you cannot judge, and cause_id and
# decides where nothing is stuck.
#   story       in a sentence or two: what happened, and how you know
#   exit_code   0 where nothing is stuck, 1 where something is, 3 where the logs cannot tell
#   verdict     completed, in_progress, waiting, stalled, failed, unknown or not_applicable
#   step        as `dmplog flowchart show NAME` calls it
#   confidence  confirmed, likely or possible
#   cause_id    as `dmplog explain` calls the cause, or "unknown"
#   decides     the line that decides, such as "hman.log:12"
"""

TODAY = """\
# What dmplog {version} says of the logs in bundle/, in the words of verdict.toml.
"""


def for_the_expert(document: Document, options: Mapping[str, Any]) -> str:
    """Return the text of a `verdict.toml` for the cases of *document*, in which every judgement is missing."""
    missing = dict.fromkeys(("verdict", "step", "confidence", "cause_id", "decides"), "")
    cases = [{**told, **missing} for told in _identities(document)]
    return EXPERT + _text({"story": "", "exit_code": ""}, options, cases)


def of_today(document: Document, options: Mapping[str, Any], exit_code: int) -> str:
    """Return the same with what *document* says, whose files are named from the scenario."""
    cases = [{**told, **_judged(case)} for told, case in zip(_identities(document), document["cases"], strict=True)]
    head = {"story": document["headline"], "exit_code": exit_code}
    return TODAY.format(version=document["version"]) + _text(head, options, cases)


def _judged(case: Document) -> Document:
    told = {"verdict": case["verdict"], "step": case["step"] or "", "confidence": case["confidence"]}
    if case["attempts"] > 1:
        told["attempts"] = case["attempts"]
    if case["verdict"] in _STUCK:
        line = last_evidence(case)
        told["cause_id"] = case["cause"]["id"] if case["cause"] else "unknown"
        told["decides"] = f"{line['file'].removeprefix(BUNDLE + '/')}:{line['line']}" if line else ""
    return told


def _identities(document: Document) -> list[Document]:
    """Return what tells each case from the others of its lane."""
    keys = [_identity(case, document["cases"], SUBJECT) for case in document["cases"]]
    return [
        told if keys.count(told) == 1 else {**told, "server": case["server"] or ""}
        for told, case in zip(keys, document["cases"], strict=True)
    ]


def _identity(case: Document, cases: list[Document], keys: tuple[str, ...]) -> Document:
    lane = [other for other in cases if other["lane"] == case["lane"]]
    told = {"flowchart": case["flowchart"], "lane": case["lane"]}
    # Who knows of no update says so with "", where another case of the lane is about one.
    named = [key for key in keys if any(other["subject"][key] for other in lane)]
    return {**told, **{key: case["subject"][key] or "" for key in named}}


def _text(head: Mapping[str, Any], options: Mapping[str, Any], cases: Sequence[Mapping[str, Any]]) -> str:
    lines = list(_pairs(head))
    if options:
        lines += ["", "[options]", *_pairs(options)]
    for case in cases:
        lines += ["", "[[case]]", *_pairs(case)]
    return "\n".join(lines) + "\n"


def _pairs(table: Mapping[str, Any]) -> Iterator[str]:
    return (f"{key} = {_value(value)}" for key, value in table.items())


def _value(value: Any) -> str:
    if isinstance(value, datetime):
        return f'"{value.isoformat()}"'
    # A text of JSON is one of TOML, too, but for the sign that deletes.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

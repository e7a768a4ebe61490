"""How each part of a summary is told: its title, its columns, and what stands in them for a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dmplog.frozen import frozen
from dmplog.layout import few
from dmplog.looks.document import VERDICTS
from dmplog.looks.times import parse

Values = Mapping[str, Any]

NONE = "-"
"""What stands in a cell that holds nothing."""

NUMBERS = ("sites", "cases", "lines", "share")
"""The columns that hold numbers."""

STATUS_WORDS = {
    "ok": "judged",
    "unreadable": "unreadable",
    "nothing_recognised": "no known log",
    "timeout": "took too long",
    "memory": "took too much memory",
    "died": "ended the process that read them",
    "error": "met an error of dmplog",
}


@frozen
class Shape:
    """How a part is told: its columns, each with what stands in it."""

    title: str
    nothing: str
    columns: Mapping[str, Callable[[Values], str]]


def _step(row: Values) -> str:
    return str(row["step_title"] or row["step"] or "no step")


def _lane(row: Values) -> str:
    return str(row["lane_title"] or row["lane"])


def _cause(row: Values) -> str:
    if row["cause"] in (None, "unknown"):
        return "unknown"
    return str(row.get("cause_title") or row["cause"])


def _day(row: Values, name: str) -> str:
    found = parse(row[name])
    return f"{found:%Y-%m-%d}" if found is not None else NONE


def _short(version: str) -> str:
    return version.removeprefix("Configuration Manager ")


def _names(name: str, most: int = 4) -> Callable[[Values], str]:
    return lambda row: few([_short(each) for each in row[name]], most) or NONE


def _judged(row: Values, end: str) -> str:
    if row[f"status{end}"] != "ok":
        return str(STATUS_WORDS[row[f"status{end}"]])
    verdict = row[f"verdict{end}"]
    return " at ".join(filter(None, (VERDICTS.get(verdict, verdict), row[f"step_title{end}"])))


SHAPES: Mapping[str, Shape] = {
    "steps": Shape(
        "Which step blocks most",
        "No case is stalled or failed.",
        {
            "step": _step,
            "lane": _lane,
            "sites": lambda row: f"{row['sites']:,}",
            "cases": lambda row: f"{row['cases']:,}",
            "commonest cause": _cause,
            "first": lambda row: _day(row, "first"),
            "last": lambda row: _day(row, "last"),
        },
    ),
    "versions": Shape(
        "Since which version, and which it spares",
        "No case is stalled or failed.",
        {
            "step": _step,
            "lane": _lane,
            "since": lambda row: _short(row["since_version"] or "not told"),
            "with": _names("occurs"),
            "not with": _names("spared"),
        },
    ),
    "causes": Shape(
        "Causes by frequency",
        "No case is stalled or failed.",
        {
            "cause": _cause,
            "kind": lambda row: str(row["category"] or NONE).replace("_", " "),
            "cases": lambda row: f"{row['cases']:,}",
            "share": lambda row: f"{row['share']:.0%}",
        },
    ),
    "missing": Shape(
        "Which evidence is missing most",
        "No answer waits for a log that was not supplied.",
        {
            "ask for": lambda row: str(row["log"] or NONE),
            "cases": lambda row: f"{row['cases']:,}",
            "would show": _names("steps", 2),
        },
    ),
    "templates": Shape(
        "Errors no step explains, by what they say",
        "There is no such line.",
        {
            "what they say": lambda row: str(row["template"]),
            "log": _names("logs", 2),
            "lines": lambda row: f"{row['lines']:,}",
            "newest": lambda row: _day(row, "last"),
            "at step": lambda row: str(row["step_title"] or NONE),
        },
    ),
    "not_judged": Shape(
        "Bundles that could not be judged",
        "Every bundle was judged.",
        {"status": lambda row: STATUS_WORDS[row["status"]], "why": lambda row: str(row["why"] or NONE)},
    ),
    "half_read": Shape(
        "Judged, though something was wrong with the input",
        "Nothing was.",
        {"problem": lambda row: str(row["problem"]).replace("-", " ")},
    ),
    "sites": Shape(
        "Sites with stuck cases",
        "No case is stalled or failed.",
        {
            "site": lambda row: str(row["site"] or "not told"),
            "cases": lambda row: f"{row['cases']:,}",
            "commonest step": lambda row: str(row["step_title"] or NONE),
            "updates": _names("updates", 2),
        },
    ),
    "changes": Shape(
        "What changed since the run before",
        "No bundle is judged otherwise than before.",
        {"before": lambda row: _judged(row, "_before"), "now": lambda row: _judged(row, "")},
    ),
}

ALL = ("steps", "versions", "causes", "missing", "templates", "not_judged", "half_read", "changes")
"""The parts of a whole summary, in their order; the sites are told where they are asked for."""

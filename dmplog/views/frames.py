"""The report as tables, for a notebook or a script: the cases, their steps, and the errors no step explains."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from dmplog.looks.document import Document
from dmplog.looks.times import parse

_MOMENT = pl.Datetime("ms", "UTC")

CASES = pl.Schema(
    {
        "case": pl.Int64(),
        "flowchart": pl.String(),
        "lane": pl.String(),
        "package_guid": pl.String(),
        "update": pl.String(),
        "site": pl.String(),
        "server": pl.String(),
        "verdict": pl.String(),
        "step": pl.String(),
        "since": _MOMENT,
        "last_sign": _MOMENT,
        "attempts": pl.Int64(),
        "confidence": pl.String(),
        "cause": pl.String(),
        "certainty": pl.String(),
        "blocked_by": pl.String(),
    }
)
"""A row for each case, worst first; `case` is its number in `Report.cases`; cause and certainty are null where none is known."""

STEPS = pl.Schema(
    {
        "case": pl.Int64(),
        "position": pl.Int64(),
        "step": pl.String(),
        "title": pl.String(),
        "status": pl.String(),
        "started": _MOMENT,
        "finished": _MOMENT,
        "attempts": pl.Int64(),
        "note": pl.String(),
    }
)
"""A row for each step of each case, in the order of its lane; `position` counts from 1."""

UNEXPLAINED = pl.Schema(
    {
        "case": pl.Int64(),
        "file": pl.String(),
        "line": pl.Int64(),
        "time": _MOMENT,
        "server": pl.String(),
        "role": pl.String(),
        "severity": pl.String(),
        "count": pl.Int64(),
        "first": _MOMENT,
        "last": _MOMENT,
        "text": pl.String(),
    }
)
"""A row for each alarming line that no step explains; `case` is null where it is nobody's."""


def cases_frame(document: Document) -> pl.DataFrame:
    """Return the cases of *document*, a report, with the columns `CASES`."""
    return _frame(_cases(document), CASES)


def steps_frame(document: Document) -> pl.DataFrame:
    """Return the steps of all cases of *document*, with the columns `STEPS`."""
    rows = (
        {**step, "case": number, "position": position, "step": step["id"]}
        for number, case in enumerate(document["cases"])
        for position, step in enumerate(case["steps"], start=1)
    )
    return _frame(rows, STEPS)


def unexplained_frame(document: Document) -> pl.DataFrame:
    """Return the lines of *document* that no step explains, with the columns `UNEXPLAINED`."""
    return _frame(({**row["evidence"], **row} for row in document["unexplained"]), UNEXPLAINED)


def _cases(document: Document) -> Iterator[Document]:
    for number, case in enumerate(document["cases"]):
        subject, cause = case["subject"], case["cause"] or {}
        told = {"cause": cause.get("id"), "certainty": cause.get("certainty"), "site": subject["site"] or case["site"]}
        yield {**case, "case": number, "package_guid": subject["package_guid"], "update": subject["update"], **told}


def _frame(rows: Iterator[Document], schema: pl.Schema) -> pl.DataFrame:
    cells = [[parse(row[name]) if kind == _MOMENT else row[name] for name, kind in schema.items()] for row in rows]
    return pl.DataFrame(cells, schema=schema, orient="row")

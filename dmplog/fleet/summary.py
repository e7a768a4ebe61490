"""The summary of a fleet as one document: what every view of it is made from, and what `--json` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import polars as pl

from dmplog.document import utc_text
from dmplog.fleet import questions
from dmplog.fleet.questions import Tables, tables_of
from dmplog.fleet.reading import Fleet

SCHEMA = "dmplog.fleet-summary/1"

PARTS: Mapping[str, Callable[[Tables], questions.Rows]] = {
    "steps": questions.steps,
    "versions": questions.versions,
    "causes": questions.causes,
    "missing": questions.missing,
    "templates": questions.templates,
    "not_judged": questions.not_judged,
    "half_read": questions.half_read,
    "sites": questions.sites,
}

BY = {"step": "steps", "cause": "causes", "update": "versions", "site": "sites", "template": "templates"}
"""What `--by` says, and the part that it shows alone."""


def summarise(fleet: Fleet, before: Fleet | None = None, new_since: Fleet | None = None) -> dict[str, Any]:
    """Return the summary of *fleet*, with what changed since the run *before*, and error lines only that are new since another."""
    tables = _tables(fleet)
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "run": fleet.number or None,
        "dmplog": fleet.run.get("dmplog"),
        "knowledge": fleet.run.get("knowledge"),
        "unfinished": fleet.unfinished,
        "bundles": tables.bundles.height,
        "statuses": _counted(tables.bundles, "status"),
        "verdicts": _counted(tables.bundles.filter(pl.col("status") == "ok"), "verdict"),
        "cases": tables.cases.height,
        "stuck_cases": tables.stuck.height,
        "stuck_bundles": tables.stuck["source"].n_unique(),
        "sources": tables.bundles["source"].to_list(),
        **{name: ask(tables) for name, ask in PARTS.items()},
        "new_since": None if new_since is None else str(new_since.number or new_since.folder),
        "before": None if before is None else before.number,
        "changes": [] if before is None else questions.changes(tables, _tables(before)),
    }
    if new_since is not None:
        document["templates"] = questions.templates(tables, new_since.lines.collect())
    plain: dict[str, Any] = _plain(document)
    return plain


def _tables(fleet: Fleet) -> Tables:
    return tables_of(fleet.bundles, fleet.cases, fleet.lines)


def _counted(bundles: pl.DataFrame, column: str) -> dict[str, int]:
    return dict(sorted(Counter(str(value) for value in bundles[column].drop_nulls()).items()))


def _plain(value: Any) -> Any:
    """Return *value* with times as the report writes them."""
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value

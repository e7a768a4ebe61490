"""The tables of a fleet: their columns, fixed, so that two runs can be laid side by side and any tool knows what it gets.

Closed lists are `Enum`: the bytes of a `Categorical` depend on the order in which its words came.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import polars as pl

from dmplog.fleet.outcome import STATUSES
from dmplog.verdicts import WORST_FIRST, Confidence

SCHEMA = "dmplog.fleet/2"
"""What `run.json` says it is."""

_MOMENT = pl.Datetime("ms", "UTC")
_VERDICT = pl.Enum(WORST_FIRST)

BUNDLES = pl.Schema(
    {
        "bundle": pl.String(),
        "source": pl.String(),
        "bytes": pl.Int64(),
        "modified": _MOMENT,
        "sha256": pl.String(),
        "status": pl.Enum(STATUSES),
        "detail": pl.String(),
        "verdict": _VERDICT,
        "headline": pl.String(),
        "as_of": _MOMENT,
        "cases": pl.Int64(),
        "stuck": pl.Int64(),
        "problems": pl.Int64(),
        "problem_kinds": pl.String(),
        "servers": pl.String(),
        "sites": pl.String(),
        "dmplog": pl.String(),
        "knowledge": pl.String(),
    }
)
"""A row for each bundle; `problem_kinds`, `servers` and `sites` are lists with commas, which every spreadsheet reads."""

CASES = pl.Schema(
    {
        "bundle": pl.String(),
        "case": pl.Int64(),
        "flowchart": pl.String(),
        "lane": pl.String(),
        "lane_title": pl.String(),
        "package_guid": pl.String(),
        "update": pl.String(),
        "site": pl.String(),
        "server": pl.String(),
        "verdict": _VERDICT,
        "step": pl.String(),
        "step_title": pl.String(),
        "since": _MOMENT,
        "last_sign": _MOMENT,
        "attempts": pl.Int64(),
        "confidence": pl.Enum(get_args(Confidence)),
        "cause": pl.String(),
        "cause_title": pl.String(),
        "category": pl.String(),
        "certainty": pl.String(),
        "code": pl.String(),
        "next_log": pl.String(),
        "next_server": pl.String(),
        "next_supplied": pl.Boolean(),
        "blocked_by": pl.String(),
        "headline": pl.String(),
    }
)
"""A row for each case; `case` is its number in the report, from 0."""

LINES = pl.Schema(
    {
        "bundle": pl.String(),
        "case": pl.Int64(),
        "file": pl.String(),
        "line": pl.Int64(),
        "utc": _MOMENT,
        "role": pl.String(),
        "server": pl.String(),
        "site": pl.String(),
        "step": pl.String(),
        "step_title": pl.String(),
        "severity": pl.Enum(("error", "warning")),
        "count": pl.Int64(),
        "text": pl.String(),
        "template": pl.String(),
    }
)
"""A row for each error line that no step explains, the newest of `count` that say the same; `template` is its text without names."""

REPORTS = pl.Schema({"bundle": pl.String(), "report": pl.String()})
"""The whole report of each bundle that has one, as `dmplog diagnose --json` prints it."""

TIMINGS = pl.Schema(
    {
        "bundle": pl.String(),
        "started": _MOMENT,
        "finished": _MOMENT,
        "seconds": pl.Float64(),
        "peak_bytes": pl.Int64(),
        "worker": pl.String(),
    }
)
"""What was measured; no part of any comparison."""

TABLES: Mapping[str, pl.Schema] = {
    "cases": CASES,
    "lines": LINES,
    "reports": REPORTS,
    "timings": TIMINGS,
    "bundles": BUNDLES,
}
"""In the order in which the files of a part are put in their place: the bundles come last, and are the journal."""

"""What was judged, gathered until there is enough for a part of the tables."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import polars as pl

from dmplog.fleet.files import frame_of
from dmplog.fleet.outcome import Job, Outcome
from dmplog.fleet.results import TOGETHER
from dmplog.fleet.schema import TABLES

SECONDS = 30.0
"""Older than this, what was judged is written, however little it is."""


class Gathered:
    """Rows of all tables; *write* takes them when there are enough of them.

    Args:
        same: What stands in the row of every bundle: the version and the knowledge.
    """

    def __init__(self, write: Callable[[Mapping[str, pl.DataFrame]], None], same: Mapping[str, str]) -> None:
        self._write = write
        self._same = same
        self._rows: dict[str, list[Mapping[str, Any]]] = {table: [] for table in TABLES}
        self._since = 0.0

    def add(self, job: Job, outcome: Outcome) -> None:
        """Take the *outcome* of *job*, and write what was gathered where it is enough."""
        if not self._rows["bundles"]:
            self._since = time.monotonic()
        answer, named, source = outcome.answer, {"bundle": job.bundle}, job.source
        self._rows["bundles"].append(
            {
                **(answer.told or {}),
                **self._same,
                **named,
                "source": source.name,
                "bytes": source.bytes,
                "modified": source.modified,
                "sha256": source.sha256,
                "status": answer.status,
                "detail": answer.detail,
            }
        )
        self._rows["cases"] += [{**row, **named} for row in answer.cases]
        self._rows["lines"] += [{**row, **named} for row in answer.lines]
        if answer.report is not None:
            self._rows["reports"].append({**named, "report": answer.report})
        if outcome.measured is not None:
            measured = outcome.measured
            self._rows["timings"].append(
                {
                    **named,
                    "started": datetime.fromtimestamp(measured.started, UTC),
                    "finished": datetime.fromtimestamp(measured.finished, UTC),
                    "seconds": measured.finished - measured.started,
                    "peak_bytes": measured.peak_bytes,
                    "worker": measured.worker,
                }
            )
        if len(self._rows["bundles"]) >= TOGETHER or time.monotonic() - self._since > SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what was gathered."""
        if not self._rows["bundles"]:
            return
        reports = [{**row, "report": zlib.decompress(row["report"]).decode()} for row in self._rows["reports"]]
        rows: dict[str, list[Mapping[str, Any]]] = {**self._rows, "reports": [*reports]}
        self._write({table: frame_of(rows[table], schema) for table, schema in TABLES.items()})
        for held in self._rows.values():
            held.clear()

"""The two lines that tell how much of a step is done: how far it got, and how much there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from dmplog.cases.labels import rows_meant
from dmplog.diagnosis import Finding
from dmplog.flowchart import Signal


def measured(finding: Finding, by_event: Mapping[str, pl.DataFrame]) -> tuple[int, ...]:
    """Return the last line of each kind, of the case since its run began; nothing where one is missing, or the step has begun once more or got further since."""
    step, trace = finding.at, finding.trace
    if step is None or step.measure is None or trace is None or finding.verdict == "completed":
        return ()
    own = finding.cases.rows_of(finding.subject)
    own = own.filter(own >= trace.deciding.run.first_row)
    done, whole = (_last([Signal(event)], own, by_event) for event in (step.measure.event, step.measure.of))
    # What an earlier try had done says nothing of one that has just begun, nor of a step that has got further than what is counted.
    newer = _last((*step.tries, *step.nearly), own, by_event)
    return () if done is None or whole is None or (newer is not None and newer > done) else (done, whole)


def _last(signals: Sequence[Signal], own: pl.Series, by_event: Mapping[str, pl.DataFrame]) -> int | None:
    """Return the last of the rows *own* that one of *signals* means."""
    frames = [
        rows.filter(pl.col("row").is_in(own.implode())).with_columns(event=pl.lit(signal.event))
        for signal in signals
        if (rows := by_event.get(signal.event)) is not None
    ]
    found = rows_meant(signals, pl.concat(frames)) if frames else None
    return None if found is None or found.is_empty() else int(found.max())  # type: ignore[arg-type]

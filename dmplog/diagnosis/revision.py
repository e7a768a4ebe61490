"""Findings that reports of the update service revise: crash loops, service windows, sub-stages behind the installation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dmplog.clocks import Clocks, Reach
from dmplog.diagnosis.book import EvidenceBook
from dmplog.diagnosis.substages import Standing
from dmplog.diagnosis.verdict import Finding, server_of
from dmplog.report import Confidence, Verdict
from dmplog.tracing.trace import Trace


def crash(finding: Finding, restarts: Sequence[int]) -> Finding:
    """Return *finding* as the failure that a crash loop is."""
    return replace(
        finding,
        verdict="failed",
        last_sign_row=restarts[-1],
        attempts=len(restarts),
        deadline=None,
        reasons=(
            *finding.reasons,
            f"The update service started {len(restarts)} times without reporting a new sub-stage.",
        ),
    )


def in_window(finding: Finding, row: int, trace: Trace) -> Finding:
    """Return *finding* as the wait for the service window that the last report is about."""
    number = next(number for number, step in enumerate(trace.lane.steps) if step.id == "wait_for_readiness")
    reason = "The last sub-stage reported is the wait for the service window."
    return Finding("waiting", number, (reason,), finding.confidence, row, row, attempts=1)


def reopen(finding: Finding, reports: Standing, trace: Trace, clocks: Clocks, book: EvidenceBook) -> Finding:
    """Return *finding* of a finished installation, opened again where sub-stages behind it failed or have not ended."""
    if reports.failed:
        reason = "The last report of a sub-stage behind the installation is a failure."
        return replace(finding, verdict="failed", last_sign_row=reports.failed[-1], reasons=(*finding.reasons, reason))
    if reports.open:
        known = book.clocks(reports.open[-1:])
        return _by_clock(finding, reports.open[-1], known[0], trace, clocks) if known else finding
    if reports.waiting:
        reason = "Features and replication initialization wait for all sites; that may take days."
        return replace(
            finding, verdict="waiting", last_sign_row=reports.waiting[-1], reasons=(*finding.reasons, reason)
        )
    step = trace.lane.steps[trace.track.size - 1]
    server, known_place = server_of(trace, step)
    if not reports.reported and not (known_place and clocks.supplied(("hman",), server)):
        reason = "hman.log was not supplied; it would show what follows the installation."
        return replace(finding, confidence="possible", reasons=(*finding.reasons, reason))
    return finding


def _by_clock(finding: Finding, row: int, moment: datetime, trace: Trace, clocks: Clocks) -> Finding:
    """Return *finding* for a sub-stage that was begun at *moment* and not ended."""
    step = trace.lane.steps[trace.track.size - 1]
    deadline = moment + step.expect
    server, _ = server_of(trace, step)
    reach = clocks.reach(("hman",), server, moment, deadline)
    reason = "A sub-stage behind the installation was begun and has not ended."
    if clocks.as_of is None or clocks.as_of <= deadline:
        verdict: Verdict = "in_progress"
    else:
        verdict = "stalled" if reach in (Reach.COVERS, Reach.SILENT, Reach.ASSERTED) else "unknown"
    confidence: Confidence = (
        finding.confidence if reach is Reach.COVERS else "likely" if verdict != "unknown" else "possible"
    )
    return replace(
        finding,
        verdict=verdict,
        last_sign_row=row,
        deadline=deadline,
        confidence=confidence,
        reasons=(*finding.reasons, reason),
    )

"""A failure of an earlier step behind the end of a case: no run begins with it, so that nothing says what failed; the end is no longer sure.

Validate CMU file 3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E.CMU                  the package is there
WARNING: Failed to download easy setup payload with exception: …            of a download that nothing began
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from dmplog.cases.labels import rows_meant
from dmplog.cases.parts import logs
from dmplog.diagnosis.finding import Finding, Proof
from dmplog.diagnosis.verdict import Ground


def with_failures_behind_the_end(finding: Finding, ground: Ground) -> Finding:
    """Return *finding* less certain where it is completed, and a known failure of one of its steps stands behind its last sign."""
    if finding.verdict != "completed" or finding.trace is None or finding.last_sign is None:
        return finding
    own = finding.cases.rows_of(finding.subject)
    behind = ground.events[own.filter(own > finding.last_sign).sort()]
    fails = [signal for step in finding.lane.steps for signal in step.fails]
    # Programs that are called are run by hand too: Setup from media, or prereqchk.exe.
    called = pl.col("role").is_in(logs(finding.cases.flowchart, "calls"))
    known = pl.col("row").is_in(rows_meant(fails, behind).implode())
    failures = behind.filter(known & ~called & pl.col("harmless").is_null())["row"]
    if failures.is_empty():
        return finding
    quoted = replace(finding, rows=(*finding.rows, failures[-1]))
    return quoted.proved(Proof("failure_behind_the_end", "likely"))

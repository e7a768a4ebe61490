"""The diagnosis of what was read so far, as `dmplog diagnose` would make it of the files that were kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dmplog.options import DiagnoseOptions
from dmplog.pipeline import run
from dmplog.report import Report
from dmplog.watch.share import Share
from dmplog.watch.spool import Spool


def judge(shares: Sequence[Share], spool: Spool, now: datetime, options: DiagnoseOptions) -> Report:
    """Return the report on what is kept in *spool* of all *shares*, as it is *now*.

    Raises:
        BundleError: Nothing was read yet.
    """
    # What is known of one share up to now, and of another one up to an hour ago, is known up to no one time.
    known = now if all(share.last_good == now for share in shares) else None
    report = run([spool.folder], replace(options, as_of=known))
    if known is not None and any(problem.kind == "later-than-as-of" for problem in report.problems):
        # The clock of a server is ahead of ours: its newest lines are no reason to leave them out.
        return run([spool.folder], options)
    return report

"""The diagnosis of what was read so far, as `dmplog diagnose` would make it of the files that were kept.

A manifest beside them says up to when each share is known: a share that is away is not silent since then, and makes no other one older.
"""

from __future__ import annotations

from collections.abc import Sequence

from dmplog.options import DiagnoseOptions
from dmplog.pipeline import run
from dmplog.report import Report
from dmplog.watch.share import Share
from dmplog.watch.spool import Spool


def judge(shares: Sequence[Share], spool: Spool, options: DiagnoseOptions) -> Report:
    """Return the report on what is kept in *spool* of all *shares*.

    Raises:
        BundleError: Nothing was read yet.
    """
    for share in shares:
        if share.last_good is not None:
            for folder in share.folders:
                if folder.is_dir():
                    spool.note_copied(folder, share.last_good)
    return run([spool.folder], options)

"""An error that is nobody's, in a log in which the step could go on: the answer stands, and is no longer sure (truth rule T1).

Nobody's is what no open case took, what names no other update or package, and what stands in a thread that was not at other work.
What stood in the log before the step began, with other numbers and names, is nothing new.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dmplog.cases import LaneCases
from dmplog.cases.context import texts
from dmplog.diagnosis.finding import Finding, Proof
from dmplog.diagnosis.settle.named import Known, ids_of, names, names_no_rival
from dmplog.diagnosis.settle.whose import THREAD, in_logs
from dmplog.diagnosis.verdict import Ground
from dmplog.verdicts import OVER

_OPEN = ("in_progress", "waiting", "stalled")


def with_errors_of_nobody(findings: Sequence[Finding], _: Sequence[LaneCases], ground: Ground) -> list[Finding]:
    """Return *findings*, those less certain behind whose last sign stands a new error that is nobody's."""
    # "The source directory … cannot access it", and in the next line of the thread "Failed to take snapshot of package CAS00077".
    about = pl.coalesce("about", pl.col("about").drop_nulls().first().over("log", "thread"))
    errors = ground.alarms.with_columns(about=about).filter(pl.col("alarm") == "error")
    if errors.is_empty():
        return list(findings)
    # What came behind the end of a case is hardly that case's any more.
    taken = pl.Series(
        [row for finding in findings if finding.verdict not in OVER for row in finding.alarms], dtype=pl.UInt32
    )
    placed = errors.filter(~pl.col("row").is_in(taken.implode())).join(
        ground.events.select("row", "role", "server"), on="row", how="left", maintain_order="left"
    )
    free = _with_work(placed, ground.events)
    known = Known.of(findings)
    return [_less_certain(finding, free, findings, known) for finding in findings]


def _with_work(errors: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Add `work`, the last row in front of each error that its thread wrote and that alarms nobody, and `of`, the update it names."""
    # No server is a server, too: that of the one folder of which nothing says whose it is.
    threads = [pl.col("server").cast(pl.String).fill_null(""), pl.col("role").cast(pl.String), pl.col("thread")]
    calm = events.filter(pl.col("alarm").is_null()).drop_nulls("thread")
    known = calm.select("row", *threads, *(name.alias("of") for name in texts(events, ["package_guid"])), work="row")
    told = errors.select("row", *threads).sort("row")
    at = told.join_asof(known.sort("row"), on="row", by=THREAD, strategy="backward", check_sortedness=False)
    return errors.join(at.select("row", "work", "of"), on="row", how="left", maintain_order="left")


def _less_certain(finding: Finding, errors: pl.DataFrame, findings: Sequence[Finding], known: Known) -> Finding:
    step = finding.at
    if step is None or finding.verdict not in _OPEN or finding.last_sign is None:
        return finding
    ids = ids_of(finding)
    named = names_no_rival(finding, known)
    # What a thread writes that was seen at other work is that work's; what it did for the same update may be over.
    same = [other for other in findings if other is finding or set(ids).intersection(ids_of(other))]
    own = pl.concat([pl.Series([], dtype=pl.UInt32), *(other.cases.rows_of(other.subject) for other in same)])
    # "Cannot connect to server … at remote site PS1" says whose it is, whatever its thread was at.
    site = finding.subject.subject.site
    of_site = names("about_site", [site.lower()]) if site else pl.lit(value=False)
    # "Validate CMU file <GUID>.CMU" may answer something else, and is none of its lines then; it is about the update all the same.
    at_it = pl.col("work").is_null() | pl.col("work").is_in(own.implode()) | pl.col("of").is_in(ids) | of_site
    # "Created minijob … to site PS1" is its last sign: what the thread says next may be its, too, although the step stands in another log.
    directly = (pl.col("work") == finding.last_sign).fill_null(value=False)
    here = errors.filter((in_logs(finding, [step]) | directly) & named & at_it.fill_null(value=False))
    since = finding.since if finding.since is not None else finding.last_sign
    before = here.filter(pl.col("row") < since)["template"]
    new = here.filter((pl.col("row") > finding.last_sign) & ~pl.col("template").is_in(before.implode()))["row"]
    return finding if new.is_empty() else finding.proved(Proof("error_of_nobody", "likely"))

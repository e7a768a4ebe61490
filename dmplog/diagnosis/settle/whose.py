"""Whose an alarm is that nothing explains (truth rule T1): decided once, for all cases together, before any rule asks.

It is the case's whose lines its thread was writing, unless it names another update or package. Where that case was over, it is the
work that came next: the one open case of the same update that goes on in this log, or, where the line names a site, that of the site.
An alarm that no case can claim is nobody's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from dmplog.cases import LaneCases
from dmplog.diagnosis.finding import Finding
from dmplog.diagnosis.verdict import Ground
from dmplog.flowchart import Step

OVER = ("completed", "not_applicable")
_DIRECTLY, _NEXT, _BEHIND = range(3)
"""How a case claims an alarm: as its own, as the work that came next, or as what stands behind its end."""


def with_own_alarms(findings: Sequence[Finding], _: Sequence[LaneCases], ground: Ground) -> list[Finding]:
    """Return *findings*, each with the rows of the alarms that are its own."""
    if ground.alarms.is_empty() or any(finding.alarms for finding in findings):
        return list(findings)
    alarms = ground.alarms.join(ground.events.select("row", "role", "server"), on="row", maintain_order="left")
    claims = [
        frame.with_columns(finding=pl.lit(number, dtype=pl.UInt32))
        for number, finding in enumerate(findings)
        for frame in _claims(finding, findings, alarms, ground.events)
    ]
    if not claims:
        return list(findings)
    best = pl.concat(claims).filter(pl.col("claim") == pl.col("claim").min().over("row"))
    several = (pl.col("claim") == _NEXT) & (pl.len().over("row") > 1)
    owners = best.filter(~several).sort("row", "ended", "finding", descending=[False, True, False], nulls_last=True)
    rows = dict(owners.unique("row", keep="first", maintain_order=True).group_by("finding").agg("row").iter_rows())
    return [replace(finding, alarms=tuple(rows.get(number, ()))) for number, finding in enumerate(findings)]


def _claims(
    finding: Finding, findings: Sequence[Finding], alarms: pl.DataFrame, events: pl.DataFrame
) -> list[pl.DataFrame]:
    """Return what *finding* may claim of *alarms*: `row, claim, ended` (its last sign, where it was over)."""
    own, about, behind = finding.cases.rows_of(finding.subject), pl.col("about"), pl.lit(value=False)
    names_mine = about.is_null() | about.is_in(ids_of(finding))
    mine = pl.col("row").is_in(own.implode()) & names_mine
    last, over = finding.last_sign, finding.verdict in OVER
    if last is not None:
        behind = pl.col("row") > last
    found = [_claim(alarms.filter(mine & ~behind) if over else alarms.filter(mine), _DIRECTLY)]
    if last is None:
        return found
    if over:
        said = _in_logs(finding, finding.lane.steps) & names_mine
        beside = pl.col("row").is_in(_rows_of_update(finding, findings).implode())
        stands = alarms.filter(behind & (mine | (said & beside)))
        # A lane without a subject takes every line that has no key; behind its end only those of its own workers are its own.
        return [*found, _claim(stands.join(_threads(own, events), on=["file", "thread"], how="semi"), _BEHIND, last)]
    if finding.at is not None:
        next_work = pl.col("row").is_in(_rows_of_update(finding, findings).implode()) | about.is_in(ids_of(finding))
        site = (finding.subject.subject.site or "").lower()
        named = pl.col("about_site").is_null() | (pl.col("about_site") == site)
        here = behind & next_work & names_mine & named & _in_logs(finding, [finding.at])
        found.append(_claim(alarms.filter(here), _NEXT))
    return found


def _threads(own: pl.Series, events: pl.DataFrame) -> pl.DataFrame:
    """Return the file and thread of every worker that wrote what is known of a case."""
    return (
        events.filter(pl.col("row").is_in(own.implode()) & pl.col("alarm").is_null()).select("file", "thread").unique()
    )


def _claim(rows: pl.DataFrame, claim: int, ended: int | None = None) -> pl.DataFrame:
    return rows.select("row", claim=pl.lit(claim, dtype=pl.UInt8), ended=pl.lit(ended, dtype=pl.UInt32))


def ids_of(finding: Finding) -> list[str]:
    """Return the update and the package *finding* is about, in lower case."""
    subject = finding.subject.subject
    return [known.lower() for known in (subject.package_guid, subject.package_id) if known]


def _rows_of_update(finding: Finding, findings: Sequence[Finding]) -> pl.Series:
    """Return the rows of the cases of the same update that were over."""
    mine = set(ids_of(finding))
    others = [
        each for each in findings if each is not finding and each.verdict in OVER and mine.intersection(ids_of(each))
    ]
    return pl.concat([pl.Series([], dtype=pl.UInt32), *(each.cases.rows_of(each.subject) for each in others)])


def _in_logs(finding: Finding, steps: Sequence[Step]) -> pl.Expr:
    """Return whether an alarm stands in a log of one of *steps*, on the server whose logs speak for it."""
    met = [pl.lit(value=False)]
    for step in steps:
        server = finding.subject.places.get(step.place)
        here = pl.lit(value=True) if server is None else pl.col("server").cast(pl.String) == server
        met.append(pl.col("role").cast(pl.String).is_in(step.log) & here)
    return pl.any_horizontal(met)

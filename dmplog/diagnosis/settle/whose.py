"""Whose an alarm is that nothing explains (truth rule T1): decided once, for all cases together.

It is the case's whose lines its thread was writing, unless it names another update or package. Where that case was over, or is over by
now and the line names another site, it is the work that came next: the one open case of the same update that goes on in this log, or,
where the line names a site, that of the site; else the work that never began. An alarm that no case can claim is nobody's.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

import polars as pl

from dmplog.cases import LaneCases
from dmplog.diagnosis.finding import Finding
from dmplog.diagnosis.settle.named import Known, ids_of, names, names_no_other, names_no_rival
from dmplog.diagnosis.verdict import Ground
from dmplog.flowchart import Step
from dmplog.verdicts import OVER

THREAD = ("server", "role", "thread")
_DIRECTLY, _NEXT, _NEVER_BEGUN, _BEHIND = range(4)
"""How a case claims an alarm: as its own, as the work that came next, as what kept it from beginning, or as what stands behind its end."""


class _Beside(NamedTuple):
    """What other cases tell.

    Attributes:
        over: The rows that those took that are over, by their update and package.
        behind: Which of these stand behind an end.
        known: What they know of names.
    """

    over: dict[str, list[int]]
    behind: set[int]
    known: Known


def with_own_alarms(findings: Sequence[Finding], _: Sequence[LaneCases], ground: Ground) -> list[Finding]:
    """Return *findings*, each with the rows of the alarms that are its own."""
    if ground.alarms.is_empty():
        return list(findings)
    alarms = ground.alarms.join(ground.events.select("row", "role", "server"), on="row", maintain_order="left")
    taken = _taken(findings, alarms["row"])
    beside = _Beside({}, set(), Known.of(findings))
    for number, finding in enumerate(findings):
        if finding.verdict in OVER:
            done, last = taken.get(number, []), finding.last_sign
            for known in ids_of(finding):
                beside.over.setdefault(known, []).extend(done)
            beside.behind.update(row for row in done if last is not None and row > last)
    claims = [
        frame.with_columns(finding=pl.lit(number, dtype=pl.UInt32))
        for number, finding in enumerate(findings)
        for frame in _claims(finding, taken.get(number, []), beside, alarms, ground.events)
    ]
    if not claims:
        return list(findings)
    placed = _with_nearest_work(pl.concat(claims), findings, alarms, ground.events)
    least = pl.col("claim").min().over("row")
    # Whose work was over hears of what stands behind it, too, where no line says what came next.
    best = placed.filter((pl.col("claim") == least) | (least == _NEVER_BEGUN))
    several = (pl.col("claim") == _NEXT) & (pl.len().over("row") > 1)
    owners = best.filter(~several).sort("row", "ended", "finding", descending=[False, True, False], nulls_last=True)
    # What kept one site's work from beginning kept that of all others from it that have not begun.
    first = pl.int_range(pl.len()).over("row", "claim") == 0
    owned = owners.filter(first | (pl.col("claim") == _NEVER_BEGUN))
    rows = dict(owned.group_by("finding").agg("row").iter_rows())
    return [replace(finding, alarms=tuple(rows.get(number, ()))) for number, finding in enumerate(findings)]


def _taken(findings: Sequence[Finding], alarms: pl.Series) -> dict[int, list[int]]:
    """Return the rows of *alarms* that each finding took, by its number; one look at each lane for all of its cases."""
    numbers = {id(finding.subject): number for number, finding in enumerate(findings)}
    taken: dict[int, list[int]] = {}
    for cases in {id(finding.cases): finding.cases for finding in findings}.values():
        rows = cases.members.filter(pl.col("row").is_in(alarms.implode())).select("subject", "row").unique()
        for subject, row in rows.sort("row").iter_rows():
            number = numbers.get(id(cases.subjects[subject]))
            if number is not None:
                taken.setdefault(number, []).append(row)
    return taken


def _claims(
    finding: Finding,
    taken: Sequence[int],
    others: _Beside,
    alarms: pl.DataFrame,
    events: pl.DataFrame,
) -> list[pl.DataFrame]:
    """Return what *finding* may claim of *alarms*: `row, claim, ended` (its last sign, where it was over); *taken* are its own rows."""
    ids, last = ids_of(finding), finding.last_sign
    beside = {row for known in ids for row in others.over.get(known, ())}
    near = alarms.filter(
        (pl.col("row").is_in([*taken, *beside]) & names_no_rival(finding, others.known)) | names("about", ids)
    )
    if near.is_empty():
        return []
    if finding.unseen:
        # One package carries every update: what stands behind the end of an older one kept nothing of this one.
        of_update = {row for known in ids[:1] for row in others.over.get(known, ())}
        return [_never_begun(finding, near, of_update & others.behind)]
    mine = pl.col("row").is_in(taken)
    if finding.verdict not in OVER:
        return [_claim(near.filter(mine), _DIRECTLY), *_next_work(finding, near, beside)]
    if last is None:
        return [_claim(near.filter(mine), _DIRECTLY)]
    behind = pl.col("row") > last
    beside_it = in_logs(finding, finding.lane.steps) & pl.col("row").is_in(beside)
    # A lane without a subject takes every line that has no key; behind its end only those of its own workers are its own.
    stands = near.filter(behind & (mine | beside_it))
    if not finding.lane.traits.little_known:
        # Of a log that is hardly public, nobody knows which threads write it.
        stands = stands.join(_threads(finding, events), on=THREAD, how="semi", nulls_equal=True, maintain_order="left")
    # "Failed to build the minijob of package CAS10001 for site PS1": the worker that copied the package makes the jobs of all sites.
    elsewhere = ~names_no_other("about_site", [_site(finding)])
    on_the_way = near.filter(mine & ~behind)
    return [
        _claim(on_the_way.filter(~elsewhere), _DIRECTLY),
        _claim(on_the_way.filter(elsewhere), _BEHIND, last),
        _claim(stands, _BEHIND, last),
    ]


def _next_work(finding: Finding, near: pl.DataFrame, beside: Collection[int]) -> list[pl.DataFrame]:
    """Return the claim of an open case on what stands behind the end of others of its update, in the log in which it goes on."""
    if finding.last_sign is None or finding.at is None:
        return []
    named = names_no_other("about_site", [_site(finding)])
    next_one = pl.col("row").is_in(beside) | pl.col("about").is_not_null()
    behind = (pl.col("row") > finding.last_sign) & ~pl.col("row").is_in(finding.cases.foreign.implode())
    return [_claim(near.filter(behind & next_one & named & in_logs(finding, [finding.at])), _NEXT)]


def _never_begun(finding: Finding, near: pl.DataFrame, behind: Collection[int]) -> pl.DataFrame:
    """Return the claim of a case of which no line speaks on what stands *behind* the end of others of its update, where it would begin.

    ~Created minijob to send compressed copy of package CAS10001 to site PS1.      the transfer to PS1
    ~Failed to compress package CAS10001, error 112                                what kept that to PS2 from beginning
    """
    named = names_no_other("about_site", [_site(finding)])
    begins = in_logs(finding, finding.lane.steps[:1])
    return _claim(near.filter(pl.col("row").is_in(behind) & named & begins), _NEVER_BEGUN)


def _with_nearest_work(
    claims: pl.DataFrame, findings: Sequence[Finding], alarms: pl.DataFrame, events: pl.DataFrame
) -> pl.DataFrame:
    """Return *claims* with those of cases that are over set back where the thread had gone on to the work that came next.

    ~Successfully created/updated the package CAS10001                             the snapshot
    ~Needs to send the compressed package for package CAS10001 to site PS1         the transfer to PS1
    ~Failed to compress package CAS10001, Win32 error = 112                        the transfer's, too
    """
    rivals = claims.filter((pl.col("claim") != _BEHIND) & (pl.col("claim").n_unique().over("row") > 1))
    rivals = rivals.filter(
        (pl.col("claim").min().over("row") == _DIRECTLY) & (pl.col("claim").max().over("row") == _NEXT)
    )
    if rivals.is_empty():
        return claims
    thread, signs = ["log", "thread"], []
    for number in rivals["finding"].unique().sort():
        trace = findings[number].trace
        rows = sorted({row for sign in trace.signs for row in (sign.first_row, sign.last_row)} if trace else ())
        told = events[rows].select(*thread, own="row", finding=pl.lit(number, dtype=pl.UInt32))
        signs.append(told)
    at = rivals.join(alarms.select("row", *thread), on="row", maintain_order="left").sort("row")
    near = at.join_asof(
        pl.concat(signs).sort("own"), left_on="row", right_on="own", by=["finding", *thread], check_sortedness=False
    )
    newest = pl.col("own").fill_null(0)
    next_one = pl.when(pl.col("claim") == _NEXT).then(newest).max().over("row")
    gone_on = near.filter((pl.col("claim") == _DIRECTLY) & (next_one > newest)).select(
        "row", "finding", gone_on=pl.lit(value=True)
    )
    joined = claims.join(gone_on, on=["row", "finding"], how="left", maintain_order="left")
    set_back = pl.col("gone_on").fill_null(value=False) & (pl.col("claim") == _DIRECTLY)
    return joined.with_columns(claim=pl.when(set_back).then(pl.lit(_BEHIND, dtype=pl.UInt8)).otherwise("claim")).drop(
        "gone_on"
    )


def _threads(finding: Finding, events: pl.DataFrame) -> pl.DataFrame:
    """Return the server, log and thread of every worker that wrote what is known of a case; a log may be in several parts."""
    own = finding.cases.rows_of(finding.subject)
    return (
        events.filter(pl.col("row").is_in(own.implode()) & pl.col("alarm").is_null())
        .drop_nulls("thread")
        .select(THREAD)
        .unique()
    )


def _claim(rows: pl.DataFrame, claim: int, ended: int | None = None) -> pl.DataFrame:
    return rows.select("row", claim=pl.lit(claim, dtype=pl.UInt8), ended=pl.lit(ended, dtype=pl.UInt32))


def _site(finding: Finding) -> str:
    """Return the site *finding* is about, in lower case."""
    return (finding.subject.subject.site or "").lower()


def in_logs(finding: Finding, steps: Sequence[Step]) -> pl.Expr:
    """Return whether an alarm stands in a log of one of *steps*, on the server whose logs speak for it."""
    met = [pl.lit(value=False)]
    for step in steps:
        server = finding.subject.places.get(step.place)
        here = pl.lit(value=True) if server is None else pl.col("server").cast(pl.String) == server
        met.append(pl.col("role").cast(pl.String).is_in(step.log) & here)
    return pl.any_horizontal(met)

"""What an alarm names: the updates, packages and sites, and whether they take it away from a case.

A name takes it away only where the case knows its own of the same kind, or where another case of the lane is at work on the named one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

import polars as pl

from dmplog.diagnosis.finding import Finding
from dmplog.verdicts import OVER

_GUID_LENGTH = 36


class Known(NamedTuple):
    """What the cases know of names, all in lower case.

    Attributes:
        at_work: The updates at work in each lane, by the identity of its cases.
        packages: The packages of each update, by its GUID.
    """

    at_work: dict[int, set[str]]
    packages: dict[str, set[str]]

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Known:
        """Return what *findings* know."""
        known = cls({}, {})
        for finding in findings:
            update, package = _update(finding), finding.subject.subject.package_id
            if update and finding.verdict not in OVER:
                known.at_work.setdefault(id(finding.cases), set()).add(update)
            if update and package:
                known.packages.setdefault(update, set()).add(package.lower())
        return known


def ids_of(finding: Finding) -> list[str]:
    """Return the update and the package *finding* is about, in lower case."""
    subject = finding.subject.subject
    return [known.lower() for known in (subject.package_guid, subject.package_id) if known]


def names_no_rival(finding: Finding, known: Known) -> pl.Expr:
    """Return whether what an alarm names leaves it to *finding*: its own, nothing, or what may be its own as far as is *known*.

    The check looks at all updates. In a hierarchy a package is bound to its update by a line behind the first ones; elsewhere none is:

    Get  Update Pack 3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E, …                        the update is known
    ERROR: Failed to update package CAS10001 from its source, 0x80070005              its package is not, and may be this one
    """
    update, ids, name = _update(finding), ids_of(finding), pl.element()
    is_update = name.str.len_chars() == _GUID_LENGTH
    rival = is_update if update else name.is_in(sorted(known.at_work.get(id(finding.cases), ())))
    if update in known.packages or finding.subject.subject.package_id or finding.lane.traits.part is None:
        rival |= ~is_update & ~name.is_in([*ids, *known.packages.get(update, ())])
    named = pl.col("about").str.split(" ").list.eval(rival.any()).list.first().fill_null(value=False)
    return ~named | names("about", ids)


def names(column: str, wanted: Collection[str]) -> pl.Expr:
    """Return whether an alarm names one of *wanted* in *column*, `about` or `about_site`."""
    met = pl.element().is_in(list(wanted)).any()
    return pl.col(column).str.split(" ").list.eval(met).list.first().fill_null(value=False)


def names_no_other(column: str, wanted: Collection[str]) -> pl.Expr:
    """Return whether an alarm names one of *wanted* in *column*, or nothing."""
    return pl.col(column).is_null() | names(column, wanted)


def _update(finding: Finding) -> str:
    return (finding.subject.subject.package_guid or "").lower()

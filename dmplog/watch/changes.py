"""What is different between one report and the next: cases that stand elsewhere, are new, or are gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from dmplog.case import Case
from dmplog.document import plain, utc_text
from dmplog.looks.document import VERDICTS, Document, case_title, lane_name
from dmplog.report import Report

_SUBJECT = ("package_guid", "package_id", "site", "update")


class Stand(NamedTuple):
    """Where a case stands."""

    verdict: str
    step: str | None
    title: str | None


class Change(NamedTuple):
    """A case that stands elsewhere than before.

    Attributes:
        at: When that was found.
        case: The case as it is now, or as it was before it was gone.
        before: Where it stood, None where it is new.
        after: Where it stands, None where it is gone.
        headline: That of the report which shows it.
    """

    at: datetime
    case: Case
    before: Stand | None
    after: Stand | None
    headline: str

    def to_dict(self) -> dict[str, Any]:
        """Return the change as a JSON object."""
        case = self.case
        return {
            "at": utc_text(self.at),
            "case": {
                "title": title_of(case),
                "flowchart": case.flowchart,
                "lane": case.lane,
                "update": case.subject.update,
                "package_guid": case.subject.package_guid,
                "site": case.subject.site,
                "server": case.server,
            },
            "from": _object(self.before),
            "to": _object(self.after),
            "headline": self.headline,
        }

    def __str__(self) -> str:
        """Return the change in one line."""
        return f"{self.at:%Y-%m-%d %H:%M:%S} UTC  {title_of(self.case)}: {self._way()}"

    def brief(self) -> str:
        """Return the change in a shorter line, without the day and the update."""
        return f"{self.at:%H:%M:%S}  {lane_name(_called(self.case))}: {self._way()}"

    def _way(self) -> str:
        """Return where the case stood and stands; a step that is the same is told once."""
        same = self.before is not None and self.after is not None and self.before.step == self.after.step
        before = VERDICTS[self.before.verdict].lower() if same and self.before else _said(self.before) or "new"
        return f"{before} → {_said(self.after) or 'gone'}"


def changes_between(before: Report | None, after: Report, at: datetime) -> tuple[Change, ...]:
    """Return what is different in *after*, found at a time, in the order of its cases; what is gone comes last."""
    earlier = list(before.cases) if before is not None else []
    found: list[Change] = []
    for case, other in _paired(after.cases, earlier):
        then, now = stand_of(other) if other is not None else None, stand_of(case)
        if then is None or then[:2] != now[:2]:
            found.append(Change(at, case, then, now, after.headline))
    gone = [case for case in earlier if not any(case is other for _, other in _paired(after.cases, earlier))]
    return (*found, *(Change(at, case, stand_of(case), None, after.headline) for case in gone))


def stand_of(case: Case) -> Stand:
    """Return where *case* stands."""
    title = next((step.title for step in case.steps if step.id == case.step), None)
    return Stand(case.verdict, case.step, title)


def title_of(case: Case) -> str:
    """Return a heading for *case*: update, lane and site."""
    return case_title(_called(case))


def _called(case: Case) -> Document:
    """Return what *case* is called by, as the document holds it."""
    return {
        "lane": case.lane,
        "lane_title": case.lane_title,
        "lane_name": case.lane_name,
        "subject": plain(case.subject),
    }


def _paired(cases: Sequence[Case], earlier: Sequence[Case]) -> list[tuple[Case, Case | None]]:
    """Return each of *cases* with the one it was before: more may be known of a case now than was then."""
    left = list(earlier)
    pairs: list[tuple[Case, Case | None]] = []
    for alike in (_is_same, _may_be_same):
        known = {id(case) for case, _ in pairs}
        for case in cases:
            if id(case) in known:
                continue
            other = next((one for one in left if alike(case, one)), None)
            if other is not None:
                left = [one for one in left if one is not other]
                pairs.append((case, other))
    found = {id(case): other for case, other in pairs}
    return [(case, found.get(id(case))) for case in cases]


def _is_same(one: Case, other: Case) -> bool:
    return _lane(one) == _lane(other) and _names(one) == _names(other)


def _may_be_same(one: Case, other: Case) -> bool:
    """Return whether nothing that is known of both is different, and something is equal, or nothing is known of one."""
    pairs = [(mine, theirs) for mine, theirs in zip(_names(one), _names(other), strict=True) if mine and theirs]
    return _lane(one) == _lane(other) and all(mine == theirs for mine, theirs in pairs)


def _lane(case: Case) -> tuple[str, str]:
    return case.flowchart, case.lane


def _names(case: Case) -> tuple[str | None, ...]:
    return tuple(getattr(case.subject, name) for name in _SUBJECT)


def _object(stand: Stand | None) -> dict[str, str | None] | None:
    return None if stand is None else {"verdict": stand.verdict, "step": stand.step}


def _said(stand: Stand | None) -> str:
    if stand is None:
        return ""
    return VERDICTS[stand.verdict].lower() + (f" at “{stand.title}”" if stand.title else "")

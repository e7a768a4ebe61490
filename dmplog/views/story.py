"""The cases of a report told as stories: one update from synchronization to the last site, the worst place first.

Healthy sites, and packages that do not apply, are many and say little: they fold into one line each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dmplog.views.document import WORST_FIRST, Document, lane_rank, site_of, update_name

FOLD_FROM = 4
"""From so many equal cases on they are one line: three are still a list, four are a crowd."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a story: a case, and those that stand exactly where it stands."""

    case: Document
    others: tuple[Document, ...] = ()

    @property
    def sites(self) -> tuple[str, ...]:
        """The sites of all cases of this row."""
        return tuple(site for site in (site_of(case) for case in (self.case, *self.others)) if site)


@dataclass(frozen=True, slots=True)
class Story:
    """One update, or what belongs to no single update."""

    name: str
    package_guid: str | None
    rows: tuple[Row, ...]

    @property
    def verdict(self) -> str:
        """The worst verdict in the story."""
        return min((str(row.case["verdict"]) for row in self.rows), key=_rank)


def stories(cases: Sequence[Document]) -> tuple[tuple[Story, ...], tuple[Document, ...]]:
    """Return the stories of *cases*, worst first, and the cases that are not applicable.

    The check for updates serves every update; it opens the first story, so that one update reads from its beginning.
    """
    shared = [case for case in cases if _key(case) is None]
    own: dict[str, list[Document]] = {}
    skipped = []
    for case in cases:
        key = _key(case)
        if key is None:
            continue
        if case["verdict"] == "not_applicable":
            skipped.append(case)
        else:
            own.setdefault(key, []).append(case)
    told = [_story(found) for found in own.values()]
    told.sort(key=lambda story: _rank(story.verdict))
    if not shared:
        return tuple(told), tuple(skipped)
    opening = _rows(shared)
    if told:
        first = told[0]
        told[0] = Story(first.name, first.package_guid, (*opening, *first.rows))
    else:
        told.append(Story(update_name(shared[0]), None, opening))
    return tuple(told), tuple(skipped)


def not_applicable(cases: Sequence[Document]) -> tuple[str, list[str]]:
    """Return how many updates *cases* say are not applicable, in words, and their names."""
    names = list(dict.fromkeys(update_name(case) for case in cases))
    return f"{'1 update is' if len(names) == 1 else f'{len(names)} updates are'} not applicable here", names


def alike(cases: Sequence[Document]) -> tuple[Row, ...]:
    """Group *cases* that want the same answer: same update, lane, verdict, step and cause; order is kept."""
    groups: dict[tuple[str | None, ...], list[Document]] = {}
    for case in cases:
        cause = case["cause"]["id"] if case["cause"] else None
        key = (_key(case), case["flowchart"], case["lane"], case["verdict"], case["step"], cause)
        groups.setdefault(key, []).append(case)
    return tuple(Row(found[0], tuple(found[1:])) for found in groups.values())


def _key(case: Document) -> str | None:
    subject = case["subject"]
    found = subject["package_guid"] or subject["update"] or subject["package_id"]
    return str(found).lower() if found else None


def _story(cases: Sequence[Document]) -> Story:
    guids = [case["subject"]["package_guid"] for case in cases if case["subject"]["package_guid"]]
    named = [case for case in cases if case["subject"]["update"]]
    return Story(update_name((named or list(cases))[0]), guids[0] if guids else None, _rows(cases))


def _rows(cases: Sequence[Document]) -> tuple[Row, ...]:
    ordered = sorted(cases, key=lambda case: (lane_rank(case["lane"]), _rank(case["verdict"]), site_of(case) or ""))
    groups: dict[tuple[str | None, ...], list[Document]] = {}
    for case in ordered:
        groups.setdefault((case["flowchart"], case["lane"], case["verdict"], case["step"], _shape(case)), []).append(
            case
        )
    rows: list[Row] = []
    for found in groups.values():
        if len(found) >= FOLD_FROM:
            rows.append(Row(found[0], tuple(found[1:])))
        else:
            rows.extend(Row(case) for case in found)
    return tuple(rows)


def _shape(case: Document) -> str:
    # Completed sites fold whatever proved it, so that 40 healthy sites stay one line.
    return "" if case["verdict"] == "completed" else " ".join(step["status"] for step in case["steps"])


def _rank(verdict: str) -> int:
    return WORST_FIRST.index(verdict)

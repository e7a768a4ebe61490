"""The cases of a report told as stories: one update from synchronization to the last site, the worst place first.

Healthy sites, and packages that do not apply, are many and say little: they fold into one line each.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace

from dmplog.frozen import frozen
from dmplog.layout import few
from dmplog.looks.document import Document, lane_rank, site_of, update_name
from dmplog.looks.evidence import place_of
from dmplog.verdicts import WORST_FIRST, Verdict

FOLD_FROM = 4
"""From so many equal cases on they are one line: three are still a list, four are a crowd."""


@frozen
class Row:
    """One line of a story: a case, and those that stand exactly where it stands."""

    case: Document
    others: tuple[Document, ...] = ()

    @property
    def sites(self) -> tuple[str, ...]:
        """The sites of all cases of this row."""
        return tuple(site for site in (site_of(case) for case in (self.case, *self.others)) if site)


@frozen
class Story:
    """One update, or what belongs to no single update."""

    name: str
    package_guid: str | None
    rows: tuple[Row, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst verdict in the story."""
        return min((row.case["verdict"] for row in self.rows), key=_rank)


def stories(cases: Sequence[Document]) -> tuple[tuple[Story, ...], tuple[Document, ...]]:
    """Return the stories of *cases*, worst first, and the cases that are not applicable.

    The check for updates serves every update; it opens the first story, so that one update reads from its beginning.
    """
    shared = [case for case in cases if _key(case) is None]
    own = [case for case in cases if _key(case) is not None]
    skipped = tuple(case for case in own if case["verdict"] == "not_applicable")
    groups = _grouped([case for case in own if case["verdict"] != "not_applicable"], _key)
    told = sorted(map(_story, groups), key=lambda story: _rank(story.verdict))
    if shared:
        opening = _rows(shared)
        first = told[0] if told else Story(update_name(shared[0]), None, ())
        told[:1] = [replace(first, rows=(*opening, *first.rows))]
    return tuple(told), skipped


def by_lane(cases: Sequence[Document]) -> tuple[Row, ...]:
    """Group *cases* of one lane of one update where they are many, whatever step they stand at: to be named and no more."""
    rows: list[Row] = []
    for found in _grouped(cases, lambda case: (_key(case), case["flowchart"], case["lane"])):
        rows += [Row(found[0], tuple(found[1:]))] if len(found) >= FOLD_FROM else map(Row, found)
    return tuple(rows)


def worst_first(rows: Sequence[Row], cases: Sequence[Document]) -> tuple[Row, ...]:
    """Return *rows*, the worst first, then in the order of *cases*, those of the report; each is told by the case that the report tells first."""
    places = {id(case): place for place, case in enumerate(cases)}
    told = [Row(*_first_of((row.case, *row.others), places)) for row in rows]
    return tuple(sorted(told, key=lambda row: (_rank(row.case["verdict"]), places[id(row.case)])))


def _first_of(found: Sequence[Document], places: Mapping[int, int]) -> tuple[Document, tuple[Document, ...]]:
    first, *others = sorted(found, key=lambda case: places[id(case)])
    return first, tuple(others)


def not_applicable(cases: Sequence[Document]) -> tuple[str, list[str]]:
    """Return how many updates *cases* say are not applicable, in words, and their names."""
    names = list(dict.fromkeys(update_name(case) for case in cases))
    return f"{'1 update is' if len(names) == 1 else f'{len(names)} updates are'} not applicable here", names


def reasons_of(skipped: Sequence[Document]) -> list[str]:
    """Return what the lines behind *skipped* cases say, each text once with the updates it is said of."""
    said: dict[str, list[str]] = {}
    for case in skipped:
        for line in (line for step in case["steps"] for line in step["evidence"][:-1]):
            said.setdefault(f"“{line['text'].strip(' ~')}” ({place_of(line)})", []).append(update_name(case))
    return [f"{few(list(dict.fromkeys(names)), 4)}: {text}" for text, names in said.items()]


def alike(cases: Sequence[Document]) -> tuple[Row, ...]:
    """Group *cases* that want the same answer: same update, lane, verdict, step and cause; order is kept."""
    return tuple(
        Row(first, tuple(others))
        for first, *others in _grouped(
            cases, lambda case: (_key(case), *_place(case), case["cause"]["id"] if case["cause"] else None)
        )
    )


def _grouped(cases: Iterable[Document], key: Callable[[Document], Hashable]) -> list[list[Document]]:
    groups: dict[Hashable, list[Document]] = {}
    for case in cases:
        groups.setdefault(key(case), []).append(case)
    return list(groups.values())


def _place(case: Document) -> tuple[str | None, ...]:
    return (case["flowchart"], case["lane"], case["verdict"], case["step"])


def _key(case: Document) -> str | None:
    subject = case["subject"]
    found = subject["package_guid"] or subject["update"] or subject["package_id"]
    return str(found).lower() if found else None


def _story(cases: Sequence[Document]) -> Story:
    guids = [case["subject"]["package_guid"] for case in cases if case["subject"]["package_guid"]]
    named = [case for case in cases if case["subject"]["update"]]
    return Story(update_name((named or list(cases))[0]), guids[0] if guids else None, _rows(cases))


def _rows(cases: Sequence[Document]) -> tuple[Row, ...]:
    ordered = sorted(cases, key=lambda case: (lane_rank(case), _rank(case["verdict"]), site_of(case) or ""))
    rows: list[Row] = []
    for found in _grouped(ordered, lambda case: (*_place(case), _shape(case))):
        folds = len(found) >= FOLD_FROM
        rows += [Row(found[0], tuple(found[1:]))] if folds else [Row(case) for case in found]
    return tuple(rows)


def _shape(case: Document) -> str:
    # Completed sites fold whatever proved it, so that 40 healthy sites stay one line.
    return "" if case["verdict"] == "completed" else " ".join(step["status"] for step in case["steps"])


def _rank(verdict: Verdict) -> int:
    return WORST_FIRST.index(verdict)

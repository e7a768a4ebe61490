"""Every lane and site of an update as one row of dots each, the worst first; sites that stand alike are one row."""

from __future__ import annotations

from collections.abc import Sequence

from dmplog.frozen import frozen
from dmplog.layout import few
from dmplog.looks.document import VERDICTS, Document, lane_name, position, site_of, step_title
from dmplog.looks.needs import unseen_words, would_tell
from dmplog.looks.short import short_of
from dmplog.looks.states import state_said
from dmplog.looks.story import Row, worst_first
from dmplog.looks.updates import Update
from dmplog.verdicts import Verdict

MOST_ROWS = 200
"""So many rows stand in the page; those beyond are data that the script makes rows of when they are asked for."""

MOST_COLUMNS = 24
"""For so many steps the style sheet has a grid."""


@frozen
class Dot:
    """One step of a row: its state, and a word to read under it."""

    status: str
    label: str
    title: str
    here: bool


@frozen
class Lane:
    """One row: a case by its number in the report, and those that stand exactly where it stands."""

    number: int
    case: Document
    others: tuple[Document, ...]
    who: str
    said: str
    dots: tuple[Dot, ...]

    @property
    def counted(self) -> str:
        """How many others stand alike, with which `said` begins; the dots show the rest of it."""
        return said_of_others(self.case, len(self.others)) if self.others else ""


@frozen
class Strip:
    """One update with its rows of dots."""

    name: str
    package_guid: str | None
    verdict: Verdict
    lanes: tuple[Lane, ...]
    missing: str
    """Which logs would tell of its steps that nobody can see."""

    @property
    def most_steps(self) -> int:
        """How many steps its longest row has, so that all rows share one grid."""
        return min(max((len(lane.dots) for lane in self.lanes), default=1), MOST_COLUMNS)

    @property
    def count(self) -> int:
        """How many cases the update has."""
        return sum(1 + len(lane.others) for lane in self.lanes)


def strips_of(document: Document, updates: Sequence[Update]) -> tuple[Strip, ...]:
    """Return *updates* of *document* with their rows, the worst first in each."""
    numbers = {id(case): number for number, case in enumerate(document["cases"], start=1)}
    return tuple(_strip(update, numbers) for update in updates)


def _strip(update: Update, numbers: dict[int, int]) -> Strip:
    lanes = tuple(_lane(row, numbers) for row in worst_first(update.rows, update.cases))
    return Strip(update.name, update.package_guid, update.verdict, lanes, unseen_words(update.cases))


def _lane(row: Row, numbers: dict[int, int]) -> Lane:
    case = row.case
    return Lane(numbers[id(case)], case, row.others, lane_name(case), said(row), dots_of(case))


def said(row: Row) -> str:
    """Return in words how a row stands, and for how many sites."""
    case = row.case
    place = position(case)
    verdict = VERDICTS[case["verdict"]].lower()
    if case["verdict"] == "completed":
        words = "all done"
    elif case["step"] is None or place is None:
        words = verdict
    else:
        words = f"{verdict} at “{step_title(case)}”, step {place[0]} of {place[1]}"
    return f"{len(row.others)} more, {words}" if row.others else words


def said_of_others(case: Document, others: int) -> str:
    """Return how many *others* stand as *case* does, and how.

    >>> said_of_others({"verdict": "waiting"}, 24)
    '24 more, waiting'
    """
    return f"{others} more, {'all done' if case['verdict'] == 'completed' else VERDICTS[case['verdict']].lower()}"


def dots_of(case: Document) -> tuple[Dot, ...]:
    """Return one dot for each step of *case*."""
    told = would_tell(case)
    return tuple(
        Dot(
            step["status"],
            short_of(step),
            f"{step['title']}: {state_said(step)}{f', {told}' if step['status'] == 'unobservable' else ''}",
            step["id"] == case["step"] and case["verdict"] != "completed",
        )
        for step in case["steps"]
    )


def sites_of(lane: Lane, most: int) -> str:
    """Return at most *most* of the sites that stand where *lane* stands, beside its own."""
    names = [site for site in map(site_of, lane.others) if site]
    return few(names, most) if names else f"{len(lane.others)} more"

"""The updates of a report, as the page and the pictures show them alike: the worst first, and the case that is looked at in each."""

from __future__ import annotations

from dmplog.frozen import frozen
from dmplog.looks.document import Document, lane_rank
from dmplog.looks.story import Row, Story, stories
from dmplog.verdicts import WORST_FIRST, Verdict


@frozen
class Update:
    """One update.

    Attributes:
        name: What it is called.
        package_guid: Its package.
        verdict: The worst of its cases.
        rows: Its cases, those that stand alike together.
        cases: Its cases one by one, in the order of the report.
        selected: The place, in `cases`, of the one that is looked at.
    """

    name: str
    package_guid: str | None
    verdict: Verdict
    rows: tuple[Row, ...]
    cases: tuple[Document, ...]
    selected: int

    @property
    def case(self) -> Document:
        """The case that is looked at."""
        return self.cases[self.selected]


def updates_of(document: Document) -> tuple[tuple[Update, ...], tuple[Document, ...]]:
    """Return the updates of *document*, the worst first, and the cases that do not apply."""
    told, skipped = stories(document["cases"])
    places = {id(case): place for place, case in enumerate(document["cases"])}
    return tuple(_update(story, places) for story in told), skipped


def update_alone(name: str, case: Document) -> Update:
    """Return an update of which *case* is all that is shown."""
    return Update(name, None, case["verdict"], (Row(case),), (case,), 0)


def _update(story: Story, places: dict[int, int]) -> Update:
    cases = [case for row in story.rows for case in (row.case, *row.others)]
    ordered = tuple(sorted(cases, key=lambda case: places[id(case)]))
    return Update(story.name, story.package_guid, story.verdict, story.rows, ordered, _worst(ordered))


def _worst(cases: tuple[Document, ...]) -> int:
    """Return the place of the worst case; of those that are done, the one that is furthest on the way of an update."""
    rank = min(WORST_FIRST.index(case["verdict"]) for case in cases)
    places = [place for place, case in enumerate(cases) if WORST_FIRST.index(case["verdict"]) == rank]
    if WORST_FIRST[rank] == "completed":
        return max(places, key=lambda place: (lane_rank(cases[place]), -place))
    return places[0]

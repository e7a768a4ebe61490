"""What of a report is drawn: every update, the worst first, and which of its cases is looked at more closely."""

from __future__ import annotations

from dmplog.frozen import frozen
from dmplog.verdicts import WORST_FIRST
from dmplog.views.document import Document, lane_rank
from dmplog.views.story import stories


@frozen
class Update:
    """One update: its name, its cases in the order of the report, and the place of the one that is looked at."""

    name: str
    cases: tuple[Document, ...]
    selected: int

    @property
    def case(self) -> Document:
        """The case that is looked at."""
        return self.cases[self.selected]


def updates_of(document: Document) -> tuple[Update, ...]:
    """Return the updates of *document* that apply, worst first."""
    told, _ = stories(document["cases"])
    places = {id(case): place for place, case in enumerate(document["cases"])}
    found = []
    for story in told:
        cases = [case for row in story.rows for case in (row.case, *row.others)]
        ordered = tuple(sorted(cases, key=lambda case: places[id(case)]))
        found.append(Update(story.name, ordered, _worst(ordered)))
    return tuple(found)


def _worst(cases: tuple[Document, ...]) -> int:
    """Return the place of the worst case; of those that are done, the one that is furthest on the way of an update."""
    rank = min(WORST_FIRST.index(case["verdict"]) for case in cases)
    places = [place for place, case in enumerate(cases) if WORST_FIRST.index(case["verdict"]) == rank]
    if WORST_FIRST[rank] == "completed":
        return max(places, key=lambda place: (lane_rank(cases[place]), -place))
    return places[0]

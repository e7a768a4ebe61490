"""What each section of the HTML page shows, as plain values for the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dmplog.layout import few
from dmplog.views.document import (
    DETAILED,
    STUCK,
    WORST_FIRST,
    Document,
    case_title,
    lane_title,
    parse,
    step_title,
)
from dmplog.views.story import Row, Story, alike, not_applicable, stories

MOST_CARDS = 8
MOST_EXPECTED = 2
MOST_ROWS = 100
MOST_FILES = 200
MOST_TIMELINES = 30
MOST_SITES = 40
MOST_OVERVIEWS = 3
AXIS = 1000


@dataclass(frozen=True, slots=True)
class Card:
    """One case told in full, with its picture."""

    anchor: str
    prefix: str
    case: Document
    same: str
    picture: Any = None


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the table of lanes and sites."""

    case: Document
    update: str
    part: str
    sites: str
    step: str
    anchor: str | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The evidence of one case, step by step."""

    prefix: str
    case: Document
    title: str
    open: bool
    linked: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The picture of one update."""

    name: str
    picture: Any


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One log: its bar in thousandths of the whole period."""

    row: Document
    said: str
    bar: tuple[int, int] | None
    gaps: Sequence[tuple[int, int]]
    marks: Sequence[int]


@dataclass(slots=True)
class Sections:
    """Every section made of cases."""

    document: Document
    drawn: bool
    cards: list[Card] = field(init=False)
    more_cards: int = field(init=False)
    overviews: list[Overview] = field(init=False)
    places: list[Place] = field(init=False)
    timelines: list[Timeline] = field(init=False)
    more_timelines: int = field(init=False)
    decisions: list[Timeline] = field(init=False)
    counts: list[tuple[str, int]] = field(init=False)
    skipped: tuple[str, str] | None = field(init=False)

    def __post_init__(self) -> None:
        document = self.document
        groups = alike([case for case in document["cases"] if case["verdict"] in DETAILED])
        self.cards = [self._card(number, row) for number, row in enumerate(groups[:MOST_CARDS], start=1)]
        self.more_cards = max(len(groups) - MOST_CARDS, 0)
        told, skipped = stories(document["cases"])
        anchors = {id(row.case): card.anchor for row, card in zip(groups, self.cards, strict=False)}
        anchors |= {id(case): card.anchor for row, card in zip(groups, self.cards, strict=False) for case in row.others}
        self.overviews = self._overviews(told, anchors)
        self.places = [_place(story, row, anchors) for story in told for row in story.rows]
        rows = [row.case for story in told for row in story.rows]
        self.counts = [
            (verdict, sum(place.case["verdict"] == verdict for place in self.places))
            for verdict in WORST_FIRST
            if verdict != "not_applicable"
        ]
        counted, names = not_applicable(skipped)
        self.skipped = (counted, few(names, MOST_SITES)) if skipped else None
        self._timelines(rows)

    def _card(self, number: int, row: Row) -> Card:
        case, prefix = row.case, f"c{number}"
        same = few(row.sites[1:], MOST_SITES) if row.others else ""
        return Card(f"case-{number}", prefix, case, same, self._picture(case, prefix) if case["steps"] else None)

    def _picture(self, case: Document, prefix: str) -> Any:
        if not self.drawn:
            return None
        from dmplog.views.diagram import Diagram
        from dmplog.views.structure import case_picture

        first = self.document["cases"][0] is case
        picture = case_picture(case, self.document, title=self.document["headline"] if first else None, prefix=prefix)
        return _svg(Diagram(picture))

    def _overviews(self, told: Sequence[Story], anchors: dict[int, str]) -> list[Overview]:
        if not self.drawn:
            return []
        from dmplog.views.diagram import Diagram
        from dmplog.views.overview import from_story

        made = []
        for number, story in enumerate(told[:MOST_OVERVIEWS]):
            if len(story.rows) < 2:
                continue
            title = self.document["headline"] if number == 0 else f"{story.name}: {story.verdict.replace('_', ' ')}."
            picture = from_story(
                story, title=title, as_of=self.document["as_of"], anchors=anchors, prefix=f"o{number + 1}"
            )
            made.append(Overview(story.name, _svg(Diagram(picture))))
        return made

    def _timelines(self, cases: Sequence[Document]) -> None:
        drawn = {id(card.case): card for card in self.cards}
        ordered = [card.case for card in self.cards] + [
            case for case in cases if id(case) not in drawn and case["steps"]
        ]
        made = []
        for number, case in enumerate(ordered, start=1):
            card = drawn.get(id(case))
            prefix = card.prefix if card else f"t{number}"
            made.append(
                Timeline(
                    prefix, case, case_title(case), card is not None, card is not None and card.picture is not None
                )
            )
        self.timelines = made[:MOST_TIMELINES]
        self.more_timelines = max(len(made) - MOST_TIMELINES, 0)
        self.decisions = [line for line in self.timelines if line.case["decision"]]


def coverage_rows(document: Document) -> list[CoverageRow]:
    """Return the bars of the coverage strip, known logs first."""
    start, end = span_of(document)
    marks = [document["as_of"], *(case["since"] for case in document["cases"][:1] if case["verdict"] in STUCK)]
    shown = sorted(document["coverage"], key=lambda row: row["role"] == "other")[:MOST_FILES]
    return [_coverage_row(row, start, end, [mark for mark in marks if mark]) for row in shown]


def span_of(document: Document) -> tuple[str | None, str | None]:
    """Return the first and the last time any log covers."""
    firsts = [row["first"] for row in document["coverage"] if row["first"]]
    lasts = [row["last"] for row in document["coverage"] if row["last"]]
    return (min(firsts) if firsts else None, max(lasts) if lasts else None)


def marks_of(document: Document) -> str:
    """Return what the lines across the coverage strip mean."""
    stuck = any(case["verdict"] in STUCK and case["since"] for case in document["cases"][:1])
    said = ["since when it is stuck"] if stuck else []
    return " and ".join([*said, *(["the time it is judged at"] if document["as_of"] else [])])


def _coverage_row(row: Document, start: str | None, end: str | None, marks: Sequence[str]) -> CoverageRow:
    whole = (parse(start), parse(end))
    bar = _bar(row["first"], row["last"], whole) if row["first"] and row["last"] else None
    gaps = [_bar(first, last, whole) for first, last in row["gaps"]]
    said = f"{row['role']} from {row['first'] or 'unknown'} to {row['last'] or 'unknown'}, {len(row['gaps'])} gaps"
    places = [_bar(mark, mark, whole)[0] for mark in marks]
    return CoverageRow(row, said, bar, gaps, [min(place, AXIS - 3) for place in places if 0 <= place <= AXIS])


def _bar(first: str, last: str, whole: tuple[datetime | None, datetime | None]) -> tuple[int, int]:
    begin, end = parse(first), parse(last)
    if begin is None or end is None or whole[0] is None or whole[1] is None:
        return (0, 0)
    length = max((whole[1] - whole[0]).total_seconds(), 1)
    left = round((begin - whole[0]).total_seconds() / length * AXIS)
    return (left, max(round((end - begin).total_seconds() / length * AXIS), 3))


def _place(story: Story, row: Row, anchors: dict[int, str]) -> Place:
    case = row.case
    part = lane_title(case["lane"])
    if row.others:
        part += f", {1 + len(row.others)} {'sites' if row.sites else 'cases'}"
    done = case["verdict"] == "completed" or case["step"] is None
    update = story.name if case["subject"]["package_guid"] or case["subject"]["update"] else ""
    return Place(
        case, update, part, few(row.sites, MOST_SITES), "" if done else step_title(case), anchors.get(id(case))
    )


def _svg(diagram: Any) -> Any:
    from markupsafe import Markup

    # Drawn from escaped labels and written by an XML writer: markup of our own.
    return Markup(diagram.svg(themed=True, links=True))  # noqa: S704

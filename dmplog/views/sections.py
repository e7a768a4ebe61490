"""What each section of the HTML page shows, as plain values for the template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from dmplog.layout import few
from dmplog.pictures import flowchart, lanes, svg
from dmplog.pictures.choice import updates_of
from dmplog.pictures.drawing import Drawing
from dmplog.verdicts import WORST_FIRST
from dmplog.views.document import DETAILED, STUCK, Document, between, case_title, lane_title, step_title
from dmplog.views.story import Row, Story, alike, not_applicable, reasons_of, stories

MOST_CARDS = 8
MOST_EXPECTED = 2
MOST_ROWS = 100
MOST_FILES = 200
MOST_TIMELINES = 30
MOST_SITES = 40
MOST_OVERVIEWS = 3
AXIS = 1000

Values = dict[str, Any]


def sections_of(document: Document) -> Values:
    """Return what the sections made of cases and of coverage show, by the names of the template."""
    groups = alike([case for case in document["cases"] if case["verdict"] in DETAILED])
    cards = [_card(number, row, document) for number, row in enumerate(groups[:MOST_CARDS], start=1)]
    anchors = {
        id(case): card["anchor"] for row, card in zip(groups, cards, strict=False) for case in (row.case, *row.others)
    }
    told, skipped = stories(document["cases"])
    rows = [(story, row) for story in told for row in story.rows]
    verdicts = [row.case["verdict"] for _, row in rows]
    timelines = _timelines(cards, [row.case for _, row in rows])
    shown = timelines[:MOST_TIMELINES]
    counted, names = not_applicable(skipped)
    return {
        "cards": cards,
        "more_cards": len(groups) - len(cards),
        "overviews": list(_overviews(document)),
        "places": [_place(story, row, anchors) for story, row in rows],
        "counts": [(verdict, verdicts.count(verdict)) for verdict in WORST_FIRST if verdict != "not_applicable"],
        "skipped": (counted, few(names, MOST_SITES), _why_skipped(skipped)) if skipped else None,
        "timelines": shown,
        "more_timelines": len(timelines) - len(shown),
        "decisions": [line for line in shown if line["case"]["decision"]],
        **_coverage(document),
    }


def _why_skipped(skipped: Sequence[Document]) -> list[str]:
    """Return what the lines behind cases that do not apply say, and what may be looked at then."""
    return [*reasons_of(skipped), *skipped[0]["checks"]]


def _card(number: int, row: Row, document: Document) -> Values:
    """Return one case told in full, with its picture."""
    prefix = f"c{number}"
    return {
        "anchor": f"case-{number}",
        "prefix": prefix,
        "case": row.case,
        "same": few(row.sites[1:], MOST_SITES) if row.others else "",
        "picture": _svg(flowchart.draw(document, row.case, prefix=prefix), prefix) if row.case["steps"] else None,
    }


def _overviews(document: Document) -> Iterator[Values]:
    for number, update in enumerate(updates_of(document)[:MOST_OVERVIEWS], start=1):
        if len(update.cases) > 1:
            drawing = lanes.draw(document, update.cases, selected=update.selected)
            yield {"name": update.name, "picture": _svg(drawing, f"o{number}")}


def _timelines(cards: Sequence[Values], cases: Sequence[Document]) -> list[Values]:
    """Return the evidence of each case, step by step; that of the cards comes first and is open."""
    drawn = {id(card["case"]) for card in cards}
    others = [case for case in cases if id(case) not in drawn and case["steps"]]
    made = [(card["prefix"], card["case"], True, card["picture"] is not None) for card in cards]
    made += [(f"t{number}", case, False, False) for number, case in enumerate(others, start=len(cards) + 1)]
    return [
        {"prefix": prefix, "case": case, "title": case_title(case), "open": is_open, "linked": linked}
        for prefix, case, is_open, linked in made
    ]


def _place(story: Story, row: Row, anchors: dict[int, str]) -> Values:
    """Return one row of the table of lanes and sites."""
    case = row.case
    many = f", {1 + len(row.others)} {'sites' if row.sites else 'cases'}" if row.others else ""
    done = case["verdict"] == "completed" or case["step"] is None
    return {
        "case": case,
        "name": story.name if case["subject"]["package_guid"] or case["subject"]["update"] else "",
        "part": lane_title(case) + many,
        "sites": few(row.sites, MOST_SITES),
        "step": "" if done else step_title(case),
        "anchor": anchors.get(id(case)),
    }


def _coverage(document: Document) -> Values:
    """Return the bars of the coverage strip, known logs first, and what the lines across it mean."""
    rows = document["coverage"]
    start = min((row["first"] for row in rows if row["first"]), default=None)
    end = max((row["last"] for row in rows if row["last"]), default=None)
    since = next((case["since"] for case in document["cases"][:1] if case["verdict"] in STUCK), None)
    marks = {"since when it is stuck": since, "the time it is judged at": document["as_of"]}
    places = [_bar(mark, mark, (start, end))[0] for mark in reversed(marks.values()) if mark]
    shown = sorted(rows, key=lambda row: row["role"] == "other")[:MOST_FILES]
    return {
        "span": (start, end),
        "marks": " and ".join(meaning for meaning, mark in marks.items() if mark),
        "coverage": [
            {
                "row": row,
                "said": f"{row['role']} from {row['first'] or 'unknown'} to {row['last'] or 'unknown'}, {len(row['gaps'])} gaps",
                "bar": _bar(row["first"], row["last"], (start, end)) if row["first"] and row["last"] else None,
                "gaps": [_bar(first, last, (start, end)) for first, last in row["gaps"]],
                "marks": [min(place, AXIS - 3) for place in places if 0 <= place <= AXIS],
            }
            for row in shown
        ],
    }


def _bar(first: str, last: str, span: tuple[str | None, str | None]) -> tuple[int, int]:
    """Return where a bar begins, and how long it is, in thousandths of the whole period *span*."""
    whole, before, length = between(*span), between(span[0], first), between(first, last)
    if whole is None or before is None or length is None:
        return (0, 0)
    seconds = max(whole.total_seconds(), 1)
    left, width = (round(part.total_seconds() / seconds * AXIS) for part in (before, length))
    return (left, max(width, 3))


def _svg(drawing: Drawing, prefix: str) -> Markup:
    # Written by an XML writer: markup of our own.
    return Markup(svg.write(drawing, themed=True, prefix=prefix))  # noqa: S704

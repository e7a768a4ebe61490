"""The cases that have no row of their own in the page, as data from which the script makes rows when they are asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dmplog.looks.document import Document, lane_name, step_title
from dmplog.looks.evidence import is_error, last_evidence, place_of
from dmplog.looks.short import short_of
from dmplog.looks.states import STATES
from dmplog.looks.visible import brief
from dmplog.views.page.clocks import Clocks
from dmplog.views.page.lanes import MOST_ROWS, Lane, Strip
from dmplog.views.page.spans import Axis

MOST_CASES = 5000
"""So many cases can be found in the page; all of them are in the JSON report."""

QUOTED = 160
"""So many characters of its last line stand in the page for a case that is not told in full."""

Shown = Mapping[int, Sequence[Lane]]
"""By the place of an update, counted from 1, its rows in the page."""

LETTERS = {status: chr(ord("a") + place) for place, status in enumerate(STATES)}
"""A letter for each state of a step."""


def rest_of(document: Document, updates: Sequence[Strip], shown: Shown, clocks: Clocks, axis: Axis) -> str:
    """Return as JSON what the script needs to know: the clocks, the states, and the cases without a row."""
    numbers = {id(case): number for number, case in enumerate(document["cases"], start=1)}
    lanes: dict[str, dict[str, Any]] = {}
    cases: list[list[Any]] = []
    for place, update in enumerate(updates, start=1):
        for case, alike in _rowless(update, shown[place]):
            lane = lanes.setdefault(_lane_key(case), _lane(case, len(lanes)))
            cases.append([numbers[id(case)], place, lane["number"], *_told(case), alike])
    data = {
        "asOf": document["as_of"],
        "start": axis.start,
        "clocks": clocks.clocks,
        "servers": dict(clocks.servers),
        "states": {LETTERS[status]: [status, state.word] for status, state in STATES.items()},
        "lanes": [lane["steps"] for lane in lanes.values()],
        "cases": cases[:MOST_CASES],
    }
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    # What a log says must not end the element it stands in.
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def shown_of(updates: Sequence[Strip]) -> Shown:
    """Return the rows of *updates* that stand in the page."""
    left = MOST_ROWS
    found = {}
    for place, update in enumerate(updates, start=1):
        found[place] = update.lanes[:left]
        left -= len(found[place])
    return found


def _rowless(update: Strip, shown: Sequence[Lane]) -> Iterator[tuple[Document, int | None]]:
    """Yield the cases of *update* that have no row, each with the number of the case it stands alike with."""
    kept = {id(lane) for lane in shown}
    for lane in update.lanes:
        if id(lane) not in kept:
            yield lane.case, None
        yield from ((case, lane.number) for case in lane.others)


def _lane_key(case: Document) -> str:
    return "/".join((case["flowchart"], case["lane"], *(step["id"] for step in case["steps"])))


def _lane(case: Document, number: int) -> dict[str, Any]:
    steps = [[short_of(step), step["title"]] for step in case["steps"]]
    return {"number": number, "steps": steps}


def _told(case: Document) -> list[Any]:
    last = last_evidence(case)
    quote = [place_of(last), last["time"], brief(last["text"], QUOTED), int(is_error(last))] if last else None
    states = "".join(LETTERS[step["status"]] for step in case["steps"])
    step = step_title(case) if case["step"] and case["verdict"] != "completed" else ""
    return [lane_name(case), case["verdict"], states, step, case["since"], case["server"], quote]

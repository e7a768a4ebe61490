"""What the page shows of the case that is chosen: its lane on the flowchart, the time in each step, and the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dmplog.frozen import frozen
from dmplog.layout import few, sentences
from dmplog.looks.advice import is_known, why_of
from dmplog.looks.compared import took_elsewhere
from dmplog.looks.document import STUCK, Document, lane_name, site_of, step_title
from dmplog.looks.evidence import last_evidence, place_of
from dmplog.looks.needs import empty_needs, fetched, lacks_more, to_copy, unseen_logs
from dmplog.looks.structure import case_picture
from dmplog.looks.times import hour_text
from dmplog.pictures import flowchart, svg, time
from dmplog.views.fetching import Errand, by_script, errands
from dmplog.views.page.certainty import caps_of, rests_on
from dmplog.views.page.lanes import Lane, Strip

MOST_PANELS = 60
MOST_PICTURES = 30
MOST_ACTIONS = 3
MOST_PROOFS = 2
BARS = 560.0
"""How wide the bars are drawn: as wide as their column in a narrow window, so that their words stay legible there."""

MOST_SITES = 40
MOST_NEEDS = 4
MOST_ELSEWHERE = 2
"""Of so many other cases the answer names what they lack; *Logs covered* has all of it."""


@frozen
class Panel:
    """A case told in full, with its pictures as SVG where there is room for them."""

    number: int
    case: Document
    title: str
    facts: str
    same: str
    blocked_by: str
    blocker: int | None
    proofs: tuple[Document, ...]
    """The lines that tell its cause, but for its last one."""
    codes: tuple[Document, ...]
    """The codes of its errors of which the reason does not tell all that is known."""
    caps: tuple[str, ...]
    """What lowered the certainty, but for what stands beneath the headline already."""
    unseen: tuple[Document, ...]
    """The logs of steps nobody can see, beside those that would make the answer surer."""
    fetched: tuple[str, ...]
    """Whether a log is lacking, in the words of the text views."""
    elsewhere: tuple[tuple[int, str, str], ...]
    """Which logs the cases beside the first one lack: number, whose row it is, logs."""
    errands: tuple[Errand, ...]
    """What copies those logs without dmplog, server by server."""
    script: str
    """How a script copies them all."""
    elsewhere_took: str
    steps_alone: bool
    """Whether the chart had no room for the decisions of its lane."""
    chart: str | None
    bars: str | None


def panels_of(document: Document, updates: Sequence[Strip]) -> tuple[Panel, ...]:
    """Return the panels of the rows of *updates*, the worst first in each."""
    lanes = [lane for update in updates for lane in update.lanes]
    return tuple(_panel(document, lane, drawn=place < MOST_PICTURES) for place, lane in enumerate(lanes[:MOST_PANELS]))


def _panel(document: Document, lane: Lane, *, drawn: bool) -> Panel:
    case = lane.case
    chart, bars = _pictures(document, lane) if drawn and case["steps"] else (None, None)
    blocked_by, blocker = _blocker(document, case)
    wanted = {(need["log"], need["server"]) for need in case["needs"]}
    unseen = tuple(need for need in case.get("unseen", ()) if (need["log"], need["server"]) not in wanted)
    asked = to_copy(case, _beside(document, case, lane.number))
    found = errands(asked)
    return Panel(
        number=lane.number,
        case=case,
        title=lane.who,
        facts=_facts(case),
        same=_same(lane),
        blocked_by=blocked_by,
        blocker=blocker,
        proofs=_proofs(case),
        codes=_codes(case),
        caps=tuple(cap for cap in caps_of(case) if lane.number > 1 or not rests_on(case).endswith(sentences([cap]))),
        unseen=unseen,
        fetched=_fetched(document, case, lane.number),
        elsewhere=_elsewhere(document) if lane.number == 1 else (),
        errands=found,
        script=by_script(found, beyond=lacks_more(document["cases"], asked)),
        elsewhere_took=took_elsewhere(document, case) if case["verdict"] in (*STUCK, "waiting", "in_progress") else "",
        steps_alone=chart is not None and _has_decisions(case) and 'class="decision' not in chart,
        chart=chart,
        bars=bars,
    )


def _proofs(case: Document) -> tuple[Document, ...]:
    last = last_evidence(case)
    lines = case["cause"]["evidence"][:MOST_PROOFS] if is_known(case["cause"]) else ()
    return tuple(line for line in lines if last is None or place_of(line) != place_of(last))


def _codes(case: Document) -> tuple[Document, ...]:
    """Return the errors of *case* but for those whose code and name the reason tells: a second time they tell nothing."""
    why = " ".join(why_of(case)).lower()
    return tuple(
        error
        for error in case["errors"]
        if error["meaning"] or not error["name"] or f"{error['code']} is {error['name']}".lower() not in why
    )


def _has_decisions(case: Document) -> bool:
    return any(node.kind == "decision" for node in case_picture(case).nodes)


def _fetched(document: Document, case: Document, number: int) -> tuple[str, ...]:
    """Return what is to be fetched for *case*; with the first one, what the steps of others lack, too."""
    # A sentence does not follow the clock that is chosen in the page, so that it names its own.
    said = fetched(case, MOST_NEEDS, _beside(document, case, number), lambda moment: f"{hour_text(moment)} UTC")
    return tuple(f"{words[:1].upper()}{words[1:]}." for words in said)


def _beside(document: Document, case: Document, number: int) -> Sequence[Document]:
    """Return the cases that *case* is told with."""
    cases: Sequence[Document] = document["cases"] if number == 1 else [case]
    return cases


def _elsewhere(document: Document) -> tuple[tuple[int, str, str], ...]:
    """Return the logs that other cases lack and the first one does not, each once: whoever fetches goes there once."""
    told = {(need["log"], need["server"]) for need in to_copy(document["cases"][0], document["cases"])}
    told |= empty_needs(document["cases"])
    found = []
    for number, case in enumerate(document["cases"][1:], start=2):
        rows = [need for need in case["needs"] if (need["log"], need["server"]) not in told]
        told |= {(need["log"], need["server"]) for need in rows}
        if rows:
            found.append((number, lane_name(case), few(unseen_logs([{"unseen": rows}]), MOST_NEEDS)))
    return tuple(found[:MOST_ELSEWHERE])


def _pictures(document: Document, lane: Lane) -> tuple[str, str]:
    """Return the chart and the bars of *lane*; ids and links in them begin with the name of its panel."""
    prefix = f"case-{lane.number}"
    chart = flowchart.draw(document, lane.case, prefix=prefix)
    bars = time.draw(document, lane.case, width=BARS, captioned=False)
    return (
        svg.write(chart, themed=True, prefix=f"{prefix}-chart").strip(),
        svg.write(bars, themed=True, prefix=f"{prefix}-bars").strip(),
    )


def _facts(case: Document) -> str:
    """Return on which server *case* is, and which log showed it last."""
    last = last_evidence(case)
    log = re.split(r"[/\\]", last["file"])[-1] if last else ""
    return ", ".join(filter(None, (case["server"], log)))


def _blocker(document: Document, case: Document) -> tuple[str, int | None]:
    """Return in words what *case* waits for, and the number of that case where it is in the report."""
    if not case["blocked_by"]:
        return "", None
    for number, other in enumerate(document["cases"], start=1):
        site = site_of(other)
        if case["blocked_by"] == f"{other['lane']} of {site} at {other['step']}":
            return f"{lane_name(other)}, at “{step_title(other)}”", number
        if f"“{step_title(other)}”" in case["blocked_by"] and (site is None or site in case["blocked_by"]):
            return case["blocked_by"], number
    return case["blocked_by"], None


def _same(lane: Lane) -> str:
    names = [site for site in map(site_of, lane.others) if site]
    return few(names, MOST_SITES) or (f"{len(lane.others)} more" if lane.others else "")

"""What stands beneath a picture that is sent alone: the line of the cause, what comes next, what to do, what is lacking and what else waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dmplog.frozen import frozen
from dmplog.looks.advice import actions_of, is_known, perhaps, waiting_said, why_of
from dmplog.looks.awaited import (
    attempts_said,
    begins_first,
    behind_said,
    by_file,
    due_said,
    ends_of,
    file_of_sign,
    why_missing,
)
from dmplog.looks.document import STUCK, Document, own_step, position, step_title
from dmplog.looks.evidence import last_evidence, place_of
from dmplog.looks.needs import fetched
from dmplog.looks.others import what_else
from dmplog.looks.times import beside_text, last_sign_said, lasting, moment_text
from dmplog.looks.visible import brief, quoted
from dmplog.pictures.drawing import Drawing, Text
from dmplog.pictures.flowchart import deciding_line
from dmplog.pictures.lanes import name_of
from dmplog.pictures.measure import fit, wrap
from dmplog.verdicts import OVER

SIZE = 10.0
LABELS = 96.0
LEFT = 2.0
ABOVE = 16.0
BELOW = 8.0
ROW = 15.0
MOST_QUOTED = 300
MOST_NAMED = 3
MOST_ACTIONS = 2


@frozen
class Fact:
    """One row: what it is about, its words, and whether they are those of a log."""

    label: str
    words: str
    mono: bool = False
    role: str = "text"

    @property
    def said(self) -> str:
        """The words as they are drawn: names of servers, sites and folders are words of a log as much as its lines are."""
        return brief(self.words, MOST_QUOTED + 100)


def told_beneath(
    drawing: Drawing, document: Document, case: Document, cases: Sequence[Document], *, place: bool
) -> Drawing:
    """Return *drawing* with what there is to tell of *case* beneath it, in the order of the answer.

    Args:
        drawing: A picture of *case*.
        document: The report, which gives the clock.
        case: The case that is looked at.
        cases: Those of its update.
        place: Whether its step and its last line are told: the flowchart has them, as a box and beneath it.
    """
    facts = [*(_stands(document, case) if place else _since(case)), *_facts(document, case, cases)]
    if not facts:
        return drawing
    rows, lowest = draw(facts, LEFT, drawing.height + ABOVE, drawing.width)
    said = "; ".join(f"{fact.label} {fact.said}".strip() for fact in facts)
    return replace(
        drawing,
        height=lowest + BELOW,
        shapes=(*drawing.shapes, *rows),
        description=f"{drawing.description} {said}".rstrip(".") + ".",
    )


def _stands(document: Document, case: Document) -> Iterator[Fact]:
    """Yield the step *case* stands at, since when, and its last line."""
    number = position(case)
    if case["verdict"] in OVER or number is None:
        return
    since = f", since {moment_text(case['since'])}" if case["since"] else ""
    lasts = lasting(case, document["as_of"]) if since else None
    step = f"{brief(step_title(case))}, {number[0]} of {number[1]}{since}{f', for {lasts}' if lasts else ''}"
    step += last_sign_said(case, beside_text)
    yield Fact("Step", f"{name_of(case)}: {step}")
    found = deciding_line(case, MOST_QUOTED)
    if found is not None:
        yield Fact("Last line", f"{found.place} {found.text}", mono=True, role="quote" if found.error else "text")


def _since(case: Document) -> Iterator[Fact]:
    """Yield since when *case* is at its step, where it went on after that: the box tells how long it is there, and no more."""
    if last := last_sign_said(case, beside_text):
        yield Fact("Since", moment_text(case["since"]) + last)


def _facts(document: Document, case: Document, cases: Sequence[Document]) -> Iterator[Fact]:
    own = own_step(case)
    if own is not None and own["attempts"] > 1:
        said = attempts_said({**case, "attempts": own["attempts"]}, _minute)
        rest = said.partition(", ")[2]
        yield Fact("Attempts", f"{own['attempts']} at this step{f', {rest}' if rest else ''}")
    yield from _why(case)
    yield from _next(document, case)
    yield from _to_do(case)
    yield from _lacking(case, cases)
    yield from _beside(case, cases)


def _next(document: Document, case: Document) -> Iterator[Fact]:
    """Yield where the next line would stand, when it was due, and its words."""
    awaited = case["next"]
    if awaited is None:
        return
    server = f" on {awaited['server']}" if awaited["server"] else ""
    due = due_said(case, document["as_of"], moment_text, beside_text)
    ends = ends_of(awaited) if awaited["supplied"] else []
    lacking = (
        f"; {why_missing(awaited)}" if not awaited["supplied"] else f"; {begins_first(case, _minute)}" if ends else ""
    )
    yield Fact("Next line", f"in {file_of_sign(awaited)}{server}{f', {due}' if due else ''}{lacking}")
    shown = (*ends, *awaited["expected"])[:1]
    for file, texts in by_file(awaited, shown):
        if file:
            yield Fact("", f"in {file}:")
        yield Fact("", quoted(texts[0], MOST_QUOTED), mono=True)
    if counts := behind_said(awaited, shown):
        yield Fact("", counts.replace("`", ""))


def _minute(moment: str) -> str:
    return moment_text(moment)[:16]


def _to_do(case: Document) -> Iterator[Fact]:
    """Yield the first things to do, and how many more there are."""
    actions = actions_of(case, _place)
    for number, action in enumerate(actions[:MOST_ACTIONS], 1):
        yield Fact("" if number > 1 else "What to do", f"{number}. {brief(action.replace('`', ''), MOST_QUOTED)}")
    if len(actions) > MOST_ACTIONS:
        yield Fact("", f"… and {len(actions) - MOST_ACTIONS} more in the report")


def _lacking(case: Document, cases: Sequence[Document]) -> Iterator[Fact]:
    """Yield which logs are lacking: for this answer, and for the steps of others that nobody can see."""
    if case["verdict"] not in OVER:
        for number, said in enumerate(fetched(case, MOST_NAMED, cases)):
            yield Fact("" if number else "Fetch", said)


def _why(case: Document) -> Iterator[Fact]:
    """Yield the reason, and the lines that tell it beside the one in the chart."""
    cause, last = case["cause"], last_evidence(case)
    if cause is not None and is_known(cause):
        for line in cause["evidence"][:2]:
            # The same words of another line say nothing more.
            if last is None or (place_of(line) != place_of(last) and line["text"] != last["text"]):
                yield Fact("Why", f"{_place(line)} {quoted(line['text'], MOST_QUOTED)}", mono=True, role="quote")
                return
        yield Fact("Why", brief(perhaps(cause) + cause["title"], 200))
    elif case["blocked_by"]:
        yield Fact("Why", f"It {waiting_said(case)}.")
    elif case["verdict"] in STUCK and why_of(case):
        yield Fact("Why", brief(why_of(case)[0], 200))


def _place(line: Document) -> str:
    """Return where *line* stands, without its folders."""
    name = line["file"].replace("\\", "/").rsplit("/", 1)[-1]
    return f"{brief(name, 40)}:{line['line']}"


def _beside(case: Document, cases: Sequence[Document]) -> Iterator[Fact]:
    """Yield what else of the same update is stuck, waits for whom, or is on its way, one row for each."""
    for word, said in what_else(cases, case, MOST_NAMED):
        yield Fact(f"Also {word}", said)


def draw(facts: Sequence[Fact], left: float, top: float, width: float) -> tuple[list[Text], float]:
    """Return *facts* as rows from *top* on, and where they end."""
    shapes: list[Text] = []
    y = top
    for fact in facts:
        label = fit(fact.label, LABELS - 6, SIZE)
        shapes.append(Text(left, y, label, SIZE, "dim"))
        for line in wrap(fact.said, width - LABELS - left, SIZE, most=2, mono=fact.mono):
            shapes.append(Text(left + LABELS, y, line, SIZE, fact.role, mono=fact.mono))
            y += ROW
    return [shape for shape in shapes if shape.words], y - ROW

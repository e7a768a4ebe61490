"""What stands beneath a chart that is sent alone: the line of the cause, what comes next, what to do, what is lacking and what else waits."""

from __future__ import annotations

from collections.abc import Iterator

from dmplog.frozen import frozen
from dmplog.layout import few
from dmplog.looks.advice import actions_of, is_known, why_of
from dmplog.looks.awaited import ends_of, file_of_sign, overdue, why_missing
from dmplog.looks.document import ELSE, STUCK, Document, own_step, update_name
from dmplog.looks.evidence import last_evidence, place_of
from dmplog.looks.needs import wanted_logs, would_tell
from dmplog.looks.times import duration_text, moment_text
from dmplog.looks.visible import brief, quoted
from dmplog.pictures.drawing import Text
from dmplog.pictures.lanes import name_of
from dmplog.pictures.measure import fit, wrap

SIZE = 10.0
LABELS = 78.0
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


def facts_of(document: Document, case: Document) -> tuple[Fact, ...]:
    """Return what there is to tell of *case*, in the order of the answer."""
    return tuple(_facts(document, case))


def _facts(document: Document, case: Document) -> Iterator[Fact]:
    own = own_step(case)
    if own is not None and own["attempts"] > 1:
        yield Fact(f"×{own['attempts']}", f"{own['attempts']} attempts at this step")  # noqa: RUF001
    yield from _why(case)
    awaited = case["next"]
    if awaited is not None:
        server = f" on {awaited['server']}" if awaited["server"] else ""
        late = overdue(case, document["as_of"])
        due = f", {'was' if late else 'is'} due by {moment_text(awaited['deadline'])}" if awaited["deadline"] else ""
        told = f" ({duration_text(late)} overdue)" if late else ""
        ends = ends_of(awaited) if awaited["supplied"] else []
        lacking = (
            f"; {why_missing(awaited)}" if not awaited["supplied"] else "; another attempt begins first" if ends else ""
        )
        yield Fact("Next line", f"in {file_of_sign(awaited)}{server}{due}{told}{lacking}")
        for text in (*ends, *awaited["expected"])[:1]:
            yield Fact("", quoted(text, MOST_QUOTED), mono=True)
    yield from _to_do(case)
    yield from _lacking(document, case)
    yield from _beside(document, case)


def _to_do(case: Document) -> Iterator[Fact]:
    """Yield the first things to do, and how many more there are."""
    actions = actions_of(case)
    for number, action in enumerate(actions[:MOST_ACTIONS], 1):
        yield Fact("" if number > 1 else "What to do", f"{number}. {brief(action.replace('`', ''), MOST_QUOTED)}")
    if len(actions) > MOST_ACTIONS:
        yield Fact("", f"… and {len(actions) - MOST_ACTIONS} more in the report")


def _lacking(document: Document, case: Document) -> Iterator[Fact]:
    """Yield which logs are lacking: for this answer, and for the steps of others that nobody can see."""
    wanted = few(wanted_logs(case), MOST_NAMED)
    unseen = would_tell([one for one in document["cases"] if update_name(one) == update_name(case)])
    others = f"of the steps marked ?, {unseen}" if unseen else ""
    if wanted or case["confidence"] == "confirmed":
        yield Fact("Fetch", wanted or "; ".join(filter(None, ("nothing for this answer", others))))


def _why(case: Document) -> Iterator[Fact]:
    """Yield the reason, and the lines that tell it beside the one in the chart."""
    cause, last = case["cause"], last_evidence(case)
    if cause is not None and is_known(cause):
        for line in cause["evidence"][:2]:
            if last is None or place_of(line) != place_of(last):
                name = line["file"].replace("\\", "/").rsplit("/", 1)[-1]
                text = quoted(line["text"], MOST_QUOTED)
                yield Fact("Why", f"{brief(name, 40)}:{line['line']} {text}", mono=True, role="quote")
                return
        yield Fact("Why", brief(cause["title"], 200))
    elif case["blocked_by"]:
        yield Fact("Why", f"It waits for {case['blocked_by']}.")
    elif case["verdict"] in STUCK and why_of(case):
        yield Fact("Why", brief(why_of(case)[0], 200))


def _beside(document: Document, case: Document) -> Iterator[Fact]:
    """Yield what else of the same update is stuck or waits."""
    others = [one for one in document["cases"] if one is not case and update_name(one) == update_name(case)]
    for verdicts, word in ELSE[:3]:
        names = [name_of(one) for one in others if one["verdict"] in verdicts]
        if names:
            yield Fact(f"Also {word}", few(names, MOST_NAMED))


def draw(facts: tuple[Fact, ...], left: float, top: float, width: float) -> tuple[list[Text], float]:
    """Return *facts* as rows from *top* on, and where they end."""
    shapes: list[Text] = []
    y = top
    for fact in facts:
        label = fit(fact.label, LABELS - 6, SIZE)
        shapes.append(Text(left, y, label, SIZE, "dim"))
        # Names of servers, sites and folders are words of a log as much as its lines are.
        for line in wrap(brief(fact.words, MOST_QUOTED + 100), width - LABELS - left, SIZE, most=2, mono=fact.mono):
            shapes.append(Text(left + LABELS, y, line, SIZE, fact.role, mono=fact.mono))
            y += ROW
    return [shape for shape in shapes if shape.words], y - ROW

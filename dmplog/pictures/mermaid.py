"""The three pictures as Mermaid text, in the same colours, for wikis and pull requests that draw it themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from dmplog.looks.document import STUCK, VERDICTS, Document
from dmplog.looks.mermaid import text
from dmplog.looks.palette import LIGHT
from dmplog.looks.picture import Node
from dmplog.looks.short import short_of
from dmplog.looks.states import STATES, VERDICT_STATES, legend_of
from dmplog.looks.structure import case_picture
from dmplog.looks.times import parse
from dmplog.looks.updates import Update
from dmplog.looks.visible import brief
from dmplog.pictures.flowchart import deciding_line
from dmplog.pictures.lanes import Row, name_of, rows_of
from dmplog.pictures.marks import state_words
from dmplog.pictures.spent import is_here, span, spent_text


def flowchart(document: Document, updates: Sequence[Update]) -> str:
    """Return the case of each update that is looked at on its lane."""
    rows, members = _head(document, "flowchart LR", [Row(update.case).words for update in updates]), _Members()
    for number, update in enumerate(updates):
        rows.append(f'  subgraph u{number}["{text(_heading(update))}"]')
        rows += [f"    {row}" for row in _lane(document, update.case, f"u{number}n", members)]
        rows.append("  end")
    return "\n".join([*rows, *members.classes()]) + "\n"


def lanes(document: Document, updates: Sequence[Update]) -> str:
    """Return every lane and site of the updates, a part for each row."""
    rows, members = (
        _head(document, "flowchart LR", [Row(one).words for update in updates for one in update.cases]),
        _Members(),
    )
    for number, update in enumerate(updates):
        rows.append(f'  subgraph u{number}["{text(brief(update.name))}"]')
        own, folded = rows_of(update.cases, update.case)
        for place, row in enumerate(own):
            case = row.case
            stem = f"u{number}r{place}"
            rows.append(f'    subgraph {stem}["{text(row.name)}"]')
            rows.append("      direction LR")
            names = [f"{stem}n{count}" for count, _ in enumerate(case["steps"])]
            for name, step in zip(names, case["steps"], strict=True):
                label = f"{STATES[step['status']].glyph} {short_of(step)}"
                rows.append(f"      {name}{_box(label)}")
                members.add(step["status"], name)
            if len(names) > 1:
                rows.append(f"      {' --- '.join(names)}")
            rows.append("    end")
        if folded.cases:
            rows.append(f"    u{number}more{_box(folded.words)}")
        rows.append("  end")
    return "\n".join([*rows, *members.classes()]) + "\n"


def time(document: Document, updates: Sequence[Update]) -> str:
    """Return the time in each step as a Gantt chart, a section for each update."""
    worst = LIGHT.looks[VERDICT_STATES[updates[0].case["verdict"]]]
    done, here = LIGHT.looks["done"], LIGHT.looks["current"]
    paint = {
        "doneTaskBkgColor": done.fill,
        "doneTaskBorderColor": done.border,
        "critBkgColor": worst.fill or LIGHT.page,
        "critBorderColor": worst.border,
        "activeTaskBkgColor": here.fill,
        "activeTaskBorderColor": here.border,
    }
    said = ", ".join(f"'{name}': '{color}'" for name, color in paint.items())
    rows = [f"%%{{init: {{'theme': 'base', 'themeVariables': {{{said}}}}}}}%%", "gantt"]
    rows += [f"  title {_plain(document['headline'])}", "  dateFormat YYYY-MM-DD HH:mm:ss", "  axisFormat %m-%d %H:%M"]
    for number, update in enumerate(updates):
        rows.append(f"  section {_plain(_heading(update))}")
        rows += [f"  {row}" for row in _bars(document, update.case, f"u{number}")]
    return "\n".join(rows) + "\n"


class _Members:
    """Which boxes are in which state, for the classes that paint them."""

    def __init__(self) -> None:
        self.names: dict[str, list[str]] = {}

    def add(self, status: str, name: str) -> None:
        """Note that the box *name* is in *status*."""
        self.names.setdefault(status, []).append(name)

    def classes(self) -> Iterator[str]:
        """Yield the classes of the states that occur, and which boxes have them."""
        for state in legend_of([status for status in self.names if status in STATES]):
            look = LIGHT.looks[state.status]
            dashes = {"dashed": ",stroke-dasharray:6 3", "dotted": ",stroke-dasharray:2 3"}.get(look.line, "")
            paint = f"fill:{look.soft or look.fill or LIGHT.page},color:{LIGHT.text if look.soft else look.ink}"
            yield f"  classDef {state.status} {paint},stroke:{look.border},stroke-width:{look.width:g}px{dashes}"
            yield f"  class {','.join(self.names[state.status])} {state.status}"
        for name, color in (("error", LIGHT.quote), ("aside", LIGHT.dim)):
            if name in self.names:
                yield f"  classDef {name} fill:{LIGHT.page},color:{color},stroke:{color},stroke-dasharray:2 3"
                yield f"  class {','.join(self.names[name])} {name}"


def _head(document: Document, kind: str, said: Sequence[str]) -> list[str]:
    return [kind, f"  accTitle: {text(brief(document['headline'], 400))}", f"  accDescr: {text('; '.join(said))}"]


def _heading(update: Update) -> str:
    return f"{brief(update.name)} · {name_of(update.case)}: {VERDICTS[update.case['verdict']]}"


def _lane(document: Document, case: Document, stem: str, members: _Members) -> Iterator[str]:
    picture = case_picture(case)
    names = {node.id: f"{stem}{number}" for number, node in enumerate(picture.nodes)}
    steps = {step["id"]: step for step in case["steps"]}
    yield "direction LR"
    for node in picture.nodes:
        yield f"{names[node.id]}{_shape(node, document, case, steps.get(node.id))}"
        if node.kind == "step" and node.status:
            members.add(node.status, names[node.id])
    for edge in picture.edges:
        arrow = {True: "==>", None: "-->", False: "-.->"}[edge.taken]
        shown_words = f'|"{text(edge.label)}"|' if edge.label else ""
        yield f"{names[edge.source]} {arrow}{shown_words} {names[edge.target]}"
    here = next((step for step in case["steps"] if is_here(case, step)), None)
    line = deciding_line(case)
    if here is not None and line is not None:
        yield f"{stem}q{_box(line.place, line.text)}"
        yield f"{names[here['id']]} -.- {stem}q"
        members.add("error" if line.error else "aside", f"{stem}q")


def _shape(node: Node, document: Document, case: Document, step: Document | None) -> str:
    if node.kind in ("start", "end"):
        return f'(["{text(node.title)}"])'
    if node.kind == "decision" or step is None:
        return f'{{"{text(node.title)}"}}'
    glyph = STATES[step["status"]].glyph
    return _box(f"{glyph} {node.title}", state_words(step), spent_text(case, step, document["as_of"]))


def _box(*parts: str) -> str:
    words = "<br/>".join(text(part) for part in parts if part)
    return f'["{words}"]'


def _bars(document: Document, case: Document, stem: str) -> Iterator[str]:
    for number, step in enumerate(case["steps"]):
        found = span(case, step, document["as_of"])
        if found is None:
            continue
        kind = "crit, " if step["status"] in STUCK else "active, " if is_here(case, step) else "done, "
        spent = spent_text(case, step, document["as_of"])
        words = f"{short_of(step)} ({', '.join(filter(None, (state_words(step), spent)))})"
        yield f"{_plain(words)} :{kind}{stem}s{number}, {_moment(found[0])}, {_moment(found[1])}"
    deadline = parse(case["next"]["deadline"]) if case["next"] is not None else None
    as_of = parse(document["as_of"])
    for name, moment in (("due", deadline), ("as of", as_of)):
        if moment is not None:
            yield f"{name} {moment:%H#58;%M} :milestone, {stem}{name.replace(' ', '')}, {_moment(moment)}, 0s"


def _plain(words: str) -> str:
    """Return *words* for a language in which a colon ends them."""
    return text(brief(words, 400)).replace(":", "#58;")


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")

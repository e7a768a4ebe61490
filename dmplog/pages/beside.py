"""Which pages are read next: each page names those beside it, by the names that `dmplog explain` takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dmplog.causes import KnownCause, load_causes
from dmplog.flowchart import paths_of
from dmplog.knowledge import Term, glossary
from dmplog.layout import Section
from dmplog.pages.page import section
from dmplog.pages.related import PlacedStep, placed_steps, witnessed
from dmplog.roles import file_of, known_roles, role_of_component

HEADING = "Related pages"
MOST = 8

Named = Iterable[tuple[str, str]]
"""Names, each with what its page is about."""


def beside(pages: Named) -> Section:
    """Return the section that names *pages*, each once."""
    found = list(dict(pages).items())[:MOST]
    return section(HEADING, items=[f"{name}: {about}" for name, about in found])


def of_step(placed: PlacedStep) -> Named:
    """Yield the lane of a step, the steps before and behind it, and its logs."""
    yield lane_of(placed)
    steps = placed.lane.steps
    place = steps.index(placed.step)
    for other in (*steps[max(place - 1, 0) : place], *steps[place + 1 : place + 2]):
        yield f"{placed.flowchart.id}.{placed.lane.id}.{other.id}", other.title
    yield from logs(placed.step.log)


def of_lane(placed: PlacedStep) -> Named:
    """Yield the other lanes of the flowchart of a lane, and the logs of its steps."""
    others = {lane_of(other) for other in placed_steps() if other.flowchart.id == placed.flowchart.id}
    yield from sorted(others - {lane_of(placed)})
    yield from logs(dict.fromkeys(role for step in placed.lane.steps for role in step.log))


def of_event(name: str, roles: Iterable[str]) -> Named:
    """Yield the lanes whose steps an event speaks of, and its logs."""
    yield from (lane_of(placed) for placed, _, _ in witnessed(name))
    yield from logs(roles)


def of_cause(cause: KnownCause) -> Named:
    """Yield the kind of a cause, and the lanes it can block."""
    yield kind_of(cause)
    for placed in placed_steps():
        if any(map(cause.can_block, paths_of(placed.flowchart, placed.lane, placed.step))):
            yield lane_of(placed)


def of_log(role: str) -> Named:
    """Yield the lanes whose steps a log shows, and the words for what writes it."""
    yield from (lane_of(placed) for placed in placed_steps() if role in placed.step.log)
    yield from ((term.name, "a word of the glossary") for term in glossary() if role in roles_of(term))


def of_term(term: Term) -> Named:
    """Yield the log that a component writes, the words that explain a word, and the steps that speak of it."""
    yield from logs(roles_of(term))
    for other in glossary():
        if (
            other.name != term.name
            and other.is_own == term.is_own
            and (_speaks_of(term.meaning, other) or _speaks_of(other.meaning, term))
        ):
            yield other.name, "a word of the glossary"
    for placed in () if term.is_own else placed_steps():
        step = placed.step
        if _speaks_of("\n".join((step.title, step.what, step.stall, *step.check)), term):
            yield placed.path, step.title


def of_number(code: str, number: int | None) -> Named:
    """Yield the number Windows puts for an error number, and the kinds of the causes it can prove, which its page lists."""
    if number is not None and number < 1 << 16:
        yield f"0x{0x80070000 | number:08x}", "the same error of Windows as HRESULT"
    elif number is not None and number >> 16 == 0x8007:
        yield f"{number & 0xFFFF}", "the same error of Windows without the mark of an HRESULT"
    for cause in load_causes().known:
        if any(code in proof.codes for proof in cause.proof):
            yield kind_of(cause)


def kind_of(cause: KnownCause) -> tuple[str, str]:
    """Return the kind of a cause."""
    return cause.category, f"causes of the kind {cause.category.replace('_', ' ')}"


def lane_of(placed: PlacedStep) -> tuple[str, str]:
    """Return the lane of a step, and its title."""
    return f"{placed.flowchart.id}.{placed.lane.id}", placed.lane.title


def logs(roles: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the pages of logs."""
    yield from ((role, f"the log {file_of(role)}") for role in roles)


def roles_of(term: Term) -> list[str]:
    """Return the logs of the component that *term* names."""
    stems = known_roles().stems
    found = (
        role_of_component(name) or stems.get(name.lower().removesuffix(".log")) for name in (term.name, *term.also)
    )
    return list(dict.fromkeys(filter(None, found)))


def _speaks_of(text: str, term: Term) -> bool:
    names = "|".join(re.escape(name) for name in (term.name, *term.also))
    return re.search(rf"(?<![\w.\\])(?:{names})s?(?![\w\\])", text, re.IGNORECASE) is not None

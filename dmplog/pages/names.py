"""Pages about things that have names: steps, lanes, events, causes, categories, states and error names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dmplog.blanks import unfilled
from dmplog.causes import Instead, KnownCause, Proof, categories, load_causes
from dmplog.codes.tables import numbers
from dmplog.flowchart import Signal, format_duration, paths_of
from dmplog.grammar import Grammars
from dmplog.knowledge import glossary, other_logs, state_messages, states
from dmplog.layout import Section, linked
from dmplog.nearest import nearest_of
from dmplog.pages.advising import MOST_STEPS, advice_on, asked_of
from dmplog.pages.beside import beside, of_cause, of_event, of_lane, of_log, of_step
from dmplog.pages.numbers import number_pages
from dmplog.pages.page import Page, page_of, section
from dmplog.pages.related import (
    KINDS,
    PlacedStep,
    causes_proved,
    message_of,
    placed_steps,
    rules_by_event,
    step_title,
    titled,
    witnessed,
)
from dmplog.pages.terms import words_in
from dmplog.releases import advice as release_advice
from dmplog.roles import file_of

NEAR = 3
CLOSE = 0.7
MOST_MESSAGES = 8


def name_pages(asked: str) -> tuple[Page, ...]:
    """Return every page of the name *asked*: steps first, then events, causes, categories, states, errors."""
    if any(character.isspace() for character in asked):
        return ()
    name = asked.lower()
    pages = [step_page(placed) for placed in placed_steps() if name in _names_of(placed)]
    pages += [] if pages else list(_lane_pages(name))
    pages += [log_page(name.removesuffix(".log"))] if name.removesuffix(".log") in Grammars.load().roles else []
    pages += [event_page(name)] if name in rules_by_event() else []
    pages += [cause_page(cause) for cause in load_causes().known if cause.id == name]
    # "(timeout)" stands behind the titles of all causes of that kind.
    pages += [category_page(name)] if name in categories() else []
    numbered = [f"state {state.number}" for state in states().values() if state.name.lower() == name]
    sent = [message for message in state_messages().values() if (message.symbol or "").lower() == name]
    numbered += [f"state message {message.number}" for message in sent]
    return (*pages, *(page for number in numbered for page in number_pages(number)))


def near_names(asked: str) -> list[str]:
    """Return the names nearest to *asked*, best first."""
    if len(asked) > 80:
        return []
    names = {_compared(name): name for name in _all_names()}
    return [names[name] for name in nearest_of(_compared(asked), names, NEAR, CLOSE)]


def _compared(name: str) -> str:
    return name.lower().replace(" ", "_").replace("-", "_")


def step_page(placed: PlacedStep) -> Page:
    """Return the page of a step: what happens, what a stall means, what to check, which lines speak of it."""
    step = placed.step
    logs = ", ".join(map(file_of, step.log)) or "no log"
    facts = [
        f"Flowchart: {placed.flowchart.title}; lane: {placed.lane.title}",
        f"Done by: {step.actor}",
        f"Seen in: {logs}, on the {step.place.replace('_', ' ')}",
        f"It counts as stalled {_spaced(format_duration(step.expect))} after its last sign",
    ]
    if step.silent:
        facts.append("No line of it is documented; it passes silently")
    lines = {
        "It begins with": step.begins,
        "Signs of life": step.progress,
        "It shows that all in front of it is over with": step.proves,
        "It ends with": step.ends,
        "It fails with": step.fails,
        "It waits as documented with": step.waits,
        "It is passed over with": step.skips,
    }
    return page_of(
        "step",
        placed.titled,
        section("What happens here", (step.what,), facts),
        section("What a stall here means", (step.stall,) if step.stall else ()),
        section("What to check, in order", steps=map(unfilled, step.check)),
        details=(
            *(section(heading, code=_messages(signals)) for heading, signals in lines.items()),
            section("Known causes", items=_causes(placed)),
            words_in((step.title, step.what, step.stall, *map(unfilled, step.check))),
            beside(of_step(placed)),
            section("Links", items=map(linked, step.references)),
        ),
    )


def event_page(name: str) -> Page:
    """Return the page of an event: its message, what it means and what to do, and behind it how it is read."""
    rules = rules_by_event()[name]
    roles = sorted({role for rule in rules for role in rule.roles})
    fields = list(dict.fromkeys(field for rule in rules for field in rule.fields))
    steps = dict.fromkeys(
        f"{placed.path}: {KINDS[kind]}" + asked_of(signal) for placed, kind, signal in witnessed(name)
    )
    why = [note.why for placed in placed_steps() for note in placed.lane.also_seen if note.signal.event == name]
    proves = causes_proved(lambda proof: name in proof.events)
    sections = (
        section("Message", code=(Grammars.load().render(name),)),
        *advice_on(witnessed(name), dict.fromkeys(why), proves, sure=False),
        section("Where it is written", items=map(file_of, roles)),
    )
    details = (
        section("Steps it speaks of", items=steps if len(steps) > MOST_STEPS else ()),
        beside(of_event(name, roles)),
        section("Fields", items=fields),
        section("Defined in", items=dict.fromkeys(f"grammars/{rule.source}: {rule.name}" for rule in rules)),
    )
    return page_of("event", f"Event {name}", *sections, details=details)


def cause_page(cause: KnownCause) -> Page:
    """Return the page of a cause."""
    versions = (f"Known of: {cause.versions}",) if cause.versions else ()
    proofs = tuple(dict.fromkeys(_proof(proof) for proof in cause.proof))
    actions = tuple(map(unfilled, (*cause.line_actions, *cause.actions)))
    sections = (
        section("Why", (cause.explanation,), (f"Category: {cause.category}", *versions)),
        section("What to do, in order", steps=actions),
        *(_instead(each) for each in cause.instead),
        section("What depends on the release", items=release_advice(cause.id, None)),
    )
    details = (
        section(
            "What proves it", () if proofs else ("No log line shows it; it is known, and never concluded.",), proofs
        ),
        section("What speaks against it", items=map(_line_of, cause.against)),
        section("Steps it can block", items=map(_blocked, cause.steps)),
        words_in((cause.title, cause.explanation, *actions)),
        beside(of_cause(cause)),
        section("Links", items=map(linked, cause.references)),
    )
    return page_of("cause", f"Cause {cause.id}: {cause.title}", *sections, details=details)


def _instead(each: Instead) -> Section:
    """Return what is told in place of the explanation of a cause where a line in front of the proving one says more."""
    return section(f"Where {each.when}", (each.explanation,), steps=tuple(map(unfilled, each.actions)))


def log_page(role: str) -> Page:
    """Return the page of a log: the steps it witnesses and the messages it is known for."""
    steps = [placed.titled for placed in placed_steps() if role in placed.step.log]
    events = [rule.name for rule in Grammars.load().of(role)]
    sections = (
        section("Steps seen in it", items=steps),
        section("Messages it is known for", (f"{len(events)} events; give the name of one to read more.",), events),
        beside(of_log(role)),
    )
    return page_of("log", f"Log {file_of(role)}", *sections)


def other_log_page(name: str) -> tuple[Page, ...]:
    """Return the page of a log that holds no step of an update, or nothing."""
    log = other_logs().get(name.lower().removesuffix(".log").removesuffix(".lo_"))
    if log is None:
        return ()
    told = f"It lies on {log.where}. No step of an update is read from it: its lines on updates are not public."
    return (page_of("log", f"Log {log.name}.log", section("What it is for", (log.what, told))),)


def category_page(name: str) -> Page:
    """Return the page of a category of causes."""
    causes = titled(cause for cause in load_causes().known if cause.category == name)
    told = "No cause is better than a guess: where nothing known fits, the lines are quoted and their numbers decoded."
    return page_of("category", f"Category {name}", section("Causes", (told,) if name == "unknown" else (), causes))


def _causes(placed: PlacedStep) -> list[str]:
    """Return the causes of a step; those that can block anything are named in one line."""
    paths = paths_of(placed.flowchart, placed.lane, placed.step)
    causes = [cause for cause in load_causes().known if any(map(cause.can_block, paths))]
    general = [cause.id for cause in causes if "*.*.*" in cause.steps]
    return [*titled(cause for cause in causes if "*.*.*" not in cause.steps), f"At any step: {', '.join(general)}"]


def _spaced(duration: str) -> str:
    """Return *duration* as people read it.

    >>> _spaced("1d12h"), _spaced("24h")
    ('1 d 12 h', '24 h')
    """
    return re.sub(r"(\d+)([a-z])", r"\1 \2 ", duration).strip()


def _blocked(pattern: str) -> str:
    chart, lane, step = pattern.split(".")
    if chart == "*":
        return "any step" if step == "*" else f"the step {step}"
    if step == "*":
        return f"every step of {chart}" if lane == "*" else f"every step of {chart}.{lane}"
    return f"{pattern}: {step_title(pattern)}" if lane != "*" else f"the step {step} of {chart}"


def _lane_pages(name: str) -> Iterator[Page]:
    lanes = {(placed.flowchart.id, placed.lane.id): placed for placed in placed_steps()}
    yield from (
        lane_page(placed) for (chart, lane), placed in lanes.items() if name in (chart, f"{chart}.{lane}", lane)
    )


def lane_page(placed: PlacedStep) -> Page:
    """Return the page of the lane of a step: its steps, in order."""
    path = f"{placed.flowchart.id}.{placed.lane.id}"
    steps = section("Steps", items=[f"{path}.{step.id}: {step.title}" for step in placed.lane.steps])
    source = section("Source", items=[linked(placed.flowchart.source)])
    return page_of("lane", f"{path}: {placed.lane.title}", steps, beside(of_lane(placed)), source)


def _names_of(placed: PlacedStep) -> tuple[str, str, str, str]:
    chart, lane, step = placed.path.split(".")
    return (placed.path, f"{lane}.{step}", f"{chart}.{step}", step)


def _all_names() -> Iterator[str]:
    for placed in placed_steps():
        yield placed.path
        yield placed.step.id
        yield placed.step.title
        yield f"{placed.flowchart.id}.{placed.lane.id}"
        yield placed.lane.id
        yield placed.flowchart.id
    yield from rules_by_event()
    yield from Grammars.load().roles
    yield from (name for cause in load_causes().known for name in (cause.id, cause.title))
    yield from categories()
    yield from (state.name for state in states().values())
    yield from (name for term in glossary() for name in (term.name, *term.also))
    yield from numbers()


def _messages(signals: tuple[Signal, ...]) -> list[str]:
    return list(dict.fromkeys(message_of(signal) for signal in signals))[:MOST_MESSAGES]


def _proof(proof: Proof) -> str:
    strength = "proves it" if proof.weight >= 2.5 else "makes it likely" if proof.weight >= 1.5 else "hints at it"
    return f"{_line_of(proof)}: {strength}"


def _line_of(proof: Proof) -> str:
    """Return which line *proof* asks for, as people read it: an expression is told by what it finds."""
    shown = " or ".join(f"“{text}”" for text in proof.any_texts[:2])
    if len(proof.any_texts) > 2:
        shown += f" (and {len(proof.any_texts) - 2} more wordings, translations included)"
    parts = (
        f"the event {' or '.join(proof.events)}" if proof.events else "",
        *(f"a line with “{text}”" for text in proof.all_texts),
        f"a line with {shown}" if shown else "",
        *(
            (f"a line such as “{proof.like}”" if proof.like else "a line of a form of its own",)
            if proof.pattern
            else ()
        ),
        f"the number {' or '.join(proof.codes)}" if proof.codes else "",
    )
    times = f", {proof.times} times" if proof.times > 1 else ""
    return f"{' and '.join(filter(None, parts))}{times}"

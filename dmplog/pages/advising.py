"""What a line means, and what to do about it: told before anything of how it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dmplog.blanks import unfilled
from dmplog.causes import load_causes
from dmplog.flowchart import Signal, SignalKind
from dmplog.layout import Section
from dmplog.pages.page import section
from dmplog.pages.related import KINDS, PlacedStep

MOST_STEPS = 3
MOST_ACTIONS = 4
_BETWEEN = "It shows no step: it stands between two of them, or something else wrote it."
_WAIT = "Wait: such a wait is documented."
_NOTHING = "Nothing while newer lines come behind it: a step writes it while it goes on. Where it is the last one, the page of the step says what a stop means."

Speaks = Iterable[tuple[PlacedStep, SignalKind, Signal]]
"""Of which steps a line speaks, and what it says of them."""


def advice_on(
    speaks: Speaks, harmless: Iterable[str], causes: Iterable[str], *, sure: bool = True
) -> Iterator[Section]:
    """Yield what a line means that *speaks* of steps, is *harmless* for some reason, or can prove *causes*, and what to do about it.

    Where it is not *sure* what the line says, a step that asks something of its fields is told with that, and gives no advice.
    """
    said, harmless, causes = list(speaks), tuple(harmless), tuple(causes)
    told = list(
        dict.fromkeys(
            f"{placed.titled}; the line {KINDS[kind]}" + ("" if sure else asked_of(signal))
            for placed, kind, signal in said
        )
    )
    more = [f"{len(told) - MOST_STEPS} more steps"] if len(told) > MOST_STEPS else []
    yield section("What it means", () if said or harmless else (_BETWEEN,), [*told[:MOST_STEPS], *more])
    yield section("It blocks nothing", harmless)
    meant = [(placed, kind) for placed, kind, signal in said if sure or not signal.where]
    actions = _actions(meant, harmless, causes)
    yield section("What to do", actions) if len(actions) == 1 else section("What to do", steps=actions)
    yield section("Causes it can prove", items=() if harmless else causes)


def _actions(
    steps: list[tuple[PlacedStep, SignalKind]], harmless: tuple[str, ...], causes: tuple[str, ...]
) -> list[str]:
    """Return what to do: what the one cause asks for, else what the step it fails says to check."""
    if harmless:
        return ["Leave it."]
    known = {f"{cause.id}: {cause.title}": cause for cause in load_causes().known}
    if len(causes) == 1:
        cause = known[causes[0]]
        return [unfilled(action) for action in (*cause.line_actions, *cause.actions)][:MOST_ACTIONS]
    failed = next((placed.step for placed, kind in steps if kind == "fails"), None)
    if failed is not None:
        return [unfilled(check) for check in failed.check][:MOST_ACTIONS]
    waiting = next((placed.step for placed, kind in steps if kind == "waits"), None)
    if waiting is not None:
        return [*waiting.meanwhile] or [waiting.waiting or _WAIT]
    return [_NOTHING] if steps else []


def asked_of(signal: Signal) -> str:
    """Return what *signal* asks of the fields of its line, in words behind it; nothing where it asks nothing."""
    values = [f"{name} is {' or '.join(values)}" for name, values in signal.where]
    return f" (where {', '.join(values)})" if values else ""

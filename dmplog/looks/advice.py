"""Why a case is where it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dmplog.looks.document import STUCK, Document
from dmplog.looks.evidence import place_of
from dmplog.verdicts import HEDGES


def actions_of(case: Document, place: Callable[[Document], str] = place_of) -> list[str]:
    """Return all there is to do about *case*, in the order every view tells it: what a known cause asks for, then what its step says to check.

    Behind what a line names stands the *place* of that line.
    """
    cause, checks = case["cause"], [] if waits_for_another(case) else list(case.get("checks", []))
    actions = list(cause["actions"]) if cause is not None else []
    if is_known(cause):
        return with_places([*actions, *(check for check in checks if check not in actions)], case, place)
    # "Follow the checks of the step." says nothing where those checks stand right above it.
    own = [action for action in actions if not (checks and "checks of the step" in action)]
    return with_places(dict.fromkeys([*checks, *own]), case, place)


def with_places(actions: Iterable[str], case: Document, place: Callable[[Document], str] = place_of) -> list[str]:
    """Return *actions* with the *place* of the line that names an address, a host, a folder or a share behind it, once for each.

    >>> case = {"names": [{"name": "go.microsoft.com", "file": "ConfigMgrSetup.log", "line": 38}]}
    >>> with_places(["Open `go.microsoft.com` there.", "Look for `go.microsoft.com`."], case)
    ['Open `go.microsoft.com` (ConfigMgrSetup.log:38) there.', 'Look for `go.microsoft.com`.']
    """
    left = {f"`{named['name']}`": place(named) for named in case.get("names", ())}
    told = []
    for action in actions:
        text = action
        for name in [name for name in left if name in text]:
            text = text.replace(name, f"{name} ({left.pop(name)})", 1)
        told.append(text)
    return told


def waits_for_another(case: Document) -> bool:
    """Return whether nothing is to be done about *case* itself: it waits for one that is told on its own."""
    return case["verdict"] == "waiting" and bool(case["blocked_by"])


def hedge_of(case: Document) -> str:
    """Return the word in front of what *case* waits for: how sure that is, as its headline has it."""
    return HEDGES.get(case["confidence"], "")


def waiting_said(case: Document) -> str:
    """Return what *case* waits for, and how sure that is.

    >>> waiting_said({"blocked_by": "the transfer to PS1", "confidence": "likely"})
    'probably waits for the transfer to PS1'
    """
    return f"{hedge_of(case)}waits for {case['blocked_by']}"


def is_known(cause: Document | None) -> bool:
    """Return whether *cause* names a reason."""
    return cause is not None and cause["category"] != "unknown"


def why_of(case: Document) -> list[str]:
    """Return in sentences why *case* is where it is: the proved cause, or what a stop at its step means."""
    cause = case["cause"]
    if is_known(cause):
        return [str(cause["explanation"])]
    if waits_for_another(case):
        return [f"It {waiting_said(case)}."]
    if case["verdict"] == "waiting" and case.get("waiting"):
        return [str(case["waiting"])]
    if case["verdict"] not in (*STUCK, "unknown"):
        return []
    found = [str(cause["explanation"])] if cause is not None else []
    return [*found, f"A stop here means: {case['stall']}"] if case["stall"] else found


def cause_title(cause: Document) -> str:
    """Return the title of *cause* with its category.

    >>> cause_title({"title": "The proxy asks for a password", "category": "proxy"})
    'The proxy asks for a password (proxy)'
    """
    category = "" if cause["category"] == "unknown" else f" ({cause['category'].replace('_', ' ')})"
    return f"{cause['title']}{category}"


def stated_cause(cause: Document) -> str:
    """Return the title of *cause*, hedged where it is only suggested.

    >>> stated_cause({"title": "The proxy asks for a password", "category": "proxy", "certainty": "suggested"})
    'Perhaps: The proxy asks for a password (proxy)'
    """
    return perhaps(cause) + cause_title(cause)


def perhaps(cause: Document) -> str:
    """Return what stands in front of the title of a *cause* that is only suggested."""
    return "" if cause["certainty"] == "proved" or not is_known(cause) else "Perhaps: "

"""Why a case is where it is, and what to do about it."""

from __future__ import annotations

from dmplog.looks.document import STUCK, Document


def actions_of(case: Document) -> list[str]:
    """Return what to do about *case*: what its cause asks for, or, where the cause is not known, what its step says to check."""
    cause, checks = case["cause"], [] if waits_for_another(case) else list(case.get("checks", []))
    if cause is None:
        return checks
    actions = list(cause["actions"])
    if is_known(cause):
        return actions or checks
    # "Follow the checks of the step." says nothing where those checks stand right above it.
    own = [action for action in actions if not (checks and "checks of the step" in action)]
    return list(dict.fromkeys([*checks, *own]))


def checks_of(case: Document) -> list[str]:
    """Return what the step says to check beyond `actions_of`: its general advice where the cause is known."""
    said = actions_of(case)
    if not is_known(case["cause"]):
        return []
    return [check for check in case.get("checks", []) if check not in said]


def waits_for_another(case: Document) -> bool:
    """Return whether nothing is to be done about *case* itself: it waits for one that is told on its own."""
    return case["verdict"] == "waiting" and bool(case["blocked_by"])


def is_known(cause: Document | None) -> bool:
    """Return whether *cause* names a reason."""
    return cause is not None and cause["category"] != "unknown"


def why_of(case: Document) -> list[str]:
    """Return in sentences why *case* is where it is: the proved cause, or what a stop at its step means."""
    cause = case["cause"]
    if is_known(cause):
        return [str(cause["explanation"])]
    if waits_for_another(case):
        return [f"It waits for {case['blocked_by']}."]
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

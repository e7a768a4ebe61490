"""The logs that would make an answer surer, or tell of a step nobody can see, and the words that ask for them."""

from __future__ import annotations

from collections.abc import Sequence

from dmplog.layout import few
from dmplog.looks.advice import is_known, perhaps
from dmplog.looks.document import STUCK, Document

MOST_NAMED = 4
"""So many logs are named in a line."""


def unseen_logs(cases: Sequence[Document]) -> list[str]:
    """Return the logs that the steps of *cases* lack of which nobody can tell whether they were reached.

    >>> unseen_logs([{"unseen": [{"log": "hman.log", "server": "PS2SRV", "folder": "", "why": ""}]}, {}])
    ['hman.log of PS2SRV']
    """
    return list(dict.fromkeys(_whose(need) for case in cases for need in case.get("unseen", ())))


def would_tell(cases: Sequence[Document], most: int = MOST_NAMED) -> str:
    """Return which logs would tell of the steps of *cases* that nobody can see, at *most* so many by name; empty where there is none.

    >>> would_tell([{"unseen": [{"log": "hman.log", "server": "PS2SRV", "folder": "", "why": ""}]}])
    'hman.log of PS2SRV would tell'
    """
    found = few(unseen_logs(cases), most)
    return f"{found} would tell" if found else ""


def unseen_words(cases: Sequence[Document]) -> str:
    """Return what the sign of a step that nobody can see stands for beneath a picture of *cases*; empty where there is none.

    >>> unseen_words([{"unseen": [{"log": "hman.log", "server": "PS2SRV", "folder": "", "why": ""}]}])
    '? = no log: hman.log of PS2SRV would tell.'
    """
    found = would_tell(cases)
    return f"? = no log: {found}." if found else ""


def wanted_logs(case: Document) -> list[str]:
    """Return the logs that would make the answer surer, each with the folder it lies in.

    >>> wanted_logs({"needs": [{"log": "sched.log", "server": "CAS01", "folder": "<install dir>/Logs", "why": ""}]})
    ['sched.log of CAS01 (<install dir>/Logs)']
    """
    return _with_folders(case["needs"])


def hidden_needs(case: Document, beside: Sequence[Document]) -> list[Document]:
    """Return the logs of the steps of *beside* that nobody can see, each once, where the answer to *case* itself needs none."""
    if case["needs"] or case["confidence"] != "confirmed":
        return []
    rows = [need for other in beside for need in other.get("unseen", ())]
    return list({(need["log"], need["server"]): need for need in reversed(rows)}.values())[::-1]


def to_copy(case: Document, beside: Sequence[Document]) -> list[Document]:
    """Return the logs that are asked for with the answer to *case*: those it needs, or those of steps of *beside* that nobody can see."""
    return list(case["needs"]) or hidden_needs(case, beside)


def fetched(case: Document, most: int, beside: Sequence[Document] = ()) -> tuple[str, ...]:
    """Return in sentences at most *most* of the logs to fetch for *case*, or that a confirmed answer needs none, and what it shows without.

    Whoever reads that nothing is to be fetched closes the question: where steps of *beside*, the cases told with it, cannot be seen, the logs
    that would show them are told with it. Every view and picture says it in these words.

    >>> stalled = {"needs": [], "confidence": "confirmed", "verdict": "stalled", "cause": None}
    >>> fetched(stalled, 3)
    ('nothing: these logs show where it stands, but no line says why',)
    >>> hidden = {"unseen": [{"log": "hman.log", "server": "PS2SRV", "folder": "<install dir>/Logs", "why": ""}]}
    >>> fetched(stalled, 3, [stalled, hidden])[1]
    'To see the steps marked ?: hman.log of PS2SRV (<install dir>/Logs)'
    """
    wanted = wanted_logs(case)
    if wanted or case["confidence"] != "confirmed":
        return (few(wanted, most),) if wanted else ()
    cause = case["cause"]
    # Whoever reads that the logs give the answer looks for the reason in them, and must not where no line holds it.
    told = case["verdict"] not in STUCK or (is_known(cause) and not perhaps(cause))
    nothing = f"nothing: these logs {'give the answer' if told else 'show where it stands, but no line says why'}"
    hidden = few(_with_folders(hidden_needs(case, beside)), most)
    return (nothing, f"To see the steps marked ?: {hidden}") if hidden else (nothing,)


def _whose(need: Document) -> str:
    return f"{need['log']} of {need['server']}" if need["server"] else str(need["log"])


def _with_folders(needs: Sequence[Document]) -> list[str]:
    return [_whose(need) + (f" ({need['folder']})" if need["folder"] else "") for need in needs]

"""The logs that would make an answer surer, or tell of a step nobody can see."""

from __future__ import annotations

from collections.abc import Sequence

from dmplog.layout import few
from dmplog.looks.document import Document

MOST_NAMED = 4
"""So many logs are named in a line."""


def unseen_logs(cases: Sequence[Document]) -> list[str]:
    """Return the logs that the steps of *cases* lack of which nobody can tell whether they were reached.

    >>> unseen_logs([{"unseen": [{"log": "hman.log", "server": "PS2SRV", "folder": "", "why": ""}]}, {}])
    ['hman.log of PS2SRV']
    """
    rows = [need for case in cases for need in case.get("unseen", ())]
    return list(dict.fromkeys(need["log"] + (f" of {need['server']}" if need["server"] else "") for need in rows))


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
    ['sched.log of CAS01, in <install dir>/Logs']
    """
    return [
        f"{need['log']}{' of ' + need['server'] if need['server'] else ''}, in {need['folder']}"
        for need in case["needs"]
    ]

"""The logs that would make an answer surer, or tell of a step nobody can see."""

from __future__ import annotations

from collections.abc import Sequence

from dmplog.layout import few
from dmplog.looks.document import Document

NOTHING_MORE = "nothing more: the logs given show it"


def fetched(case: Document, most: int) -> str | None:
    """Return at most *most* of the logs to fetch for *case*, or that a confirmed answer needs none."""
    wanted = wanted_logs(case)
    return few(wanted, most) or (NOTHING_MORE if case["confidence"] == "confirmed" else None)


def unseen_logs(cases: Sequence[Document]) -> list[str]:
    """Return the logs that the steps of *cases* lack of which nobody can tell whether they were reached.

    >>> unseen_logs([{"unseen": [{"log": "hman.log", "server": "PS2SRV", "folder": "", "why": ""}]}, {}])
    ['hman.log of PS2SRV']
    """
    rows = [need for case in cases for need in case.get("unseen", ())]
    return list(dict.fromkeys(need["log"] + (f" of {need['server']}" if need["server"] else "") for need in rows))


def wanted_logs(case: Document) -> list[str]:
    """Return the logs that would make the answer surer, each with the folder it lies in.

    >>> wanted_logs({"needs": [{"log": "sched.log", "server": "CAS01", "folder": "<install dir>/Logs", "why": ""}]})
    ['sched.log of CAS01, in <install dir>/Logs']
    """
    return [
        f"{need['log']}{' of ' + need['server'] if need['server'] else ''}, in {need['folder']}"
        for need in case["needs"]
    ]

"""How long the step a case stands at took elsewhere, in the same report: what is long is told by what was usual."""

from __future__ import annotations

from dmplog.layout import few
from dmplog.looks.document import Document, site_of
from dmplog.looks.times import between, duration_text

MOST_NAMED = 3


def took_elsewhere(document: Document, case: Document) -> str:
    """Return how long the step *case* stands at took at other sites of the same lane; empty where no other one is done with it.

    >>> step = {"id": "send", "status": "done", "started": "2025-01-14T02:09:54Z", "finished": "2025-01-14T02:14:05Z"}
    >>> done, stuck = ({"flowchart": "r", "lane": "t", "step": "send", "subject": {"site": one}, "steps": [step]} for one in ("PS2", "PS1"))
    >>> took_elsewhere({"cases": [stuck, done]}, stuck)
    'PS2 4 m 11 s'
    """
    found = []
    for other in document["cases"]:
        if other is case or (other["flowchart"], other["lane"]) != (case["flowchart"], case["lane"]):
            continue
        for step in other["steps"]:
            spent = between(step["started"], step["finished"])
            if step["id"] == case["step"] and step["status"] == "done" and spent is not None and site_of(other):
                found.append(f"{site_of(other)} {duration_text(spent)}")
    return few(found, MOST_NAMED)

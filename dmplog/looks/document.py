"""The report document: its cases, and how they are called, with nothing assumed about who wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dmplog.layout import inside
from dmplog.verdicts import WORST_FIRST

Document = Mapping[str, Any]
"""The report, or one part of it, as plain dicts and lists."""

STUCK = ("failed", "stalled")
DETAILED = ("failed", "stalled", "unknown", "in_progress", "waiting")

VERDICTS: dict[str, str] = {verdict: verdict.replace("_", " ").capitalize() for verdict in WORST_FIRST}


def lane_title(case: Document) -> str:
    """Return the words for the lane of *case*; a document without them is told by the id."""
    return str(case.get("lane_title") or case["lane"].replace("_", " ").capitalize())


def lane_name(case: Document, many: int = 1) -> str:
    """Return how the lane of *case* is called with its site, or for how *many* sites it stands: in every view, picture and sentence the same.

    >>> transfer = {"lane": "transfer", "lane_title": "Transfer", "lane_name": "Transfer to PS1", "subject": {"site": "PS1"}}
    >>> lane_name(transfer), lane_name(transfer, 12)
    ('Transfer to PS1', 'Transfer, 12 sites')
    """
    site = site_of(case)
    if many > 1:
        return f"{lane_title(case)}, {many} {'sites' if site else 'times'}"
    return str(case.get("lane_name") or (f"{lane_title(case)} at {site}" if site else lane_title(case)))


def lane_rank(case: Document) -> tuple[int, str]:
    """Return what the lane of *case* is sorted by: its place on the way of an update, then its id."""
    return case.get("lane_rank", 100), case["lane"]


def site_of(case: Document) -> str | None:
    """Return the site the subject of *case* is about."""
    site = case["subject"].get("site")
    return str(site) if site else None


def update_name(case: Document) -> str:
    """Return how the update of *case* is called."""
    subject = case["subject"]
    return str(subject.get("update") or subject.get("package_guid") or subject.get("package_id") or lane_title(case))


def case_title(case: Document) -> str:
    """Return a heading for *case*: update, lane and site.

    >>> case_title({"lane": "transfer", "lane_name": "Transfer to PS1", "subject": {"update": "Configuration Manager 2409", "site": "PS1"}})
    'Configuration Manager 2409: transfer to PS1'
    """
    own, name = lane_name(case), update_name(case)
    return own if name == lane_title(case) else f"{name}: {inside(own)}"


def own_step(case: Document) -> Document | None:
    """Return the step *case* stands at."""
    return next((progress for progress in case["steps"] if progress["id"] == case.get("step")), None)


def step_title(case: Document) -> str:
    """Return the title of the step *case* stands at."""
    progress = own_step(case) or {}
    return str(progress.get("title") or case.get("step") or "no step")


def page_command(case: Document) -> str | None:
    """Return the command that shows the page of knowledge about the step *case* stands at, or None where it stands at none.

    >>> page_command({"flowchart": "download", "lane": "package", "step": "notify_site"})
    'dmplog explain download.package.notify_site'
    """
    return f"dmplog explain {case['flowchart']}.{case['lane']}.{case['step']}" if case["step"] else None


def position(case: Document) -> tuple[int, int] | None:
    """Return (n, m) where the case stands at step n of m, or None."""
    progress = own_step(case)
    return (case["steps"].index(progress) + 1, len(case["steps"])) if progress is not None else None


def slug(name: str) -> str:
    """Return *name* for use in an id of a page.

    >>> slug("applicable?")
    'applicable-'
    """
    return "".join(one if one.isascii() and (one.isalnum() or one == "_") else "-" for one in name[:80])


def so_far(case: Document) -> str | None:
    """Return how far the step of *case* got, as its own lines count it.

    >>> so_far({"step": "send", "steps": [{"id": "send", "note": "last written: 1048576 bytes at position 402273892"}]})
    'Last written: 1048576 bytes at position 402273892'
    """
    note = str((own_step(case) or {}).get("note") or "")
    return note[0].upper() + note[1:] if note else None


ELSE = ((STUCK, "stuck"), (("unknown",), "unknown"), (("waiting",), "waiting"), (("in_progress",), "in progress"))
"""What may be told beside the answer, worst first, in words."""

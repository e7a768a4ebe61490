"""Which lane a case belongs to: the one thing a picture needs that the report document does not hold.

The flowchart gives decisions, branches and loops. Where it cannot be loaded (a user's own file, a report made elsewhere) a
picture shows the steps of the case in a row; see docs/decisions/0006-views-read-the-flowchart.md.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from dmplog.data import OwnKnowledge, knowledge_in_use
from dmplog.errors import DmplogError
from dmplog.views.document import Document, lane_title, moment_text, site_of, update_name
from dmplog.views.picture import LanePicture, from_case, from_lane


def case_picture(
    case: Document, document: Document | None = None, *, title: str | None = None, prefix: str | None = None
) -> LanePicture:
    """Return the picture of *case* in its lane."""
    from dataclasses import replace

    as_of = document["as_of"] if document is not None else None
    site = site_of(case)
    parts = [
        lane_title(case["lane"]),
        f"site {site}" if site else None,
        f"server {case['server']}" if case["server"] else None,
    ]
    parts.append(f"as of {moment_text(as_of)}" if as_of else None)
    subtitle = ", ".join(part for part in parts if part)
    heading = title or sentence(case)
    lane = _lane(str(case["flowchart"]), str(case["lane"]))
    if lane is not None and {step["id"] for step in case["steps"]} == {step.id for step in lane.steps}:
        picture = from_lane(lane, case, title=heading, subtitle=subtitle, as_of=as_of)
    else:
        picture = from_case(case, title=heading, subtitle=subtitle, as_of=as_of)
    return replace(picture, prefix=prefix) if prefix else picture


def sentence(case: Document) -> str:
    """Return what is to be said about *case* where the report's headline is about another one."""
    from dmplog.views.document import VERDICTS, step_title

    place = f" at site {site_of(case)}" if site_of(case) else ""
    at = (
        f" at step “{step_title(case)}”"
        if case["step"] and case["verdict"] not in ("completed", "not_applicable")
        else ""
    )
    return f"{update_name(case)}{place}: {VERDICTS[case['verdict']].lower()}{at}."


def _lane(flowchart: str, lane: str) -> Any:
    return _lane_with(knowledge_in_use(), flowchart, lane)


@lru_cache(maxsize=64)
def _lane_with(_own: OwnKnowledge | None, flowchart: str, lane: str) -> Any:
    try:
        from dmplog.flowchart import load_flowchart

        if not flowchart.isidentifier():
            return None
        return load_flowchart(flowchart).lane(lane)
    except (DmplogError, KeyError, OSError):
        return None

"""Which lane a case belongs to: the one thing a picture needs that the report document does not hold.

The flowchart gives decisions, branches and loops. Where it cannot be loaded (a user's own file, a report made elsewhere) a
picture shows the steps of the case in a row; see docs/decisions/0006-views-read-the-flowchart.md.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from dmplog.data import OwnKnowledge, knowledge_in_use
from dmplog.errors import DmplogError
from dmplog.looks.document import VERDICTS, Document, site_of, step_title, update_name
from dmplog.looks.picture import LanePicture, from_case
from dmplog.verdicts import OVER


def case_picture(case: Document) -> LanePicture:
    """Return the picture of *case* in its lane."""
    lane = _lane_with(knowledge_in_use(), str(case["flowchart"]), str(case["lane"]))
    if lane is not None and {step["id"] for step in case["steps"]} != {step.id for step in lane.steps}:
        lane = None
    return from_case(case, lane)


def sentence(case: Document) -> str:
    """Return what is to be said about *case* where the report's headline is about another one."""
    place = f" at site {site_of(case)}" if site_of(case) else ""
    stands = case["step"] and case["verdict"] not in OVER
    step = f" at step “{step_title(case)}”" if stands else ""
    return f"{update_name(case)}{place}: {VERDICTS[case['verdict']].lower()}{step}."


@lru_cache(maxsize=64)
def _lane_with(_own: OwnKnowledge | None, flowchart: str, lane: str) -> Any:
    try:
        from dmplog.flowchart import load_flowchart

        return load_flowchart(flowchart).lane(lane) if flowchart.isidentifier() else None
    except (DmplogError, KeyError, OSError):
        return None

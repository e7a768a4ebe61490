"""Which lane a case belongs to: the one thing a picture needs that the report document does not hold.

The flowchart gives decisions, branches and loops. Where it cannot be loaded (a user's own file, a report made elsewhere) a
picture shows the steps of the case in a row; see docs/decisions/0006-views-read-the-flowchart.md.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from dmplog.data import OwnKnowledge, knowledge_in_use
from dmplog.errors import DmplogError
from dmplog.verdicts import OVER
from dmplog.views.document import VERDICTS, Document, lane_title, moment_text, site_of, step_title, update_name
from dmplog.views.picture import LanePicture, from_case


def case_picture(case: Document, document: Document | None = None, prefix: str | None = None) -> LanePicture:
    """Return the picture of *case* in its lane; *document*, the report, gives the clock, and the headline of its first case."""
    as_of = document["as_of"] if document is not None else None
    parts = [
        lane_title(case),
        f"site {site_of(case)}" if site_of(case) else "",
        f"server {case['server']}" if case["server"] else "",
        f"as of {moment_text(as_of)}" if as_of else "",
    ]
    title = document["headline"] if document is not None and document["cases"][0] is case else _sentence(case)
    lane = _lane_with(knowledge_in_use(), str(case["flowchart"]), str(case["lane"]))
    if lane is not None and {step["id"] for step in case["steps"]} != {step.id for step in lane.steps}:
        lane = None
    return from_case(case, lane, title=title, subtitle=", ".join(filter(None, parts)), as_of=as_of, prefix=prefix)


def _sentence(case: Document) -> str:
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

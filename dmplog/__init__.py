"""Says which step of Microsoft's update flowcharts a stalled Configuration Manager update is stuck on.

>>> import dmplog
>>> report = dmplog.diagnose("fixtures/scenarios/redist-fails-daily/bundle")
>>> report.verdict, report.cases[0].step
('failed', 'download_redist')

Heavy packages are imported when a function that needs them is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dmplog.errors import (
    BundleError,
    CauseError,
    DmplogError,
    EncodingNameError,
    FlowchartError,
    GrammarError,
    InputError,
    KnowledgeError,
    RenderingError,
    UsageError,
)

if TYPE_CHECKING:
    from dmplog.api import diagnose, explain, load_flowchart
    from dmplog.events import read_events
    from dmplog.flowchart import Flowchart
    from dmplog.records import read_records
    from dmplog.report import Case, Report
    from dmplog.views.diagram import Diagram

__all__ = [
    "BundleError",
    "Case",
    "CauseError",
    "Diagram",
    "DmplogError",
    "EncodingNameError",
    "Flowchart",
    "FlowchartError",
    "GrammarError",
    "InputError",
    "KnowledgeError",
    "RenderingError",
    "Report",
    "UsageError",
    "diagnose",
    "explain",
    "load_flowchart",
    "read_events",
    "read_records",
]

_HOMES = {
    "Case": "dmplog.report",
    "Diagram": "dmplog.views.diagram",
    "Flowchart": "dmplog.flowchart",
    "Report": "dmplog.report",
    "diagnose": "dmplog.api",
    "explain": "dmplog.api",
    "load_flowchart": "dmplog.api",
    "read_events": "dmplog.events",
    "read_records": "dmplog.records",
}


def __getattr__(name: str) -> Any:
    """Import a public name where it is first used."""
    from importlib import import_module

    if name not in _HOMES:
        message = f"module 'dmplog' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)

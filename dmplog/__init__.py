"""Says which step of Microsoft's update flowcharts a stalled Configuration Manager update is stuck on.

>>> import dmplog
>>> report = dmplog.diagnose("fixtures/scenarios/redist-fails-daily/bundle")
>>> report.verdict, report.cases[0].step
('failed', 'download_redist')

Every public name can be imported from here, and a type checker knows each of them:

>>> from dmplog import Case, Verdict
>>> def worst(case: Case) -> Verdict:
...     return case.verdict
>>> worst(report.cases[0])
'failed'

Heavy packages are imported when a function that needs them is called. What was read is logged by the logger `dmplog`,
which is silent until the program that imports it sets logging up.
"""

from __future__ import annotations

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
    ReportError,
    UsageError,
)

# Type checkers take this name for true wherever it comes from; importing `typing` takes longer than all the rest.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from dmplog.api import diagnose, explain, load_flowchart
    from dmplog.case import (
        Case,
        CaseProof,
        Cause,
        Decision,
        ErrorCode,
        Evidence,
        KeyLink,
        Need,
        NextSign,
        StepProgress,
        Subject,
    )
    from dmplog.events import read_events
    from dmplog.flowchart import Flowchart
    from dmplog.pages import Page
    from dmplog.problem import Problem
    from dmplog.records import read_records
    from dmplog.report import AlsoSeen, InputFile, LogCoverage, PrerequisiteResult, Report, Unexplained
    from dmplog.verdicts import Confidence, StepStatus, Verdict
    from dmplog.views.diagram import Diagram

    __version__: str

__all__ = ["__version__", "diagnose", "explain", "load_flowchart", "read_events", "read_records"]
__all__ += ["Diagram", "Flowchart", "Page"]
__all__ += [
    "AlsoSeen",
    "Case",
    "CaseProof",
    "Cause",
    "Confidence",
    "Decision",
    "ErrorCode",
    "Evidence",
    "InputFile",
    "KeyLink",
]
__all__ += ["LogCoverage", "Need", "NextSign", "PrerequisiteResult", "Problem", "Report", "StepProgress", "StepStatus"]
__all__ += ["Subject", "Unexplained", "Verdict"]
__all__ += ["BundleError", "CauseError", "DmplogError", "EncodingNameError", "FlowchartError", "GrammarError"]
__all__ += ["InputError", "KnowledgeError", "RenderingError", "ReportError", "UsageError"]

_OF_A_CASE = (
    "Case",
    "CaseProof",
    "Cause",
    "Decision",
    "ErrorCode",
    "Evidence",
    "KeyLink",
    "Need",
    "NextSign",
    "StepProgress",
)
_HOMES = {
    **dict.fromkeys((*_OF_A_CASE, "Subject"), "dmplog.case"),
    "Confidence": "dmplog.verdicts",
    "Problem": "dmplog.problem",
    "StepStatus": "dmplog.verdicts",
    "Verdict": "dmplog.verdicts",
    "Diagram": "dmplog.views.diagram",
    "Flowchart": "dmplog.flowchart",
    "Page": "dmplog.pages",
    "diagnose": "dmplog.api",
    "explain": "dmplog.api",
    "load_flowchart": "dmplog.api",
    "read_events": "dmplog.events",
    "read_records": "dmplog.records",
}
"""Where a public name is defined that is neither here nor in `dmplog.report`."""

if not TYPE_CHECKING:
    # Hidden from type checkers, which would let it answer for every misspelt name.
    def __getattr__(name: str) -> object:
        """Import a public name where it is first used."""
        from importlib import import_module

        if name not in __all__:
            message = f"module 'dmplog' has no attribute {name!r}"
            raise AttributeError(message)
        if name == "__version__":
            return import_module("dmplog.version").VERSION
        return getattr(import_module(_HOMES.get(name, "dmplog.report")), name)


def __dir__() -> list[str]:
    return sorted(__all__)

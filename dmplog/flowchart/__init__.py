"""The flowchart station: Microsoft's charts as data, checked, and as networkx graphs.

A flowchart is a TOML file with one chart block per lane. Loading checks its shape; `check_flowchart` proves that every step is
placed and reachable, that loops are declared and return to where they came from, and that every event exists in a grammar.
"""

from dmplog.flowchart.attributes import Kind as CorrelatorKind
from dmplog.flowchart.attributes import SubStages
from dmplog.flowchart.check import check_flowchart, checked_flowcharts
from dmplog.flowchart.durations import format_duration, parse_duration
from dmplog.flowchart.findings import Finding
from dmplog.flowchart.load import is_shipped, known_flowcharts, load_flowchart, shipped_flowcharts
from dmplog.flowchart.model import (
    Bystander,
    Decision,
    Edge,
    Flowchart,
    Lane,
    Note,
    Outcome,
    SignalKind,
    Standing,
    Step,
    Wait,
)
from dmplog.flowchart.signal import Place, Signal
from dmplog.flowchart.stand_in import paths_of

__all__ = [
    "Bystander",
    "CorrelatorKind",
    "Decision",
    "Edge",
    "Finding",
    "Flowchart",
    "Lane",
    "Note",
    "Outcome",
    "Place",
    "Signal",
    "SignalKind",
    "Standing",
    "Step",
    "SubStages",
    "Wait",
    "check_flowchart",
    "checked_flowcharts",
    "format_duration",
    "is_shipped",
    "known_flowcharts",
    "load_flowchart",
    "parse_duration",
    "paths_of",
    "shipped_flowcharts",
]

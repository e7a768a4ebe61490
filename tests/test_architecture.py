"""The shape of the house: data flows one way, the public surface is complete, nothing reads the clock or the network."""

from __future__ import annotations

import ast
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Literal, get_origin

import networkx as nx
import pytest

import dmplog
from dmplog.compiled import read_table
from dmplog.flowchart import load_flowchart, shipped_flowcharts
from dmplog.grammar import Grammars

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGE = REPOSITORY / "dmplog"
STATIONS = (
    ("frozen",),
    ("errors", "limits", "nearest", "progress", "seal", "version"),
    ("strays", "arguments"),
    ("data",),
    ("compiled",),
    ("head", "document"),
    ("roles",),
    ("verdicts", "layout", "reading", "blanks"),
    ("problem", "case"),
    ("report",),
    ("isolation", "own_tables"),
    ("knowledge", "codes", "alphabets", "releases"),
    ("encoding", "bundle", "target"),
    ("distinct",),
    ("framing",),
    ("sentences",),
    ("failures",),
    ("alarms",),
    ("grammar", "stowed"),
    ("nameless",),
    ("servers", "flowchart", "folding", "silence"),
    ("thinning",),
    ("unclaimed",),
    ("witness",),
    ("earning",),
    ("light", "survey", "parts"),
    ("gathering", "options"),
    ("intake",),
    ("synchronized",),
    ("clocks", "collected", "hierarchies", "standing"),
    ("records", "timeline"),
    ("events", "reach"),
    ("streaming",),
    ("cases",),
    ("tracing",),
    ("diagnosis",),
    ("evidence",),
    ("causes",),
    ("validator",),
    ("looks",),
    ("pages", "writing"),
    ("assembly",),
    ("pipeline",),
    ("api",),
    ("pictures",),
    ("views",),
    ("collect", "fleet", "redaction", "watch"),
    ("contribute",),
    ("cli",),
    ("__main__", "__init__"),
)
LEVEL = {name: level for level, names in enumerate(STATIONS) for name in names}
FREE = {
    # The report renders itself: its methods import the views when they are called.
    ("report", "views"),
    ("case", "views"),
    # A page of knowledge renders itself, too.
    ("pages", "views"),
    # Times given as text are parsed as the command line parses them.
    ("api", "cli"),
    # A file of the user's own is validated when it is read; what is shipped never is.
    ("flowchart", "validator"),
    ("causes", "validator"),
    ("own_tables", "validator"),
}


def modules():
    return sorted(path for path in PACKAGE.rglob("*.py") if "_data" not in path.parts)


def room(path):
    relative = path.relative_to(PACKAGE).with_suffix("")
    return relative.parts[0]


def imported_rooms(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("dmplog"):
            names = [node.module] if node.module != "dmplog" else [f"dmplog.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if alias.name.startswith("dmplog.")]
        for name in names:
            yield name.split(".")[1]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_stations_before_it(path):
    own = room(path)
    backwards = {
        (own, other)
        for other in imported_rooms(path)
        if own != "__init__"
        and other not in (own, "__init__")
        and LEVEL[other] >= LEVEL[own]
        and (own, other) not in FREE
    }

    assert set() == backwards


def test_what_decides_knows_no_text():
    """Findings are judged on rows and clocks; what a line says, and why it was written, is asked when all is settled."""
    forbidden = {"bundle", "evidence", "causes", "grammar", "codes"}
    imported = {
        (str(path.relative_to(PACKAGE)), other)
        for path in modules()
        if room(path) == "diagnosis"
        for other in imported_rooms(path)
    }

    assert set() == {(path, other) for path, other in imported if other in forbidden}


ANYWHERE = frozenset({"unrecognized_error", "start", "end", "other"})
"""What stands for itself: a line no grammar knows, the two ends of a chart, and the log nobody knows."""

ALLOWED = {
    # Words for how a service connection point works.
    "cases/modes.py": {"offline"},
    "cases/subject.py": {"offline"},
    "cases/tool.py": {"offline", "tool", "package"},
    "diagnosis/verdict.py": {"offline"},
    "writing/case.py": {"offline"},
    # Kinds of correlators, parts of logs and lanes, and places, which happen to be called as a lane is.
    "cases/__init__.py": {"tool"},
    "cases/hierarchy.py": {"top_level_site"},
    "cases/replication.py": {"installation"},
    "flowchart/attributes.py": {"installation", "tool"},
    "flowchart/naming.py": {"tool"},
    "flowchart/signal.py": {"top_level_site"},
    "writing/needs.py": {"top_level_site"},
    "writing/unseen.py": {"top_level_site"},
    # A column of joined rows.
    "grammar/reserved.py": {"package"},
    # The framing of the service connection tool's log.
    "framing/tool.py": {"tool"},
    # The names of the files that are shipped, in the order an update meets them.
    "flowchart/load.py": {"download", "replication", "upload", "offline"},
    # An attribute of JUnit XML.
    "views/junit.py": {"package"},
    # A kind of page.
    "pages/numbers.py": {"status_message"},
    "pages/page.py": {"status_message"},
}
"""File by file, with the reason: words that happen to be ids too. Python knows algorithms; names of the product are data."""


def known_ids():
    """Return every event, log, flowchart, lane and step of the shipped knowledge."""
    charts = [load_flowchart(name) for name in shipped_flowcharts()]
    lanes = [lane for chart in charts for lane in chart.lanes]
    grammars = Grammars.load()
    return {
        *grammars.events,
        *grammars.roles,
        *(chart.id for chart in charts),
        *(lane.id for lane in lanes),
        *(step.id for lane in lanes for step in lane.steps),
    } - ANYWHERE


def constants(path):
    """Yield every text in the module *path* that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def test_no_module_knows_an_event_a_log_a_lane_or_a_step_by_name():
    ids = known_ids()
    found = {path.relative_to(PACKAGE).as_posix(): ids.intersection(constants(path)) for path in modules()}

    assert ALLOWED == {name: known for name, known in found.items() if known}


def test_every_part_of_a_correlator_is_read_and_played():
    """A part that no algorithm asks for, or that no shipped chart gives, would be a promise nobody keeps."""
    said = {text for path in (PACKAGE / "cases").rglob("*.py") for text in constants(path)}
    said |= {text for path in (PACKAGE / "diagnosis").rglob("*.py") for text in constants(path)}
    charts = [load_flowchart(name).correlator for name in shipped_flowcharts()]
    parts = read_table("correlator_parts")

    assert set() == {*parts["logs"], *parts["lines"]} - said
    assert set(parts["logs"]) == {part for correlator in charts for part in correlator.logs}
    assert set(parts["lines"]) == {part for correlator in charts for part in correlator.lines}


def imports_between_modules():
    """Return every import of the package as an arrow, those for types and inside a function included."""
    names = {
        ".".join(path.with_suffix("").parts[len(REPOSITORY.parts) :]).removesuffix(".__init__"): path
        for path in modules()
    }
    graph = nx.DiGraph()
    graph.add_nodes_from(names)
    for own, path in names.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                wanted = [f"{node.module}.{alias.name}" for alias in node.names]
                wanted = [name if name in names else node.module for name in wanted]
            else:
                wanted = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            graph.add_edges_from((own, name) for name in wanted if name in names)
    return graph


def test_no_modules_import_each_other_in_a_circle():
    """Not even inside a function or for types: two modules that need each other are one module, or three."""
    graph = imports_between_modules()

    assert graph.number_of_edges() > len(graph)
    assert [] == [sorted(group) for group in nx.strongly_connected_components(graph) if len(group) > 1]


def test_every_public_name_is_there_and_documented():
    public = {name: getattr(dmplog, name) for name in dmplog.__all__}
    # A closed list of words has no room for a docstring.
    missing = [name for name, value in public.items() if not value.__doc__ and get_origin(value) is not Literal]

    assert [] == missing
    assert sorted(dmplog.__all__) == dir(dmplog)


def test_importing_the_package_imports_nothing_heavy():
    script = (
        "import sys; before = set(sys.modules); import dmplog; "
        "heavy = {'polars', 'lark', 'networkx', 'typer', 'jinja2', 'logging', 'typing'}; "
        "print(sorted(heavy & (set(sys.modules) - before)))"
    )

    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert "[]" == found.stdout.strip()


def test_nobody_reads_the_clock_but_the_option_that_asks_for_it():
    readers = [
        str(path.relative_to(PACKAGE))
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today")
    ]

    assert ["cli/moments.py", "watch/clock.py"] == [reader.replace("\\", "/") for reader in readers]


def test_a_diagnosis_opens_no_socket(monkeypatch):
    def refuse(*_):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)

    report = dmplog.diagnose(REPOSITORY / "fixtures" / "scenarios" / "healthy-download" / "bundle")

    assert "completed" == report.verdict


def test_one_module_writes_to_the_terminal():
    """What is written anywhere else could carry what a log says to a terminal as it is."""
    written = re.compile(r"typer\.echo|sys\.std(?:out|err)\.write|\bprint\(")
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in modules()
        if written.search(re.sub(r"(?m)^ *(?:>>>|\.\.\.) .*$", "", path.read_text(encoding="utf-8")))
    }

    assert {"cli/streams.py"} == found

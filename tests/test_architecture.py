"""The shape of the house: data flows one way, the public surface is complete, nothing reads the clock or the network."""

from __future__ import annotations

import ast
import socket
import subprocess
import sys
from pathlib import Path
from typing import Literal, get_origin

import pytest

import dmplog

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGE = REPOSITORY / "dmplog"
STATIONS = (
    ("errors", "data", "limits", "alphabets", "progress", "document"),
    ("compiled",),
    ("report",),
    ("reading",),
    ("knowledge", "codes"),
    ("encoding", "bundle"),
    ("framing",),
    ("grammar",),
    ("servers", "flowchart", "folding", "clocks"),
    ("intake",),
    ("records", "timeline"),
    ("events",),
    ("cases",),
    ("tracing",),
    ("causes", "diagnosis"),
    ("citations", "sidenotes"),
    ("pages",),
    ("assembly",),
    ("pipeline",),
    ("api",),
    ("views",),
    ("cli",),
    ("__main__", "__init__"),
)
LEVEL = {name: level for level, names in enumerate(STATIONS) for name in names}
FREE = {
    # The report renders itself: its methods import the views when they are called.
    ("report", "views"),
    # And it reads itself.
    ("report", "reading"),
    # Times given as text are parsed as the command line parses them.
    ("api", "cli"),
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


def test_every_public_name_is_there_and_documented():
    public = {name: getattr(dmplog, name) for name in dmplog.__all__}
    # A closed list of words has no room for a docstring.
    missing = [name for name, value in public.items() if not value.__doc__ and get_origin(value) is not Literal]

    assert [] == missing
    assert sorted(dmplog.__all__) == dir(dmplog)


def test_importing_the_package_imports_nothing_heavy():
    script = "import dmplog, sys; print(sorted({'polars', 'lark', 'networkx', 'typer', 'jinja2', 'typing'} & set(sys.modules)))"

    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert "[]" == found.stdout.strip()


def test_nobody_reads_the_clock_but_the_option_that_asks_for_it():
    readers = [
        str(path.relative_to(PACKAGE))
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today")
    ]

    assert ["cli/options.py"] == [reader.replace("\\", "/") for reader in readers]


def test_a_diagnosis_opens_no_socket(monkeypatch):
    def refuse(*_):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)

    report = dmplog.diagnose(REPOSITORY / "fixtures" / "scenarios" / "healthy-download" / "bundle")

    assert "completed" == report.verdict

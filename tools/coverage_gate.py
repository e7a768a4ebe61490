"""Measures how much of the rooms that decide is reached by the tests of these rooms, and refuses less than 95 % of the branches of a room.

`python tools/coverage_gate.py` runs these tests alone, in one process, and writes docs/quality/coverage.toml; it takes some minutes and is
no part of `.ci/run`. With `--check` nothing is run: the figures that are kept are held against the gate. Exits with 1 below it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
FIGURES = REPOSITORY / "docs" / "quality" / "coverage.toml"
GATE = 95
ROOMS = (
    "cases",
    "tracing",
    "diagnosis",
    "evidence",
    "causes",
    "standing.py",
    "reach.py",
    "timeline.py",
    "witness.py",
    "clocks.py",
    "silence.py",
)
TESTS = (
    "tests/cases",
    "tests/tracing",
    "tests/diagnosis",
    "tests/evidence",
    "tests/causes",
    "tests/writing",
    "tests/test_standing.py",
    "tests/test_witness.py",
    "tests/test_timeline.py",
    "tests/test_silence.py",
    "tests/test_clocks.py",
    "tests/test_collected.py",
    "tests/test_servers.py",
    "tests/test_alarms.py",
)
COMMAND = "python tools/coverage_gate.py"
HEAD = """# How much of the rooms that decide their own tests reach. Written by {command}; change nothing by hand.
title = "Coverage of the rooms that decide"
order = 0
date = "{date}"
load = "{load}"
command = "{command}"
"""
ROOM = """
[[room]]
name = "{name}"
branches = {branches}
covered = {covered}
lines = {lines}
"""


def measured(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the figures of each room out of the report of coverage."""
    found = []
    for room in ROOMS:
        place = f"dmplog/{room}"
        mine = [
            told["summary"]
            for name, told in report["files"].items()
            if name.replace(os.sep, "/") == place or name.replace(os.sep, "/").startswith(f"{place}/")
        ]
        total = {
            key: sum(one[key] for one in mine)
            for key in ("num_branches", "covered_branches", "num_statements", "covered_lines")
        }
        found.append(
            {
                "name": room,
                "branches": total["num_branches"],
                "covered": total["covered_branches"],
                "lines": round(100 * total["covered_lines"] / max(total["num_statements"], 1), 1),
            }
        )
    return found


def share(rooms: Iterable[Mapping[str, Any]]) -> float:
    """Return how much of the branches of *rooms* is reached, in percent.

    >>> share([{"branches": 40, "covered": 38}])
    95.0
    """
    told = list(rooms)
    branches = sum(room["branches"] for room in told)
    return 100 * sum(room["covered"] for room in told) / branches if branches else 100.0


def short(rooms: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a sentence for each room below the gate.

    >>> list(short([{"name": "cases", "branches": 40, "covered": 37}]))
    ['cases: 92.5 % of its branches are reached, at least 95 % must be']
    """
    for room in rooms:
        if share([room]) < GATE:
            yield f"{room['name']}: {share([room]):.1f} % of its branches are reached, at least {GATE} % must be"


def run() -> list[dict[str, Any]]:
    """Run the tests of the rooms under coverage, and return the figures."""
    with tempfile.TemporaryDirectory() as folder:
        data, told = Path(folder, "data"), Path(folder, "report.json")
        environment = {**os.environ, "COVERAGE_FILE": str(data), "POLARS_MAX_THREADS": "1"}
        pytest = ("-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS)
        coverage = (sys.executable, "-m", "coverage")
        subprocess.run(
            (*coverage, "run", "--branch", "--source=dmplog", *pytest), cwd=REPOSITORY, env=environment, check=True
        )
        subprocess.run((*coverage, "json", "-q", "-o", str(told)), cwd=REPOSITORY, env=environment, check=True)
        return measured(json.loads(told.read_text(encoding="utf-8")))


def written(rooms: Iterable[Mapping[str, Any]], date: str, load: str) -> str:
    """Return the file of figures."""
    return HEAD.format(command=COMMAND, date=date, load=load) + "".join(ROOM.format(**room) for room in rooms)


def main() -> int:
    """Measure and write, or check what was written."""
    if "--check" not in sys.argv[1:]:
        before = _load()
        rooms = run()
        load = f"{min(before, _load()):.0f} to {max(before, _load()):.0f} on {os.cpu_count()} processors"
        FIGURES.write_text(written(rooms, time.strftime("%Y-%m-%d"), load), encoding="utf-8", newline="\n")
    found = list(short(tomllib.loads(FIGURES.read_text(encoding="utf-8"))["room"]))
    sys.stdout.writelines(f"{told}\n" for told in found)
    return int(bool(found))


def _load() -> float:
    """Return how many processes wanted to run in the last minute, where the system says so."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


if __name__ == "__main__":
    sys.exit(main())

"""The top level of the package: every public name, typed, and cheap to import."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import version

import pytest

import dmplog


def checked(tmp_path, *lines):
    """Return the number and the kind of each mistake mypy finds in a program of *lines* that imports dmplog."""
    program = tmp_path / "program.py"
    program.write_text("\n".join(("import dmplog", *lines)) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", "--no-error-summary", str(program)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "" == found.stderr
    mistakes = re.findall(r":([0-9]+): error: .* \[([a-z-]+)\]$", found.stdout, re.MULTILINE)
    return [(int(line), kind) for line, kind in mistakes]


def test_a_type_checker_knows_every_public_name(tmp_path):
    """None of them is Any: mypy sees that none is an int."""
    lines = [f"name_{number}: int = dmplog.{name}" for number, name in enumerate(dmplog.__all__)]

    assert [(number + 2, "assignment") for number in range(len(lines))] == checked(tmp_path, *lines)


def test_a_type_checker_finds_a_misspelt_name_and_a_wrong_verdict(tmp_path):
    """What a script makes of a report is checked down to the words a verdict may be."""
    found = checked(
        tmp_path,
        "from typing import assert_type",
        "report = dmplog.diagnose('Logs.zip', flowcharts='download')",
        "assert_type(report.cases[0].cause, dmplog.Cause | None)",
        "assert_type(dmplog.Report.from_json(report.to_json()), dmplog.Report)",
        "dmplog.Evidense",
        "report.verdict == 'stuck'",
        "wanted: dmplog.Verdict = 'stuck'",
    )

    assert [(6, "attr-defined"), (7, "comparison-overlap"), (8, "assignment")] == found


def test_the_values_of_a_report_are_the_classes_of_the_top_level():
    """`isinstance` with a public name tells what a value of a report is."""
    report = dmplog.diagnose("fixtures/scenarios/redist-fails-daily/bundle")
    case = report.cases[0]
    values = (report, case, case.subject, case.cause, case.next, case.steps[0], case.decision, report.coverage[0])

    assert ["Report", "Case", "Subject", "Cause", "NextSign", "StepProgress", "Decision", "LogCoverage"] == [
        next(name for name in dmplog.__all__ if getattr(dmplog, name) is type(value)) for value in values
    ]


def test_the_version_is_that_of_the_package():
    assert version("dmplog") == dmplog.__version__


def test_a_name_that_is_none_says_so():
    with pytest.raises(AttributeError, match="module 'dmplog' has no attribute 'Evidense'"):
        _ = dmplog.Evidense

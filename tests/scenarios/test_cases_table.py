"""The known cases: what dmplog quotes and decodes for them, and that docs/cases.md tells what it answers."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
SCENARIOS = sorted(
    path.parent
    for pattern in ("case-*", "unknown-error-*")
    for path in (REPOSITORY / "fixtures" / "scenarios").glob(f"{pattern}/verdict.toml")
)
STUCK = ("failed", "stalled")


def load_tool():
    """Return tools/case_table.py, which is a script and no package."""
    spec = importlib.util.spec_from_file_location("case_table", REPOSITORY / "tools" / "case_table.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tool():
    return load_tool()


@pytest.fixture(scope="module")
def reports(tool):
    """The report on every scenario, made once."""
    return {folder.name: tool.diagnosed(folder) for folder in SCENARIOS}


def expectation(folder):
    return tomllib.loads((folder / "verdict.toml").read_text(encoding="utf-8"))


def with_key(key):
    return [pytest.param(folder, id=folder.name) for folder in SCENARIOS if key in expectation(folder)]


@pytest.mark.parametrize("folder", with_key("cites"))
def test_the_failure_is_quoted_to_the_letter_in_a_stuck_case(folder, reports):
    stuck = [case for case in reports[folder.name].cases if case.verdict in STUCK]
    lines = [line.text for case in stuck for step in case.steps for line in step.evidence]
    lines += [line.text for case in stuck if case.cause for line in case.cause.evidence]

    assert expectation(folder)["cites"] == [
        quoted for quoted in expectation(folder)["cites"] if any(quoted in line for line in lines)
    ]


@pytest.mark.parametrize("folder", with_key("errors"))
def test_the_numbers_of_the_failure_are_decoded(folder, reports):
    stuck = [case for case in reports[folder.name].cases if case.verdict in STUCK]
    decoded = {code.code: code.name for case in stuck for code in case.errors}

    assert all(decoded.get(code) for code in expectation(folder)["errors"]), decoded


@pytest.mark.parametrize("folder", with_key("also_seen"))
def test_an_alarming_line_that_blocks_nothing_is_told_as_such(folder, reports):
    seen = [each.evidence.text for each in reports[folder.name].also_seen]

    assert expectation(folder)["also_seen"] == [
        quoted for quoted in expectation(folder)["also_seen"] if any(quoted in line for line in seen)
    ]


def test_the_page_tells_what_dmplog_answers(tool, reports, monkeypatch):
    monkeypatch.setattr(tool, "diagnosed", lambda folder: reports[folder.name])

    assert tool.page() == tool.PAGE.read_text(encoding="utf-8"), "run tools/case_table.py"


def test_every_folder_of_a_known_case_has_a_row(tool):
    told = tool.PAGE.read_text(encoding="utf-8")

    assert [] == [folder.name for folder in SCENARIOS if f"| {folder.name} |" not in told]

"""Annotations of a workflow: a line for each stuck case, read back as it was meant, and no line of a log among the commands."""

import re
from copy import deepcopy
from pathlib import Path

import pytest

import dmplog
from dmplog.views.annotations import render

BUNDLE = "fixtures/scenarios/waits-for-stuck-child/bundle"
SCENARIOS = sorted(Path("fixtures/scenarios").iterdir())
COMMAND = re.compile(r"::(error|warning|notice) ((?:[a-z]+=[^:,\r\n]*,?)+)::([^\r\n]*)")
ATTACK = "\n::set-output name=x::y\r\n::add-mask::z%0A::stop-commands::t,file=/etc/passwd\x1b[31m"


def read_back(line):
    """What the runner makes of a line."""
    level, properties, message = COMMAND.fullmatch(line).groups()
    pairs = (pair.split("=", 1) for pair in properties.split(","))
    return level, {name: unescaped(value) for name, value in pairs}, unescaped(message)


def unescaped(text):
    for escape, sign in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(escape, sign)
    return text


def test_a_stuck_case_is_an_error_beside_its_line():
    report = dmplog.diagnose(BUNDLE)
    error, notice = map(read_back, render(report.to_dict()).splitlines())

    assert (
        "error",
        {
            "file": f"{BUNDLE}/CASSRV/Logs/sender.log",
            "line": "23",
            "title": "Configuration Manager 2409: transfer to PS1",
        },
        "Configuration Manager 2409 at “Send the package to the child site” on CASSRV since 2025-01-14 02:04:54 UTC, 40 % sent.",
    ) == error
    assert ("notice", {"title": "dmplog"}, report.headline) == notice


@pytest.mark.parametrize("scenario", SCENARIOS[::12], ids=lambda path: path.name)
def test_every_line_is_a_command_and_no_more_are_there_than_cases_that_are_told(scenario):
    report = dmplog.diagnose(scenario / "bundle")
    levels = [read_back(line)[0] for line in render(report.to_dict()).splitlines()]

    assert sum(case.verdict in ("stalled", "failed") for case in report.cases) == levels.count("error")
    assert sum(case.verdict == "unknown" for case in report.cases) == levels.count("warning")
    assert "notice" == levels[-1]


def test_nothing_of_a_log_becomes_a_command_or_a_property():
    document = deepcopy(dmplog.diagnose(BUNDLE).to_dict())
    document["headline"] += ATTACK
    for case in document["cases"]:
        case["subject"]["update"] = case["server"] = ATTACK
        for step in case["steps"]:
            step["title"] += ATTACK
            for evidence in step["evidence"]:
                evidence["file"] += ATTACK
    lines = render(document).splitlines()

    assert ["error", "notice"] == [read_back(line)[0] for line in lines]
    assert {"file", "line", "title"} == read_back(lines[0])[1].keys()
    assert [] == [line for line in lines if re.search("[\x00-\x1f\x7f]", line)]

"""Causes are asked after everything is decided: without them every verdict and step is the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import dmplog
import dmplog.pipeline
from dmplog.causes import load_causes

SCENARIOS = Path(__file__).parents[2] / "fixtures" / "scenarios"

NOTHING_KNOWN = """
[[cause]]
id = "never"
category = "dns"
title = "Never"
steps = ["*.*.*"]
explanation = "Never proven."
actions = ["None."]
references = ["https://learn.microsoft.com/"]

[[cause.proof]]
weight = 3
text_contains = ["this text stands in no log"]
"""


def decided(report):
    return [
        (
            case.flowchart,
            case.lane,
            case.subject,
            case.verdict,
            case.step,
            case.since,
            case.confidence,
            case.reasons,
            case.errors,
        )
        for case in report.cases
    ]


@pytest.mark.parametrize(
    "scenario", ["redist-fails-daily", "payload-download-fails-dns", "despooler-waits-for-metadata"]
)
def test_without_any_cause_every_verdict_and_step_is_the_same(scenario, tmp_path, monkeypatch):
    bundle = SCENARIOS / scenario / "bundle"
    known = dmplog.diagnose(bundle)
    (tmp_path / "dns.toml").write_text(NOTHING_KNOWN, encoding="utf-8")
    monkeypatch.setattr(dmplog.pipeline, "load_causes", lambda: load_causes(tmp_path))
    unknown = dmplog.diagnose(bundle)
    assert decided(known) == decided(unknown)
    assert {case.cause.id for case in unknown.cases if case.verdict == "failed"} == {"unknown"}
    assert "unknown" not in {case.cause.id for case in known.cases if case.verdict == "failed"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ERROR: The flux compensator gave up, error 0x8000FFFF", "E_UNEXPECTED"),
        ("Failed to weave part 7, hr=0x80004005", "E_FAIL"),
        ("Cannot open the ledger. Code 0x80070057", "ERROR_INVALID_PARAMETER"),
        ("WARNING: transport lost, 2147500037 returned", "E_FAIL"),
    ],
)
def test_an_unknown_failure_text_leaves_the_step_right_and_the_cause_unknown(text, name, tmp_path):
    bundle = tmp_path / "bundle"
    shutil.copytree(SCENARIOS / "download-payload-stalls" / "bundle", bundle)
    log = next(path for path in bundle.rglob("*") if path.name.lower().startswith("dmpdownloader"))
    lines = log.read_text(encoding="utf-8").splitlines()
    last = max(number for number, line in enumerate(lines) if "Download content for payload" in line)
    framing = lines[last][lines[last].rindex("  $$<") :]
    log.write_text("\r\n".join([*lines[: last + 1], text + framing, *lines[last + 1 :], ""]), encoding="utf-8")
    case = next(case for case in dmplog.diagnose(bundle).cases if case.lane == "package")
    assert case.step == "download_payload"
    assert case.cause.category == "unknown"
    assert case.cause.evidence[0].text == text
    assert name in {code.name for code in case.errors}
    assert name in case.cause.explanation

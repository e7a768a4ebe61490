"""A deadline that nobody gave proves no stall."""

import re
from pathlib import Path

import dmplog

REPOSITORY = Path(__file__).resolve().parents[2]
BUNDLE = REPOSITORY / "fixtures" / "scenarios" / "waits-for-stuck-child" / "bundle"
CHART = (REPOSITORY / "flowcharts" / "replication.toml").read_text(encoding="utf-8")


def transfer(chart):
    report = dmplog.diagnose(BUNDLE, flowcharts=[chart])
    (case,) = [case for case in report.cases if case.step == "send_package"]
    return case.verdict, case.confidence, [proof.kind for proof in case.proofs if proof.caps]


def test_a_stall_by_a_deadline_that_the_flowchart_does_not_give_is_only_possible(tmp_path):
    step = CHART.index('id = "send_package"')
    given = CHART[:step] + re.sub(r'^expect = ".*"$', 'expect = "2h"', CHART[step:], count=1, flags=re.MULTILINE)
    left_out = CHART[:step] + re.sub(r'^expect = ".*"\n', "", CHART[step:], count=1, flags=re.MULTILINE)
    for name, text in (("given", given), ("left_out", left_out)):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")

    assert ("stalled", "confirmed", []) == transfer(tmp_path / "given.toml")
    assert ("stalled", "possible", ["assumed_deadline"]) == transfer(tmp_path / "left_out.toml")

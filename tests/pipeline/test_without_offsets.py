"""Records that give no offset from UTC tell the same story: only what the clock says in UTC is not known."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import dmplog

SCENARIOS = Path(__file__).resolve().parents[2] / "fixtures" / "scenarios"
BIAS = re.compile(rb"(><\d\d-\d\d-\d{4} \d\d:\d\d:\d\d\.\d{3})[+-]\d+(?=>)")


def answers(report):
    return [(case.lane, case.site, case.verdict, case.step, case.confidence) for case in report.cases]


@pytest.mark.parametrize(
    "name",
    [
        "downloader-silent",
        "download-payload-stalls",
        "notification-cannot-be-written",
        "server-off-over-night",
        "update-service-not-told",
        "sub-stage-begins-ten-times",
        "payload-in-progress",
        "half-sent",
    ],
)
def test_logs_without_offsets_get_the_same_answers(tmp_path, name):
    shutil.copytree(SCENARIOS / name / "bundle", tmp_path / "bundle")
    for path in (tmp_path / "bundle").rglob("*.lo*"):
        path.write_bytes(BIAS.sub(rb"\1", path.read_bytes()))

    assert answers(dmplog.diagnose(SCENARIOS / name / "bundle")) == answers(dmplog.diagnose(tmp_path / "bundle"))

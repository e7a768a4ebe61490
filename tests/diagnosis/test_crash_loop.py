"""The update service that starts over and over again: its first start of a run is no restart."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import bundle

import dmplog

READY = (
    "INFO: Waiting for CONFIGURATION_MANAGER_SERVICE to be ready to apply update: 3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E"
)
START = "CONFIGURATION_MANAGER_UPDATE service is starting..."


@pytest.mark.parametrize(
    ("lines", "verdict", "cause"),
    [
        ((READY, START, START, START), "failed", "update_service_crash"),
        ((START, READY, START, START), "in_progress", None),
        ((READY, START, START), "in_progress", None),
    ],
)
def test_three_restarts_are_a_crash_loop_and_the_start_that_began_the_run_is_none(tmp_path, lines, verdict, cause):
    timed = [(timedelta(minutes=3 * number), line) for number, line in enumerate(lines)]
    report = dmplog.diagnose(bundle().log("cmupdate", timed, framing="sms").at(tmp_path))

    assert [(verdict, cause)] == [(case.verdict, case.cause and case.cause.id) for case in report.cases]

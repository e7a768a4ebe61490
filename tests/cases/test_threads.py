"""What a thread was doing decides whose a line is, unless the line names its worker."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import bundle

import dmplog

GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
PACKAGE, CONSOLE = 4700, 5100
FAILED = "WARNING: Failed to download easy setup payload with exception: Unable to connect to the remote server~~"


@pytest.mark.parametrize("thread", [PACKAGE, CONSOLE])
def test_a_line_that_names_its_worker_belongs_to_it_in_whatever_thread_it_stands(thread, tmp_path):
    """The worker for content of the console wrote last, and its thread is not the package's."""
    lines = [
        (timedelta(0), f"Generating state message: 6 for package {GUID}~~", PACKAGE),
        (timedelta(minutes=1), f"Generating state message: 8 for package {GUID}~~", PACKAGE),
        (timedelta(minutes=2), "Redirected to URL https://example.org/adminuicontent/AdminUIContent.cab~~", CONSOLE),
        (timedelta(minutes=3), FAILED, thread),
    ]

    report = dmplog.diagnose(bundle().log("dmpdownloader", lines, framing="sms").at(tmp_path))

    (case,) = (case for case in report.cases if case.lane == "package")
    assert ("failed", "download_payload") == (case.verdict, case.step)

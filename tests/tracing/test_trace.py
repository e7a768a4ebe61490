"""Episodes: a new run that has only begun neither replaces what stands, nor is it forgotten."""

from __future__ import annotations

from datetime import timedelta

from builders import bundle

import dmplog

GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
FOUND = f"Generating state message: 6 for package {GUID}~~"


def package(tmp_path, *lines):
    made = bundle().log("dmpdownloader", lines, framing="sms")
    said = f"Configuration Manager Update (PackageGuid={GUID.upper()}) is not applicable and should be filtered."
    report = dmplog.diagnose(made.log("hman", [(timedelta(minutes=10), said)], framing="sms").at(tmp_path))
    return next(case for case in report.cases if case.lane == "package")


FAILED = (
    (timedelta(0), FOUND),
    (timedelta(minutes=1), f"Generating state message: 8 for package {GUID}~~"),
    (timedelta(minutes=2), "WARNING: EasySetupDownloadSinglePackage Failed with exception: Unable to connect~~"),
)


def test_what_is_not_applicable_is_done_with(tmp_path):
    assert "not_applicable" == package(tmp_path, *FAILED).verdict


def test_a_run_that_begins_behind_the_word_that_ended_it_takes_the_word_back(tmp_path):
    case = package(tmp_path, *FAILED, (timedelta(minutes=20), FOUND))

    assert ("failed", "download_payload") == (case.verdict, case.step)


def test_the_newest_run_takes_the_word_back_however_many_failed_before_it(tmp_path):
    again = [(after + timedelta(minutes=4), text) for after, text in FAILED]

    case = package(tmp_path, *FAILED, *again, (timedelta(minutes=20), FOUND))

    assert ("failed", "download_payload") == (case.verdict, case.step)

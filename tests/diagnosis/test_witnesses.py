"""Which logs could have refuted an answer, and what their absence takes away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import bundle

import dmplog

GUID = "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41"
BEGUN = [
    "INFO: 2.ESC file was found. Easy setup package needs to be updated.",
    f"Get update package {GUID}, \\\\scp.lab.local\\EasySetupPayLoad\\{GUID}",
]
UPDATED = "Info: Updated package CAS0000F and SMS_DISTRIBUTION_MANAGER will replicate the content"
DAYS_LATER = [
    (timedelta(hours=20), "Update site server active directory information into DB"),
    (timedelta(hours=40), "Update site server active directory information into DB"),
]


@pytest.mark.parametrize(
    ("lines", "step", "confidence"),
    [(BEGUN, "create_package", "confirmed"), ([*BEGUN, UPDATED], "record_package", "likely")],
)
def test_only_the_log_of_the_next_step_could_show_that_a_stalled_one_is_left_behind(tmp_path, lines, step, confidence):
    """hman.log is all there is; distmgr.log would tell of the snapshot, one step behind record_package, two behind create_package."""
    report = dmplog.diagnose(bundle().log("hman", [*lines, *DAYS_LATER], framing="sms").at(tmp_path))
    case = next(case for case in report.cases if case.lane == "top_level_site")

    assert ("stalled", step, confidence) == (case.verdict, case.step, case.confidence)


def test_a_copied_record_that_breaks_off_is_a_cut(tmp_path):
    """Its last columns are missing, so that the line looks like bare text; what stood behind it is not known."""
    copied = bundle().log("hman", BEGUN, framing="clipboard").files["hman.log"]
    (tmp_path / "hman.log").write_bytes(copied + BEGUN[0].encode() + b"\tSMS_HIERARCHY_MANAGER\t12/21")

    (case,) = (case for case in dmplog.diagnose(tmp_path).cases if case.lane == "top_level_site")

    assert "cut off" in " ".join(case.reasons)
    assert "confirmed" != case.confidence


def test_the_next_step_speaks_for_one_that_is_within_its_time_too(tmp_path):
    """The Sender's log would show that the scheduler is through with it."""
    sent = "Created minijob to send compressed copy of package CAS0000F to site PR1. Transfer root = E:\\SMSPKG\\CAS0000F.PCK.1."
    made = bundle().log("hman", [*BEGUN, UPDATED], framing="sms").log("distmgr", [sent], framing="sms")

    (case,) = (case for case in dmplog.diagnose(made.at(tmp_path)).cases if case.lane == "site_transfer")

    assert case.confidence != "confirmed"

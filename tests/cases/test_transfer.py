"""One package carries every update: the version that a site received tells whose content it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import bundle

import dmplog

GUID = "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41"
REQUEST = (
    "INFO: 2.ESC file was found. Easy setup package needs to be updated.",
    f"Get update package {GUID}, \\\\scp.lab.local\\EasySetupPayLoad\\{GUID}",
    "INFO: Successfully requested package CAS0000F to be updated from its source.",
    "Updating easy setup settings with EXEC sp_UpdateEasySetupSettings N'CAS0000F','3',N'AB12'",
)
JOB = "Created minijob to send compressed copy of package CAS0000F to site PR1. Transfer root = E:\\SMSPKG\\CAS0000F.PCK.3."
HOUR = timedelta(hours=1)
CALM = (timedelta(0), "======  Checking Status of All Send Requests  ======")


def transfer(folder, version):
    stored = f"Stored Package CAS0000F. Stored Package Version = {version}"
    registered = "Successfully created/updated the package CAS0000F"
    made = bundle().server("SRV1").log("hman", REQUEST, framing="sms").log("distmgr", [(HOUR, JOB)], framing="sms")
    made = made.log("scheduler", [CALM, (9 * HOUR, CALM[1])], framing="sms")
    made = made.server("PR1").log("despool", [(2 * HOUR, stored)], framing="sms")
    made = made.log("distmgr", [(2 * HOUR + timedelta(seconds=5), registered)], framing="sms")
    report = dmplog.diagnose(made.at(folder))
    return next(case for case in report.cases if case.lane == "site_transfer")


@pytest.mark.parametrize(
    ("version", "answer"),
    [
        (2, ("stalled", "schedule_transfer")),
        (3, ("completed", "register_package")),
        # hman.log was rolled over behind a later request: a newer version has the content of this one too.
        (4, ("completed", "register_package")),
    ],
)
def test_an_older_version_that_arrives_is_not_the_content_of_this_update(tmp_path, version, answer):
    case = transfer(tmp_path, version)

    assert answer == (case.verdict, case.step)


PENDING = (
    "Send Request 20{version}SQCS1 JobID: 0000039{version} DestSite: PR1 FinalSite: State: Pending Status: Action: None "
    "Total size: 9k Remaining: 9k Heartbeat: 12:23 Start: 12:00 Finish: 12:00 Retry: SWD PkgID: {package} SWD Pkg Version: {version}"
)


@pytest.mark.parametrize(
    ("package", "version", "causes"),
    [
        ("CAS0000F", 3, ["transfer_not_scheduled"]),
        ("CAS0000F", 2, ["unknown"]),
        ("CAS00077", 3, ["unknown"]),
    ],
)
def test_what_keeps_another_package_back_is_no_reason_for_this_one(tmp_path, package, version, causes):
    lines = [
        (
            HOUR + timedelta(minutes=1),
            f"<Activating JOB 0000039{version}> [Software Distribution for X, Package ID = {package}]",
        ),
        (HOUR + timedelta(minutes=2), PENDING.format(version=version, package=package)),
    ]
    made = bundle().server("SRV1").log("hman", REQUEST, framing="sms").log("distmgr", [(HOUR, JOB)], framing="sms")
    made = made.log("scheduler", [CALM, *lines, (9 * HOUR, CALM[1])], framing="sms")

    report = dmplog.diagnose(made.at(tmp_path))

    (case,) = [case for case in report.cases if case.lane == "site_transfer"]
    assert ("stalled", "schedule_transfer") == (case.verdict, case.step)
    assert causes == [case.cause.id]

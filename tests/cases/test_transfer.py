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


NAMES = "[Software Distribution for Configuration Manager Easy Setup Package, Package ID = CAS0000F]"
REQUESTED = (
    f"<Activating JOB 00000391>{NAMES}",
    "Destination site:  PR1, Preferred Address: *, Priority: 2",
    f"<Updating JOB 00000391> {NAMES}",
    "Created new send request ID:  202SQCAS",
)
TAKEN_UP = (
    "Found send request.  ID: 202SQCAS, Dest Site: PR1~",
    "~Created sending thread (Thread ID = 1150)",
)


@pytest.mark.parametrize(
    ("thread", "answer"), [(0x1150, ("failed", "send_package", 2)), (0x1151, ("in_progress", "send_package", 0))]
)
def test_a_thread_that_names_no_request_works_on_the_one_it_was_created_for(tmp_path, thread, answer):
    minute = timedelta(minutes=1)
    made = bundle().server("SRV1").log("hman", REQUEST, framing="sms").log("distmgr", [(minute, JOB)], framing="sms")
    made = made.log("scheduler", [(2 * minute, text) for text in REQUESTED], framing="sms")
    own = (
        "~Trying the No. 1 address (out of 1)",
        "~There is no existing connection, Win32 error = 53",
        "~Cannot connect to the server, won't try send requests for an hour",
    )
    lines = [*((3 * minute, text) for text in TAKEN_UP), *((4 * minute, text, thread) for text in own)]
    report = dmplog.diagnose(made.log("sender", lines, framing="sms").at(tmp_path))
    case = next(case for case in report.cases if case.lane == "site_transfer")

    assert answer == (case.verdict, case.step, len(case.unexplained))

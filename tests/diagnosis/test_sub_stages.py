"""What follows an installation: the sub-stages Hierarchy Manager reports behind it, each with a clock of its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from builders import bundle

import dmplog

INSTALLED = Path("fixtures/scenarios/features-begun-before-others-end/bundle/CASSRV/Logs/CMUpdate.log")
END = datetime(2025, 1, 14, 4, 0)


def report_of(stage, completion):
    return f"Successfully reported ConfigMgr update status (SiteCode=CAS, SubStageID={stage}, IsComplete={completion}, Progress=1, Applicable=1)"


def installation(folder, *reports, as_of):
    made = bundle(END).log("hman", reports, framing="sms").at(folder)
    (made / "CMUpdate.log").write_bytes(INSTALLED.read_bytes())
    report = dmplog.diagnose(made, as_of=as_of)
    return next(case for case in report.cases if case.lane == "installation")


def test_of_several_open_stages_the_one_begun_last_has_the_clock(tmp_path):
    """Several are worked on at once, so that the oldest proves nothing while another one is within its time."""
    case = installation(
        tmp_path,
        (timedelta(0), report_of("0xe0007", 1)),
        (timedelta(hours=30), report_of("0xe0008", 1)),
        as_of=END.replace(tzinfo=UTC) + timedelta(hours=40),
    )

    assert ("in_progress", END.replace(tzinfo=UTC) + timedelta(hours=30)) == (case.verdict, case.last_sign)


def without_the_update_service(folder, *reports, as_of):
    notified = "Created notification file (3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E.CMI) for CONFIGURATION_MANAGER_UPDATE"
    found = "INFO: 196612.ESC file was found. Updating client packages. InteropMode = 0"
    made = bundle(END).log("hman", [(timedelta(0), notified), (timedelta(hours=1), found), *reports], framing="sms")
    report = dmplog.diagnose(made.at(folder), as_of=as_of)
    return next(case for case in report.cases if case.lane == "installation")


def test_without_the_log_of_the_update_service_an_open_stage_is_judged_by_the_log_that_reports_it(tmp_path):
    case = without_the_update_service(
        tmp_path,
        (timedelta(hours=2), report_of("0xe0008", 1)),
        (timedelta(hours=40), report_of("0xe0007", 2)),
        as_of=END.replace(tzinfo=UTC) + timedelta(hours=40),
    )

    assert ("stalled", "finish_installation", "likely") == (case.verdict, case.step, case.confidence)
    assert "hman" == case.next.log
    assert "SubStageID=0xe0008, IsComplete=2, Progress=100" in case.next.expected[0]


def test_without_an_open_stage_the_missing_log_of_the_update_service_decides(tmp_path):
    case = without_the_update_service(
        tmp_path,
        (timedelta(hours=40), "Pin reset cert scan threshold is not met yet."),
        as_of=END.replace(tzinfo=UTC) + timedelta(hours=40),
    )

    assert ("unknown", "cmupdate") == (case.verdict, case.next.log)

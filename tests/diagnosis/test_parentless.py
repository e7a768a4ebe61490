"""A wait for a parent site is a stall where there is none, or where it is done, for longer than the step may take."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import bundle

import dmplog

GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
AWAITED = "WARN: The current update package's state (196611) is not set to installed yet. Will retry in next cycle."
DONE = "INFO: Successfully dropped update pack installed notification to HMan CFD box."


def case_after(folder, hours, top_level):
    worker = (
        (timedelta(0), f"INFO: setup type: 8, top level: {top_level}."),
        (timedelta(minutes=1), f"INFO: Waiting for CONFIGURATION_MANAGER_SERVICE to be ready to apply update: {GUID}"),
        (timedelta(minutes=2), DONE),
    )
    manager = [(timedelta(hours=1 + hour), AWAITED) for hour in range(hours)]
    built = bundle().log("cmupdate", worker, framing="sms").log("hman", manager, framing="sms")
    return next(case for case in dmplog.diagnose(built.at(folder)).cases if case.lane == "installation")


@pytest.mark.parametrize(
    ("hours", "top_level", "verdict"), [(20, 1, "waiting"), (60, 1, "stalled"), (60, 0, "waiting")]
)
def test_the_top_of_a_hierarchy_waits_for_nobody(tmp_path, hours, top_level, verdict):
    case = case_after(tmp_path, hours, top_level)

    assert verdict == case.verdict
    assert case.confidence != "confirmed"


@pytest.mark.parametrize(
    "line",
    [
        AWAITED.replace("196611", "196613"),
        f"Updated CMUpdatePackage state to 196613 (PackageGuid={GUID})",
    ],
)
def test_a_pending_restart_waits_for_the_administrator_and_says_so(tmp_path, line):
    worker = [f"INFO: Waiting for CONFIGURATION_MANAGER_SERVICE to be ready to apply update: {GUID}", DONE]
    manager = [(timedelta(minutes=5), line)]
    built = bundle().log("cmupdate", worker, framing="sms").log("hman", manager, framing="sms")

    (case,) = (case for case in dmplog.diagnose(built.at(tmp_path)).cases if case.lane == "installation")

    assert "waiting" == case.verdict
    assert case.confidence != "confirmed"
    assert "196613" in case.waiting


def test_sites_that_wait_for_the_same_parent_are_no_parent_of_each_other(tmp_path):
    """Only a finished one lets the others go on."""
    built = bundle()
    for site in ("PR1", "PR2"):
        reported = f"Successfully reported ConfigMgr update status (SiteCode={site}, SubStageID=0xd0007, IsComplete=1, Progress=1, Applicable=1)"
        worker = (
            (
                timedelta(minutes=1),
                f"INFO: Waiting for CONFIGURATION_MANAGER_SERVICE to be ready to apply update: {GUID}",
            ),
            (timedelta(minutes=2), reported),
        )
        last = (timedelta(hours=61), "Update site server active directory information into DB")
        manager = [*((timedelta(hours=1 + hour), AWAITED) for hour in range(60 if site == "PR1" else 1)), last]
        built = built.server(site).log("cmupdate", worker, framing="sms").log("hman", manager, framing="sms")

    cases = dmplog.diagnose(built.at(tmp_path)).cases

    assert {"PR1": "waiting", "PR2": "waiting"} == {
        case.site: case.verdict for case in cases if case.lane == "installation"
    }

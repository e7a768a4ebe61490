"""Who is who in a hierarchy, where only one line tells it."""

from __future__ import annotations

import pytest
from builders import bundle

import dmplog

GUID = "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41"

REQUEST = (
    "INFO: 2.ESC file was found. Easy setup package needs to be updated.",
    f"Get update package {GUID}, \\\\scp.lab.local\\EasySetupPayLoad\\{GUID}",
    "INFO: Successfully requested package CAS0000F to be updated from its source.",
)


def test_the_package_id_tells_the_site_of_a_server_that_nothing_else_names(tmp_path):
    """The installation at that server is the one of the site whose code the id begins with."""
    cmupdate = (f"INFO: Waiting for CONFIGURATION_MANAGER_SERVICE to be ready to apply update: {GUID}",)
    made = bundle().server("SRV1").log("hman", REQUEST, framing="sms").log("cmupdate", cmupdate, framing="sms")

    report = dmplog.diagnose(made.at(tmp_path))

    assert {("top_level_site", "CAS"), ("installation", "CAS")} == {(case.lane, case.site) for case in report.cases}


def test_what_the_top_level_site_sends_to_itself_is_no_transfer(tmp_path):
    """Nothing has to arrive anywhere; the report of the site says which code is its own."""
    own = "Successfully reported ConfigMgr update status (SiteCode=CAS, SubStageID=0xb0001, IsComplete=1, Progress=1, Applicable=1)"
    sent = [
        f"Created minijob to send compressed copy of package CAS0000F to site {site}. Transfer root = E:\\SMSPKG\\CAS0000F.PCK.1."
        for site in ("PR1", "CAS")
    ]
    made = bundle().server("SRV1").log("hman", (*REQUEST, own), framing="sms").log("distmgr", sent, framing="sms")

    report = dmplog.diagnose(made.at(tmp_path))

    assert ["PR1"] == [case.site for case in report.cases if case.lane == "site_transfer"]


@pytest.mark.parametrize("sent", [True, False])
def test_a_log_of_another_site_does_not_tell_whose_server_it_lies_with(sent, tmp_path):
    """What the sender writes to is the server itself; a CMUpdate.log may have been copied there."""
    job = "Created minijob to send compressed copy of package CAS0000F to site PR1. Transfer root = E:\\SMSPKG\\CAS0000F.PCK.1."
    request = [
        "Found send request.  ID: 20ASQCS1, Dest Site: PR1",
        "Checking for remote file \\\\SRV2.lab.local\\SMS_SITE\\20ASQCS1.PCK",
    ]
    reported = "Successfully reported ConfigMgr update status (SiteCode=PR2, SubStageID=0xd0005, IsComplete=2, Progress=100, Applicable=1)"
    made = bundle().server("SRV1").log("hman", REQUEST, framing="sms").log("distmgr", [job], framing="sms")
    made = made.log("sender", request if sent else ["Invented: nothing"], framing="sms")
    made = made.server("SRV2").log("despool", ["Used 0 out of 3 despooling threads"], framing="sms")
    notified = f"INFO: Waiting for CONFIGURATION_MANAGER_SERVICE to be ready to apply update: {GUID}"
    report = dmplog.diagnose(made.log("cmupdate", [notified, reported], framing="sms").at(tmp_path))

    at_it = {(case.lane, case.site) for case in report.cases if case.server == "SRV2" or case.lane == "installation"}
    assert (("installation", "PR2") not in at_it) == sent

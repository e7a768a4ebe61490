"""Who is who in a hierarchy, where only one line tells it."""

from __future__ import annotations

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

"""Two customers in one call are told, and a hierarchy never is taken for two."""

from __future__ import annotations

import pytest
from builders import bundle

import dmplog
from dmplog.hierarchies import KIND, TWO_SERVERS
from dmplog.redaction import Ledger, plan, redacted_report

GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"


def site(made, server, code, domain, *further):
    """Return *made* with a log of the site *code*, which names itself, its share and the update everybody installs."""
    lines = [
        f"Successfully reported ConfigMgr update status (SiteCode={code}, SubStageID=0xb0001, IsComplete=1, Progress=1, Applicable=1)",
        f"Get update package {GUID}, \\\\{server}.{domain}\\EasySetupPayload\\{GUID}",
        f"Created package {code}00012",
        *further,
    ]
    return made.server(server).log("hman", lines)


def told(path):
    return [problem.message for problem in dmplog.diagnose(path, flowcharts="upload").problems if problem.kind == KIND]


def two(*further, domain="fabrikam.com", server="NODE7", code="ZZ9"):
    return site(site(bundle(), "CAS01", "CAS", "contoso.com"), server, code, domain, *further)


def test_two_customers_are_told_and_how_to_run_them_apart(tmp_path):
    """The GUID of an update is the same for everybody."""
    folder = two().at(tmp_path / "both")

    (said,) = told(folder)

    assert said.startswith(
        "Nothing in these logs ties site CAS (CAS01) to site ZZ9 (NODE7). If they are of different hierarchies"
    )
    assert said.endswith(f"run each alone: dmplog {folder}/CAS01, then dmplog {folder}/NODE7.")


@pytest.mark.parametrize(
    "line",
    [
        "Some text nobody knows of \\\\CAS01\\SMS_CAS\\inboxes",
        "Some text nobody knows of cas01.contoso.com",
        "Some text nobody knows of the site CAS",
        'STATMSG: ID=500 SEV=I LEV=M SOURCE="SMS Server" COMP="SMS_X" SYS=CAS01.contoso.com SITE=ZZ9 PID=1 TID=2',
    ],
)
def test_one_line_of_either_that_names_the_other_ties_them(tmp_path, line):
    assert [] == told(two(line).at(tmp_path))


def test_sites_of_one_domain_are_of_one_house(tmp_path):
    assert [] == told(two(domain="contoso.com").at(tmp_path))


def test_one_site_on_two_servers_is_one(tmp_path):
    assert [] == told(two(code="CAS").at(tmp_path))


def test_sites_that_both_name_a_third_are_of_one_hierarchy(tmp_path):
    """Two primary sites whose parent nobody collected."""
    parent = "Some text nobody knows of \\\\PARENT01.corp.example\\SMS_TOP"
    made = site(site(bundle(), "PS1SRV", "PS1", "a.example.com", parent), "PS2SRV", "PS2", "b.example.net", parent)

    assert [] == told(made.at(tmp_path))


def test_text_of_two_bytes_a_character_ties_too(tmp_path):
    made = two().server("NODE7").log("distmgr", ["Some text nobody knows of CAS01"], encoding="utf-16")

    assert [] == told(made.at(tmp_path))


def test_redacted_it_names_tokens_and_no_folder(tmp_path):
    folder = two().at(tmp_path / "of-acme")
    redaction = plan([folder], Ledger(b"two"))
    report = redacted_report(dmplog.diagnose(folder), redaction.members, [folder], redaction.replacer)
    (said,) = (problem.message for problem in report.problems if problem.kind == KIND)

    assert said.startswith("Nothing in these logs ties site ")
    assert [] == [name for name in ("CAS01", "NODE7", "acme", "dmplog") if name in said]


def status(server, code):
    return f'STATMSG: ID=3306 SEV=I LEV=M SOURCE="SMS Server" COMP="SMS_HIERARCHY_MANAGER" SYS={server}.contoso.com SITE={code} PID=1 TID=2 GMTDATE=Tue Jan 14 01:00:00.000 2025 ISTR0="" NUMATTRS=0'


def as_one_site(made, tmp_path):
    report = dmplog.diagnose(made.at(tmp_path))
    return [problem.message for problem in report.problems if problem.kind == TWO_SERVERS]


def test_two_site_servers_of_one_site_are_told_and_how_to_run_each_alone(tmp_path):
    """Two hierarchies whose first site is called alike: what failed in one was called done by the lines of the other."""
    made = (
        bundle().server("L").log("hman", [status("SITE01", "CAS")]).server("H").log("hman", [status("CASSRV", "CAS")])
    )

    (said,) = as_one_site(made, tmp_path)

    assert said.startswith(
        "CASSRV and SITE01 each wrote logs as the site server of site CAS: it was moved or has a passive node, or"
    )
    assert said.endswith(f"run each alone: dmplog {tmp_path}/H, then dmplog {tmp_path}/L.")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("hman", [status("CAS01", "CAS")]), ("hman", [status("PS1SRV", "PS1")])),
        (("hman", [status("CAS01", "CAS")]), ("dmpdownloader", [status("SCP01", "CAS")])),
        (("hman", [status("CAS01", "CAS")]), ("distmgr", [status("cas01", "CAS")])),
        (("hman", [status("CAS01", "CAS"), status("CAS02", "CAS")]), ("distmgr", [status("CAS02", "CAS")])),
    ],
    ids=["two sites", "another site system", "one server", "one log under two names"],
)
def test_a_hierarchy_has_one_site_server_for_each_site(tmp_path, first, second):
    assert [] == as_one_site(bundle().server("A").log(*first).server("B").log(*second), tmp_path)

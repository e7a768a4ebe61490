"""Line by line: which server and site is the top-level one, which children there are, and whose an installation's line is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from eventrows import by_subject, joined, said

from dmplog.case import Subject
from dmplog.cases.subject import Link
from dmplog.flowchart import load_flowchart

ONE = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
TWO = "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41"
PACKAGE = "cas0000f"
ANY = "invented_event"
DAY = 24 * 60


def hman(event, server="SRV", **values):
    return said("hman", event, server=server, **values)


def request(update=ONE, version="3", package=PACKAGE, server="SRV", **values):
    return (
        hman("easy_setup_source_found", server, package_guid=update, **values),
        hman("easy_setup_settings_updating", server, package_id=package, package_version=version, **values),
    )


def minijob(site, version="3", server="SRV", package=PACKAGE):
    return said(
        "distmgr", "minijob_created", server=server, package_id=package, package_version=version, site_code=site
    )


def reported(site, server="SRV", stage="0xb0001", role="hman"):
    return said(role, "status_reported", server=server, site_code=site, substage_id=stage)


def despool(server="PR1", **values):
    return said("despool", ANY, server=server, **values)


def sites(lane, *lines):
    return [(each.subject.package_guid, each.subject.site) for each in joined("replication", lane, *lines).subjects]


@pytest.mark.parametrize(
    ("lines", "site"),
    [
        # The package id begins with the code of the site that made it, unless that server sends the package to this site.
        (request(), "CAS"),
        ((*request(), minijob("pr1")), "CAS"),
        ((*request(), minijob("cas")), None),
        ((*request(), minijob("cas", server="SRU")), "CAS"),
        ((*request(), *request(package="ps10000f")), "CAS"),
        ((hman("easy_setup_source_found", package_guid=ONE),), None),
        # Its place counts more, then its own reports, of which the last one counts.
        (request(site="xyz"), "XYZ"),
        ((*request(), reported("ps9")), "PS9"),
        ((*request(), reported("ps8"), reported("ps9")), "PS9"),
        ((*request(site="xyz"), reported("ps9")), "XYZ"),
        ((*request(), reported("ps9", "SRV2")), "CAS"),
        ((*request(), reported("ps9", stage="0xd0005")), "CAS"),
        # A folder may carry the code of a site.
        ((*request(server="Abc"), minijob("abc", server="SRV2")), "ABC"),
        (request(server="Abc"), "CAS"),
    ],
)  # fmt: skip
def test_the_site_of_the_top_level_server_is_told_by_its_place_its_reports_or_its_package(lines, site):
    assert [(ONE, site)] == sites("top_level_site", *lines)


ASKS = "install_request_found"


@pytest.mark.parametrize(
    ("lines", "top"),
    [
        (request(), "SRV"),
        ([hman(ASKS)], "SRV"),
        ([said("smsdbmon", "notification_dropped", state="2")], "SRV"),
        # Lines about the update tell more than requests, however many; of those the server that wrote most counts.
        ([*(hman(ASKS, "SRV2") for _ in range(5)), *request()], "SRV"),
        ([hman("easy_setup_source_found", "SRV2", package_guid=ONE), *request()], "SRV"),
        ([said("distmgr", "package_snapshot_started", package_guid=ONE, package_id=PACKAGE)], "SRV"),
        # Every site takes snapshots of packages.
        ([said("distmgr", "package_snapshot_started", server="SRV2", package_id=PACKAGE), hman(ASKS)], "SRV"),
        ([hman(ASKS, None)], None),
    ],
)
def test_the_top_level_server_is_the_one_that_was_asked_for_the_update(lines, top):
    found = joined("replication", "top_level_site", *lines).subjects[0]

    assert (top, {"top_level_site": top}) == (found.server, found.places)


def test_a_request_that_names_no_update_yet_is_a_case_of_its_own():
    (found,) = joined("replication", "top_level_site", hman(ASKS)).subjects

    assert Subject() == found.subject


@pytest.mark.parametrize(
    ("lines", "own"),
    [
        ([hman(ASKS), *request()], [[0, 1, 2]]),
        ([*request(), hman(ASKS)], [[0, 1], [2]]),
        # What the thread says behind it is about the request, and another thread goes on with the update it named.
        ([*request(), hman(ASKS), hman(ANY), hman(ANY, thread=2)], [[0, 1], [2, 3]]),
        ([*request(), hman(ASKS), *request(TWO)], [[0, 1], [2, 3, 4]]),
        # The drop of the monitor is the same request.
        ([*request(), said("smsdbmon", "notification_dropped", state="2"), hman(ASKS)], [[0, 1], [2, 3]]),
    ],
)
def test_a_request_that_no_name_follows_is_not_the_last_updates(lines, own):
    """The rows of each case, the update that was named first in front."""
    assert own == list(by_subject(joined("replication", "top_level_site", *lines)).values())


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        # Without a request nobody expects anything.
        ([despool(site="PR1")], []),
        ([hman(ASKS), despool(site="PR1")], []),
        ([*request()], []),
        ([*request(), minijob("pr1"), minijob("pr2"), minijob("pr1")], [(ONE, "PR1"), (ONE, "PR2")]),
        ([*request(), *(minijob(f"pr{number}") for number in (7, 3, 9, 1))], [(ONE, f"PR{number}") for number in (7, 3, 9, 1)]),
        # A child that nothing was sent to is missed; the top-level site under another name is none.
        ([*request(), despool(site="PR1")], [(ONE, "PR1")]),
        ([*request(), *(reported(f"pr{number}", f"SRV{number}") for number in (7, 3, 9, 1))], [(ONE, f"PR{number}") for number in (7, 3, 9, 1)]),
        ([*request(), despool("AAA", site="AAA"), despool("ZZZ", site="ZZZ")], [(ONE, "AAA"), (ONE, "ZZZ")]),
        ([*request(site="CAS"), despool("ALIAS", site="CAS")], []),
        ([*request(), minijob("pr1"), reported("cas")], [(ONE, "PR1")]),
        ([*request(site="CAS"), minijob("cas"), minijob("pr1")], [(ONE, "PR1")]),
        # A top-level site that nothing names a code for sends to children all the same.
        ([*request(), minijob("cas")], [(ONE, "CAS")]),
        # What the last update was not sent to yet is expected; the one before it expects nothing more.
        ([*request(), minijob("pr1"), *request(TWO, "4")], [(ONE, "PR1"), (TWO, "PR1")]),
        ([*request(), *request(TWO, "4"), minijob("pr1", "4"), despool("PR2", site="PR2")], [(TWO, "PR1"), (TWO, "PR2")]),
        # Versions are numbers; what is none is taken by the time of its line.
        ([*request(), minijob("pr1", "invented")], [(ONE, "PR1")]),
    ],
)  # fmt: skip
def test_an_update_is_expected_at_every_known_child(lines, found):
    assert found == sites("site_transfer", *lines)


def test_a_minijob_of_an_older_version_is_no_sign_of_this_update():
    cases = joined("replication", "site_transfer", *request(), minijob("pr1", "2"), minijob("pr1"), minijob("pr1", "4"))

    assert {f"{ONE} CAS0000F PR1": [3, 4]} == by_subject(cases)


def sender(event, name, server="SRV", **values):
    return said("sender", event, server=server, request_id=name, **values)


SENT = (
    *request(),
    minijob("pr1"),
    sender("send_request_found", "20asqcs1", site_code="pr1"),
    sender("remote_file_checking", "20asqcs1", server_name="srv2.lab.local"),
)


@pytest.mark.parametrize(
    ("lines", "child"),
    [
        ([*request(), minijob("pr1")], "absent"),
        (SENT, "SRV2"),
        ([*request(), minijob("pr1"), despool("Pr1")], "Pr1"),
        ([*request(), minijob("pr1"), despool("SRV3", site="PR1")], "SRV3"),
        ([*SENT, despool("SRV3", site="PR1")], "SRV3"),
        ([*request(), minijob("pr1"), despool(None, site="PR1")], None),
    ],
)
def test_the_server_of_a_child_is_the_one_with_logs_or_the_one_the_sender_writes_to(lines, child):
    (found,) = joined("replication", "site_transfer", *lines).subjects

    assert {"top_level_site": "SRV"} | ({} if child == "absent" else {"child_site": child}) == found.places


@pytest.mark.parametrize("server", ["SRV", None])
def test_a_transfer_is_the_top_level_servers(server):
    (found,) = joined("replication", "site_transfer", *request(server=server), minijob("pr1", server=server)).subjects

    assert server == found.server


def test_what_ties_a_transfer_to_its_update_is_the_last_line_of_each_tie():
    (found,) = joined("replication", "site_transfer", *request(), minijob("pr1"), hman(ANY), minijob("pr1")).subjects

    tied = Link(f"update {ONE}", "package CAS0000F version 3", 1, exact=False)
    assert (tied, Link("package CAS0000F", "site PR1", 4, exact=True)) == found.links


def test_a_package_that_served_two_updates_is_known_by_its_last_id():
    lines = [*request(), *request(package="cas00010"), *request(TWO, "4", "cas00011")]

    found = joined("replication", "top_level_site", *lines).subjects

    assert ["CAS00010", "CAS00011"] == [each.subject.package_id for each in found]


@pytest.mark.parametrize(
    "telling",
    [
        hman(ASKS),
        hman("service_readiness_awaited", package_guid=ONE),
        hman("easy_setup_package_created", package_id=PACKAGE),
        hman("package_state_updated", package_guid=ONE, state="262143"),
        *(said(role, ANY) for role in ("distmgr", "scheduler", "sender", "despool", "smsdbmon", "cmupdate")),
    ],
)
def test_any_line_about_replication_or_installation_is_looked_at(telling):
    assert "installation" == joined("replication", "installation", telling).lane.id


NOTIFIED = "service_readiness_awaited"


def worker(event=NOTIFIED, update=ONE, server="SRV", **values):
    return said("cmupdate", event, server=server, **values, **({} if update is None else {"package_guid": update}))


def beside(after, event=ANY, server="SRV", **values):
    return said("sitecomp", event, server=server, after=after, **values)


@pytest.mark.parametrize(
    ("lines", "own"),
    [
        # What names no update is the last one's that was worked on there, for two days.
        ([worker(after=0), beside(1)], [0, 1]),
        ([worker(after=0), beside(2 * DAY)], [0, 1]),
        ([worker(after=0), beside(2 * DAY + 1)], [0]),
        ([worker(after=0), beside(1, server="SRV2")], [0]),
        ([beside(0), worker(after=1)], [1]),
        ([worker(after=0), beside(1, package_guid=TWO)], [0]),
        ([worker(after=0), beside(9 * DAY, package_guid=ONE)], [0, 1]),
        # A report of a sub-stage always is.
        ([worker(after=0), beside(9 * DAY, "status_reported")], [0, 1]),
    ],
)
def test_a_line_beside_the_worker_is_of_the_update_worked_on_last(lines, own):
    assert {ONE: own} == by_subject(joined("replication", "installation", *lines))


def test_without_a_reach_in_the_chart_the_update_worked_on_last_has_every_line():
    chart = load_flowchart("replication")
    endless = replace(chart, correlator=replace(chart.correlator, keyless_reach=None))

    assert {ONE: [0, 1]} == by_subject(joined(endless, "installation", worker(after=0), beside(9 * DAY)))


def test_installations_stand_in_the_order_in_which_they_begin_each_at_its_server():
    servers = [f"SRV{number}" for number in (7, 3, 9, 1)]

    cases = joined("replication", "installation", *(worker(server=server) for server in servers), worker(server=None))

    expected = [(server, {"installing_site": server}) for server in (*servers, None)]
    assert expected == [(each.server, each.places) for each in cases.subjects]


@pytest.mark.parametrize(
    ("lines", "site"),
    [
        ([*request(), worker()], "CAS"),
        ([hman("easy_setup_source_found", package_guid=ONE), worker()], None),
        ([*SENT, worker(server="SRV2")], "PR1"),
        ([*SENT, worker(server="SRV3")], None),
        ([worker(server="Pr1"), minijob("pr1")], "PR1"),
        ([worker(), reported("ps9")], "PS9"),
        ([worker(), reported("ps9", stage="0xd0005", role="cmupdate")], "PS9"),
    ],
)
def test_the_site_of_an_installation_is_its_servers(lines, site):
    assert [(ONE, site)] == sites("installation", *lines)


@pytest.mark.parametrize("state", ["131071", "196607", "196610", "196612", "196613", "196624", "262142", "262143"])
def test_a_state_that_names_its_update_begins_an_installation_by_itself(state):
    assert [(ONE, None)] == sites("installation", hman("package_state_updated", package_guid=ONE, state=state))


@pytest.mark.parametrize("state", ["2", "262146", "327679", "327682", "393214"])
def test_a_state_of_a_download_begins_none(state):
    asked = hman("package_state_updated", package_guid=ONE, state=state)

    assert [] == sites("installation", asked, said("distmgr", ANY))


AWAITED = hman("installation_awaited", state="262143")


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([AWAITED], [(None, None)]),
        ([said("smsdbmon", "notification_dropped", state="262143")], [(None, None)]),
        ([AWAITED, worker()], [(ONE, None)]),
        ([worker(server="SRV2"), AWAITED], [(ONE, None), (None, None)]),
        # What waits, or goes on, is told by its update alone.
        ([hman("installation_awaited", state="196611"), said("distmgr", ANY)], []),
    ],
)
def test_a_state_that_failed_is_of_an_installation_although_no_line_of_its_server_names_an_update(lines, found):
    assert found == sites("installation", *lines)


DROPPED = said("smsdbmon", "notification_dropped", state="131071")


@pytest.mark.parametrize("told", [AWAITED, DROPPED])
@pytest.mark.parametrize(
    ("lines", "found"),
    [
        # Asked for, and no further line of the installation yet.
        (request(), [(ONE, "CAS")]),
        ((worker(), *request(TWO)), [(ONE, "CAS"), (TWO, "CAS")]),
        ((*request(), worker()), [(ONE, "CAS")]),
        # A request that no name follows is of an update that nobody knows.
        ((worker(), hman("install_request_found", thread=3)), [(ONE, None), (None, None)]),
        # So old a request says nothing any more.
        ((*request(after=-3 * DAY),), []),
    ],
)
def test_a_state_that_failed_without_a_name_is_of_the_update_that_was_asked_for_last(lines, found, told):
    assert found == sites("installation", *lines, told)


REPORT = said("cmupdate", "status_reported", site_code="ps9", substage_id="0xd000e", is_complete="4")


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([REPORT], [(None, "PS9")]),
        ([REPORT, worker()], [(ONE, "PS9")]),
        ([worker(server="SRV2"), REPORT], [(ONE, None), (None, "PS9")]),
        # Somebody runs the check by hand.
        ([said("configmgrprereq", ANY)], []),
    ],
)
def test_a_report_of_the_update_service_is_of_an_installation_although_no_line_names_its_update(lines, found):
    assert found == sites("installation", *lines)


NOTIFIED_CMI = "notification_created"


def stray(role, thread=2, event="unrecognized_error", **values):
    return said(role, event, thread=thread, alarm="error", **values)


@pytest.mark.parametrize(
    ("lines", "own"),
    [
        # A chore of Hierarchy Manager, of Site Component Manager or of the monitor is none of the installation's.
        ([worker(), stray("hman")], [0]),
        ([worker(), stray("sitecomp")], [0]),
        ([worker(), stray("smsdbmon", event="sql_error")], [0]),
        ([worker(), stray("cmupdate")], [0, 1]),
        ([worker(), stray("hman", package_guid=ONE)], [0, 1]),
        # The thread that notified the update service is at work for it until the service itself says something.
        ([worker(), hman(NOTIFIED_CMI, package_guid=ONE), stray("hman", thread=1)], [0, 1, 2]),
        (
            [hman(NOTIFIED_CMI, package_guid=ONE), worker("content_already_staged", None), stray("hman", thread=1)],
            [0, 1],
        ),
        ([worker(), hman(NOTIFIED_CMI, package_guid=ONE), hman(ANY), stray("hman", thread=1)], [0, 1, 2]),
        # The monitor stands in no step of it, whatever it said last.
        ([worker(), said("smsdbmon", "notification_dropped", state="262143"), stray("smsdbmon", thread=1)], [0, 1]),
        # What the worker says at once behind it is about the same.
        ([worker(), stray("sitecomp"), said("sitecomp", "component_reinstalling", thread=2)], [0, 1, 2]),
        (
            [
                worker(after=0),
                stray("sitecomp", after=1),
                said("sitecomp", "component_reinstalling", thread=2, after=3),
            ],
            [0, 2],
        ),
    ],
)
def test_an_error_beside_the_worker_is_of_the_installation_only_where_its_worker_was_at_it(lines, own):
    assert {ONE: own} == by_subject(joined("replication", "installation", *lines))


@pytest.mark.parametrize(
    ("lines", "own"),
    [
        ([worker("prerequisite_check_running"), stray("configmgrprereq")], [0, 1]),
        ([worker(), worker("prerequisite_warnings_ignored", None), stray("configmgrprereq")], [0, 1]),
        # Nothing tells whether the update service called it.
        ([said("configmgrprereq", "prerequisite_result", package_guid=ONE), stray("configmgrprereq")], [0, 1]),
    ],
)
def test_an_error_of_the_check_is_of_the_installation_while_the_update_service_calls_it(lines, own):
    assert {ONE: own} == by_subject(joined("replication", "installation", *lines))


def job(event, job_id="00000391", **values):
    return said("scheduler", event, server="SRV", thread=3, job_id=job_id, **values)


ACTIVATED = job("job_activated", package_id=PACKAGE)


@pytest.mark.parametrize(
    ("lines", "own"),
    [
        # "<Activating JOB 00000391>[…]" names no site, "Destination site:  PS1" behind it does.
        (
            [ACTIVATED, said("scheduler", "job_destination_reported", thread=3, site_code="ps1")],
            {"PS1": [4, 5], "PS2": []},
        ),
        ([ACTIVATED, job("send_request_reported", site_code="ps1")], {"PS1": [4, 5], "PS2": []}),
        # Of two sites that wait nobody knows whose job it is.
        ([ACTIVATED], {"PS1": [], "PS2": []}),
        # What the id stood for before is over.
        (
            [
                ACTIVATED,
                job("send_request_reported", site_code="ps2"),
                ACTIVATED,
                job("send_request_reported", site_code="ps1"),
            ],
            {"PS1": [6, 7], "PS2": [4, 5]},
        ),
    ],
)
def test_a_job_is_that_of_the_site_it_names_itself(lines, own):
    cases = joined("replication", "site_transfer", *request(), minijob("ps1"), minijob("ps2"), *lines)

    jobs = {name.split()[-1]: [row for row in rows if row > 3] for name, rows in by_subject(cases).items()}
    assert own == jobs


def test_a_job_that_names_no_site_is_the_one_of_the_only_minijob_in_front_of_it():
    lines = [
        *request(),
        minijob("ps1"),
        ACTIVATED,
        minijob("ps2"),
        job("job_activated", "00000392", package_id=PACKAGE),
    ]

    cases = joined("replication", "site_transfer", *lines)

    assert [[2, 3], [4, 5]] == list(by_subject(cases).values())

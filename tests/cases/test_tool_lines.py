"""Line by line: which package a line of the service connection tool is about, what shows its import, and where it ran."""

from __future__ import annotations

import pytest
from eventrows import by_subject, joined, said

from dmplog.witness import LogSpan

ONE = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
TWO = "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41"
NOBODY = "00000000-0000-0000-0000-000000000000"
RUN = ""
"""What the case of a run that names no package is called by `by_subject`."""


def tool(event, package=None, server="WKS", **values):
    named = {} if package is None else {"package_guid": package}
    return said("serviceconnectiontool", event, server=server, **values, **named)


def imported(server="WKS", package=NOBODY, **values):
    return tool("state_message_generated", package, server, **values)


def setup(event, package=None, folder="ServiceConnectionTool\\Update", server="WKS"):
    path = {} if package is None else {"path": f"E:\\{folder}\\{package}\\Redist\\file.msi"}
    return said("configmgrsetup", event, server=server, **path)


def manager(event, package=None, server="SRV"):
    return said("hman", event, server=server, **({} if package is None else {"package_guid": package}))


def cases(*lines, **values):
    return joined("offline", "tool", *lines, **values)


ANY = "invented_event"
PAYLOAD = "tool_payload_downloading"
REDIST = "tool_redist_downloading"
STARTED = "setupdl_started"
FAILED = "redist_file_download_failed"
FOLDER = "redist_folder_reported"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([], {}),
        ([tool(ANY)], {RUN: [0]}),
        # What stands in front of the first package of a file is every package's of it; behind one a line is its own.
        ([tool(ANY), tool(PAYLOAD, ONE), tool(ANY)], {ONE: [0, 1, 2], RUN: []}),
        ([tool(ANY), tool(PAYLOAD, ONE), tool(PAYLOAD, TWO), tool(ANY)], {ONE: [0, 1], TWO: [0, 2, 3], RUN: []}),
        ([tool(ANY), tool(PAYLOAD, ONE), tool(PAYLOAD, TWO, file=9)], {ONE: [0, 1], TWO: [2], RUN: []}),
        # A file that names none is a run of its own, whatever another one names.
        ([tool(ANY, file=8), tool(PAYLOAD, ONE)], {ONE: [1], RUN: [0]}),
        # A redistributable is the one's that is named behind it, but behind a package it is that one's.
        ([tool(REDIST), tool(ANY, ONE), tool(ANY, TWO)], {ONE: [0, 1], TWO: [2], RUN: []}),
        ([tool(ANY, ONE), tool(REDIST), tool(ANY, TWO)], {ONE: [0, 1], TWO: [2], RUN: []}),
        # One import brings all there are, in whatever file; one of a package is that one's.
        ([tool(PAYLOAD, ONE), tool(PAYLOAD, TWO), imported(file=9)], {ONE: [0, 2], TWO: [1, 2], RUN: []}),
        ([tool(PAYLOAD, ONE), tool(PAYLOAD, TWO), imported(package=ONE)], {ONE: [0, 2], TWO: [1], RUN: []}),
        ([imported()], {RUN: [0]}),
        ([tool(ANY), imported(file=9)], {RUN: [0, 1]}),
    ],
)
def test_a_line_of_the_tool_is_about_the_package_its_file_named(lines, found):
    assert found == by_subject(cases(*lines))


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        # The folder tells whose files they are; the call of the tool does where it tells nothing.
        ([setup(STARTED), setup(FOLDER, ONE), setup(ANY)], {ONE: [0, 1, 2]}),
        ([setup(STARTED), setup(FOLDER, ONE, "EasySetupPayload")], {}),
        ([setup(STARTED), setup(ANY)], {}),
        ([tool(PAYLOAD, ONE), tool(REDIST), setup(STARTED), setup(ANY)], {ONE: [0, 1, 2, 3], RUN: []}),
        ([tool(PAYLOAD, ONE), setup(STARTED), setup(ANY)], {ONE: [0], RUN: []}),
        ([tool(PAYLOAD, ONE), tool(REDIST), setup(STARTED, server="SRV")], {ONE: [0, 1], RUN: []}),
        ([tool(PAYLOAD, ONE), tool(REDIST), setup(STARTED), setup(FOLDER, TWO)], {ONE: [0, 1], TWO: [2, 3], RUN: []}),
        # What is written behind a failure makes nothing good, but a further failure and a further call count.
        ([setup(FOLDER, ONE), setup(FAILED), setup(ANY), setup(FAILED)], {ONE: [0, 1, 3]}),
        ([setup(FOLDER, ONE), setup(FAILED), setup(STARTED), setup(FOLDER, ONE), setup(ANY)], {ONE: [0, 1, 2, 3, 4]}),
        # Lines of a tool that names none are the only package's its folders name.
        ([tool(ANY), tool(REDIST), setup(STARTED), setup(FOLDER, ONE)], {ONE: [0, 1, 2, 3], RUN: []}),
        (
            [tool(ANY), setup(STARTED), setup(FOLDER, ONE), setup(STARTED), setup(FOLDER, TWO)],
            {ONE: [1, 2], TWO: [3, 4], RUN: [0]},
        ),
        ([tool(ANY, file=9), tool(PAYLOAD, ONE, file=8), setup(FOLDER, ONE)], {ONE: [1, 2], RUN: [0]}),
        ([tool(ANY), tool(ANY, file=9), setup(FOLDER, ONE)], {ONE: [0, 1, 2], RUN: []}),
    ],
)
def test_a_line_of_setupdl_is_the_tools_by_its_folder_or_its_call(lines, found):
    assert found == by_subject(cases(*lines))


APPLICABLE = manager("update_applicable", ONE)
PROCESSED = manager("manifest_processing")


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([tool(PAYLOAD, ONE), APPLICABLE], {ONE: [0, 1], RUN: []}),
        ([APPLICABLE, tool(PAYLOAD, ONE)], {ONE: [1], RUN: []}),
        ([tool(PAYLOAD, TWO), APPLICABLE], {TWO: [0], RUN: []}),
        ([tool(PAYLOAD, ONE), manager(ANY, ONE)], {ONE: [0], RUN: []}),
        # The manifest counts only behind an import: without one it may be any other.
        ([tool(PAYLOAD, ONE), PROCESSED], {ONE: [0], RUN: []}),
        ([tool(PAYLOAD, ONE), PROCESSED, imported(), PROCESSED], {ONE: [0, 2, 3], RUN: []}),
        ([tool(PAYLOAD, ONE), imported(), PROCESSED, imported()], {ONE: [0, 1, 2, 3], RUN: []}),
        ([tool(PAYLOAD, ONE), setup(FOLDER, ONE), PROCESSED], {ONE: [0, 1], RUN: []}),
        ([imported(), PROCESSED], {RUN: [0, 1]}),
    ],
)
def test_what_the_site_says_behind_the_tool_shows_the_import(lines, found):
    assert found == by_subject(cases(*lines))


def test_packages_stand_in_the_order_in_which_they_are_named():
    packages = [f"{number}b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e" for number in (7, 3, 9, 1, 8, 2, 6)]

    found = cases(*(tool(PAYLOAD, package) for package in packages))

    assert [*packages, RUN] == [each.subject.package_guid or RUN for each in found.subjects]


def point(server):
    return said("dmpdownloader", ANY, server=server)


@pytest.mark.parametrize(
    ("lines", "ran", "shows"),
    [
        ([tool(PAYLOAD, ONE)], "WKS", None),
        # The tool ran where it connected, rather than where it imported.
        ([imported("SRV"), tool(PAYLOAD, ONE)], "WKS", "SRV"),
        ([imported("SRV")], "SRV", "SRV"),
        # The Hierarchy Manager beside the import, or beside a point, shows it; then any one, the import, and a point.
        ([tool(PAYLOAD, ONE), imported("SRV"), manager(ANY, server="HM1"), manager(ANY)], "WKS", "SRV"),
        ([tool(PAYLOAD, ONE), point("SRV"), manager(ANY, server="HM1"), manager(ANY)], "WKS", "SRV"),
        (
            [tool(PAYLOAD, ONE), point("SRV"), imported("IMP"), manager(ANY, server="HM1"), manager(ANY, server="HM2")],
            "WKS",
            "HM1",
        ),
        ([tool(PAYLOAD, ONE), point("SRV"), imported("IMP")], "WKS", "IMP"),
        ([tool(PAYLOAD, ONE), point("SRV")], "WKS", "SRV"),
        ([tool(PAYLOAD, ONE), *(point(f"SRV{number}") for number in (7, 3, 9, 1))], "WKS", "SRV7"),
        ([tool(PAYLOAD, ONE), *(imported(f"SRV{number}") for number in (7, 3, 9, 1))], "WKS", "SRV7"),
    ],
)
def test_the_tool_ran_where_its_log_lies_and_the_manager_beside_it_shows_the_import(lines, ran, shows):
    found = cases(*lines).subjects[0]

    expected = {"tool_computer": ran} | ({} if shows is None else {"service_connection_point": shows})
    assert (ran, expected) == (found.server, found.places)


def test_a_log_of_hierarchy_manager_without_a_line_shows_the_import_too():
    spans = [LogSpan("OTHER", None, "sitecomp", None, None, ()), LogSpan("SRV", None, "hman", None, None, ())]

    (found, _) = cases(tool(PAYLOAD, ONE), spans=spans).subjects

    assert "SRV" == found.places["service_connection_point"]


ONLINE = said("dmpdownloader", "manifest_url_requested")


@pytest.mark.parametrize(
    ("lines", "mode", "noted"),
    [
        ([tool(PAYLOAD, ONE)], "offline", False),
        ([tool(PAYLOAD, ONE), ONLINE], "online", False),
        ([tool(PAYLOAD, ONE), imported()], "offline", False),
        # The tool itself asks for the manifest where it connects: no line of the point.
        ([tool(PAYLOAD, ONE), tool("manifest_url_requested")], "offline", False),
        ([tool(PAYLOAD, ONE), ONLINE, imported()], "offline", True),
        # An import that names its package is no import of a manifest.
        ([tool(PAYLOAD, ONE), ONLINE, imported(package=ONE)], "online", False),
    ],
)
def test_the_tool_works_offline_unless_the_point_fetches_for_itself(lines, mode, noted):
    found = cases(*lines).subjects[0]

    assert (mode, noted) == (found.mode, bool(found.notes))


def test_a_run_that_names_no_package_says_so():
    (found,) = cases(tool(ANY)).subjects

    assert ((None, {}), True) == ((found.subject.package_guid, found.values), "names a package" in found.notes[0])


def test_the_cases_are_of_one_lane_each_with_its_package():
    found = cases(tool(PAYLOAD, ONE))

    assert [{"package_guid": ONE}, {}] == [each.values for each in found.subjects]

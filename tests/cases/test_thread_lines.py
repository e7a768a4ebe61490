"""Line by line: whose a line is that names no subject, what answers a subject, where a try begins and which server it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from eventrows import by_subject, joined, said

from dmplog.flowchart import load_flowchart
from dmplog.grammar import UNRECOGNIZED
from dmplog.witness import LogSpan

ONE = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
TWO = "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41"
NOBODY = "00000000-0000-0000-0000-000000000000"


def line(event, thread=1, server="SRV", **values):
    return said("dmpdownloader", event, thread=thread, server=server, **values)


def about(package, thread=1, server="SRV"):
    return line("state_message_generated", thread, server, package_guid=package)


def manager(event, package=ONE, server="SRV", **values):
    return said("hman", event, server=server, package_guid=package, **values)


def rows_of(cases):
    (own,) = by_subject(cases).values()
    return own


PAYLOAD = "payload_download_failed"
PACKAGE_FAILED = "package_download_failed"
BARE = "manifest_downloading"
KEYLESS = "manifest_received"
FOREIGN = "adminui_download_failed"
CLOSES = "package_download_finished"
ANY = "invented_event"


@pytest.mark.parametrize(
    ("lines", "package", "check"),
    [
        # A thread goes on with what it was doing, whatever another thread does.
        ([about(ONE), line(ANY)], [0, 1], []),
        ([about(ONE), line(KEYLESS), line(ANY)], [0], [1, 2]),
        ([about(ONE), line(KEYLESS, 2), line(ANY, 2), line(ANY)], [0, 3], [1, 2]),
        ([about(ONE), line(KEYLESS, server="SRV2"), line(ANY)], [0, 2], [1]),
        ([about(ONE), about(NOBODY), line(ANY)], [0], [1, 2]),
        ([about(ONE), line(FOREIGN), line(ANY)], [0], []),
        # The end of a package is its own line and the last one, also where it is told twice; another thread goes on.
        ([about(ONE), line(CLOSES), line(ANY)], [0, 1], [2]),
        ([about(ONE), line(CLOSES), line("retry_announced"), line(ANY)], [0, 1, 2], [3]),
        ([about(ONE), about(ONE, 2), line(CLOSES, 2), line(ANY)], [0, 1, 2, 3], []),
        ([about(ONE), line(CLOSES), about(ONE), line(ANY)], [0, 1, 2, 3], []),
        # The end of a package that nothing names in front of it is no package's.
        ([line(CLOSES), line(ANY), about(ONE, 2)], [2], [0, 1]),
        # A thread of which nothing was said is the check's, unless the line may be of the worker for the console.
        ([about(ONE), line(ANY, 2)], [0], [1]),
        ([about(ONE), line(BARE, 2)], [0], []),
        ([about(ONE), line(BARE)], [0, 1], []),
        ([about(ONE), line(KEYLESS, 2), line(BARE, 2)], [0], [1, 2]),
        # A line that names its worker is its worker's where its thread is another's or unknown.
        ([about(ONE), line(PAYLOAD, 2)], [0, 1], []),
        ([about(ONE), line(FOREIGN, 2), line(PAYLOAD, 2)], [0, 2], []),
        ([about(ONE), line(KEYLESS, 2), line(PAYLOAD, 2)], [0], [1, 2]),
        ([about(ONE, 2), line(KEYLESS), line(PAYLOAD, 2)], [0, 2], [1]),
        ([line(PAYLOAD, 2), about(ONE)], [1], [0]),
        ([about(ONE), line(PAYLOAD, 2, "SRV2")], [0], [1]),
        # A failure that is about a package belongs to the only one there is, in front of it and behind it.
        ([line(PACKAGE_FAILED), about(ONE, 2)], [0, 1], []),
        ([line(FOREIGN), line(PACKAGE_FAILED), about(ONE, 2)], [1, 2], []),
        ([line(KEYLESS), line(ANY), line(PACKAGE_FAILED), about(ONE, 2)], [2, 3], [0, 1]),
    ],
)
def test_a_line_belongs_to_what_its_thread_was_doing(lines, package, check):
    assert package == rows_of(joined("download", "package", *lines))
    synchronization = joined("download", "synchronization", *lines)
    assert check == sorted(synchronization.members["row"].to_list())


def test_a_failure_about_a_package_is_nobodys_where_there_are_two():
    cases = joined("download", "package", line(PACKAGE_FAILED), about(ONE, 2), about(TWO, 3), line(PACKAGE_FAILED, 3))

    assert {ONE: [1], TWO: [2, 3]} == by_subject(cases)


def test_a_failure_about_a_package_makes_no_case_where_none_is_named():
    assert {} == by_subject(joined("download", "package", line(PACKAGE_FAILED)))


def stray(thread=1, role="hman", after=None, **values):
    """Return a line that alarms and that no grammar knows."""
    return said(role, UNRECOGNIZED, thread=thread, alarm="error", after=after, **values)


def state(package=ONE, thread=1, after=None):
    return said("hman", "package_state_updated", thread=thread, after=after, package_guid=package, state="262145")


def manifest(thread=1, after=None):
    return said("hman", "manifest_processing", thread=thread, after=after)


def asked(after, package=ONE):
    return said("dmpdownloader", "package_download_started", thread=7, after=after, package_guid=package)


@pytest.mark.parametrize(
    ("lines", "package", "check"),
    [
        # The thread that said something of a package last is still at it.
        ([asked(0), state(after=1), stray(after=9)], True, False),
        ([asked(0), state(TWO, after=1), stray(after=9)], False, False),
        ([asked(0), state(after=1), manifest(after=2), stray(after=9)], False, True),
        ([asked(0), manifest(after=1), stray(after=9)], False, True),
        # Another thread did nothing of it.
        ([asked(0), state(after=1), stray(2, after=1)], False, False),
        ([asked(0), manifest(after=1), stray(2, after=1)], False, False),
        # Where the downloader has gone on since, only what follows at once is about the same.
        ([state(after=0), asked(1), stray(after=1)], True, False),
        ([state(after=0), asked(1), stray(after=2)], False, False),
        # What stands directly in front of a line is about the same as it.
        ([asked(0), stray(after=2), state(after=3)], True, False),
        ([asked(0), stray(after=2), state(after=4)], False, False),
        ([asked(0), stray(after=2), manifest(after=3)], False, True),
        # A line that names a package is that one's, whichever thread wrote it.
        ([asked(0), stray(2, after=9, package_guid=ONE)], True, False),
        ([asked(0), manifest(after=1), stray(after=1, package_guid=ONE)], True, False),
        # Other work of the same thread ends it, unless it follows at once.
        ([asked(0), state(after=1), said("hman", ANY, after=1), stray(after=9)], True, False),
        ([asked(0), state(after=1), said("hman", ANY, after=3), stray(after=9)], False, False),
        # In the log of the downloader a thread of which nothing was said is the check's where nobody else is.
        ([stray(2, "dmpdownloader", after=0), asked(1)], False, True),
        ([asked(0), stray(2, "dmpdownloader", after=1)], False, False),
        ([asked(0), stray(7, "dmpdownloader", after=1)], True, False),
    ],
)
def test_an_error_of_another_log_is_whose_its_thread_worked_for(lines, package, check):
    row = next(number for number, each in enumerate(lines) if each.alarm)

    packages, synchronization = (joined("download", lane, *lines) for lane in ("package", "synchronization"))

    assert package == (row in by_subject(packages).get(ONE, ()))
    assert check == (row in synchronization.members["row"].to_list())
    assert (not package and not check) <= (row in packages.foreign.to_list() or TWO in by_subject(packages))


FOUND = line("update_found")
APPLICABLE, NOT_APPLICABLE = manager("update_applicable"), manager("update_not_applicable")


@pytest.mark.parametrize(
    ("lines", "taken"),
    [
        # What is on offer alone is what is taken up, and what the thread says behind it.
        ([APPLICABLE, FOUND, line(ANY)], [1, 2]),
        ([APPLICABLE, manager("update_not_applicable", TWO), FOUND, line(ANY)], [2, 3]),
        ([APPLICABLE, manager("update_applicable", TWO), FOUND], []),
        ([APPLICABLE, manager("update_applicable", TWO), manager("update_not_applicable", TWO), FOUND], [3]),
        ([APPLICABLE, NOT_APPLICABLE, FOUND], []),
        ([FOUND, APPLICABLE], []),
        # What the downloader has named already is no new one.
        ([about(TWO), APPLICABLE, manager("update_applicable", TWO), FOUND], [3]),
        ([about(ONE), APPLICABLE, FOUND], []),
        # Where the thread names it behind the line, or another, that is the one; the next cycle names none.
        ([APPLICABLE, FOUND, about(TWO)], []),
        ([APPLICABLE, FOUND, line(KEYLESS), about(TWO)], [1]),
    ],
)
def test_a_worker_takes_up_what_alone_is_on_offer(lines, taken):
    own = by_subject(joined("download", "package", *lines)).get(ONE, [])

    assert taken == [row for row in own if lines[row].event in ("update_found", ANY)]


PRESENT, OTHER_STATE = "262146", "131074"
VALIDATED = manager("notification_validated")


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        # What was asked last is what is answered.
        ([manager("package_metadata_written", state=PRESENT), VALIDATED], [0, 1]),
        ([manager("package_metadata_written", state=OTHER_STATE), VALIDATED], [0]),
        ([manager("package_metadata_written", state=PRESENT), VALIDATED, VALIDATED], [0, 1, 2]),
        ([*(manager("package_metadata_written", state=each) for each in (PRESENT, OTHER_STATE)), VALIDATED], [0, 1]),
        ([*(manager("package_metadata_written", state=each) for each in (OTHER_STATE, PRESENT)), VALIDATED], [0, 1, 2]),
        # Where nothing tells what was asked, the next state of the package does.
        ([VALIDATED], None),
        ([VALIDATED, manager("package_state_updated", state=PRESENT)], [0, 1]),
        ([VALIDATED, manager("package_state_updated", state=OTHER_STATE)], [1]),
        ([VALIDATED, *(manager("package_state_updated", state=each) for each in (OTHER_STATE, PRESENT))], [1, 2]),
        # What was asked counts more than what follows.
        (
            [manager("package_metadata_written", state=OTHER_STATE), VALIDATED, manager("package_state_updated", state=PRESENT)],
            [0, 2],
        ),
        # Another package's question and another one's state tell nothing.
        ([manager("package_metadata_written", TWO, state=PRESENT), VALIDATED], None),
        ([VALIDATED, manager("package_state_updated", TWO, state=PRESENT)], None),
    ],
)  # fmt: skip
def test_an_answer_counts_where_it_is_known_what_it_answers(lines, kept):
    assert kept == by_subject(joined("download", "package", *lines)).get(ONE)


def test_packages_stand_in_the_order_in_which_they_are_named():
    packages = [f"{number}b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e" for number in (7, 3, 9, 1, 8, 2, 6)]

    cases = joined("download", "package", *(about(package, number) for number, package in enumerate(packages)))

    assert packages == [each.subject.package_guid for each in cases.subjects]


DOWNLOADER = {"service_connection_point": "SRV"}
NOWHERE = {"service_connection_point": None, "site_server": None}


@pytest.mark.parametrize(
    ("lines", "server", "places"),
    [
        ([about(ONE)], "SRV", DOWNLOADER),
        ([about(ONE, server=None)], None, NOWHERE),
        ([about(ONE), manager(ANY)], "SRV", DOWNLOADER | {"site_server": "SRV"}),
        # Another site's Hierarchy Manager proves nothing here.
        ([about(ONE), manager(ANY, server="HMAN")], "SRV", DOWNLOADER),
        ([manager(ANY, server="HMAN")], "HMAN", {"site_server": "HMAN"}),
        # A package that only the Hierarchy Manager names was downloaded by the one downloader there is.
        ([line(KEYLESS), manager(ANY)], "SRV", DOWNLOADER | {"site_server": "SRV"}),
        (
            [line(KEYLESS), line(KEYLESS, server="SRV2"), manager(ANY)],
            None,
            {"service_connection_point": None, "site_server": "SRV"},
        ),
        # A package that a second downloader brings is where it was named last.
        ([about(ONE), about(ONE, server="SRV2")], "SRV2", {"service_connection_point": "SRV2"}),
    ],
)
def test_a_package_is_where_its_downloader_is(lines, server, places):
    (found,) = joined("download", "package", *lines).subjects

    assert (server, places) == (found.server, found.places)


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([line(KEYLESS)], [("SRV", DOWNLOADER)]),
        ([line(KEYLESS, server=None)], [(None, NOWHERE)]),
        ([manager(ANY, server="HMAN")], [("HMAN", {"site_server": "HMAN"})]),
        (
            [line(KEYLESS, server=f"SRV{number}") for number in (7, 3, 9, 1)],
            [(f"SRV{number}", {"service_connection_point": f"SRV{number}"}) for number in (7, 3, 9, 1)],
        ),
    ],
)
def test_every_downloader_has_a_check_of_its_own_in_order(lines, found):
    cases = joined("download", "synchronization", *lines)

    assert found == [(each.server, each.places) for each in cases.subjects]
    assert list(range(len(lines))) == sorted(cases.members["row"].to_list())


def test_a_log_of_another_server_than_the_one_that_shows_a_place_is_left_out():
    """Two Hierarchy Managers: the one beside the downloader speaks."""
    lines = [about(ONE), manager("package_state_updated", state=PRESENT), manager(ANY, server="CHILD")]

    assert [0, 1] == rows_of(joined("download", "package", *lines))


IMPORT = said(
    "serviceconnectiontool", "state_message_generated", server=None, package_guid=NOBODY, state_message="4"
)  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([line(KEYLESS), IMPORT], {"SRV": [0, 1]}),
        ([line(KEYLESS), line(KEYLESS, server="SRV2"), IMPORT], {"SRV": [0], "SRV2": [1], None: [2]}),
        ([IMPORT], {None: [0]}),
    ],
)
def test_an_import_speaks_for_the_one_downloader_there_is(lines, found):
    cases = joined("download", "synchronization", *lines)

    rows = {
        each.server: cases.members.filter(cases.members["subject"] == number)["row"].to_list()
        for number, each in enumerate(cases.subjects)
    }
    assert found == rows


def test_logs_whose_threads_count_are_by_default_those_of_the_first_place_that_no_worker_calls():
    chart = load_flowchart("download")
    logs = {part: names for part, names in chart.correlator.logs.items() if part != "carries"}
    silent = replace(chart, correlator=replace(chart.correlator, logs=logs))
    lines = [about(ONE), said("configmgrsetup", KEYLESS), line(ANY), manager(ANY)]

    for lane in ("package", "synchronization"):
        assert (
            joined(chart, lane, *lines).members["row"].to_list()
            == joined(silent, lane, *lines).members["row"].to_list()
        )


def tried(after, server="SRV", event="telemetry_upload_failed"):
    return said("dmpuploader", event, after=after, server=server)


STARTED = "component_started"


@pytest.mark.parametrize(
    ("lines", "opens"),
    [
        ([tried(0), tried(30)], []),
        ([tried(0), tried(31)], [1]),
        ([tried(0), tried(20), tried(40)], []),
        ([tried(0), tried(31), tried(62)], [1, 2]),
        # A start of the service has begun the try already; the one behind that begins by its pause.
        ([tried(0), tried(50, event=STARTED), tried(60)], []),
        ([tried(0), tried(50, event=STARTED), tried(60), tried(120)], [3]),
        ([tried(0, event=STARTED), tried(5), tried(60)], [2]),
        # Whatever another server does.
        ([tried(0), tried(40, "SRV2"), tried(50)], [2]),
        ([tried(0), tried(40, "SRV2", STARTED), tried(50)], [2]),
    ],
)
def test_a_try_begins_behind_a_pause_unless_a_start_began_it(lines, opens):
    members = joined("upload", "transmission", *lines).members

    assert opens == members.filter("opens")["row"].to_list()


def test_without_a_pause_in_the_chart_nothing_begins_by_it():
    members = joined("download", "synchronization", said("dmpdownloader", KEYLESS, after=0), line(KEYLESS)).members

    assert [] == members.filter("opens")["row"].to_list()


def test_a_manager_that_is_there_and_says_nothing_still_has_its_place():
    span = LogSpan("SRV", None, "hman", None, None, ("hman.log",))

    (found,) = joined("download", "package", about(ONE), spans=[span]).subjects

    assert DOWNLOADER | {"site_server": "SRV"} == found.places

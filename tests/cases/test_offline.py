"""The service connection tool: three runs joined by package GUID, a silent end is a failure, and the site's own download is another's."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from builders import bundle

import dmplog

PACKAGE = "248DC1EB-4B98-4483-BAF3-08C678C1CD0A"
OTHER = "653BACCA-5BCE-4B4C-9A83-10932A561F71"
BEGIN = datetime(2021, 8, 10, 9, 30)
BIAS = 240
TOOL_FOLDER = rf"E:\ServiceConnectionTool\Update\{PACKAGE}\Redist"


def minutes(number):
    return timedelta(minutes=number)


def tool(*entries):
    return {"lines": entries, "framing": "tool"}


def native(component, *entries):
    return {"lines": entries, "framing": "sms", "component": component, "bias": BIAS}


def hman(*entries):
    return native("SMS_HIERARCHY_MANAGER", *entries)


def setup(*entries):
    return native("Configuration Manager Setup", *entries)


START = minutes(0)


def connect(package=PACKAGE, begin=START, *, redist=True):
    entries = [
        (begin, f"INFO:Downloading Payload {package} version 5.0.9058.1000"),
        (begin + minutes(5), f"INFO:Downloaded Payload {package} size = 967280807"),
        (begin + minutes(6), f"INFO:Downloading Redists for {package}"),
    ]
    if redist:
        entries.append((begin + minutes(9), f"INFO:Successfully downloaded Redists for {package}"))
    return entries


MANIFEST = (-minutes(1), "INFO:ConfigMgr.Update.Manifest.cab (size = 15741046) downloaded successfully")
IMPORT = minutes(60 * 24)
IMPORTED = (IMPORT, "Generating state message: 4 for package 00000000-0000-0000-0000-000000000000")
NOISE = "CheckPinResetCertificate() - start the pin reset certificate check task"
FAILING_SETUP = (
    (minutes(6), "INFO: Setup downloader setupdl.exe: STARTED"),
    (minutes(6), f"INFO: Downloading files to {TOOL_FOLDER}"),
    (minutes(8), "ERROR: Download() failed with 0x80072EE2"),
)


def report_on(tmp_path, **logs):
    built = bundle(BEGIN)
    for name, log in logs.items():
        server, _, role = name.rpartition("__")
        built = built.server(server).log(role, **log)
    return dmplog.diagnose(built.at(tmp_path))


def tool_cases(report):
    return {case.subject.package_guid: case for case in report.cases if case.lane == "tool"}


def case_on(tmp_path, package=PACKAGE, **files):
    return tool_cases(report_on(tmp_path, **files))[package.lower()]


def test_after_the_connect_run_somebody_has_to_import(tmp_path):
    case = case_on(tmp_path, ServiceConnectionTool=tool(MANIFEST, *connect()))

    assert ("waiting", "import_updates") == (case.verdict, case.step)
    assert ["silent", "done", "done", "done", "waiting"] == [step.status for step in case.steps]


def test_local_time_without_an_offset_is_no_utc_but_still_a_verdict(tmp_path):
    case = case_on(tmp_path, ServiceConnectionTool=tool(MANIFEST, *connect()))

    assert (None, None) == (case.since, case.last_sign)
    assert any("no UTC offset" in reason for reason in case.reasons)


def test_the_offset_is_borrowed_from_the_other_log_of_the_computer(tmp_path):
    files = {"ServiceConnectionTool": tool(*connect(redist=False)), "ConfigMgrSetup": setup(*FAILING_SETUP)}

    case = case_on(tmp_path, **files)

    assert "2021-08-10T13:36:00+00:00" == case.since.isoformat()


def test_a_failed_redistributable_is_a_failure(tmp_path):
    failed = (minutes(9), f"ERROR:Failed to download redist for {PACKAGE}")

    case = case_on(tmp_path, ServiceConnectionTool=tool(*connect(redist=False), failed))

    assert ("failed", "download_redist") == (case.verdict, case.step)


def test_of_several_points_the_first_one_is_where_the_import_would_show(tmp_path):
    polling = native("SMS_DMP_DOWNLOADER", (-minutes(60), f"Generating state message: 6 for package {OTHER}"))
    points = {f"POINT{number}__dmpdownloader": polling for number in range(9)}

    case = case_on(tmp_path, ServiceConnectionTool=tool(MANIFEST, *connect()), **points)

    assert "POINT0" == case.server


@pytest.mark.parametrize("behind", [(), ((minutes(8), "INFO: Setup downloader setupdl.exe: FINISHED"),)])
def test_the_tool_ending_silently_after_a_failure_of_setupdl_failed(tmp_path, behind):
    case = case_on(
        tmp_path,
        ServiceConnectionTool=tool(*connect(redist=False)),
        ConfigMgrSetup=setup(*FAILING_SETUP, *behind),
    )

    assert ("failed", "download_redist", "timeout") == (case.verdict, case.step, case.cause.category)


def test_a_second_call_that_works_makes_the_failure_good(tmp_path):
    again = [
        (minutes(30), "INFO: Setup downloader setupdl.exe: STARTED"),
        (minutes(30), f"INFO: Downloading files to {TOOL_FOLDER}"),
        (minutes(33), "INFO: Setup downloader setupdl.exe: FINISHED"),
    ]
    done = (minutes(34), f"INFO:Successfully downloaded Redists for {PACKAGE}")

    case = case_on(
        tmp_path,
        ServiceConnectionTool=tool(*connect(redist=False), done),
        ConfigMgrSetup=setup(*FAILING_SETUP, *again),
    )

    assert ("waiting", "import_updates") == (case.verdict, case.step)


def test_each_package_has_its_own_case_and_all_have_the_manifest(tmp_path):
    report = report_on(
        tmp_path,
        ServiceConnectionTool=tool(MANIFEST, *connect(), *connect(OTHER, minutes(20), redist=False)),
    )

    cases = tool_cases(report)
    assert {PACKAGE.lower(): "import_updates", OTHER.lower(): "download_redist"} == {
        package: case.step for package, case in cases.items()
    }
    assert ["done", "done"] == [case.steps[1].status for case in cases.values()]


def test_the_run_stands_for_itself_where_no_package_is_named(tmp_path):
    report = report_on(tmp_path, ServiceConnectionTool=tool(MANIFEST))

    assert {None: "download_payload"} == {package: case.step for package, case in tool_cases(report).items()}


def test_lines_without_a_package_are_nobodys_where_setupdl_worked_on_two(tmp_path):
    """The only one there is may be meant; of two neither is."""
    folders = [
        (minutes(6 + 10 * number), f"INFO: Downloading files to {TOOL_FOLDER.replace(PACKAGE, package)}")
        for number, package in enumerate((PACKAGE, OTHER))
    ]
    started = [(after, "INFO: Setup downloader setupdl.exe: STARTED") for after, _ in folders]
    calls = setup(*(line for pair in zip(started, folders, strict=True) for line in pair))
    asked = tool(MANIFEST, *((after - minutes(1), "INFO:downloading redist") for after, _ in folders))

    cases = tool_cases(report_on(tmp_path, ServiceConnectionTool=asked, ConfigMgrSetup=calls))

    assert {None, PACKAGE.lower(), OTHER.lower()} == set(cases)
    told = [line.text for step in cases[PACKAGE.lower()].steps for line in step.evidence]
    assert not any("downloading redist" in text for text in told)


def test_a_redistributable_without_a_package_belongs_to_the_one_named_behind_it(tmp_path):
    case = case_on(
        tmp_path,
        ServiceConnectionTool=tool(
            (minutes(0), "INFO:downloading redist"), (minutes(4), f"INFO:Successfully download redist for {PACKAGE}")
        ),
    )

    assert 1 == len(case.steps[3].evidence[:1])
    assert "INFO:downloading redist" in case.steps[3].evidence[0].text


@pytest.mark.parametrize("prefix", ["INFO:", ""])
def test_the_import_at_the_site_is_joined_by_the_package(tmp_path, prefix):
    arrived = hman(
        (IMPORT - minutes(60), NOISE),
        (IMPORT + minutes(2), rf"Configuration Manager Update (PackageGuid={PACKAGE}) is applicable"),
    )
    imported = tool((IMPORTED[0], prefix + IMPORTED[1])) if prefix else native("SMS_TOOL", IMPORTED)

    case = case_on(
        tmp_path,
        WKS07__ServiceConnectionTool=tool(MANIFEST, *connect()),
        WKS07__ConfigMgrSetup=setup((minutes(7), f"INFO: Downloading files to {TOOL_FOLDER}")),
        SCP01__ServiceConnectionTool=imported,
        SCP01__hman=arrived,
    )

    assert ("completed", "import_updates") == (case.verdict, case.step)


def test_what_hierarchy_manager_said_before_the_connect_run_proves_no_import(tmp_path):
    before = hman((-minutes(90), f"Configuration Manager Update (PackageGuid={PACKAGE}) is applicable"))

    case = case_on(tmp_path, ServiceConnectionTool=tool(MANIFEST, *connect()), hman=before)

    assert ("waiting", "import_updates") == (case.verdict, case.step)


def test_an_import_nobody_processes_is_stuck(tmp_path):
    report = report_on(
        tmp_path,
        ServiceConnectionTool=tool(MANIFEST, *connect(), (IMPORTED[0], "INFO:" + IMPORTED[1])),
        hman=hman(*((IMPORT + minutes(number), NOISE) for number in (-60, 30, 150))),
    )

    case = tool_cases(report)[PACKAGE.lower()]
    assert ("stalled", "import_updates", "hman") == (case.verdict, case.step, case.next.log)


@pytest.mark.parametrize(
    "downloader",
    [
        {},
        {
            "dmpdownloader": native(
                "SMS_DMP_DOWNLOADER", (IMPORT - minutes(90), NOISE), (IMPORT + minutes(60 * 72), NOISE)
            )
        },
    ],
)
def test_an_import_bypasses_the_check_and_the_download_of_the_manifest(tmp_path, downloader):
    """Offline no daily check is due, whatever the log of the downloader says."""
    report = report_on(
        tmp_path,
        **downloader,
        ServiceConnectionTool=tool((IMPORTED[0], "INFO:" + IMPORTED[1])),
        hman=hman(
            (IMPORT - minutes(60), NOISE),
            (IMPORT + minutes(1), r"Processing Configuration Manager Update manifest file E:\CMUStaging\manifest.xml"),
            (IMPORT + minutes(2), f"Configuration Manager Update (PackageGuid={PACKAGE}) is applicable"),
            (IMPORT + minutes(60 * 72), NOISE),
        ),
    )

    case = next(case for case in report.cases if case.lane == "synchronization")
    assert ["bypassed", "bypassed", "bypassed", "done"] == [step.status for step in case.steps[:4]]
    assert ("completed", None) == (case.verdict, case.next)
    assert any("offline mode" in reason for reason in case.reasons)


ONLINE = (
    (IMPORT - minutes(120), "Get manifest.cab url~~"),
    (IMPORT - minutes(119), "manifest.cab (http response) size is 11526232~~"),
    (IMPORT - minutes(118), "Manifest.cab was successfully moved to the connector outbox~~"),
)
AGAIN = tuple((after + minutes(60 * 24), message) for after, message in ONLINE)
RESTARTED = (IMPORT - minutes(30), "EasySetupDownload thread is starting...~~")


@pytest.mark.parametrize(
    ("lines", "mode", "named"),
    [
        (ONLINE, "offline", True),
        ((*ONLINE, RESTARTED), "offline", False),
        ((*ONLINE, *AGAIN), "online", True),
        (AGAIN, "online", False),
    ],
)
def test_a_change_of_mode_without_a_restart_is_named_as_a_possibility(tmp_path, lines, mode, named):
    report = report_on(
        tmp_path,
        ServiceConnectionTool=tool((IMPORTED[0], "INFO:" + IMPORTED[1])),
        dmpdownloader=native("SMS_DMP_DOWNLOADER", *lines),
    )

    case = next(case for case in report.cases if case.lane == "synchronization")
    assert any(f"in {mode} mode" in reason for reason in case.reasons)
    assert named == any("SMS_DMP_DOWNLOADER" in reason for reason in case.reasons)


def test_setup_lines_of_the_tool_raise_no_case_of_the_site(tmp_path):
    report = report_on(
        tmp_path,
        dmpdownloader=native(
            "SMS_DMP_DOWNLOADER",
            (-minutes(30), f"Download redist for update {OTHER.lower()}~~"),
            (-minutes(20), f"Successfully download redist for {OTHER.lower()}.~~"),
        ),
        ConfigMgrSetup=setup(*FAILING_SETUP),
    )

    site = [case for case in report.cases if case.lane == "package" and case.subject.package_guid == OTHER.lower()]
    assert ["failed"] == [case.verdict for case in tool_cases(report).values()]
    assert all(case.verdict != "failed" for case in site)


@pytest.mark.parametrize("folder", [r"EasySetupPayload\{}\redist", r"EasySetupPayload\{}\Redists"])
def test_setup_lines_of_the_site_raise_no_case_of_the_tool(tmp_path, folder):
    path = folder.format(OTHER.lower())

    report = report_on(
        tmp_path,
        ConfigMgrSetup=setup(
            (minutes(0), rf"INFO: Downloading files to E:\ConfigMgr\{path}"),
            (minutes(3), "ERROR: Download() failed with 0x80072EE2"),
        ),
    )

    assert {} == tool_cases(report)
    assert ["failed"] == [case.verdict for case in report.cases if case.lane == "package"]


def test_a_refused_temporary_file_that_the_tool_got_over_is_quoted_and_blocks_nothing(tmp_path):
    refused = (-minutes(2), r"ERROR:System.UnauthorizedAccessException: Access to the path 'E:\Temp\x.cab' is denied.")

    report = report_on(tmp_path, ServiceConnectionTool=tool(refused, MANIFEST, *connect()))

    assert ["waiting"] == [case.verdict for case in report.cases]
    assert [1] == [line.evidence.line for line in report.unexplained]


def test_a_database_that_cannot_be_opened_fails_the_preparation(tmp_path):
    report = report_on(
        tmp_path,
        ServiceConnectionTool=tool(
            (
                minutes(0),
                "ERROR:Unhandled Exception: System.Data.SqlClient.SqlException: A network-related error",
            )
        ),
    )

    assert [("failed", "prepare_usage_data")] == [(case.verdict, case.step) for case in report.cases]

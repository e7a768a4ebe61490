"""The shipped flowcharts: sound, complete, and true to the messages of a good run."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

from dmplog.data import data_folder
from dmplog.flowchart import check_flowchart, load_flowchart, shipped_flowcharts
from dmplog.flowchart.model import MOST_SHORT
from dmplog.flowchart.vocabulary import Vocabulary
from dmplog.grammar import Grammars
from dmplog.knowledge import states
from dmplog.validator.shipped import unnamed_steps

STEPS = {
    (
        "download",
        "synchronization",
    ): "check_for_updates download_manifest verify_manifest forward_manifest extract_manifest check_applicability",
    (
        "download",
        "package",
    ): "queue_package download_payload extract_payload download_redist notify_site update_package_state",
    ("replication", "top_level_site"): "request_install create_package record_package snapshot_package",
    ("replication", "site_transfer"): "create_minijob schedule_transfer send_package receive_package register_package",
    (
        "replication",
        "installation",
    ): "notify_update_service extract_content check_prerequisites wait_for_readiness install_update finish_installation",
    ("upload", "transmission"): "initialize start_upload upload_blocks end_upload",
    ("offline", "tool"): "prepare_usage_data download_manifest download_payload download_redist import_updates",
}
DEADLINES = {
    1: "check_for_updates download_manifest verify_manifest forward_manifest notify_site",
    2: "extract_manifest update_package_state download_redist snapshot_package receive_package register_package extract_content "
    "check_prerequisites install_update",
    4: "send_package",
    6: "download_payload",
    24: "finish_installation",
}
GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
DOWNLOAD = [
    ("dmpdownloader", "queue_package", "begins", f"Generating state message: 6 for package {GUID}~~"),
    ("dmpdownloader", "queue_package", "ends", f"EasySetupMaintenance - Redownload package: {GUID}~~"),
    ("dmpdownloader", "download_payload", "begins", f"EasySetupDownloadSinglePackage downloading {GUID}. ~~"),
    ("dmpdownloader", "download_payload", "begins", f"Generating state message: 8 for package {GUID}~~"),
    (
        "dmpdownloader",
        "download_payload",
        "progress",
        f'outerxml is <ConfigurationManagerUpdateContent Guid="{GUID}" State="262145" ReportTime="2024-12-17T14:49:55" />~~',
    ),
    ("dmpdownloader", "download_payload", "progress", "Download large file with BITs~~"),
    ("dmpdownloader", "download_payload", "ends", f"Generating state message: 10 for package {GUID}~~"),
    (
        "dmpdownloader",
        "extract_payload",
        "begins",
        "Verify the payload signature, hash value and extract the payload~~",
    ),
    ("dmpdownloader", "extract_payload", "ends", f"Generating state message: 25 for package {GUID}~~"),
    ("dmpdownloader", "extract_payload", "ends", f"Check if there is redist to download for update, {GUID}~~"),
    ("dmpdownloader", "download_redist", "begins", f"Download redist for update {GUID}~~"),
    ("configmgrsetup", "download_redist", "progress", "INFO: Setup downloader setupdl.exe: FINISHED"),
    ("dmpdownloader", "download_redist", "ends", f"Successfully download redist for {GUID}.~~"),
    ("dmpdownloader", "download_redist", "ends", f"Generating state message: 11 for package {GUID}~~"),
    (
        "dmpdownloader",
        "notify_site",
        "begins",
        f'outerxml is <ConfigurationManagerUpdateContent Guid="{GUID}" State="262146" ReportTime="2024-12-17T15:09:52" />~~',
    ),
    ("dmpdownloader", "notify_site", "ends", f"Generating state message: 13 for package {GUID}~~"),
    (
        "hman",
        "update_package_state",
        "ends",
        rf"Validate CMU file C:\inboxes\hman.box\CFD\{GUID}.CMU with no intune subscription.",
    ),
]
INSTALLATION = [
    (
        "hman",
        "notify_update_service",
        "ends",
        f"Created notification file ({GUID}.CMI) for CONFIGURATION_MANAGER_UPDATE",
    ),
    (
        "cmupdate",
        "extract_content",
        "begins",
        "Successfully reported ConfigMgr update status (SiteCode=CS1, SubStageID=0xd0005, IsComplete=1, Progress=1, Applicable=1)",
    ),
    (
        "cmupdate",
        "extract_content",
        "ends",
        "Successfully reported ConfigMgr update status (SiteCode=CS1, SubStageID=0xd0005, IsComplete=2, Progress=100, Applicable=1)",
    ),
    ("cmupdate", "check_prerequisites", "begins", "Preparing prereq check for site server [S.CONTOSO.COM]...~"),
    (
        "configmgrprereq",
        "check_prerequisites",
        "fails",
        "S.contoso.com;    SQL Server version;    Error;    Not supported.",
    ),
    (
        "cmupdate",
        "check_prerequisites",
        "ends",
        "Continue configuration manager update as it is configured to ignore prereq warnings.",
    ),
    (
        "cmupdate",
        "wait_for_readiness",
        "begins",
        f"INFO: Waiting for CONFIGURATION_MANAGER_SERVICE to be ready to apply update: {GUID}",
    ),
    (
        "hman",
        "wait_for_readiness",
        "begins",
        f"INFO: Waiting for CONFIGURATION_MANAGER_SERVICE to be ready to apply update: {GUID}",
    ),
    (
        "cmupdate",
        "wait_for_readiness",
        "ends",
        "There is no service window defined for the site server to apply the CM server updates.",
    ),
    (
        "cmupdate",
        "install_update",
        "begins",
        "Successfully reported ConfigMgr update status (SiteCode=CS1, SubStageID=0xd0006, IsComplete=1, Progress=1, Applicable=1)",
    ),
    (
        "cmupdate",
        "install_update",
        "proves",
        "Successfully reported ConfigMgr update status (SiteCode=CS1, SubStageID=0xd001a, IsComplete=3, Progress=100, Applicable=1)",
    ),
    (
        "cmupdate",
        "install_update",
        "fails",
        "Successfully reported ConfigMgr update status (SiteCode=CS1, SubStageID=0xd000e, IsComplete=4, Progress=10, Applicable=1)",
    ),
    ("cmupdate", "install_update", "ends", "~   Starting ConfigMgr Update post installation monitor thread..."),
    ("cmupdate", "finish_installation", "ends", "INFO: Successfully notified HMan that update package is installed"),
    ("cmupdate", "finish_installation", "proves", "INFO: Successfully notified HMan that update package is installed"),
    (
        "hman",
        "finish_installation",
        "proves",
        "INFO: 196612.ESC file was found. Updating client packages. InteropMode = 0",
    ),
    *(
        (
            "hman",
            step,
            "waits",
            "Updated CMUpdatePackage state to 196613 (PackageGuid=4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41)",
        )
        for step in ("extract_content", "wait_for_readiness", "install_update", "finish_installation")
    ),
    (
        "hman",
        "finish_installation",
        "begins",
        "Successfully reported ConfigMgr update status (SiteCode=CS1, SubStageID=0xe0007, IsComplete=1, Progress=1, Applicable=1)",
    ),
    (
        "hman",
        "finish_installation",
        "ends",
        "Successfully reported ConfigMgr update status (SiteCode=CS1, SubStageID=0xe0007, IsComplete=2, Progress=100, Applicable=1)",
    ),
    (
        "hman",
        "finish_installation",
        "waits",
        "Successfully reported ConfigMgr update status (SiteCode=CS1, SubStageID=0xe000a, IsComplete=1, Progress=1, Applicable=1)",
    ),
    (
        "hman",
        "finish_installation",
        "waits",
        "WARN: The current update package's state (196611) is not set to installed yet. Will retry in next cycle.",
    ),
]


@pytest.fixture(scope="module")
def grammars():
    return Grammars.load()


def said_by(grammars, lane, role, message):
    """Return what a message says in a lane, as (step, kind) pairs."""
    matched = grammars.match(pl.DataFrame({"role": [role], "message": [message]}))
    (row,) = matched.rows(named=True)
    return [
        (step.id, kind)
        for step in lane.steps
        for kind, signal in step.signals()
        if signal.event == row["event"] and signal.matches({**row, "role": role})
    ]


def test_all_four_are_shipped():
    assert ("download", "replication", "upload", "offline") == shipped_flowcharts()


@pytest.mark.parametrize("name", shipped_flowcharts())
def test_a_shipped_flowchart_is_sound(name, grammars):
    assert () == check_flowchart(name, Vocabulary.of(grammars))


def test_lanes_and_steps_are_those_of_the_contract():
    lanes = {(name, lane.id): lane for name in shipped_flowcharts() for lane in load_flowchart(name).lanes}

    assert {key: " ".join(step.id for step in lane.steps) for key, lane in lanes.items()} == STEPS


def test_every_step_has_a_short_name():
    """Pictures and rows of dots have room for a word or two, and a shipped step is not left to be shortened by a rule."""
    steps = [step for name in shipped_flowcharts() for lane in load_flowchart(name).lanes for step in lane.steps]

    assert [] == list(unnamed_steps(data_folder("flowcharts")))
    assert [] == [step.id for step in steps if not 0 < len(step.short) <= MOST_SHORT]


@pytest.mark.parametrize(("hours", "steps"), DEADLINES.items())
def test_deadlines_are_those_of_the_contract(hours, steps):
    found = {
        step.id: step.expect
        for name in ("download", "replication")
        for lane in load_flowchart(name).lanes
        for step in lane.steps
    }

    assert dict.fromkeys(steps.split(), timedelta(hours=hours)) == {step: found[step] for step in steps.split()}


@pytest.mark.parametrize("name", shipped_flowcharts())
def test_every_step_says_what_happens_what_a_stall_means_and_what_to_check(name):
    for lane in load_flowchart(name).lanes:
        for step in lane.steps:
            assert step.what, step.id
            assert step.stall, step.id
            assert len(step.check) > 1, step.id
            assert step.references, step.id
            assert all(url.startswith("https://learn.microsoft.com/") for url in step.references), step.id


@pytest.mark.parametrize(("role", "step", "kind", "message"), DOWNLOAD)
def test_a_line_of_a_good_download_speaks_of_its_step(grammars, role, step, kind, message):
    assert (step, kind) in said_by(grammars, load_flowchart("download").lane("package"), role, message)


@pytest.mark.parametrize(("role", "step", "kind", "message"), INSTALLATION)
def test_a_line_of_an_installation_speaks_of_its_step(grammars, role, step, kind, message):
    assert (step, kind) in said_by(grammars, load_flowchart("replication").lane("installation"), role, message)


def test_a_notification_that_the_download_goes_on_does_not_end_it(grammars):
    message = DOWNLOAD[4][3]

    assert [("download_payload", "progress")] == said_by(
        grammars, load_flowchart("download").lane("package"), "dmpdownloader", message
    )


def test_an_error_row_about_the_long_term_branch_is_also_a_sign_of_life(grammars):
    message = (
        "Unsupported site system role 'X' for the LTSB edition;    Error;    Configuration Manager has detected it."
    )
    said = said_by(grammars, load_flowchart("replication").lane("installation"), "configmgrprereq", message)

    assert ("check_prerequisites", "progress") == said[0]


def test_the_site_check_of_a_manifest_is_not_the_downloaders(grammars):
    message = r"File 'E:\ConfigMgr\inboxes\hman.box\CFD\ConfigMgr.Update.Manifest.CAB' is signed and trusted."
    lane = load_flowchart("download").lane("synchronization")

    assert [("extract_manifest", "progress")] == said_by(grammars, lane, "hman", message)
    assert [("verify_manifest", "progress")] == said_by(grammars, lane, "dmpdownloader", message)


def test_content_for_the_console_speaks_of_no_step(grammars):
    lane = load_flowchart("download").lane("synchronization")
    signed = r"File 'E:\ConfigMgr\inboxes\hman.box\CFD\ConfigMgr.AdminUIContent.auc' is signed and trusted."

    assert [] == said_by(grammars, lane, "hman", signed)
    assert [] == said_by(
        grammars, lane, "dmpdownloader", "Failed to call AdminUIContentDownload. error = Error -2146233079~"
    )
    assert any(note.signal.event == "adminui_call_failed" for note in lane.also_seen)


FAILED_AT = {
    "content": ("notify_update_service", 131071),
    "prerequisites": ("check_prerequisites", 196607),
    "installation": ("install_update", 262142, 262143),
    "download": (None, 327679),
    "applicability": ("check_applicability", 393215),
}


def test_every_state_that_fails_settles_a_case_wherever_it_stands():
    """A number whose low word is 0xFFFF, or 262142, is read at every step of its lane: the lane names it, and no step has to."""
    failing = {(state.stage, state.number) for state in states().values() if state.outcome == "failure"}
    assert failing == {(stage, number) for stage, (_, *numbers) in FAILED_AT.items() for number in numbers}
    said = set()
    for lane in (lane for name in shipped_flowcharts() for lane in load_flowchart(name).lanes):
        words = [(outcome.signal, outcome.step) for outcome in lane.outcomes if outcome.verdict == "failed"]
        for signal, step in (*words, *((signal, None) for signal in lane.fails)):
            numbers = dict(signal.where).get("state", ())
            said.update((lane.id, signal.event, int(number), step) for number in numbers)
    told = {"package_state_updated", "installation_awaited", "notification_dropped"}

    assert {
        ("installation", event, number, step)
        for event in told
        for step, *numbers in list(FAILED_AT.values())[:3]
        for number in numbers
    } <= said
    assert {
        ("package", "package_state_updated", 327679, None),
        ("synchronization", "package_state_updated", 393215, "check_applicability"),
    } <= said

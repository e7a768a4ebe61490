"""Advice names the address, the folder or the share that the deciding line is about, and never another one."""

from datetime import timedelta

import pytest
from builders import bundle

import dmplog
from dmplog.evidence.named import Named, rows_naming, values_last, values_near

GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
FIRST, SECOND = "http://go.microsoft.com/fwlink/?LinkID=1", "http://download.microsoft.com/ndp48.exe"
NAMED = [Named(7, "address", "{url}", 5), Named(9, "address", "{url}", 8)]
FIELDS = {5: {"url": FIRST}, 8: {"url": SECOND}}


@pytest.mark.parametrize(("near", "told"), [(7, {"address": FIRST}), (9, {"address": SECOND}), (6, {})])
def test_a_line_is_told_with_what_stands_nearest_in_front_of_it(near, told):
    assert told == values_near(near, NAMED, FIELDS)


def test_a_step_is_told_with_what_its_last_line_names():
    assert {"address": SECOND} == values_last(NAMED, FIELDS)


def test_what_is_named_is_told_with_the_last_line_that_names_it():
    again = [*NAMED, Named(12, "address", "{url}", 11)]

    assert {FIRST: 11, SECOND: 8} == rows_naming(again, {**FIELDS, 11: {"url": FIRST}})


def test_a_line_that_lacks_the_field_names_nothing():
    """Some wordings of a message hold less than others."""
    assert {} == values_last(NAMED, {5: {}, 8: {"url": ""}})


def a_failed_download(tmp_path, setup):
    """Return the case where setupdl.exe wrote the lines *setup*."""
    logs = bundle().server("SCP01")
    logs = logs.log(
        "dmpdownloader",
        [
            f"EasySetupDownloadSinglePackage downloading {GUID}.",
            f"Download redist for update {GUID}",
            (timedelta(minutes=20), f"ERROR: Failed to download redist for {GUID} with command  /RedistUrl {FIRST}"),
        ],
    )
    logs = logs.log("ConfigMgrSetup", [(timedelta(minutes=1 + n), text) for n, text in enumerate(setup)])
    case = next(
        case for case in dmplog.diagnose(logs.at(tmp_path), flowcharts="download").cases if case.lane == "package"
    )
    assert case.step == "download_redist"
    return case


def test_the_address_is_that_of_the_file_that_failed_and_not_of_the_last_one(tmp_path):
    case = a_failed_download(
        tmp_path,
        [
            "INFO: setupdl.exe: Starting",
            f"INFO: Downloading {SECOND} as ndp48.exe",
            "ERROR: Download() failed with 0x80072EE2",
            f"INFO: Downloading {FIRST} as sqlncli.msi",
        ],
    )

    actions = case.cause.actions
    assert f"Open `{SECOND}` on the service connection point" in actions[0]
    assert "dropped packets to `download.microsoft.com`." in actions[1]
    assert [(SECOND, 2), ("download.microsoft.com", 2), ("ndp48.exe", 2)] == [
        (one.name, one.line) for one in case.names
    ]


ANSWERED = "INFO: WinHttpQueryHeaders() in Download() returned OK (200)"
ASKED, TIMED_OUT = f"INFO: Downloading {FIRST} as one.msi", "ERROR: Download() failed with 0x80072EE2"


@pytest.mark.parametrize(
    ("setup", "answered"),
    [
        ([ASKED, ANSWERED, TIMED_OUT], True),
        ([ASKED, TIMED_OUT], False),
        ([f"INFO: Downloading {SECOND} as two.msi", ANSWERED, ASKED, TIMED_OUT], False),
        ([ASKED, "INFO: WinHttpQueryHeaders() in Download() returned Forbidden (403)", TIMED_OUT], False),
    ],
    ids=["answered", "no answer", "the file before it was answered", "refused"],
)
def test_a_server_that_answered_is_not_looked_for_in_the_firewall(tmp_path, setup, answered):
    """What an earlier file was answered says nothing of the one that timed out."""
    cause = a_failed_download(tmp_path, ["INFO: setupdl.exe: Starting", *setup]).cause
    told = cause.explanation.startswith("The server answered"), "dropped packets" not in cause.actions[1]

    if cause.id == "download_timeout":
        assert (answered, answered) == told
        assert answered == (ANSWERED in [line.text for line in cause.evidence])
    else:
        assert not answered


def test_without_a_line_that_names_it_the_sentence_is_whole(tmp_path):
    case = a_failed_download(tmp_path, ["INFO: setupdl.exe: Starting", "ERROR: Download() failed with 0x80072EE2"])

    assert () == case.names
    assert case.cause.actions[0].startswith("Open the address from the lines before on the service connection point")

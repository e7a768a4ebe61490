"""Who started setupdl.exe: the folder of a call tells it, and a call is what one thread of one file writes from its beginning on."""

from __future__ import annotations

import pytest
from eventrows import rows, said

from dmplog.cases.setupdl import call_rows
from dmplog.flowchart import load_flowchart

GUID, OTHER = "248dc1eb-4b98-4483-baf3-08c678c1cd0a", "653bacca-5bce-4b4c-9a83-10932a561f71"
SITE, TOOL = r"E:\ConfigMgr\EasySetupPayload\{}\redist", r"E:\ServiceConnectionTool\Update\{}\Redist\x.msi"
LOADING, STARTED = said("configmgrsetup", "resource_library_loading"), said("configmgrsetup", "setupdl_started")
FAILED = said("configmgrsetup", "redist_file_download_failed")
WORKED = said("configmgrsetup", "redist_file_processing")


def folder(path, guid=GUID, **others):
    return said("configmgrsetup", "redist_folder_reported", path=path.format(guid), **others)


def calls(*lines):
    return call_rows(rows(*lines), load_flowchart("offline"))


@pytest.mark.parametrize(
    ("path", "of_tool", "target"),
    [
        (SITE.format(GUID), False, GUID),
        (SITE.format(GUID.upper()), False, GUID),
        (SITE.format(GUID) + "s", False, GUID),
        (SITE.format(GUID) + r"s\x.msi", False, GUID),
        (rf"E:\EasySetupPayload\Offline\{GUID}\Redists", True, GUID),
        (TOOL.format(GUID), True, GUID),
        (SITE.format(GUID) + "_old", None, None),
        (r"E:\ConfigMgr\EasySetupPayload\redist", None, None),
        (rf"E:\ConfigMgr\EasySetupPayload\{GUID}", None, None),
    ],
)
def test_the_folder_tells_whose_files_they_are_and_of_which_package(path, of_tool, target):
    (call,) = calls(folder(path)).select("of_tool", "target").iter_rows()

    assert (of_tool, target) == call


@pytest.mark.parametrize(
    ("lines", "numbers"),
    [
        ((STARTED, WORKED, STARTED, WORKED), [1, 1, 2, 2]),
        ((LOADING, STARTED, WORKED, STARTED), [1, 1, 1, 2]),
        ((WORKED, STARTED, WORKED), [1, 2, 2]),
        ((WORKED, LOADING, STARTED, LOADING), [1, 2, 2, 2]),
    ],
)
def test_either_line_begins_a_call_and_the_second_of_the_two_goes_on_with_it(lines, numbers):
    assert numbers == calls(*lines)["call"].to_list()


def test_each_thread_of_each_file_has_calls_of_its_own():
    entries = [
        said("configmgrsetup", "setupdl_started", file=1, thread=7),
        said("configmgrsetup", "setupdl_started", file=1, thread=8),
        said("configmgrsetup", "setupdl_started", file=2, thread=7),
        said("configmgrsetup", "redist_file_processing", file=1, thread=7),
        said("configmgrsetup", "setupdl_started", file=1, thread=7),
    ]

    first, second, third, within, again = calls(*entries)["call"]

    assert first == within
    assert 4 == len({first, second, third, again})


def test_a_call_is_told_by_its_first_folder_from_its_beginning_to_its_end():
    found = calls(STARTED, folder(SITE), folder(TOOL, OTHER), FAILED, STARTED, folder(TOOL, OTHER), STARTED, WORKED)

    assert [GUID] * 4 + [OTHER] * 2 + [None] * 2 == found["target"].to_list()
    assert [False] * 4 + [True] * 2 + [None] * 2 == found["of_tool"].to_list()
    assert [3] == found.filter("failed")["row"].to_list()


def test_only_the_log_of_the_called_program_holds_calls():
    lines = [said("dmpdownloader", "redist_folder_reported", path=SITE.format(GUID)), STARTED]

    assert [1] == calls(*lines)["row"].to_list()

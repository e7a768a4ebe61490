"""What the logs call an update: every name bound to it by a line that holds both, towards the update and away from it, never back."""

import pytest
from builders import bundle
from typer.testing import CliRunner

from dmplog.cli.app import app
from dmplog.errors import BundleError, UsageError
from dmplog.pages.bindings import MOST, SHOWN, bindings_page

BUNDLE = "fixtures/scenarios/waits-for-stuck-child/bundle"
GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
UPDATE = f"Update {GUID} (Configuration Manager 2409)"


def names(page):
    return [
        words[0].text.partition(":")[0] + words[0].text.partition("lines")[2]
        for words in page.sections[0].blocks[0].items
    ]


def test_every_name_of_an_update_is_bound_to_the_nearest_other_one():
    assert [
        UPDATE,
        f"Package id CAS10001, bound to {UPDATE}",
        "Job 00000391, bound to Package id CAS10001",
        "Job 00000392, bound to Package id CAS10001",
        "Send request 202SQCS1, bound to Job 00000391",
        "Send request 203SQCS1, bound to Job 00000392",
        "Site PS1, bound to Send request 202SQCS1",
        "Site PS2, bound to Send request 203SQCS1",
    ] == names(bindings_page(GUID.upper(), [BUNDLE]))


def test_from_a_request_the_way_leads_to_its_update_and_its_site_and_to_no_other_request():
    assert [
        f"{UPDATE}, bound to Package id CAS10001",
        "Package id CAS10001, bound to Job 00000391",
        "Job 00000391, bound to Send request 202SQCS1",
        "Send request 202SQCS1",
        "Site PS1, bound to Send request 202SQCS1",
    ] == names(bindings_page("202sqcs1", [BUNDLE]))


def test_a_binding_is_shown_with_the_line_that_holds_both_names():
    section = next(one for one in bindings_page(GUID, [BUNDLE]).sections if one.heading == "Job 00000391")

    quote = section.blocks[1].quotes[0]
    assert "CASSRV/Logs/schedule.log:4 at 2025-01-14 02:04:40 UTC" == quote.place
    assert "00000391" in quote.texts[0]
    assert "CAS10001" in quote.texts[0]


def test_of_many_lines_the_first_and_the_last_are_shown():
    section = next(one for one in bindings_page(GUID, [BUNDLE]).sections if one.heading == "Send request 203SQCS1")
    shown = [len(block.quotes) for block in section.blocks if hasattr(block, "quotes")]

    assert [1, SHOWN // 2, SHOWN // 2] == shown
    assert ("… 19 more …",) == section.blocks[-2].words


def test_of_very_many_names_the_first_are_shown(tmp_path):
    lines = [
        f"Created minijob to send compressed copy of package CAS10001 to site {number:03}." for number in range(100)
    ]
    bundle().log("distmgr", [f"~{line}  Transfer root = E:\\SMSPKG\\CAS10001.PCK.2." for line in lines]).at(tmp_path)
    page = bindings_page("CAS10001", [tmp_path])

    assert MOST + 1 == len(page.sections)
    assert "41 more" == page.sections[0].blocks[0].items[-1][0].text


@pytest.mark.parametrize("asked", [GUID[:-2] + "00", "XYZ99999"])
def test_what_no_line_names_is_told(asked):
    with pytest.raises(UsageError, match="no line of a known message names"):
        bindings_page(asked, [BUNDLE])


def test_logs_without_a_name_hold_none(tmp_path):
    (tmp_path / "hman.log").write_text("a line of nobody\n", encoding="utf-8")

    with pytest.raises(UsageError, match="no line of a known message names"):
        bindings_page(GUID, [tmp_path])


def test_a_path_that_is_not_there_is_told():
    with pytest.raises(BundleError):
        bindings_page(GUID, ["no/such/folder"])


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((GUID, BUNDLE), 0, "what the logs call it"),
        (("CAS10001", BUNDLE), 0, "what the logs call it"),
        ((GUID, BUNDLE, "--markdown"), 0, "## Names"),
        ((GUID,), 0, "What is known"),
        ((GUID, "no/such/folder"), 4, "does not exist"),
    ],
)
def test_the_command_takes_logs_behind_a_name(arguments, code, said):
    result = CliRunner().invoke(app, ["explain", *arguments])

    assert (code, True) == (result.exit_code, said in " ".join(result.output.split()))

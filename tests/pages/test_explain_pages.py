"""`explain` has a page for everything it says it knows, and plain help for the rest."""

from __future__ import annotations

import contextlib
import re

import pytest
from builders import BEGIN, framed
from hypothesis import given, settings
from hypothesis import strategies as st

from dmplog.causes import categories, load_causes
from dmplog.errors import UsageError
from dmplog.knowledge import state_messages, states, status_messages, substages, updates
from dmplog.looks.visible import CONTROLS
from dmplog.pages import explain
from dmplog.pages.names import cause_page
from dmplog.pages.related import placed_steps, rules_by_event

GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"


def said(text):
    return explain(text).to_text(width=1000)


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("download.package.download_redist", "step", "Download the redistributables"),
        ("package.download_redist", "step", "ConfigMgrSetup.log"),
        ("download_redist", "step", "offline.tool.download_redist"),
        ("redist_downloaded", "event", "Successfully download redist for <PACKAGE_GUID>"),
        ("name_not_resolved", "cause", "Resolve the host in the line"),
        ("proxy", "category", "proxy_authentication"),
        ("262146", "state", "DOWNLOAD_SUCCESS"),
        ("0x40002", "state", "DOWNLOAD_SUCCESS"),
        ("2.ESC", "state", "ENABLED"),
        ("DOWNLOAD_FAILED", "state", "327679"),
        ("state message 11", "state_message", "download.package.download_redist"),
        ("PAYLOAD_DOWNLOADED", "state_message", "10"),
        ("0xd0005", "substage", "Extract Update package"),
        ("SubStageID=0xe0007", "substage", "post-installation"),
        ("0xd0030", "substage", "No public source names"),
        ("9605", "status_message", "SMS_DMP_UPLOADER"),
        ("STATMSG: ID=3306", "status_message", "SMS_HIERARCHY_MANAGER"),
        ("0x80072ee2", "error_code", "ERROR_WINHTTP_TIMEOUT"),
        ("-2146233079", "error_code", "says nothing about the cause"),
        ("80041002", "error_code", "WBEM_E_NOT_FOUND"),
        ("HTTP 407", "error_code", "proxy_authentication"),
        ("ERROR_DISK_FULL", "error_code", "not enough space on the disk"),
        ("0x87d20009", "error_code", "in no table"),
        (GUID, "update", "Configuration Manager 2409"),
        ("{" + GUID.upper() + "}", "update", "9132"),
        ("12345678-1234-1234-1234-123456789abc", "update", "No public list names this GUID"),
        ("00000000-0000-0000-0000-000000000000", "update", "state messages 0 to 4"),
        ("2409", "update", GUID),
        ("download.synchronization", "lane", "check_for_updates"),
        ("hman.log", "log", "download.synchronization.extract_manifest"),
    ],
)
def test_every_kind_of_argument_has_its_page(text, kind, told):
    assert kind == explain(text).kind
    assert told.casefold() in said(text).casefold()


def test_a_pasted_line_is_taken_apart():
    page = said(
        f"Generating state message: 11 for package {GUID}~~  "
        "$$<SMS_DMP_DOWNLOADER><12-17-2024 15:09:52.345+300><thread=4700 (0x125C)>"
    )
    for told in (
        "Component SMS_DMP_DOWNLOADER, which writes dmpdownloader.log",
        "Thread 4700 (0x125c)",
        "2024-12-17 20:09:52.345000+00:00 UTC",
        "Event state_message_generated",
        "state_message: 11 (The redistributables are downloaded)",
        f"package_guid: {GUID}",
        "download.package.download_redist: Download the redistributables; the line ends it",
        "How the line is read",
        "Configuration Manager 2409",
    ):
        assert told in page


def test_a_line_of_another_framing_is_framed_too():
    page = said("WARNING: Retry in the next polling cycle SMS_DMP_DOWNLOADER 8/2/2016 2:20:25 PM 10760 (0x2A08)")
    assert "clipboard" in page
    assert "does not say how far that is from UTC" in page
    assert "Event retry_announced" in page


@pytest.mark.parametrize(
    ("line", "nearest", "expected"),
    [
        (f"Generating state mesage: 11 for package {GUID}", "state_message_generated", "sage: "),
        (f"Succesfully download redist for {GUID}", "redist_downloaded", "sfully download redist for "),
        (r"~Package files = c:\SMSPKG\CAS00012.PCK.1", "package_file_named", " = "),
    ],
)
def test_a_line_that_is_nearly_a_message_is_shown_where_it_departs(line, nearest, expected):
    page = said(line)
    assert f"Nearest message: {nearest}" in page
    assert f"goes on with “{expected}”" in page


@pytest.mark.parametrize(
    "line",
    [
        "CIAgentJob({E5AD0D8F-2001-480C-AD00-E98656A888A5}):State - Reporting (scan):: GLOBAL/Configured_Settings:4 - ConfigureDP done",
        "The operator said that he had to download redist once more, and then went home for the rest of the day without a word",
    ],
)
def test_a_short_message_that_stands_in_a_long_line_is_not_near_to_it(line):
    assert "Nearest message" not in said(framed("ccm", line, "SMS_INVENTED", BEGIN))


def test_a_failure_names_the_causes_it_can_prove():
    page = said(
        "WARNING: EasySetupDownloadSinglePackage Failed with exception: The remote server returned an error: (407) Proxy Authentication Required."
    )
    assert "HTTP 407 is Proxy Authentication Required" in page
    assert "proxy_authentication: " in page


def test_a_harmless_line_is_called_harmless_and_proves_nothing():
    page = said(
        "ERROR: Failed to download Admin UI content payload with exception: The remote server returned an error: (403) Forbidden.~~"
    )
    assert "holds up no update" in page
    assert "Causes it can prove" not in page


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("downlod_redist", "download_redist"),
        ("redist_downloadd", "redist_downloaded"),
        ("name_not_resolvd", "name_not_resolved"),
        ("DOWNLOAD_SUCESS", "DOWNLOAD_SUCCESS"),
        ("download.package.download_redists", "download.package.download_redist"),
        ("ERROR_ACESS_DENIED", "ERROR_ACCESS_DENIED"),
    ],
)
def test_a_slip_gets_the_name_that_was_meant(text, near):
    with pytest.raises(UsageError, match=rf"did you mean .*{near}"):
        explain(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\n",
        "x",
        "asdf qwer",
        "hello world this is nothing",
        "99999",
        "0x12345678",
        "🙂",
        "<![LOG[]LOG]!>",
        "\0",
    ],
)
def test_nonsense_gets_help(text):
    with pytest.raises(UsageError, match="Paste a log line"):
        explain(text)


def test_a_whole_log_is_refused():
    with pytest.raises(UsageError, match="paste one log line"):
        explain("Get manifest.cab url~~\n" * 10_000)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80))
def test_any_text_gets_a_page_or_help(text):
    with contextlib.suppress(UsageError):
        page = explain(text)
        assert page.to_text()
        assert page.to_markdown()


def test_every_name_has_a_page():
    for placed in placed_steps():
        assert explain(placed.path).kind == "step"
    for event in rules_by_event():
        page = explain(event)
        assert f"Event {event}" in (page.title, *(section.heading.partition(": ")[2] for section in page.sections))
    for cause in load_causes().known:
        assert cause.title in explain(cause.id).to_text(width=1000)
    for category in categories():
        assert explain(category)


def test_every_number_of_the_tables_has_a_page():
    for number in states():
        assert explain(f"state {number}").kind == "state"
    for number in state_messages():
        assert explain(f"state message {number}").kind == "state_message"
    for number in substages():
        assert explain(f"0x{number:x}").kind == "substage"
    for number in status_messages():
        assert explain(f"status message {number}").kind == "status_message"
    for guid, update in updates().items():
        assert explain(guid).title.endswith(update.name)


def test_a_number_with_two_meanings_tells_both():
    page = said("13")
    assert "State message 13" in page
    assert "It can also mean: 13: ERROR_INVALID_DATA" in page


def test_what_a_pasted_line_would_do_to_a_terminal_is_shown_instead():
    """A pasted line is as hostile as one in a bundle."""
    page = explain("Get manifest.cab url \x1b[31m 0x80072ee2 <script>")

    assert CONTROLS.search(page.to_text()) is None
    assert CONTROLS.search(page.to_markdown()) is None
    assert "\\x1b" in page.to_text()


def test_what_is_done_in_order_is_numbered():
    page = explain("name_not_resolved")

    assert "\nWhat to do, in order\n  1. Resolve the host" in page.to_text()
    assert "## What to do, in order\n\n1. Resolve the host" in page.to_markdown()


def test_an_address_is_never_broken():
    """A page narrower than an address keeps it whole, so that it can be copied."""
    (address, *_) = [step for placed in placed_steps() for step in placed.step.references]
    step = next(placed.path for placed in placed_steps() if address in placed.step.references)

    assert f"- {address}\n" in explain(step).to_text(width=40)


def test_markdown_shows_placeholders_and_keeps_links():
    page = explain("redist_downloaded").to_markdown()
    assert page.startswith("# Event redist_downloaded\n")
    assert "```text\nSuccessfully download redist for <PACKAGE_GUID>\n```" in page
    assert "- https://learn.microsoft.com/" in explain("name_not_resolved").to_markdown()


@pytest.mark.parametrize(
    "line",
    [
        r"Generated BGB task status report C:\inboxes\bgb.box\Bgb00001.BTS at 09/25/2026 19:35:33. (PushID: 13 ReportedClients: 1 FailedClients: 0)~~",
        "Failed to get task state for '{9BCF7827-E04F-4C3A-8D8C-B943316A2D7F}'. Error 0x87d00317",
        "CAgentJob::Execute [GlobalSemaphore] Acquired global semaphore.",
    ],
)
def test_letters_that_stand_in_a_long_line_by_chance_make_no_message_near(line):
    """Lines of other programs, from public logs of a site server and a client."""
    framed = f"{line}  $$<SMS_NOTIFICATION_SERVER><09-25-2026 04:25:37.124+240><thread=7892 (0x1ED4)>"

    assert "Nearest message" not in said(framed)


def test_a_page_shows_no_expression():
    """What a cause looks for is told by what it finds in a line."""
    whole = "\n".join(cause_page(cause).to_text(width=1000) for cause in load_causes().known)

    assert "a line such as “state (196611)”" in whole
    assert [] == re.findall(r"\\b\W|\(\?[:Pi]|\[0-9\]|\\d", whole)

"""What is an alarm, and what only sounds like one: a count of zero, a word in a path, an error that is only spoken of."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmplog.alarms import with_alarms
from dmplog.compiled import read_table
from dmplog.failures import _HINTS, alarm, hinted
from dmplog.sentences import sentences


def told(message):
    rows = pl.DataFrame({"message": [message]})
    # As the lines of a log are read: what is not hinted at is looked at no further.
    return rows.select(pl.when(hinted(pl.col("message"))).then(alarm(rows["message"]))).item()


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("Copied 12 files, 0 errors, 0 failed", None),
        ("Failed items: 0", None),
        ("Failure count = 0", None),
        ("0 file errors", None),
        ("Copied 12 files, 3 errors, 1 failed", "error"),
        ("Failed items: 10", "error"),
        ("Failed: 0x80070005", "error"),
        ("setup completed with errors", "error"),
        ("setup completed with 2 errors", "error"),
        ("setup completed with 0 errors", None),
        ("setup completed without errors", None),
    ],
)
def test_a_count_of_zero_is_no_alarm_and_any_other_is(message, found):
    assert found == told(message)


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("An error occurred while the block list was read", "error"),
        ("A fatal error occurred", "error"),
        ("[ERROR] The counters were thrown away", "error"),
        ("The copy came back with network error 59", "error"),
        ("Stopped when an error occurred", "error"),
        ("INFO: An error was met", "error"),
        ("Stopped on error 1450", "error"),
        ("[WARNING] little room", "warning"),
        ("The share answered with a warning", "warning"),
        ("WARNING: An error occurred", "warning"),
        ("The error handler of the thread was registered", None),
        ("Error reporting is turned on", None),
        ("Errors will be written to E:\\Logs\\x.log", None),
        ("If an error occurs the old files are put back", None),
        ("No further errors were met", None),
        ("There is no additional error details", None),
        ("errorlevel 0", None),
        ("Finished with error code 0", None),
        ("The number of errors is 0, warnings: 0", None),
        ("error = 0x0, success", None),
        ("Came back with error 0 from the share", None),
        ("Done (error 0)", None),
        ("Error(s) found: 0", None),
        ("Errors 0, warnings 0", None),
        ("That is not an error", None),
        ("Ignoring error 1060", None),
        ("Error checking is switched on", None),
        ("stop-on-error = true", None),
        ("Checking the folder for errors", None),
        ("Warnings are treated as errors", None),
        ("Retry count of 3 exceeded for error 1450", "error"),
        ("There were errors", "error"),
        ("State: Error", "error"),
        ("CMessageProcessor - Non-fatal error while processing ABC.SMX", None),
        ("PRISRV; SQL Server version; Error; A supported version is missing", None),
        ('Processing package "Error of the month"', None),
        ("On error the next one is tried", None),
        ("Continue as it is configured to ignore prereq warnings", None),
    ],
)
def test_an_error_is_told_anywhere_in_a_sentence_and_a_mention_of_errors_is_none(message, found):
    assert found == told(message)


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("ERROR: 0 bytes are free on drive E.", "error"),
        ("ERROR: 0 of 4 file groups are online", "error"),
        ("ERROR: 0", None),
        ("Error: 0x0, nothing to do", None),
        ("Error 0.", None),
        ("ERROR: error code 0", "error"),
    ],
)
def test_a_nought_that_counts_something_else_is_no_error_number(message, found):
    assert found == told(message)


@pytest.mark.parametrize(
    ("message", "found"),
    [
        (r"E:\ConfigMgr\bin\x64\srvmsgs.dll is held open", "error"),
        (r"\\SRV\share\failed.cab is held open", "error"),
        ("Not allowed at https://contoso.com/failed", "error"),
        ("Completed with no errors", None),
        (r"Wrote E:\x.log, 0 errors", None),
        (r"WARNING: E:\x.dll is held open", "warning"),
    ],
)
def test_the_severity_of_a_record_stands_beside_a_path_and_not_beside_words_of_success(message, found):
    rows = pl.DataFrame({"message": [message], "level": ["error"]})

    assert found == alarm(rows["message"], rows["level"]).item()


def test_the_severity_of_a_record_decides_how_serious_an_error_inside_a_sentence_is():
    rows = pl.DataFrame({"message": ["An error occurred"] * 3, "level": ["warning", "error", None]})

    assert ["warning", "error", "error"] == alarm(rows["message"], rows["level"]).to_list()


def named(message):
    rows = pl.DataFrame({"event": ["unrecognized_error"], "message": [f"ERROR: {message}"]})
    found = with_alarms(rows, pl.lit(None, dtype=pl.UInt16), pl.lit(None, dtype=pl.String))
    return found["about"].item(), found["about_site"].item()


CLASS = "7a1b5c52-0e0d-4e7b-9c3a-52d0a1b7e6f4"


@pytest.mark.parametrize(
    ("message", "about"),
    [
        ("Failed to copy package CAS00041", "cas00041"),
        ("failed to copy package cas00041", "cas00041"),
        ("Failed [Package ID = CAS00041]", "cas00041"),
        (f"Failed to clean up the staging folder of {CLASS}", CLASS),
        (rf"Failed to delete E:\ConfigMgr\CMUStaging\{CLASS}\x", CLASS),
        (f"Failed to download redist for {CLASS}", CLASS),
        (f"The class {{{CLASS.upper()}}} was not registered", f"?{CLASS}"),
        (f"Failed to install the package {{{CLASS}}}", f"?{CLASS}"),
        ("Unhandled exception E06D7363", "?e06d7363"),
        (f"Content {CLASS} of package CAS00041", f"cas00041 ?{CLASS}"),
        (f"Writing https://contoso.com/{CLASS}/x.cab was broken off", None),
        (r"Failed to open \\SRV00123\SMS_PR1", None),
        ("Failed to connect to SQL00005.contoso.com", None),
        ("a lamp surfaced and failed", None),
    ],
)
def test_what_a_line_calls_a_package_is_told_from_what_only_looks_like_one(message, about):
    assert about == named(message)[0]


@pytest.mark.parametrize(
    ("message", "site"),
    [
        ("Failed to build the minijob for site PS1", "ps1"),
        ("Failed for SiteCode=ABC", "abc"),
        ("Failed for site ABC", "?abc"),
        ("Failed to ask the site SQL Server", "?sql"),
        ("Failed to reach site 404", "?404"),
        ("Failed to copy from site CAS to site PS1", "ps1 ?cas"),
    ],
)
def test_a_site_is_told_from_a_word_of_three_capitals(message, site):
    assert site == named(message)[1]


@pytest.mark.parametrize(
    ("strings", "names"),
    [
        ('ISTR0="" NUMATTRS=0', (None, None)),
        ('ISTR0="site PS1" ISTR1="package CAS00041" NUMATTRS=0', ("cas00041", "ps1")),
        ("", (None, None)),
    ],
)
def test_who_reports_a_status_message_is_not_whom_it_is_about(strings, names):
    head = 'STATMSG: ID=9999 SEV=E LEV=M COMP="SMS_DISTRIBUTION_MANAGER" SYS=CAS00012 SITE=CA1 PID=1 TID=2'
    rows = pl.DataFrame({"event": ["status_message"], "message": [f"{head} {strings}"]})
    found = with_alarms(rows, pl.lit(None, dtype=pl.UInt16), pl.lit(None, dtype=pl.String))

    assert names == (found["about"].item(), found["about_site"].item())


@pytest.mark.parametrize(
    "message",
    [
        "There is not enough space on the disk.",
        "Insufficient system resources exist to complete the requested service.",
        "The RPC server is unavailable.",
        "The network path was not found.",
        "The specified module could not be found.",
        "The specified service does not exist as an installed service.",
        "Timeout expired.",
        "The semaphore timeout period has expired.",
        "Transaction (Process ID 61) was deadlocked on lock resources with another process.",
        "The transaction log for database 'CM_ULM' is full due to 'LOG_BACKUP'.",
        "Invalid object name 'dbo.Sites'.",
        "String or binary data would be truncated.",
        "Violation of PRIMARY KEY constraint 'PK_Sites'.",
        "HRESULT = 0xC0000005",
        "hr = -2147024891",
        "ended with -1073741819",
        "MsiInstallProduct returned 1603",
        "sqlncli.msi exited with 1618",
        "GetLastError() = 5",
        "The upgrade was unsuccessful.",
        "Upgrade aborted.",
        "FATAL: setup is stopping",
        "Terminating the update.",
        "Couldn't start the service",
        "Can't find the file",
        "The service did not respond to the start or control request in a timely fashion.",
        "The underlying connection was closed: The connection was closed unexpectedly.",
        "The operation has been canceled.",
        "Object reference not set to an instance of an object.",
        "The file is corrupt",
    ],
)
def test_a_sentence_of_windows_sql_server_or_net_that_tells_of_a_failure_is_an_error(message):
    assert "error" == told(message)


def phrases():
    for phrase in read_table("causes/phrases")["phrase"]:
        for said in phrase["texts"]:
            # "Access to the path … is denied": the word behind it tells how it went.
            yield said["text"] + (" 'x' is denied" if said["text"] == "access to the path" else "")


@pytest.mark.parametrize("text", list(phrases()))
@pytest.mark.parametrize("before", ["", "Copying: "])
def test_whatever_a_phrase_of_a_cause_says_is_an_error_where_a_sentence_begins_or_within_it(text, before):
    assert "error" == told(f"{before}{text[:1].upper()}{text[1:]} E:")


def entries():
    table = read_table("failure_sentences")
    return [*table["sentence"], *table["form"]]


def samples(kind):
    return [pytest.param(text, id=f"{entry['id']}-{text}") for entry in entries() for text in entry[kind]]


@pytest.mark.parametrize("message", samples("proves"))
@pytest.mark.parametrize("before", ["", "Copying x.cab. "])
def test_a_sentence_of_failure_without_a_word_of_failure_is_an_error(message, before):
    assert "error" == told(f"{before}{message}")


@pytest.mark.parametrize("message", samples("must_not"))
def test_a_sentence_of_similar_wording_that_tells_of_no_failure_is_no_alarm(message):
    assert None is told(message)


@pytest.mark.parametrize(
    "text", [text["text"] for entry in read_table("failure_sentences")["sentence"] for text in entry["texts"]]
)
def test_every_sentence_of_the_table_is_let_through_and_found_as_it_stands_there(text):
    assert ("error", "error") == (told(text), told(f"{text[:1].upper()}{text[1:]} E:"))


WORDS = (*_HINTS, *sentences().words)
# Letters that are more or fewer ones in the other case, or that depend on what stands behind them.
AROUND = st.text(
    alphabet="\u0130\u0131\u00df\u1e9e\u03a3\u03c2\u03c3\u212a\u212b\u0307\u0301\ufb01 sSiIkK.-", max_size=5
) | st.text(max_size=5)


@given(st.sampled_from(WORDS), st.integers(0, 2**80), AROUND, AROUND)
def test_a_word_of_failure_is_let_through_in_any_case_whatever_letters_stand_around_it(word, capitals, before, behind):
    written = "".join(
        letter.swapcase() if letter.isascii() and capitals >> place & 1 else letter for place, letter in enumerate(word)
    )
    line = pl.Series("message", [f"{before}{written}{behind}"])

    assert [True] == line.to_frame().select(hinted(pl.col("message"))).to_series().to_list()


def test_every_sentence_and_form_has_a_name_of_its_own():
    names = [entry["id"] for entry in entries()]

    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("Reset error state to none", None),
        ("Cleared the last error flag for the distribution point", None),
        ("Failed to reset the error state", "error"),
        ("Component is not in error state", None),
        ("Component is in error state", "error"),
        ("0 of 5 threads failed", None),
        ("None of the 12 records were corrupt", None),
        ("1 of 5 threads failed", "error"),
        ("10 of 50 threads failed", "error"),
        ("0 of 5 copied, 2 failed", "error"),
        ("0 of 3 were found because the query failed", "error"),
        ("Failed count 0", None),
        ("Failed count 10", "error"),
        ("Access denied count: 0", None),
        ("Access denied count: 4", "error"),
        ("Aborted jobs: 0", None),
        ("Aborted jobs: 2", "error"),
        ("Aborted: 0 jobs are left", "error"),
        ("Warning threshold is 80 percent", None),
        ("Client failure threshold set to 7 days", None),
        ("Failure limit = 3", None),
        ("Warning threshold exceeded", "warning"),
        ("Unhandled exceptions will be reported to the vendor", None),
        ("Unhandled exception in the worker", "error"),
    ],
)
def test_what_is_reset_what_is_counted_as_none_and_what_is_only_a_threshold_is_no_alarm(message, found):
    assert found == told(message)


@pytest.mark.parametrize(
    "message",
    [
        "INFO: Recovered from error 5",
        "Recovered from the last failure",
        "INFO: Previous failure was cleared",
        "The last error was resolved",
        "INFO: No failed items",
        "INFO: Retry on failure is set to 3",
        "INFO: If the service cannot be stopped, it is killed",
        "Waits until the file can't be seen any more",
        "Exception list loaded",
        "Access denied list is empty",
        "The recovery model of database CM_ULM is full",
        "The disk is not full",
        "MsiInstallProduct returned 0",
        "msiexec exited with 1641",
        "Access to the path is granted",
    ],
)
def test_what_is_over_what_might_fail_and_what_is_only_named_after_failures_is_no_alarm(message):
    assert None is told(message)


@pytest.mark.parametrize(
    "message",
    [
        "Failed to ask whether the service is there",
        "Recovered from error 5 and failed again",
        "Setup stopped when it could not open the database",
        "Cannot go on until the site is back",
        "Stopped on failure 5",
        "If it is there, the file cannot be opened: Access is denied.",
    ],
)
def test_a_condition_takes_nothing_away_from_what_failed_beside_it(message):
    assert "error" == told(message)

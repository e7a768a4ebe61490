"""What nobody explains, tries that die in silence, and logs that are not there: none of them leaves an answer calm or sure."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from builders import BEGIN, bundle

import dmplog

GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
FOUND = f"Generating state message: 6 for package {GUID}~~"
PAYLOAD = f"Generating state message: 8 for package {GUID}~~"
BEGUN = ((timedelta(0), FOUND), (timedelta(minutes=1), PAYLOAD))
UNKNOWN = "The lamp broke; 0x80070070"
"""No grammar, cause or harmless line has it, and its alarm stands at the end."""


def minutes(number):
    return timedelta(minutes=number)


def report_on(folder, *lines, other=(), **options):
    built = bundle().log("dmpdownloader", lines, framing="sms").log("hman", other, framing="sms")
    return dmplog.diagnose(built.at(folder), **options)


def package(report):
    return next(case for case in report.cases if case.lane == "package")


def test_without_an_alarm_a_download_has_its_time(tmp_path):
    case = package(report_on(tmp_path, *BEGUN))

    assert ("in_progress", "download_payload", ()) == (case.verdict, case.step, case.unexplained)


def test_an_error_that_is_the_last_word_is_a_failure_at_most_likely(tmp_path):
    report = report_on(tmp_path, *BEGUN, (minutes(2), UNKNOWN))
    case = package(report)

    assert ("failed", "download_payload", "likely") == (case.verdict, case.step, case.confidence)
    assert [UNKNOWN] == [report.unexplained[number].evidence.text for number in case.unexplained]


def test_the_number_in_an_error_nobody_knows_is_decoded(tmp_path):
    """And not what stands in a known line beside it."""
    beside = (minutes(1.5), 'STATMSG: ID=9702 SEV=I LEV=M SOURCE="SMS Server" COMP="SMS_DMP_DOWNLOADER" error 1450')
    case = package(report_on(tmp_path, *BEGUN, beside, (minutes(2), UNKNOWN)))

    assert ["0x80070070"] == [error.code for error in case.errors]


def test_the_unexplained_error_is_quoted_in_every_view(tmp_path):
    report = report_on(tmp_path, *BEGUN, (minutes(2), UNKNOWN), (minutes(3), "The lamp broke; 0x80070005"))

    assert [2] == [line.count for line in report.unexplained]
    for view in (report.to_text(), report.to_markdown(), report.to_html(), report.to_json()):
        assert "The lamp broke; 0x80070005" in view


@pytest.mark.parametrize(
    ("later", "thread", "verdict"), [(2, 4700, "in_progress"), (0.5, 4700, "failed"), (2, 5120, "failed")]
)
def test_a_worker_goes_on_where_it_writes_more_than_a_minute_later(tmp_path, later, thread, verdict):
    """What stands within the minute is a part of the failure, and what another worker writes says nothing of this one."""
    written = r"Write the state message in E:\ConfigMgr\inboxes\auth\statesys.box\incoming\high\___CMUkuaibbrm.SMX~~"
    known = (minutes(2 + later), written, thread)

    case = package(report_on(tmp_path, *BEGUN, (minutes(2), UNKNOWN), known))

    assert verdict == case.verdict
    assert case.confidence != "confirmed"


def test_a_warning_only_takes_the_certainty(tmp_path):
    case = package(report_on(tmp_path, *BEGUN, (minutes(2), "WARNING: the lamp flickers")))

    assert ("in_progress", "likely") == (case.verdict, case.confidence)


def tries(count):
    return [(timedelta(days=day) + after, line) for day in range(count) for after, line in BEGUN]


@pytest.mark.parametrize(("count", "answer"), [(1, ("in_progress", 1)), (2, ("stalled", 2)), (5, ("stalled", 5))])
def test_a_try_that_has_just_begun_does_not_reset_the_clock(tmp_path, count, answer):
    case = package(report_on(tmp_path, *tries(count)))

    assert answer == (case.verdict, case.attempts)
    assert count == 1 or case.since == (BEGIN + minutes(1)).replace(tzinfo=UTC)


def test_three_silent_tries_are_sure_and_one_that_took_too_long_is_likely(tmp_path):
    (tmp_path / "two").mkdir()
    assert ("likely", "confirmed") == (
        package(report_on(tmp_path / "two", *tries(2))).confidence,
        package(report_on(tmp_path, *tries(5))).confidence,
    )


def test_a_log_without_a_dated_record_is_as_good_as_missing(tmp_path):
    other = [(minutes(1), f"Configuration Manager Update (PackageGuid={GUID.upper()}) is applicable.")]

    case = package(report_on(tmp_path, other=other))

    assert ("unknown", "possible") == (case.verdict, case.confidence)


def test_a_stamp_that_stands_alone_far_ahead_is_no_time(tmp_path):
    lone = (timedelta(days=365), "Update site server active directory information into DB")

    report = report_on(tmp_path, *BEGUN, other=[(minutes(5), lone[1]), lone])

    assert ("in_progress", (BEGIN + minutes(5)).replace(tzinfo=UTC)) == (package(report).verdict, report.as_of)
    assert ["clock-jumps-ahead"] == [problem.kind for problem in report.problems]


def test_a_log_that_is_written_once_a_week_has_its_last_line(tmp_path):
    weekly = [(timedelta(weeks=week), "Update site server active directory information into DB") for week in range(4)]

    report = report_on(tmp_path, other=weekly)

    assert (BEGIN + timedelta(weeks=3)).replace(tzinfo=UTC) == report.as_of


def test_what_is_later_than_as_of_is_left_out_and_said(tmp_path):
    as_of = BEGIN.replace(tzinfo=UTC) + timedelta(seconds=90)

    report = report_on(tmp_path, *BEGUN, (minutes(2), UNKNOWN), as_of=as_of)

    assert ("in_progress", as_of, ()) == (package(report).verdict, report.as_of, report.unexplained)
    assert ["later-than-as-of"] == [problem.kind for problem in report.problems]


def test_an_as_of_before_every_record_is_a_mistake(tmp_path):
    with pytest.raises(dmplog.UsageError, match="no log holds a record of 2020-01-01"):
        report_on(tmp_path, *BEGUN, as_of=datetime(2020, 1, 1, tzinfo=UTC))


def test_a_text_that_only_quotes_a_line_is_no_log(tmp_path):
    other = [(minutes(1), f"Configuration Manager Update (PackageGuid={GUID.upper()}) is applicable.")]
    folder = bundle().log("hman", other, framing="sms").at(tmp_path)
    before = dmplog.diagnose(folder).cases
    (folder / "readme.txt").write_text(f"Hello,\nwe saw this yesterday:\n{FOUND}\nPlease help.\nBye\n", "utf-8")

    assert before == dmplog.diagnose(folder).cases


RETRY = "WARNING: Retry in the next polling cycle"


def test_what_only_follows_from_a_failure_is_no_error_of_its_own(tmp_path):
    """It says of the failure before it when it is tried again, and no more."""
    lost = "ERROR: The parrot has escaped"
    report = report_on(tmp_path, *BEGUN, (minutes(2), lost), (minutes(2), RETRY))

    assert [lost] == [alarm.evidence.text for alarm in report.unexplained]


def test_what_only_follows_from_a_failure_that_is_not_there_leaves_the_answer_less_certain(tmp_path):
    report = report_on(tmp_path, *BEGUN, (minutes(2), RETRY))
    case = package(report)

    assert ("in_progress", "likely") == (case.verdict, case.confidence)
    assert [RETRY] == [report.unexplained[number].evidence.text for number in case.unexplained]


AHEAD = timedelta(days=400)


@pytest.mark.parametrize(
    "lines",
    [
        [(AHEAD, FOUND), (minutes(3), PAYLOAD)],
        [(minutes(2), FOUND), (AHEAD, PAYLOAD), (minutes(4), FOUND), (minutes(5), PAYLOAD)],
        [(-AHEAD, FOUND), (minutes(3), PAYLOAD)],
        [(AHEAD, "Invented: the clock is wrong"), (AHEAD + minutes(9), FOUND), (minutes(3), PAYLOAD)],
    ],
)
def test_a_clock_that_jumps_and_comes_back_is_no_time_between(tmp_path, lines):
    """What follows the jump keeps its time, and the download its clock."""
    report = report_on(tmp_path, *BEGUN, *lines)
    case = package(report)

    assert ("in_progress", lines[-1][0]) == (case.verdict, report.as_of - BEGIN.replace(tzinfo=UTC))
    assert ["clock-jumps"] == [problem.kind for problem in report.problems]


CYCLE = ("EasySetupDownload thread is starting...", "Get manifest.cab url~~", "Download manifest.cab~~")


@pytest.mark.parametrize(("count", "verdict"), [(3, "in_progress"), (4, "stalled")])
def test_three_quick_cycles_without_a_word_are_proof_enough(tmp_path, count, verdict):
    """None of them outlived its time; they count because they ended without a result, and not because they failed."""
    lines = [
        (minutes(3 * cycle) + timedelta(seconds=place), line)
        for cycle in range(count)
        for place, line in enumerate(CYCLE)
    ]

    (case,) = (case for case in report_on(tmp_path, *lines).cases if case.lane == "synchronization")

    assert (verdict, count) == (case.verdict, case.attempts)


def test_a_run_begun_anew_before_the_time_of_the_step_was_over_is_no_silent_try(tmp_path):
    """Somebody may have asked again; only three tries without a word, or one that took too long, prove a stall."""
    case = package(report_on(tmp_path, *BEGUN, (minutes(2), FOUND), (minutes(3), PAYLOAD)))

    assert ("in_progress", 2) == (case.verdict, case.attempts)


@pytest.mark.parametrize(
    ("positions", "answer"),
    [
        ((500, 600, 600, 600, 600), ("stalled", 4)),
        ((500, 600, 700, 800, 900), ("in_progress", 1)),
        ((500, 600, 600, 600), ("in_progress", 1)),
    ],
)
def test_a_try_that_gets_further_than_the_one_before_begins_a_new_episode(tmp_path, positions, answer):
    """The Sender sends the package again; only tries that stop where the one before stopped count together."""
    shutil.copytree("fixtures/scenarios/waits-for-stuck-child/bundle", tmp_path / "bundle")
    tries = [
        line
        for number, position in enumerate(positions)
        for line in (
            (minutes(5 * number), "Found send request.  ID: 202SQCS1, Dest Site: PS1~"),
            (minutes(5 * number + 0.5), r"~Sending Started [E:\SMSPKG\CAS10001.PCK.2]"),
            (
                minutes(5 * number + 1),
                rf"~Wrote 1048576 bytes to \\PS1SRV.contoso.com\SMS_SITE\202SQCS1.PCK at position {position}000000",
            ),
        )
    ]
    made = bundle(datetime(2025, 1, 14, 10, 22)).log("sender", tries, framing="sms").files["sender.log"]
    with (tmp_path / "bundle" / "CASSRV" / "Logs" / "sender.log").open("ab") as log:
        log.write(made)

    report = dmplog.diagnose(tmp_path / "bundle")
    (case,) = (case for case in report.cases if case.lane == "site_transfer" and case.site == "PS1")

    assert answer == (case.verdict, case.attempts)


@pytest.mark.parametrize("framing", ["ccm", "sms"])
def test_a_log_whose_lines_nobody_knows_is_quoted_and_decides_nothing(framing, tmp_path):
    """EndpointConnectivityCheckWorker.log: no line of it is public, nor the name of its component [@scp-docs]."""
    log = "EndpointConnectivityCheckWorker"
    begun = bundle().server("SITE01").log("dmpdownloader", BEGUN)
    beside = begun.server("SITE01").log(
        log, [(minutes(2), "Failed to reach the endpoint, error = 12007")], framing=framing
    )
    alone, both = dmplog.diagnose(begun.at(tmp_path / "alone")), dmplog.diagnose(beside.at(tmp_path / "both"))

    assert [(case.verdict, case.step) for case in alone.cases] == [(case.verdict, case.step) for case in both.cases]
    assert [(log.lower(), "Failed to reach the endpoint, error = 12007")] == [
        (line.role, line.evidence.text) for line in both.unexplained
    ]


@pytest.mark.parametrize(
    ("level", "text", "answer"),
    [
        (3, "A lâmpada não acendeu.", ("failed", "likely", ["error"])),
        (2, "A lâmpada não acendeu.", ("in_progress", "likely", ["warning"])),
        (1, "A lâmpada não acendeu.", ("in_progress", "confirmed", [])),
        (3, "Completed with no errors", ("in_progress", "confirmed", [])),
        (2, "The lamp broke; failed with 0x80070005", ("failed", "likely", ["error"])),
    ],
)
def test_a_record_that_calls_itself_an_error_is_one_whatever_language_it_speaks(level, text, answer, tmp_path):
    """Text beats the level, and a level counts where the text says neither that nor the opposite."""
    made = bundle().log("dmpdownloader", [*BEGUN, (minutes(2), text)], framing="ccm").log("hman", [], framing="ccm")
    folder = made.at(tmp_path)
    (log,) = folder.rglob("dmpdownloader.log")
    *before, last = log.read_text(encoding="utf-8").splitlines()
    log.write_text("\n".join([*before, last.replace('type="1"', f'type="{level}"')]) + "\n", encoding="utf-8")

    report = dmplog.diagnose(folder)

    verdict, confidence, severities = answer
    assert (verdict, confidence) == (package(report).verdict, package(report).confidence)
    assert severities == [line.severity for line in report.unexplained]
    assert len(severities) == dmplog.read_events(folder).filter(event="unrecognized_error").height


NOBODYS = "ERROR: Somebody else's parrot escaped: 0x8007045D"
OTHER_WORK = "Analytics Download interval is: every 0 minutes"


@pytest.mark.parametrize(
    ("before", "error", "confidence"),
    [
        ((), NOBODYS, "likely"),
        # It stood there before the step began, with another number.
        (((timedelta(0), NOBODYS.replace("45D", "45E"), 9120),), NOBODYS, "confirmed"),
        # It names another update, or another package in the next breath of its thread.
        ((), NOBODYS + " of update 11111111-2222-3333-4444-555555555555", "confirmed"),
        # What has the shape of a name is no update that anybody knows of.
        ((), NOBODYS + " of {11111111-2222-3333-4444-555555555555}", "likely"),
        (((minutes(2), "Failed to look after package CAS00077", 9120),), NOBODYS, "confirmed"),
        # Its thread is known to be at other work.
        (((timedelta(0), "Successfully Dropped the state message 4", 9120),), NOBODYS, "confirmed"),
        ((), NOBODYS.replace("ERROR", "Warning").replace("0x8007045D", "soon"), "confirmed"),
    ],
)
def test_an_error_that_is_nobodys_leaves_the_answer_less_certain(before, error, confidence, tmp_path):
    lines = [*before, (minutes(1), FOUND), (minutes(2), PAYLOAD), (minutes(5), error, 9120)]
    case = package(report_on(tmp_path, *sorted(lines, key=lambda line: line[0])))

    assert ("in_progress", "download_payload", confidence) == (case.verdict, case.step, case.confidence)


QUOTED = "> WARNING: EasySetupDownloadSinglePackage Failed with exception: Unable to connect~~  $$<SMS_DMP_DOWNLOADER>"
QUOTED += "<{:%m-%d-%Y %H:%M:%S}.100+000><thread=4700 (0x125C)>\n"


@pytest.mark.parametrize("prose", [0, 5])
def test_framed_lines_that_were_quoted_change_nothing_beside_the_log_itself(prose, tmp_path):
    folder = bundle().log("dmpdownloader", BEGUN, framing="sms").at(tmp_path)
    lines = [QUOTED.format(BEGIN + minutes(number)) for number in (5, 6)]
    (folder / "notes.txt").write_text("".join([*lines, *["What support wrote.\n"] * prose]), encoding="utf-8")

    assert "in_progress" == package(dmplog.diagnose(folder)).verdict


@pytest.mark.parametrize(("prose", "cases"), [(0, ["failed"]), (5, [])])
def test_framed_lines_that_were_quoted_are_a_log_where_they_stand_alone_and_are_no_prose(prose, cases, tmp_path):
    begun = [f"> {FOUND}  $$<SMS_DMP_DOWNLOADER><{BEGIN:%m-%d-%Y %H:%M:%S}.100+000><thread=4700 (0x125C)>\n"]
    lines = [*begun, *[QUOTED.format(BEGIN + minutes(number)) for number in (5, 6)]]
    (tmp_path / "notes.txt").write_text("".join([*lines, *["What support wrote.\n"] * prose]), encoding="utf-8")

    assert cases == [case.verdict for case in dmplog.diagnose(tmp_path).cases if case.lane == "package"]

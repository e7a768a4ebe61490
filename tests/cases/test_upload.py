"""The uploader's log: tries an hour apart are one episode, ids decide and not wordings, and nothing is made of silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from builders import bundle

import dmplog

BEGIN = datetime(2024, 11, 4, 6, 0, tzinfo=UTC)


def line(after, message):
    return after, f"{message}~~"


def status(after, message_id, *values, server="SCP01"):
    strings = " ".join(f'ISTR{number}="{value}"' for number, value in enumerate(values))
    return line(
        after,
        f'STATMSG: ID={message_id} SEV=E LEV=M SOURCE="SMS Server" COMP="SMS_DMP_UPLOADER" SYS={server} SITE=PR1 PID=1 TID=2'
        f" GMTDATE=Mon Nov 04 06:00:00.000 2024 {strings}".rstrip(),
    )


def transmission(tmp_path, *lines, **options):
    built = bundle(BEGIN).log("Dmpuploader", lines, framing="sms")
    report = dmplog.diagnose(built.at(tmp_path), **options)
    return next(case for case in report.cases if case.lane == "transmission")


def hours(number):
    return timedelta(hours=number)


FAILURES = [
    (9600, "initialize"),
    (9604, "start_upload"),
    (9605, "upload_blocks"),
    (9606, "end_upload"),
    (9607, "upload_blocks"),
]
"""The step at which each status message says that an upload failed."""


@pytest.mark.parametrize(("message_id", "step"), FAILURES)
def test_a_failure_is_told_by_its_id(tmp_path, message_id, step):
    case = transmission(tmp_path, status(hours(0), message_id, "1", "2", "0", "-2146233079"))

    assert ("failed", step) == (case.verdict, case.step)


@pytest.mark.parametrize("message_id", [9601, 9602, 9603])
def test_a_resynchronization_is_progress(tmp_path, message_id):
    noise = line(hours(24 * 40), "Beginning main thread")

    case = transmission(tmp_path, status(hours(0), message_id, "CloudDMP", "42"), noise)

    assert case.verdict in ("waiting", "unknown")


def test_the_end_decides_by_its_id(tmp_path):
    case = transmission(tmp_path, status(hours(0), 9605, "1", "2"), status(hours(1), 9608))

    assert ("completed", "end_upload") == (case.verdict, case.step)


@pytest.mark.parametrize("tries", [1, 2, 24])
@pytest.mark.parametrize("blocks", [1, 3])
def test_tries_are_counted_by_the_hour_and_not_by_the_line(tmp_path, tries, blocks):
    lines = []
    for number in range(tries):
        lines += [status(hours(number) + timedelta(seconds=block), 9605, "1", str(block)) for block in range(blocks)]
        lines.append(status(hours(number) + timedelta(minutes=1), 9607))

    case = transmission(tmp_path, *lines)

    assert (tries, BEGIN) == (case.attempts, case.since)


@pytest.mark.parametrize(
    "said",
    [
        ("ERROR: UploadTelemetryData exception: [Microsoft.Management.Services.Common.ServiceTooBusyException]",),
        ("ERROR: UploadTelemetryData exception:", "[Microsoft.Management.Services.Common.ServiceTooBusyException"),
        ("[Microsoft.Management.Services.Common.ServiceTooBusyException",),
    ],
)
def test_the_exception_may_stand_on_the_same_or_the_next_line(tmp_path, said):
    lines = [line(hours(number), text) for number in range(4) for text in said]

    case = transmission(tmp_path, *lines)

    assert ("failed", "upload_blocks", 4) == (case.verdict, case.step, case.attempts)
    assert any("ServiceTooBusyException" in line.text for step in case.steps for line in step.evidence)


def test_the_first_half_of_an_exception_may_have_no_stamp(tmp_path):
    case = transmission(
        tmp_path,
        (None, "ERROR: UploadTelemetryData exception:"),
        line(hours(0), "[Microsoft.Management.Services.Common.ServiceTooBusyException"),
    )

    assert ("failed", "upload_blocks") == (case.verdict, case.step)


@pytest.mark.parametrize("suffix", ["Fail to build chain", "Mismatch certificate subject name"])
def test_a_refused_signing_certificate_is_a_certificate_failure(tmp_path, suffix):
    message = f"Failed to check and load service signing certificate. System.ArgumentException: {suffix}"

    case = transmission(tmp_path, line(hours(0), message), line(hours(1), message))

    assert ("failed", "upload_blocks", 2, "certificate") == (
        case.verdict,
        case.step,
        case.attempts,
        case.cause.category,
    )


def test_unknown_errors_are_shown_at_the_step_they_stand_in(tmp_path):
    case = transmission(
        tmp_path, status(hours(0), 9606, "1", "9"), line(timedelta(seconds=3), "ERROR: nobody knows this one")
    )

    shown = [line.text for step in case.steps if step.id == "end_upload" for line in step.evidence]
    assert any("nobody knows this one" in text for text in shown)


def test_an_unknown_error_behind_the_end_stands_at_no_step_of_a_completed_transmission(tmp_path):
    """It is among the errors no step explains; what went through does not rest on it."""
    error = line(hours(2), "ERROR: nobody knows this one")

    case = transmission(tmp_path, status(hours(0), 9605, "1", "2"), status(hours(1), 9608), error)

    shown = [evidence.text for step in case.steps for evidence in step.evidence]
    assert "completed" == case.verdict
    assert [] == [text for text in shown if "nobody knows this one" in text]


def test_a_log_of_unknown_errors_alone_proves_nothing_and_shows_them(tmp_path):
    case = transmission(tmp_path, line(hours(0), "ERROR: nobody knows this one"))

    assert ("unknown", "initialize") == (case.verdict, case.step)
    assert "nobody knows this one" in case.steps[0].evidence[0].text


def test_a_silent_uploader_is_not_stalled_where_no_line_shows_online_mode(tmp_path):
    started = line(hours(0), "SMS_EXECUTIVE started SMS_DMP_UPLOADER as thread ID 5344 (0x14E0).")

    case = transmission(tmp_path, started, line(hours(24 * 30), "Nothing of interest"), as_of="2024-12-24T00:00:00Z")

    assert "unknown" == case.verdict


def test_a_started_uploader_waits_for_the_week_to_pass(tmp_path):
    started = line(hours(0), "SMS_EXECUTIVE started SMS_DMP_UPLOADER as thread ID 5344 (0x14E0).")

    case = transmission(tmp_path, started)

    assert ("waiting", "initialize") == (case.verdict, case.step)


def test_a_restart_within_an_episode_is_one_more_try(tmp_path):
    started = line(hours(5) - timedelta(seconds=2), "SMS_EXECUTIVE started SMS_DMP_UPLOADER as thread ID 1 (0x1).")

    case = transmission(tmp_path, status(hours(0), 9607), started, status(hours(5), 9607))

    assert ("failed", 2) == (case.verdict, case.attempts)


def test_what_was_sent_shows_online_mode(tmp_path):
    case = transmission(tmp_path, status(hours(0), 9608))

    assert any("online mode" in reason for reason in case.reasons)


def test_the_next_line_is_the_only_public_one_of_a_good_upload(tmp_path):
    case = transmission(tmp_path, status(hours(0), 9605, "1", "2"))

    assert ["STATMSG: ID=9608"] == [text[:16] for text in case.next.expected]


def test_each_server_has_its_own_uploader(tmp_path):
    built = bundle(BEGIN)
    for server, message_id in (("SCPA", 9608), ("SCPB", 9607)):
        lines = [status(hours(0), message_id, server=server)]
        built = built.server(f"{server}_Logs").log("Dmpuploader", lines, framing="sms")

    report = dmplog.diagnose(built.at(tmp_path))

    assert {"SCPA": "completed", "SCPB": "failed"} == {case.server: case.verdict for case in report.cases}


@pytest.mark.parametrize(("before", "verdict"), [([status(hours(0), 9608)], "stalled"), ([], "unknown")])
def test_an_uploader_known_to_be_online_that_sends_nothing_for_weeks_stands_still(tmp_path, before, verdict):
    """Offline it would send nothing, ever; only a line of it shows that it is not."""
    started = line(hours(1), "SMS_EXECUTIVE started SMS_DMP_UPLOADER as thread ID 4700 (0x125C).")
    weeks_later = hours(24 * 40), "Update site server active directory information into DB"
    uploads = [*before, started, line(weeks_later[0], "Invented: nothing happens")]

    built = bundle(BEGIN).log("Dmpuploader", uploads, framing="sms").log("hman", [weeks_later], framing="sms")
    report = dmplog.diagnose(built.at(tmp_path))

    assert [verdict] == [case.verdict for case in report.cases if case.lane == "transmission"]


def restarted(days, before=()):
    starts = [
        line(hours(24 * day + 1), f"SMS_EXECUTIVE started SMS_DMP_UPLOADER as thread ID {4700 + day} (0x125C).")
        for day in range(days)
    ]
    return [*before, *starts, line(hours(24 * days), "Invented: nothing happens")]


@pytest.mark.parametrize(
    ("days", "answer"),
    [
        (6, ("waiting", "confirmed", 6)),
        (8, ("in_progress", "likely", 8)),
        (12, ("stalled", "likely", 12)),
    ],
)
def test_a_wait_goes_on_through_restarts_of_its_service(tmp_path, days, answer):
    """A server that is started again every day would never be late."""
    case = transmission(tmp_path, *restarted(days, [status(hours(0), 9608)]))

    assert answer == (case.verdict, case.confidence, case.attempts)
    assert BEGIN + hours(1) == case.since
    assert (answer[0] != "waiting") == any("the wait then starts again" in reason for reason in case.reasons)


def test_a_wait_through_restarts_proves_nothing_where_no_line_shows_online_mode(tmp_path):
    case = transmission(tmp_path, *restarted(12))

    assert ("unknown", "possible") == (case.verdict, case.confidence)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (hours(24 * 7 - 5), ("completed", "end_upload", 1)),
        (hours(24 * 7), ("failed", "initialize", 3)),
        (hours(24 * 9), ("failed", "initialize", 3)),
    ],
)
def test_errors_nobody_knows_are_the_next_upload_where_one_was_due(tmp_path, after, expected):
    errors = [line(after + timedelta(minutes=40 * number), "ERROR: nobody knows this one") for number in range(3)]

    case = transmission(tmp_path, status(hours(-1), 9605, "1", "2"), status(hours(0), 9608), *errors)

    assert (*expected, "likely") == (case.verdict, case.step, case.attempts, case.confidence)


@pytest.mark.parametrize(("message_id", "step"), FAILURES)
@pytest.mark.parametrize("late", [1, 72, 1700, 7200])
def test_what_fails_behind_an_upload_that_ended_is_the_next_one(tmp_path, message_id, step, late):
    """Groups are sent one after another, so that a minute may lie between the end of one and the failure of the next."""
    lines = (status(hours(0), 9608), status(timedelta(seconds=late), message_id, "CloudDMP"))
    case = transmission(tmp_path, *lines)

    assert ("failed", step, "confirmed") == (case.verdict, case.step, case.confidence)


def test_what_fails_and_ends_behind_it_is_over(tmp_path):
    lines = (status(hours(0), 9608), status(hours(0.02), 9605), status(hours(0.04), 9608))

    assert "completed" == transmission(tmp_path, *lines).verdict


def test_a_start_behind_such_a_failure_begins_a_run_of_its_own(tmp_path):
    """The service that is started again waits for its week; what failed before it stands until an upload ends."""
    started = line(hours(1), "SMS_EXECUTIVE started SMS_DMP_UPLOADER as thread ID 5344 (0x14E0).")
    case = transmission(tmp_path, status(hours(0), 9608), status(hours(0.02), 9605), started)

    assert ("failed", "upload_blocks") == (case.verdict, case.step)

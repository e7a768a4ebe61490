"""What a case has seen speaks against some reasons: an idle service explains no sub-stage that is open, and no failure."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import bundle

import dmplog

GUID = "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41"
NOTIFIED = f"Created notification file ({GUID}.CMI) for CONFIGURATION_MANAGER_UPDATE"
POLL = 'Waiting for changes to the "E:\\inboxes\\cmupdate.box" directory, updates will be polled in 600 seconds'
FAILED = "CompleteMsiInstall: could not; ERROR: Invented 0x80070005"


def minutes(number):
    return timedelta(minutes=number)


def report_of(stage, complete):
    return f"Successfully reported ConfigMgr update status (SiteCode=PR1, SubStageID={stage}, IsComplete={complete}, Progress=1, Applicable=1)"


READY = (
    (minutes(0.1), report_of("0xd0005", 2)),
    (minutes(0.2), "Continue configuration manager update as it is configured to ignore prereq warnings."),
    (minutes(0.3), "There is no service window defined for the site server to apply the CM server updates."),
)
OPEN = (minutes(2), report_of("0xd0006", 1))
DONE = (minutes(3), report_of("0xd0006", 2))


@pytest.mark.parametrize(
    ("lines", "idle"),
    [
        ([OPEN, DONE], True),
        ([OPEN], False),
        ([OPEN, DONE, (minutes(4), report_of("0xd000b", 0))], False),
        ([OPEN, DONE, (minutes(4), FAILED)], False),
        ([OPEN, (minutes(3), report_of("0xd0006", 4))], False),
    ],
)
def test_an_idle_service_is_a_cause_only_where_nothing_is_open_and_nothing_failed(tmp_path, lines, idle):
    polls = [(minutes(10 * number), POLL) for number in range(1, 60)]
    made = bundle().server("PR1").log("hman", [(minutes(0), NOTIFIED)], framing="sms")
    report = dmplog.diagnose(made.log("CMUpdate", [*READY, *lines, *polls], framing="sms").at(tmp_path))

    (case,) = [case for case in report.cases if case.lane == "installation"]
    assert "install_update" == case.step
    assert idle == ("update_service_idle" in [cause.id for cause in (case.cause, *case.other_causes)])


@pytest.mark.parametrize(("behind", "suggested"), [([], True), ([(minutes(4), FAILED)], False)])
def test_an_error_that_ended_the_case_speaks_against_an_idle_service_within_the_time_too(tmp_path, behind, suggested):
    """The case rests on the error itself then."""
    polls = [(minutes(10 * number), POLL) for number in range(1, 12 if behind else 60)]
    made = bundle().server("PR1").log("hman", [(minutes(0), NOTIFIED)], framing="sms")
    lines = [*READY, OPEN, DONE, *behind, *polls]
    report = dmplog.diagnose(made.log("CMUpdate", lines, framing="sms").at(tmp_path))

    (case,) = [case for case in report.cases if case.lane == "installation"]
    assert ("failed" if behind else "stalled") == case.verdict
    assert suggested == ("update_service_idle" in [cause.id for cause in (case.cause, *case.other_causes)])


@pytest.mark.parametrize(("complete", "crashed"), [(1, True), (4, False)])
def test_starts_behind_a_failure_that_was_told_are_no_crash_loop(tmp_path, complete, crashed):
    start = "CONFIGURATION_MANAGER_UPDATE service is starting..."
    starts = [(minutes(10 * number), start) for number in range(1, 4)]
    lines = [*READY, OPEN, (minutes(3), report_of("0xd0006", complete)), *starts]
    made = bundle().server("PR1").log("hman", [(minutes(0), NOTIFIED)], framing="sms")
    report = dmplog.diagnose(made.log("CMUpdate", lines, framing="sms").at(tmp_path))

    (case,) = [case for case in report.cases if case.lane == "installation"]
    assert "failed" == case.verdict
    assert crashed == ("update_service_crash" in [cause.id for cause in (case.cause, *case.other_causes)])

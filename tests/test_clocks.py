"""What is taken up before it was handed over shows which clock is behind, and by how much at least."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest
from builders import BEGIN, bundle

import dmplog

SENT = "Rename completed [\\\\PS1.lab.local\\SMS_SITE\\20ASQCS1.TMP]"
FOUND = "Found ready instruction 20asqcs1.sni"
HOUR = timedelta(hours=1)


def made_of(sent, found, behind=0, server="PS1"):
    """What SRV1 sent and *server* found, each at its seconds, as the clock of *server* tells it that is so many seconds behind."""
    late = timedelta(seconds=behind)
    sender = [(timedelta(seconds=after), SENT) for after in sent]
    despooler = [(timedelta(seconds=after) - late, FOUND) for after in found]
    last = (HOUR - late, "Used 0 out of 3 despooling threads")
    made = bundle().server("SRV1").log("sender", sender, framing="sms")
    return made.server(server).log("despool", [*despooler, last], framing="sms")


def told(report):
    return [problem.message for problem in report.problems if problem.kind == "clock-behind"]


def last_of(report, role):
    return next(log.last.replace(tzinfo=None) for log in report.coverage if log.role == role)


@pytest.mark.parametrize(
    ("behind", "shift"),
    [
        # The instruction is found twenty seconds behind the end of the sending.
        (0, 0),
        (20, 0),
        (25, 0),
        (26, 6),
        (320, 300),
        (4220, 4200),
        # An hour and more: the id was used for something else.
        (4221, 0),
    ],
)
def test_the_clock_of_who_takes_up_is_set_to_that_of_who_hands_over(tmp_path, behind, shift):
    report = dmplog.diagnose(made_of([100], [120], behind).at(tmp_path))

    minutes, seconds = divmod(shift, 60)
    assert bool(shift) == bool(told(report))
    assert all(f"PS1 is at least {minutes} min {seconds} s behind that of SRV1" in said for said in told(report))
    assert BEGIN + HOUR - timedelta(seconds=behind - shift) == last_of(report, "despool")


@pytest.mark.parametrize(("sent", "found"), [([100, 400], [120]), ([100], [80, 420])])
def test_what_may_belong_together_in_more_than_one_way_shows_nothing(tmp_path, sent, found):
    report = dmplog.diagnose(made_of(sent, found, 90).at(tmp_path))

    assert [] == told(report)


def test_a_server_hands_nothing_over_to_itself(tmp_path):
    report = dmplog.diagnose(made_of([100], [120], 90, server="SRV1").at(tmp_path))

    assert [] == told(report)


@pytest.mark.parametrize("copied", [False, True])
def test_a_second_copy_of_a_log_supports_no_stamp_that_stands_alone(tmp_path, copied):
    lines = [
        (HOUR, "Invented: a line"),
        (2 * HOUR, "Invented: another"),
        (timedelta(days=400), "Invented: a year ahead"),
    ]
    made = bundle().server("SCP").log("hman", lines, framing="sms").at(tmp_path)
    if copied:
        shutil.copytree(made / "SCP", made / "SCP copy")

    report = dmplog.diagnose(made)

    assert BEGIN + 2 * HOUR == report.as_of.replace(tzinfo=None)

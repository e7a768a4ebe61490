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
    assert all(f"PS1 is at least {minutes} m {seconds} s behind that of SRV1" in said for said in told(report))
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


FORWARDED = "Manifest.cab was successfully moved to the connector outbox"
PROCESSED = "Processing Configuration Manager Update manifest file E:\\ConfigMgr\\CMUStaging\\manifest.xml"
GUID = "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41"
WRITTEN = (
    f'outerxml is <ConfigurationManagerUpdateContent Guid="{GUID}" State="{{}}" ReportTime="2025-03-04T08:00:00" />'
)
UPDATED = f"Updated CMUpdatePackage state to {{}} (PackageGuid={GUID})"
FINISHED = f"EasySetupDownloadSinglePackage finishes downloading {GUID}."
ANSWERED = f"Validate CMU file E:\\ConfigMgr\\inboxes\\hman.box\\CFD\\{GUID}.CMU with no intune subscription."


def ahead_by(folder, point, site, server="SRV1"):
    """How many seconds the clock of the connection point is told to be ahead, where both servers wrote these lines at those seconds."""
    made = (
        bundle()
        .server("SCP")
        .log("dmpdownloader", [(timedelta(seconds=at), line) for at, line in point], framing="sms")
    )
    made = made.server(server).log("hman", [(timedelta(seconds=at), line) for at, line in site], framing="sms")
    report = dmplog.diagnose(made.at(folder))
    (*_, last) = sorted(at for at, _ in point)
    shown = BEGIN + timedelta(seconds=last) - last_of(report, "dmpdownloader")
    said = [problem for problem in report.problems if problem.kind == "clock-ahead"]
    assert bool(shown) == bool(said)
    return shown.total_seconds()


@pytest.mark.parametrize(
    ("point", "site", "ahead"),
    [
        ([(700, FORWARDED)], [(100, PROCESSED)], 600),
        # Handed over first, or within the seconds a line may be late.
        ([(100, FORWARDED)], [(700, PROCESSED)], 0),
        ([(105, FORWARDED)], [(100, PROCESSED)], 0),
        # Of two manifests near each other nobody knows which was taken up; a day apart each has its own.
        ([(700, FORWARDED), (900, FORWARDED)], [(100, PROCESSED)], 0),
        ([(700, FORWARDED), (87100, FORWARDED)], [(100, PROCESSED), (86500, PROCESSED)], 600),
        # One that was taken up in order shows that the clocks agree.
        ([(100, FORWARDED), (87100, FORWARDED)], [(160, PROCESSED), (86500, PROCESSED)], 0),
        # The state names its update, and only the last one says that the download is complete.
        ([(700, WRITTEN.format(262146))], [(100, UPDATED.format(262146))], 600),
        ([(700, WRITTEN.format(262145))], [(100, UPDATED.format(262145))], 0),
        # An answer alone may be one to an earlier notification; it adds some seconds to what is known.
        ([(700, FINISHED)], [(100, ANSWERED)], 0),
        ([(700, FORWARDED), (2020, FINISHED)], [(100, PROCESSED), (1400, ANSWERED)], 620),
        ([(700, FORWARDED), (2040, FINISHED)], [(100, PROCESSED), (1400, ANSWERED)], 600),
    ],
)
def test_a_connection_point_that_hands_over_what_was_taken_up_before_is_ahead(tmp_path, point, site, ahead):
    assert ahead == ahead_by(tmp_path, point, site)


def test_a_connection_point_on_the_site_server_has_one_clock(tmp_path):
    assert 0 == ahead_by(tmp_path, [(700, FORWARDED)], [(100, PROCESSED)], server="SCP")

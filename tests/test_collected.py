"""When logs were copied: believed where their records do not speak against it, and what follows for stalls."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from layout import archive, manifest

import dmplog
from dmplog.diagnosis.stall import Clock
from dmplog.witness import LogSpan, Reach, Spot, Witness

NOON = datetime(2025, 1, 14, 12)
HOUR = timedelta(hours=1)
HMAN, DESPOOL = Spot("hman", "PS1SRV"), Spot("despool", "PS1SRV")


def span(role, last, copied=None, server="PS1SRV"):
    return LogSpan(server, "PS1", role, NOON - 5 * HOUR, last, (f"{role}.log",), copied=copied)


def witness(*spans):
    copied = {each.server: each.copied for each in spans if each.copied is not None}
    return Witness(spans, max(each.until for each in spans), asserted=False, collected=copied)


def test_a_log_that_was_copied_past_the_deadline_without_the_line_is_stalled():
    """Without its manifest nobody could tell: everything of its server ends before the deadline."""
    ends, copied = span("hman", NOON), span("hman", NOON, NOON + 3 * HOUR)

    assert Reach.ENDS == witness(ends).reach(HMAN, NOON, NOON + HOUR)
    assert Reach.COPIED == witness(copied).reach(HMAN, NOON, NOON + HOUR)
    assert "stalled" == Clock(witness(copied)).judge(HMAN, NOON, HOUR).verdict


def test_a_log_that_was_copied_before_the_deadline_is_in_time_although_its_server_goes_on():
    """Both halves of one server's logs, the second one copied a day later: no silence between."""
    spans = span("despool", NOON, NOON + HOUR / 2), span("hman", NOON + 3 * HOUR, NOON + 24 * HOUR)
    unknown = span("despool", NOON), span("hman", NOON + 3 * HOUR)

    assert "stalled" == Clock(witness(*unknown)).judge(DESPOOL, NOON, HOUR).verdict
    assert "in_progress" == Clock(witness(*spans)).judge(DESPOOL, NOON, HOUR).verdict


def test_each_server_has_its_own_clock():
    spans = span("hman", NOON, NOON + HOUR / 2), span("hman", NOON, NOON + 30 * HOUR, server="CASSRV")

    assert [NOON + HOUR / 2, NOON + 30 * HOUR] == [
        witness(*spans).clock_at(Spot("hman", server)) for server in ("PS1SRV", "CASSRV")
    ]
    assert "in_progress" == Clock(witness(*spans)).judge(HMAN, NOON, HOUR).verdict


def test_a_log_that_was_not_collected_has_the_clock_of_its_server():
    assert NOON + HOUR == witness(span("hman", NOON, NOON + HOUR)).clock_at(DESPOOL)


def test_what_the_user_says_of_the_logs_counts_more_than_their_manifest():
    said = Witness(
        (span("hman", NOON, NOON + HOUR),), NOON + 9 * HOUR, asserted=True, collected={"PS1SRV": NOON + HOUR}
    )

    assert NOON + 9 * HOUR == said.clock_at(HMAN)


LINE = b"STATMSG: ID=3306 SEV=I SYS=PS1SRV SITE=PS1  $$<SMS_HIERARCHY_MANAGER><01-14-2025 12:00:00.000+000><thread=5720 (0x1658)>\r\n"


@pytest.mark.parametrize(
    ("copied", "said"),
    [
        ("2025-01-14T10:59:59.000Z", "it holds a later record"),
        ("2026-01-16T12:00:00.000Z", "more than a year after everything its server wrote"),
    ],
)
def test_a_time_that_the_records_speak_against_is_told_and_not_used(tmp_path, copied, said):
    files = {"hman.log": LINE}
    place = archive(
        tmp_path / "a.zip", {"PS1SRV": {**files, "manifest.json": manifest("PS1SRV", "PS1", files, copied)}}
    )

    report = dmplog.diagnose(place)

    assert [None] == [row.copied for row in report.coverage]
    assert "records" == report.as_of_source
    assert [said in problem.message for problem in report.problems if problem.kind == "manifest"] == [True]


def test_a_clock_that_is_a_little_behind_is_believed(tmp_path):
    """Machines of one domain may differ by minutes: the script ran on another one."""
    files = {"hman.log": LINE}
    told = manifest("PS1SRV", "PS1", files, "2025-01-14T11:56:00.000Z")

    report = dmplog.diagnose(archive(tmp_path / "a.zip", {"PS1SRV": {**files, "manifest.json": told}}))

    assert ["2025-01-14T11:56:00.000Z"] == [row["copied"] for row in report.to_dict()["coverage"]]
    assert ("2025-01-14T12:00:00.000Z", "records") == (report.to_dict()["as_of"], report.as_of_source)


def test_a_manifest_is_no_log_of_the_report(tmp_path):
    files = {"hman.log": LINE}
    told = manifest("PS1SRV", "PS1", files, "2025-01-14T13:00:00.000Z")

    report = dmplog.diagnose(archive(tmp_path / "a.zip", {"PS1SRV": {**files, "manifest.json": told}}))

    assert ["hman"] == [row.role for row in report.coverage]
    assert () == report.problems
    assert ("2025-01-14T13:00:00.000Z", "collection") == (report.to_dict()["as_of"], report.as_of_source)
    assert report == dmplog.Report.from_json(report.to_json())


def test_a_manifest_alone_is_no_known_log(tmp_path):
    (tmp_path / "manifest.json").write_bytes(manifest("PS1SRV", "PS1", {"hman.log": LINE}, "2025-01-14T13:00:00.000Z"))

    report = dmplog.diagnose(tmp_path)

    assert ("unknown", ()) == (report.verdict, report.coverage)

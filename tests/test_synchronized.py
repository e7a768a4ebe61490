"""What the registry says of the last synchronization is told with its line, and takes away what an old part of a log seems to prove."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import pytest

import dmplog

BUNDLE = "fixtures/scenarios/downloader-runs-and-does-not-synchronize/bundle"
READ = datetime(2024, 12, 21, 11, 50, tzinfo=UTC)
LAST_LINE = datetime(2024, 12, 17, 19, 50, 32, tzinfo=UTC)
GIVEN = b"1734464940"


def told(tmp_path, *changes):
    """Return the report on the bundle with *changes* made to its manifest, and what it says of the registry."""
    shutil.copytree(BUNDLE, tmp_path / "bundle")
    manifest = tmp_path / "bundle" / "SITE01" / "manifest.json"
    data = manifest.read_bytes()
    for old, new in changes:
        assert old in data
        data = data.replace(old, new)
    manifest.write_bytes(data)
    report = dmplog.diagnose(tmp_path / "bundle")
    return report, [(each.line, each.message) for each in report.problems if each.kind == "registry"]


def seconds(moment):
    return str(int(moment.timestamp())).encode()


def test_a_component_that_runs_and_did_not_synchronize_for_days_is_told_with_its_line(tmp_path):
    report, said = told(tmp_path)

    assert [14] == [line for line, _ in said]
    assert "3.7 days before that was read" in said[0][1]
    assert ("stalled", "likely") == (report.cases[0].verdict, report.cases[0].confidence)


@pytest.mark.parametrize(
    "change",
    [
        (GIVEN, seconds(READ - timedelta(hours=47))),
        (b'"data":"1440"', b'"data":"10080"'),
        (b'"data":"1440"', b'"data":"0"'),
        (b'"data":"1440"', b'"data":"soon"'),
        (GIVEN, b"0"),
        (
            b'DOWNLOADER","value":"Current State","data":"Running"',
            b'DOWNLOADER","value":"Current State","data":"Stopped"',
        ),
        (b"LastSyncedTime", b"LastSyncRequestTime"),
    ],
)
def test_nothing_is_said_within_two_intervals_or_where_the_thread_does_not_run(tmp_path, change):
    assert not [message for _, message in told(tmp_path, change)[1] if "its thread runs" in message]


def test_a_log_that_ends_before_the_last_synchronization_proves_no_silence(tmp_path):
    report, said = told(tmp_path, (GIVEN, seconds(READ - timedelta(hours=1))))

    assert "dmpdownloader.log ends before that" in said[0][1]
    assert ("completed", "likely") == (report.cases[0].verdict, report.cases[0].confidence)
    assert ["dmpdownloader.log"] == [each.log for each in report.needs]


@pytest.mark.parametrize("synced", [LAST_LINE + timedelta(minutes=59), READ + timedelta(minutes=1)])
def test_a_difference_of_clocks_and_a_time_behind_the_copy_take_nothing_away(tmp_path, synced):
    report, said = told(tmp_path, (GIVEN, seconds(synced)))

    assert [] == [message for _, message in said if "ends before that" in message]
    assert "stalled" == report.cases[0].verdict

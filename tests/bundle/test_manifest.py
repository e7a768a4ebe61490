"""`manifest.json` of a collection: what it tells, and that nothing else of that name is believed."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from layout import manifest

from dmplog.bundle import open_bundle
from dmplog.bundle.faults import ReadFault
from dmplog.bundle.manifest import MOST_BYTES, read_manifest

NOON, ONE = "2025-01-14T12:00:00.000Z", "2025-01-14T13:00:00.000Z"
FILES = {"hman.log": b"a line", "Despool.lo_": b"another"}


def document(**values):
    said = {"schema": "dmplog.collection/1", "server": "CAS01", "files": []} | values
    return json.dumps(said).encode()


def read(text):
    return read_manifest(len(text), io.BytesIO(text).read)


def test_it_tells_when_each_log_of_its_server_was_copied():
    found = read(manifest("cas01", "CAS", FILES, {"hman.log": NOON, "Despool.lo_": ONE}))

    assert "CAS01" == found.server
    assert {
        "hman.log": datetime(2025, 1, 14, 12, tzinfo=UTC),
        "despool.lo_": datetime(2025, 1, 14, 13, tzinfo=UTC),
    } == found.copied


def test_one_that_names_no_server_tells_the_times_alone():
    found = read(document(server=None, files=[{"path": "hman.log", "copied_at": NOON}]))

    assert (None, ["hman.log"]) == (found.server, [*found.copied])


def test_of_two_copies_of_one_log_the_later_counts():
    rows = [{"path": "hman.log", "copied_at": moment} for moment in (ONE, NOON)]

    assert {"hman.log": datetime(2025, 1, 14, 13, tzinfo=UTC)} == read(document(files=rows)).copied


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe\0",
        b"{",
        b"[]",
        b'"dmplog.collection/1"',
        b"[" * 100_000,
        b'{"schema": ' + b"9" * 10_000 + b"}",
        document(schema="dmplog.collection/2"),
        document(schema=None),
        document(server="CAS01'; exit"),
        document(server=["CAS01"]),
        document(files=None),
        document(files=[[]]),
        document(files=[{"path": 1, "copied_at": NOON}]),
        document(files=[{"path": "hman.log"}]),
        document(files=[{"path": "hman.log", "copied_at": 1736849000}]),
        document(files=[{"path": "hman.log", "copied_at": "2025-02-30T12:00:00.000Z"}]),
        document(files=[{"path": "hman.log", "copied_at": "9999-12-31T23:59:59.000Z"}]),
        document(files=[{"path": "hman.log", "copied_at": "2025-01-14T12:00:00+14:00"}]),
        b"{}" + b" " * MOST_BYTES,
    ],
)
def test_what_the_script_did_not_write_is_no_manifest(text):
    with pytest.raises(ReadFault, match=r"written by|larger than"):
        read(text)


def test_no_more_is_read_of_it_than_the_bound_whatever_size_it_claims():
    asked = []

    def endless(size):
        asked.append(size)
        return b" " * size

    with pytest.raises(ReadFault):
        read_manifest(10, endless)
    assert MOST_BYTES + 1 == sum(asked)


def laid_out(tmp_path, packed, text):
    """Return a bundle with one server's logs and *text* as their manifest, *packed* or in a folder."""
    members = {
        "CMUpdateLogs-1/odd-name-of-a-folder-of-a-server/hman.log": b"x",
        "CMUpdateLogs-1/odd-name-of-a-folder-of-a-server/manifest.json": text,
    }
    if packed:
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return open_bundle([tmp_path / "a.zip"])
    for name, data in members.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return open_bundle([tmp_path])


@pytest.mark.parametrize("packed", [False, True])
def test_the_logs_beside_it_are_of_the_server_it_names(tmp_path, packed):
    bundle = laid_out(tmp_path, packed, manifest("PS1SRV", "PS1", {"hman.log": b"x"}, NOON))

    assert [("collected_registry", "PS1SRV"), ("hman", "PS1SRV")] == sorted(
        (log.role, log.server) for log in bundle.files
    )
    assert [datetime(2025, 1, 14, 12, tzinfo=UTC)] == list(bundle.copied.values())
    assert () == bundle.problems


@pytest.mark.parametrize("packed", [False, True])
def test_one_of_somebody_else_is_told_and_left_out(tmp_path, packed):
    bundle = laid_out(tmp_path, packed, b'{"manifest_version": 3}')

    assert ["hman"] == [log.role for log in bundle.files]
    assert ["manifest"] == [problem.kind for problem in bundle.problems]
    assert {} == bundle.copied


def test_a_damaged_one_in_an_archive_is_told_and_left_out(tmp_path):
    place = tmp_path / "a.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("CAS01/hman.log", "x")
        archive.writestr("CAS01/manifest.json", manifest("CAS01", "CAS", {"hman.log": b"x"}, NOON))
    place.write_bytes(place.read_bytes().replace(b"dmplog.collection/1", b"dmplog.collection/7"))

    bundle = open_bundle([place])

    assert ["hman"] == [log.role for log in bundle.files]
    assert {"manifest"} == {problem.kind for problem in bundle.problems}


def test_it_tells_what_the_registry_said_of_each_component():
    key = "SOFTWARE\\Microsoft\\SMS\\Components\\"
    rows = [
        {
            "read_at": NOON,
            "key": f"{key}SMS_Executive\\Threads\\SMS_DMP_DOWNLOADER",
            "value": "Current State",
            "data": "Running",
        },
        {"read_at": NOON, "key": f"{key}SMS_DMP_DOWNLOADER", "value": "LastSyncedTime", "data": "1736849000"},
        {"read_at": NOON, "key": f"{key}SMS_DMP_DOWNLOADER", "value": "EasySetupDownloadInterval", "data": "1440"},
        {"read_at": NOON, "key": "SOFTWARE\\Other", "value": "LastSyncedTime", "data": "1"},
        {"read_at": NOON, "key": f"{key}SMS_X", "value": "LastSyncedTime", "data": "0"},
    ]
    downloader, other = read(document(registry=rows)).components

    assert ("SMS_DMP_DOWNLOADER", "Running", timedelta(days=1)) == (
        downloader.name,
        downloader.state,
        downloader.interval,
    )
    assert datetime(2025, 1, 14, 10, 3, 20, tzinfo=UTC) == downloader.synced
    assert ("SMS_X", None) == (other.name, other.synced)


@pytest.mark.parametrize("registry", [None, 1, [1], [{}], [{"key": 1}]])
def test_one_whose_registry_the_script_does_not_write_is_none(registry):
    with pytest.raises(ReadFault):
        read(document(registry=registry))

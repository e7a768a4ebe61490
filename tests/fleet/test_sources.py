"""What somebody types becomes bundles: files, folders, patterns, lists, addresses."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from dmplog.errors import BundleError, UsageError
from dmplog.fleet.addresses import fetched
from dmplog.fleet.outcome import Source
from dmplog.fleet.sources import bundle_id, find_sources

NAMES = ("A.zip", "deep/B.tar.gz", "deep/C.7z")


@pytest.fixture
def cases(tmp_path, monkeypatch):
    """A folder with archives, a log beside them, and a folder of logs without any archive."""
    monkeypatch.chdir(tmp_path)
    for name in (*NAMES, "hman.log", "Logs/CAS01/hman.log", "Logs/PS101/despool.log.gz"):
        path = tmp_path / "cases" / name if "Logs" not in name else tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return tmp_path


def names(root, *texts, **more):
    return [os.path.relpath(source.name, root).replace(os.sep, "/") for source in find_sources(texts, **more).sources]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("cases",), ["cases/A.zip", "cases/deep/B.tar.gz", "cases/deep/C.7z"]),
        (("cases/*.zip",), ["cases/A.zip"]),
        (("cases/**/*.gz",), ["cases/deep/B.tar.gz"]),
        (("Logs",), ["Logs"]),
        (("cases/A.zip", "cases/A.zip", "./cases/../cases/A.zip"), ["cases/A.zip"]),
        (("cases/hman.log",), ["cases/hman.log"]),
    ],
)
def test_what_is_typed_is_found_once_and_in_order(cases, texts, expected):
    assert expected == names(cases, *texts)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_stands_for_its_lines(cases, encoding):
    """Whatever wrote it: PowerShell writes UTF-16, and copies paths with quotes."""
    text = '# our cases\r\n"cases/A.zip"\r\n\r\nLogs\r\n'
    (cases / "list.txt").write_bytes(text.encode(encoding))

    assert ["Logs", "cases/A.zip"] == names(cases, "@list.txt")


@pytest.mark.usefixtures("cases")
def test_logs_beside_archives_are_told_not_swallowed():
    remarks = find_sources(["cases"]).remarks

    assert ("cases holds archives, each a bundle; 1 log beside them belongs to none and is not read.",) == remarks


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("casse", "casse cannot be read: .*; did you mean cases"),
        ("cases/*.tar", r"there is no bundle in cases/\*\.tar"),
        ("@nolist.txt", "the list nolist.txt cannot be read"),
        ("nosuch://bucket/a.zip", "nosuch://bucket/a.zip is no address that can be read"),
    ],
)
@pytest.mark.usefixtures("cases")
def test_what_is_not_there_is_said_in_one_sentence(text, said):
    with pytest.raises(UsageError, match=said):
        find_sources([text])


def test_an_address_is_asked_and_fetched_as_a_file_is_read(cases):
    """The name in the report is that of the address, not of the place where it lay for a moment."""
    address = (cases / "cases").as_uri()
    found = find_sources([f"{address}/*.zip", f"{address}/deep"]).sources
    before = Path.cwd()
    with fetched(found[0], cases) as path:
        content = Path(path).read_bytes()

    assert ["A.zip", "B.tar.gz", "C.7z"] == [source.name.rpartition("/")[2] for source in found]
    assert ([5, 13, 9], True) == ([source.bytes for source in found], all(source.remote for source in found))
    assert all(source.modified is not None for source in found)
    assert ("A.zip", b"A.zip", before) == (path, content, Path.cwd())
    with (
        pytest.raises(BundleError, match="cannot be fetched"),
        fetched(Source(f"{address}/gone.zip", 1, remote=True), cases),
    ):
        pass


def test_a_bundle_is_known_again_until_something_of_it_changes(cases):
    (one,) = find_sources(["cases/A.zip"]).sources
    (hashed,) = find_sources(["cases/A.zip"], hashes=True).sources
    (cases / "cases" / "A.zip").write_bytes(b"longer now")
    (changed,) = find_sources(["cases/A.zip"]).sources
    ids = [bundle_id(one, "0.1.0", "k"), bundle_id(one, "0.1.0", "k"), bundle_id(one, "0.2.0", "k")]
    others = [bundle_id(one, "0.1.0", "l"), bundle_id(hashed, "0.1.0", "k"), bundle_id(changed, "0.1.0", "k")]

    assert ids[0] == ids[1]
    assert 5 == len({*ids, *others})


def test_a_folder_of_logs_is_known_by_all_that_is_in_it(cases):
    before = find_sources(["Logs"], hashes=True).sources[0]
    (cases / "Logs" / "CAS01" / "hman.log").write_bytes(b"Logs/CAS01/HMAN.log")
    after = find_sources(["Logs"], hashes=True).sources[0]

    assert before.bytes == after.bytes
    assert before.sha256 != after.sha256


def test_a_name_that_begins_as_a_list_does_may_be_a_file(cases):
    with zipfile.ZipFile(cases / "@home.zip", "w") as archive:
        archive.writestr("hman.log", "")

    assert ["@home.zip"] == names(cases, "@home.zip")

from __future__ import annotations

import hashlib
import io
import itertools
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from dmplog.bundle import open_bundle
from dmplog.errors import BundleError
from dmplog.limits import Limits

LOG = b"one\r\ntwo\r\nthree\r\n"


class TestLabels:
    def test_a_file_is_named_as_typed(self, write, opened):
        """`file` is the argument as typed."""
        write({"hman.log": LOG})

        assert ["./hman.log"] == opened("./hman.log")

    def test_files_of_a_folder_follow_the_folder_as_typed(self, write, opened):
        """A trailing slash changes nothing; the path inside follows with `/`."""
        write({"logs/SCP01/hman.log": LOG})

        assert ["logs/SCP01/hman.log"] == opened("logs/")

    def test_nested_members_follow_an_exclamation_mark_each(self, write, zipped, tarred, opened):
        """Archive members follow `!/`, nested too."""
        inner = tarred(("SMS_Logs/hman.log", LOG), packed="gz")
        write({"bundle.zip": zipped(("SCP01.tar.gz", inner), ("x/hman.log", LOG))})

        assert ["bundle.zip!/SCP01.tar.gz!/SMS_Logs/hman.log", "bundle.zip!/x/hman.log"] == opened("bundle.zip")

    def test_a_packed_single_file_keeps_its_own_name_inside(self, write, contents):
        """`hman.log.gz` holds `hman.log`."""
        import gzip

        write({"hman.log.gz": gzip.compress(LOG)})

        assert {"hman.log.gz!/hman.log": LOG} == contents(open_bundle(["hman.log.gz"]))


class TestStream:
    def test_every_log_comes_once_with_its_bytes(self, write, zipped, tarred, contents):
        """Folder, zip and tar give the same bytes, each log once."""
        write(
            {
                "plain/hman.log": LOG,
                "a.zip": zipped(("hman.log", LOG), ("hman.lo_", b"old")),
                "b.tar": tarred(("hman.log", LOG), ("sub/sender.log", b"sent")),
            }
        )
        bundle = open_bundle(["plain", "a.zip", "b.tar"])

        assert {
            "plain/hman.log": LOG,
            "a.zip!/hman.log": LOG,
            "a.zip!/hman.lo_": b"old",
            "b.tar!/hman.log": LOG,
            "b.tar!/sub/sender.log": b"sent",
        } == contents(bundle)
        assert () == bundle.problems

    def test_it_can_be_streamed_again(self, write, zipped, contents):
        """A second pass gives what the first gave."""
        write({"a.zip": zipped(("hman.log", LOG), ("b.zip", zipped(("hman.log", b"x"))))})
        bundle = open_bundle(["a.zip"])

        assert contents(bundle) == contents(bundle)

    def test_sizes_are_those_of_the_unpacked_bytes(self, write, zipped, tarred):
        """`size` is known before reading."""
        write({"a.zip": zipped(("hman.log", LOG)), "b.tgz": tarred(("hman.log", LOG), packed="gz"), "hman.log": LOG})

        assert [len(LOG)] * 3 == [log.size for log in open_bundle(["a.zip", "b.tgz", "hman.log"]).files]

    def test_what_is_written_meanwhile_is_not_read(self, write, folder, contents):
        """A log that grows is read up to the size it had when the bundle was opened."""
        write({"hman.log": LOG})
        bundle = open_bundle(["hman.log"])
        with (folder / "hman.log").open("ab") as log:
            log.write(b"four\r\n")

        assert {"hman.log": LOG} == contents(bundle)
        assert {("hman.log", 10): LOG[10:]} == bundle.fetch({"hman.log": [(10, 100)]})

    def test_a_log_that_shrinks_is_a_problem(self, write, kinds, contents):
        """What is left is read, and the report says where it ended."""
        write({"hman.log": LOG})
        bundle = open_bundle(["hman.log"])
        write({"hman.log": b"one"})

        assert {"hman.log": b"one"} == contents(bundle)
        assert [("damaged", "hman.log")] == kinds(bundle)
        assert "byte 3 of 17" in bundle.problems[0].message

    @pytest.mark.parametrize("name", ["hman.log", "a.zip"])
    def test_a_file_that_vanishes_is_a_problem(self, write, zipped, folder, kinds, contents, name):
        """Its logs come as empty streams, so that every log still comes once; the others are read."""
        write({"hman.log": LOG, "a.zip": zipped(("hman.log", LOG)), "sender.log": b"sent"})
        bundle = open_bundle([name, "sender.log"])
        (folder / name).unlink()
        streamed = contents(bundle)

        assert {log.name for log in bundle.files} == set(streamed)
        assert b"sent" == streamed["sender.log"]
        assert ["missing"] == [kind for kind, _ in kinds(bundle)]

    def test_a_read_error_ends_the_stream_and_is_told(self, write, zipped):
        """What stands before the error is handed out; the bundle lists what went wrong."""
        data = bytearray(zipped(("hman.log", LOG), method=0))
        data[data.find(b"two")] ^= 0xFF
        write({"a.zip": bytes(data)})
        bundle = open_bundle(["a.zip"])
        (read,) = [stream.read() for _, stream in bundle.stream()]

        assert len(LOG) == len(read)
        assert ["damaged"] == [problem.kind for problem in bundle.problems]


class TestFetch:
    @pytest.mark.parametrize("name", ["hman.log", "a.zip!/hman.log", "b.tgz!/hman.log"])
    def test_spans_come_back_by_offset(self, write, zipped, tarred, name):
        """Spans in any order, overlapping, and beyond the end."""
        write({"hman.log": LOG, "a.zip": zipped(("hman.log", LOG)), "b.tgz": tarred(("hman.log", LOG), packed="gz")})
        bundle = open_bundle([name.partition("!/")[0]])

        assert {(name, 5): b"two", (name, 0): b"one\r\ntwo", (name, 14): b"e\r\n", (name, 99): b""} == bundle.fetch(
            {name: [(5, 3), (0, 8), (14, 50), (99, 1), (0, 2)]}
        )

    def test_names_that_are_not_there_are_left_out(self, write):
        """Asking for nothing, or for an unknown name, gives nothing."""
        write({"hman.log": LOG})

        assert {} == open_bundle(["hman.log"]).fetch({"hman.log": [], "other.log": [(0, 1)]})

    def test_hashes_are_of_the_unpacked_bytes(self, write, zipped):
        """A log has the same hash in a folder and in an archive."""
        write({"a.zip": zipped(("hman.log", LOG)), "hman.log": LOG})
        digest = hashlib.sha256(LOG).hexdigest()

        assert {"a.zip!/hman.log": digest, "hman.log": digest} == open_bundle(["a.zip", "hman.log"]).hashes(
            ["a.zip!/hman.log", "hman.log"]
        )


class TestOrder:
    def test_the_order_of_arguments_does_not_matter(self, write, zipped, contents):
        """The same input in any argument order gives the same bundle, in the same order of streams."""
        write({"SCP01/hman.log": LOG, "PS1/hman.log": b"x", "a.zip": zipped(("hman.log", b"y")), "bad.zip": b"PK\3\4"})
        arguments = ["SCP01", "PS1", "a.zip", "bad.zip", "missing", "SCP01/hman.log"]
        bundles = [open_bundle(order) for order in itertools.islice(itertools.permutations(arguments), 0, 720, 37)]

        assert 1 == len({(bundle.files, bundle.problems, tuple(contents(bundle).items())) for bundle in bundles})

    def test_a_file_given_with_its_folder_is_read_once(self, write, opened):
        """However it is spelt."""
        write({"logs/hman.log": LOG})

        assert ["logs/hman.log"] == opened("logs", "logs/hman.log", "./logs", "logs/../logs/hman.log")

    def test_giving_a_file_besides_its_folder_changes_no_server(self, write):
        """The folder of one server stays one when a log of it is named as well."""
        write({"bundle/PS1/hman.log": LOG, "bundle/SCP01/hman.log": LOG})
        alone = open_bundle(["bundle"])

        assert alone.files == open_bundle(["bundle", "bundle/SCP01/hman.log"]).files
        assert ["PS1", "SCP01"] == [log.server for log in alone.files]

    def test_copies_of_one_log_are_both_kept(self, write, opened):
        """Identical content is no identical file; records are compared later."""
        write({"a/hman.log": LOG, "b/hman.log": LOG})

        assert ["a/hman.log", "b/hman.log"] == opened("a", "b")


class TestStandardInput:
    @pytest.fixture
    def typed(self, monkeypatch):
        def typed(data):
            monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))

        return typed

    def test_it_is_named_by_a_hyphen(self, typed, contents):
        """`-` is standard input; it can be fetched from again."""
        typed(LOG)
        bundle = open_bundle(["-"])

        assert {"-": LOG} == contents(bundle)
        assert {("-", 5): b"two"} == bundle.fetch({"-": [(5, 3)]})
        assert ("other", None, None) == (bundle.files[0].role, bundle.files[0].server, bundle.files[0].path)

    def test_it_may_be_an_archive(self, typed, zipped, contents):
        """`dmplog diagnose - < bundle.zip` works."""
        typed(zipped(("SCP01/hman.log", LOG)))

        assert {"-!/SCP01/hman.log": LOG} == contents(open_bundle(["-"]))

    def test_it_is_held_within_the_limit(self, typed, kinds, contents):
        """What is beyond is not read, and the report says so."""
        typed(LOG)
        bundle = open_bundle(["-"], Limits(memory_bytes=5))

        assert {"-": LOG[:5]} == contents(bundle)
        assert [("limit", "-")] == kinds(bundle)

    def test_just_the_limit_is_no_problem(self, typed, contents):
        """The limit itself fits."""
        typed(LOG)
        bundle = open_bundle(["-"], Limits(memory_bytes=len(LOG)))

        assert ({"-": LOG}, ()) == (contents(bundle), bundle.problems)

    def test_a_program_without_a_console_has_none(self, monkeypatch, contents):
        """It is then empty, not a crash."""
        monkeypatch.setattr("sys.stdin", None)

        assert {"-": b""} == contents(open_bundle(["-"]))

    @pytest.mark.skipif(not Path("/dev/fd").exists(), reason="no pipes with names here")
    def test_the_pipe_of_another_command_is_held_too(self, contents):
        """`dmplog diagnose <(zcat hman.log.gz)` works, though it can be read only once."""
        reads, writes = os.pipe()
        os.write(writes, LOG)
        os.close(writes)
        bundle = open_bundle([f"/dev/fd/{reads}"])
        os.close(reads)

        assert contents(bundle) == contents(bundle) == {f"/dev/fd/{reads}": LOG}


class TestNothingToRead:
    def test_no_path(self):
        """It is an error, in one sentence."""
        with pytest.raises(BundleError, match=r"^No path was given"):
            open_bundle([])

    def test_every_path_is_missing(self):
        """One sentence for all."""
        with pytest.raises(BundleError, match=r"^a does not exist.*; also: b does not exist.*\.$"):
            open_bundle(["b", "a"])

    def test_an_empty_folder(self, folder):
        """It is called empty."""
        (folder / "logs").mkdir()

        with pytest.raises(BundleError, match=r"^The folder logs is empty; give the folder that holds the logs\.$"):
            open_bundle(["logs"])

    def test_a_folder_without_logs(self, write):
        """It is said which files are wanted."""
        write({"logs/setup.exe": b"MZ"})

        with pytest.raises(BundleError, match=r"^The folder logs holds no log; give the folder with the \*\.log"):
            open_bundle(["logs"])

    def test_an_archive_without_logs(self, write, zipped):
        """It is said of the archive too."""
        write({"a.zip": zipped(("setup.xml", b"<x/>"))})

        with pytest.raises(BundleError, match=r"^a\.zip holds no log"):
            open_bundle(["a.zip"])

    def test_a_missing_path_among_others_is_a_problem(self, write, kinds):
        """The others are read."""
        write({"hman.log": LOG})

        assert [("missing", "nix")] == kinds(open_bundle(["nix", "hman.log"]))

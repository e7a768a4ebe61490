from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import warnings
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dmplog.bundle import open_bundle
from dmplog.errors import BundleError

LOG = b"one\r\ntwo\r\nthree\r\n"


class TestKinds:
    @pytest.mark.parametrize("packed", ["", "gz", "bz2"])
    @pytest.mark.parametrize("style", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
    def test_tar_of_every_kind(self, opens, tarred, packed, style):
        """Plain or packed, in every format, long names and other alphabets among them."""
        long = "folder/" * 12 + "x" * 70 + "/hman.log"
        members = [("SMS_Logs/hman.log", LOG), (long, b"long"), ("Größe/hman.log", b""), ("readme.md", b"no log")]
        bundle, streamed = opens(tarred(*members, packed=packed, style=style), f"a.tar.{packed}".rstrip("."))

        assert dict(members[:3]) == streamed
        assert () == bundle.problems

    @pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
    def test_a_packed_log(self, opens, pack):
        """One log packed by itself; its unpacked size is found out."""
        bundle, streamed = opens(pack(LOG), "hman.log.x")

        assert {"hman.log.x": LOG} == streamed
        assert len(LOG) == next(log.size for log in bundle.files if log.name != "good.log")

    def test_several_gzip_parts_are_one_log(self, opens):
        """`cat a.gz b.gz` is a valid gzip file."""
        _, streamed = opens(gzip.compress(LOG) + gzip.compress(b"more"), "hman.log.gz")

        assert {"hman.log": LOG + b"more"} == streamed

    def test_archives_in_archives(self, opens, zipped, tarred):
        """Zip in zip, tar in zip, zip in tar, packed log in tar."""
        inner = zipped(("hman.log", LOG))
        tar = tarred(("SCP01.zip", inner), ("hman.lo_.gz", gzip.compress(b"old")), packed="gz")
        bundle, streamed = opens(zipped(("a.zip", inner), ("b.tgz", tar), ("sender.log", b"sent")))

        assert {
            "a.zip!/hman.log": LOG,
            "b.tgz!/SCP01.zip!/hman.log": LOG,
            "b.tgz!/hman.lo_.gz!/hman.lo_": b"old",
            "sender.log": b"sent",
        } == streamed
        assert () == bundle.problems

    @pytest.mark.parametrize(
        "head", [b"7z\xbc\xaf\x27\x1c\0\4", b"Rar!\x1a\x07\0", b"MSCF\0\0\0\0", lzma.compress(LOG)]
    )
    def test_archives_that_cannot_be_opened(self, opens, kinds, head):
        """7z, rar, cab and xz are named, with what to do."""
        bundle, streamed = opens(head + b"x" * 600, "case.zip")

        assert ({}, [("unsupported", "case.zip")]) == (streamed, kinds(bundle))
        assert "unpack it and give the folder" in bundle.problems[0].message

    def test_such_archives_inside_others(self, opens, zipped, kinds):
        """They are named, and the logs beside them are read."""
        bundle, streamed = opens(zipped(("CCM.7z", b"7z"), ("hman.log", LOG)))

        assert ({"hman.log": LOG}, [("unsupported", "a.zip")]) == (streamed, kinds(bundle))

    @pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_zip_methods_without_a_bound_are_refused(self, opens, zipped, kinds, method):
        """`zipfile` would unpack a whole block of these at once, gigabytes of a few kilobytes."""
        bundle, streamed = opens(zipped(("hman.log", LOG), method=method))

        assert ({}, [("unsupported", "a.zip")]) == (streamed, kinds(bundle))

    def test_macos_shadows_are_left_out(self, opens, zipped):
        """`__MACOSX/._hman.log` is no log."""
        _, streamed = opens(zipped(("hman.log", LOG), ("__MACOSX/._hman.log", b"\0\5\x16\7")))

        assert {"hman.log": LOG} == streamed


class TestNames:
    @pytest.mark.parametrize(
        ("name", "label"),
        [
            ("../../etc/hman.log", "../../etc/hman.log"),
            ("/etc/hman.log", "/etc/hman.log"),
            ("C:\\Windows\\hman.log", "C:/Windows/hman.log"),
            ("SMS_Logs\\hman.log", "SMS_Logs/hman.log"),
            ("./SMS_Logs/hman.log", "SMS_Logs/hman.log"),
            ("a\x1b[2Jb\r\n/hman.log", "a[2Jb/hman.log"),
            ("a\u202egol.nam/hman.log", "agol.nam/hman.log"),
        ],
    )
    def test_names_are_labels_only(self, opens, zipped, tarred, folder, name, label):
        """Whatever a name says, it is read from the archive and nothing is written."""
        assert {label: LOG} == opens(zipped((name, LOG)))[1]
        assert {label: LOG} == opens(tarred((name, LOG)), "a.tar")[1]
        assert {"a.zip", "a.tar", "good.log"} == {path.name for path in folder.iterdir()}

    def test_folders_of_hostile_names_name_no_server(self, write, zipped):
        """`..` and drives are not folders."""
        write({"a.zip": zipped(("C:\\..\\hman.log", LOG))})

        assert (("a",), None) == (open_bundle(["a.zip"]).files[0].folders, open_bundle(["a.zip"]).files[0].server)

    def test_members_of_one_name_are_kept_apart(self, opens, tarred, kinds):
        """Both are read, and the report says which is which."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w") as archive:
                archive.writestr("hman.log", b"first")
                archive.writestr("hman.log", b"second")
        for data, name in (
            (buffer.getvalue(), "a.zip"),
            (tarred(("hman.log", b"first"), ("hman.log", b"second")), "a.tar"),
        ):
            bundle, streamed = opens(data, name)

            assert {"hman.log": b"first", "hman.log (2)": b"second"} == streamed
            assert ["hman", "hman", "other"] == [log.role for log in bundle.files]
            assert [("duplicate_name", name)] == kinds(bundle)


class TestSpecial:
    @pytest.mark.parametrize(
        ("kind", "problem"),
        [
            (tarfile.SYMTYPE, "link"),
            (tarfile.LNKTYPE, "link"),
            (tarfile.CHRTYPE, "unsupported"),
            (tarfile.FIFOTYPE, "unsupported"),
            (tarfile.GNUTYPE_SPARSE, "unsupported"),
        ],
    )
    def test_tar_entries_that_are_no_files(self, opens, tarred, kinds, kind, problem):
        """Links, devices, pipes and sparse files are left out and told of."""
        special = tarfile.TarInfo("hman.log")
        special.type, special.linkname = kind, "/etc/passwd"
        bundle, streamed = opens(tarred(special, ("sender.log", LOG), style=tarfile.GNU_FORMAT), "a.tar")

        assert ({"sender.log": LOG}, [(problem, "a.tar")]) == (streamed, kinds(bundle))

    @pytest.mark.parametrize(("kind", "problem"), [(stat.S_IFLNK, "link"), (stat.S_IFCHR, "unsupported")])
    def test_zip_entries_that_are_no_files(self, opens, zipped, kinds, kind, problem):
        """A link's target is not read as a log."""
        link = zipfile.ZipInfo("hman.log")
        link.create_system, link.external_attr = 3, (kind | 0o777) << 16
        bundle, streamed = opens(zipped((link, b"/etc/passwd"), ("sender.log", LOG)))

        assert ({"sender.log": LOG}, [(problem, "a.zip")]) == (streamed, kinds(bundle))

    def test_encrypted_members(self, opens, zipped, kinds):
        """One sentence for all of them; what is not encrypted is read."""
        data = bytearray(zipped(*((f"{number}.log", LOG) for number in range(5)), ("sender.log", LOG)))
        for number in range(5):
            name = f"{number}.log".encode()
            data[data.find(name) - 24] |= 1
            data[data.rfind(name) - 38] |= 1
        bundle, streamed = opens(bytes(data))

        assert ({"sender.log": LOG}, [("encrypted", "a.zip")]) == (streamed, kinds(bundle))
        assert (
            "In a.zip, 0.log, 1.log, 2.log and 2 more are each protected by a password; unpack the archive and give the folder."
        ) == bundle.problems[0].message


class TestDamage:
    @pytest.fixture
    def archives(self, zipped, tarred):
        inner = zipped(("hman.log", LOG * 20))
        return [
            zipped(("x/hman.log", LOG), ("b.zip", inner), ("c.log.gz", gzip.compress(LOG))),
            tarred(("x/hman.log", LOG), ("b.zip", inner), ("y" * 120 + ".log", LOG)),
            tarred(("x/hman.log", LOG), ("b.zip", inner), packed="gz"),
            gzip.compress(inner),
        ]

    def test_an_archive_that_is_none(self, opens, kinds):
        """`.zip` with something else inside, or nothing."""
        for data in (b"", b"hello", b"x" * 2000):
            bundle, streamed = opens(data)

            assert ({}, [("damaged", "a.zip")]) == (streamed, kinds(bundle))

    def test_a_cut_zip(self, opens, zipped, kinds):
        """Its directory is lost."""
        bundle, streamed = opens(zipped(("hman.log", LOG * 1000), ("sender.log", LOG))[:-30])

        assert ({}, [("damaged", "a.zip")]) == (streamed, kinds(bundle))
        assert bundle.problems[0].message.endswith("it is not a complete zip archive; copy or download it again.")

    def test_a_wrong_checksum_in_a_zip(self, opens, zipped, kinds):
        """Everything is read all the same, and the report says that lines are damaged."""
        data = bytearray(zipped(("hman.log", LOG), ("sender.log", b"sent"), method=zipfile.ZIP_STORED))
        data[data.find(b"two")] = ord("T")
        bundle, streamed = opens(bytes(data))

        assert {"hman.log": LOG.replace(b"two", b"Two"), "sender.log": b"sent"} == streamed
        assert [("damaged", "a.zip!/hman.log")] == kinds(bundle)

    def test_damaged_packed_data_in_a_zip(self, opens, zipped, kinds):
        """What unpacks before the damage is read, and the next member too."""
        long = b"".join(b"%d: a line of a log\r\n" % number for number in range(100_000))
        data = bytearray(zipped(("hman.log", long), ("sender.log", b"sent")))
        middle = len(data) // 2
        data[middle : middle + 50] = bytes(50)
        bundle, streamed = opens(bytes(data))

        assert b"sent" == streamed["sender.log"]
        assert 10_000 < len(streamed["hman.log"])
        assert long[:10_000] == streamed["hman.log"][:10_000]
        assert [("damaged", "a.zip!/hman.log")] == kinds(bundle)

    @pytest.mark.parametrize("cut", [100, 512 + 700, 2 * 512 + 1000, 4 * 512])
    def test_a_cut_tar(self, opens, tarred, kinds, cut):
        """What stands before the cut is read; every cut is told, also one between two entries."""
        whole = tarred(("hman.log", b"h" * 1000), ("sender.log", b"s" * 1000))
        bundle, streamed = opens(whole[:cut], "a.tar")
        promised = {"hman.log": b"h" * 1000, "sender.log": b"s" * 1000}

        assert all(promised[name].startswith(data) for name, data in streamed.items())
        assert sum(map(len, streamed.values())) == min(max(cut - 512, 0), 1000) + min(max(cut - 2048, 0), 1000)
        assert {"damaged"} == {kind for kind, _ in kinds(bundle)}

    def test_a_cut_tar_gz(self, opens, tarred, kinds):
        """What unpacks before the cut is read."""
        import random

        noise = random.Random(1).randbytes(200_000)
        whole = tarred(("hman.log", LOG), ("sender.log", noise), packed="gz")
        bundle, streamed = opens(whole[: len(whole) // 2], "a.tgz")

        assert LOG == streamed["hman.log"]
        assert 50_000 < len(streamed["sender.log"]) < 200_000
        assert noise.startswith(streamed["sender.log"])
        assert [("damaged", "a.tgz"), ("damaged", "a.tgz!/sender.log")] == kinds(bundle)

    def test_a_damaged_header_in_a_tar(self, opens, tarred, kinds):
        """Entries before it are read."""
        data = bytearray(tarred(("hman.log", LOG), ("sender.log", LOG)))
        data[1024] ^= 0xFF
        bundle, streamed = opens(bytes(data), "a.tar")

        assert ({"hman.log": LOG}, [("damaged", "a.tar")]) == (streamed, kinds(bundle))

    def test_a_wrong_checksum_behind_a_tar_gz(self, opens, tarred, kinds):
        """It covers the whole archive, and is read although the tar ends before it."""
        data = bytearray(tarred(("hman.log", LOG), packed="gz"))
        data[-6] ^= 0xFF
        bundle, streamed = opens(bytes(data), "a.tgz")

        assert ({"hman.log": LOG}, [("damaged", "a.tgz")]) == (streamed, kinds(bundle))

    @pytest.mark.parametrize("keep", [5, 20, 100])
    def test_a_cut_packed_log(self, opens, kinds, keep):
        """However little is left."""
        import random

        noise = random.Random(1).randbytes(200)
        bundle, streamed = opens(gzip.compress(noise)[:keep], "hman.log.gz")

        assert all(noise.startswith(data) for data in streamed.values())
        assert {"damaged"} == {kind for kind, _ in kinds(bundle)}

    def test_a_damaged_archive_inside_another(self, opens, zipped, kinds):
        """The others beside it are read."""
        bundle, streamed = opens(zipped(("b.zip", b"PK\3\4 no zip"), ("c.zip", zipped(("hman.log", LOG)))))

        assert ({"c.zip!/hman.log": LOG}, [("damaged", "a.zip!/b.zip")]) == (streamed, kinds(bundle))

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        which=st.integers(0, 3),
        cut=st.none() | st.floats(0, 1),
        changes=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=6),
    )
    def test_no_damage_is_ever_a_traceback(self, which, cut, changes, folder, archives):
        """Any bytes changed, or the end cut off, anywhere: a bundle or one sentence."""
        whole = archives[which]
        damaged = bytearray(whole if cut is None else whole[: int(cut * len(whole))])
        for place, byte in changes if damaged else ():
            damaged[int(place * len(damaged))] = byte
        (folder / "a.zip").write_bytes(bytes(damaged))
        try:
            bundle = open_bundle(["a.zip"])
        except BundleError as error:
            sentence = str(error)
        else:
            sentence = "".join(problem.message for problem in bundle.problems) or "."
            streamed = {log.name: stream.read() for log, stream in bundle.stream()}
            assert {log.name for log in bundle.files} == set(streamed)
            assert bundle.fetch({name: [(0, 1 << 20)] for name in streamed}) == {
                (name, 0): read for name, read in streamed.items()
            }

        assert sentence.endswith(".")


@pytest.mark.parametrize("name", ["", ".", "..", "/", "\\", "C:", "a.log\0b", "./", "x/..", "hman.log/.", "?"])
def test_an_entry_named_as_no_file_can_be_is_told_and_the_others_are_read(write, contents, name):
    """`zipfile` itself asks for the last letter of a name that has none."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("q")
        info.filename = info.orig_filename = name
        archive.writestr(info, b"x")
        archive.writestr("dmpdownloader.log", LOG)
    write({"odd.zip": buffer.getvalue()})
    bundle = open_bundle(["odd.zip"])

    assert {"odd.zip!/dmpdownloader.log": LOG} == contents(bundle)
    (problem,) = bundle.problems
    assert "named as no file can be; nothing was read of it" in problem.message


@pytest.mark.parametrize("name", [".", "..", "/", "\\", "C:", "./", "x/..", "hman.log/."])
def test_an_entry_of_a_tar_that_is_named_so_is_none_either(write, contents, tarred, name):
    write({"odd.tar": tarred((name, b"x"), ("dmpdownloader.log", LOG))})

    assert {"odd.tar!/dmpdownloader.log": LOG} == contents(open_bundle(["odd.tar"]))


@pytest.mark.parametrize(
    "name", ["hman.log.", "hman.log ", "HMAN.LOG", "NUL.log", "\\\\?\\C:\\hman.log", "x" * 300 + "/hman.log"]
)
def test_a_name_that_windows_takes_for_another_is_a_label_and_is_read(opens, zipped, name):
    """Nothing is opened or written by it; what differs by its case or a blank only is kept apart."""
    bundle, streamed = opens(zipped(("hman.log", b"first"), (name, LOG)))

    assert {b"first", LOG} == set(streamed.values())
    assert () == bundle.problems


@pytest.mark.parametrize("digits", [b"-0000000144", b"+0000000144", b"0o000000144", b"1_000000144"])
def test_a_size_that_is_no_number_of_a_header_ends_the_archive(write, contents, digits):
    """A negative one would lead backwards, for ever."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in ("hman.log", "sender.log"):
            info = tarfile.TarInfo(name)
            info.size = len(LOG)
            archive.addfile(info, io.BytesIO(LOG))
    data = bytearray(buffer.getvalue())
    second = data.index(b"sender.log")
    data[second + 124 : second + 136] = digits.ljust(12, b"\0")
    data[second + 148 : second + 156] = b" " * 8
    data[second + 148 : second + 156] = f"{sum(data[second : second + 512]):06o}\0 ".encode()
    write({"odd.tar": bytes(data)})
    bundle = open_bundle(["odd.tar"])

    assert {"odd.tar!/hman.log": LOG} == contents(bundle)
    assert "a header in it is damaged" in bundle.problems[0].message

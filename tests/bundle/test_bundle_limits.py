from __future__ import annotations

import gzip
import random
import struct

from dmplog.bundle import open_bundle
from dmplog.limits import Limits

LOG = b"one\r\ntwo\r\nthree\r\n"
SMALL = Limits(ratio_floor=1000)


def test_members(opens, zipped, tarred, kinds):
    """The first entries are read."""
    members = [(f"{number}.log", LOG) for number in range(5)]
    for data, name in ((zipped(*members), "a.zip"), (tarred(*members), "a.tar")):
        bundle, streamed = opens(data, name, Limits(members=4))

        assert ([f"{number}.log" for number in range(4)], [("limit", name)]) == (list(streamed), kinds(bundle))


def test_an_archive_beyond_its_limits_takes_nothing_from_the_next(write, zipped, contents):
    """Each archive of a bundle has limits of its own."""
    many = zipped(*((f"{number}.log", LOG) for number in range(5)))
    write({"a.zip": many, "b.zip": zipped(("hman.log", LOG))})

    assert LOG == contents(open_bundle(["a.zip", "b.zip"], Limits(members=2, total_bytes=40)))["b.zip!/hman.log"]


def test_an_archive_beyond_its_limits_takes_nothing_from_those_before_it_nor_from_itself(write, zipped, contents):
    """What was measured is what is read: the last archive of a bundle may be the one that is too large."""
    many = zipped(("sender.log", b"sent"), *((f"{number}.log", b"") for number in range(5)))
    write({"a.zip": zipped(("hman.log", LOG)), "many.zip": many})
    bundle = open_bundle(["a.zip", "many.zip"], Limits(members=3))
    expected = {
        "a.zip!/hman.log": LOG,
        "many.zip!/sender.log": b"sent",
        "many.zip!/0.log": b"",
        "many.zip!/1.log": b"",
    }

    assert expected == contents(bundle) == contents(bundle)
    assert [("limit", "many.zip")] == [(problem.kind, problem.file) for problem in bundle.problems]


def test_a_directory_too_large_to_hold(opens, zipped, kinds):
    """`zipfile` would read it into memory whole, so it is refused by the size it claims."""
    bundle, streamed = opens(zipped(*((f"{number}.log", b"") for number in range(100))), limits=Limits(members=2))

    assert ({}, [("limit", "a.zip")]) == (streamed, kinds(bundle))


def test_bytes_of_one_member(opens, zipped, tarred, kinds):
    """The large one is left out, the others are read."""
    members = [("big.log", b"x" * 100), ("hman.log", LOG)]
    for data, name in (
        (zipped(*members), "a.zip"),
        (tarred(*members), "a.tar"),
        (tarred(*members, packed="gz"), "a.tgz"),
    ):
        bundle, streamed = opens(data, name, Limits(member_bytes=50))

        assert ({"hman.log": LOG}, [("limit", name)]) == (streamed, kinds(bundle))


def test_bytes_of_a_packed_log(opens, kinds):
    """Its size shows only while it is unpacked."""
    bundle, streamed = opens(gzip.compress(bytes(10_000_000)), "hman.log.gz", Limits(member_bytes=1000))

    assert ({}, [("limit", "hman.log.gz")]) == (streamed, kinds(bundle))


def test_bytes_of_all_members(opens, zipped, kinds):
    """What fits is read."""
    bundle, streamed = opens(
        zipped(("1.log", LOG), ("2.log", b"x" * 50), ("3.log", LOG)), limits=Limits(total_bytes=40)
    )

    assert ({"1.log": LOG, "3.log": LOG}, [("limit", "a.zip")]) == (streamed, kinds(bundle))


def test_ratio_of_a_zip_member(opens, zipped, kinds):
    """A bomb is left out without unpacking it."""
    bundle, streamed = opens(zipped(("bomb.log", bytes(1_000_000)), ("hman.log", LOG)), limits=SMALL)

    assert ({"hman.log": LOG}, [("limit", "a.zip")]) == (streamed, kinds(bundle))


def test_ratio_of_a_packed_tar(opens, tarred, kinds):
    """A bomb among files that are not even read stops the archive; what came before is read."""
    bundle, streamed = opens(tarred(("hman.log", LOG), ("bomb.bin", bytes(10_000_000)), packed="gz"), "a.tgz", SMALL)

    assert ({"hman.log": LOG}, [("limit", "a.tgz")]) == (streamed, kinds(bundle))


def test_a_lying_size_unpacks_no_further(opens, zipped, kinds):
    """A member that claims 10 bytes yields 10, whatever is packed in it."""
    data = bytearray(zipped(("hman.log", bytes(1_000_000))))
    for at in (data.find(b"hman.log") - 8, data.rfind(b"hman.log") - 22):
        assert 1_000_000 == struct.unpack_from("<L", data, at)[0]
        struct.pack_into("<L", data, at, 10)
    bundle, streamed = opens(bytes(data))

    assert ({"hman.log": bytes(10)}, [("damaged", "a.zip!/hman.log")]) == (streamed, kinds(bundle))


def test_depth(opens, zipped, kinds):
    """What lies deeper is named, what lies higher is read."""
    deep = zipped(("hman.log", LOG))
    for _ in range(3):
        deep = zipped(("in.zip", deep), ("hman.log", LOG))
    bundle, streamed = opens(deep, limits=Limits(depth=2))

    assert {"hman.log": LOG, "in.zip!/hman.log": LOG} == streamed
    assert [("limit", "a.zip!/in.zip!/in.zip")] == kinds(bundle)


def test_memory_for_zips_in_archives(opens, zipped, tarred, kinds):
    """A zip inside that is too large is named; a tar inside needs no memory."""
    noise = random.Random(1).randbytes(5000)
    zip_in = zipped(("hman.log", noise))
    tar_in = tarred(("hman.log", noise), packed="gz")
    bundle, streamed = opens(zipped(("b.zip", zip_in), ("c.tgz", tar_in)), limits=Limits(memory_bytes=4000))

    assert ({"c.tgz!/hman.log": noise}, [("limit", "a.zip!/b.zip")]) == (streamed, kinds(bundle))


def test_memory_is_shared_by_zips_in_zips(opens, zipped, kinds):
    """Each level takes its part of the room."""
    innermost = zipped(("hman.log", random.Random(1).randbytes(3000)))
    data = zipped(("b.zip", zipped(("c.zip", innermost))))

    assert [] == kinds(opens(data, limits=Limits(memory_bytes=8000))[0])
    assert [("limit", "a.zip!/b.zip!/c.zip")] == kinds(opens(data, limits=Limits(memory_bytes=5000))[0])


def test_names(opens, zipped, tarred, kinds):
    """A name longer than any is refused, in a tar before it is held in memory."""
    members = [("x" * 5_000 + ".log", LOG), ("hman.log", LOG)]
    for data, name in ((zipped(*members), "a.zip"), (tarred(*members), "a.tar")):
        bundle, streamed = opens(data, name, Limits(name_bytes=300))

        assert ({"hman.log": LOG}, [("limit", name)]) == (streamed, kinds(bundle))


def test_overlapping_entries(opens, zipped, kinds):
    """Two entries of the same bytes: refused, as only an attack does that."""
    data = bytearray(zipped(("1.log", LOG * 10), ("2.log", LOG * 10)))
    struct.pack_into("<L", data, data.rfind(b"2.log") - 4, 0)
    bundle, streamed = opens(bytes(data))

    assert ({}, [("limit", "a.zip")]) == (streamed, kinds(bundle))
    assert "share the same bytes" in bundle.problems[0].message


def test_problems_of_later_passes_are_those_of_the_first(write, zipped, tarred, contents):
    """Reading part of a bundle says nothing new about its limits."""
    members = [("hman.log", LOG), *((f"{number}.log", b"x" * 100) for number in range(9))]
    write({"a.zip": zipped(*members), "b.tgz": tarred(*members, packed="gz")})
    bundle = open_bundle(["a.zip", "b.tgz"], Limits(member_bytes=50))
    before = bundle.problems
    contents(bundle)
    bundle.fetch({"a.zip!/hman.log": [(0, 5)]})

    assert 2 == len(before)
    assert before == bundle.problems

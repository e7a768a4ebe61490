"""Any record of a log can be left out, and what is left is the bytes of the others."""

from __future__ import annotations

import pytest
from planted import record

from dmplog.contribute.units import Kept, read_units
from dmplog.framing.options import ReadOptions

LINES = [record(f"Download manifest.cab {number}") for number in range(4)]
"""Each of them ends its line."""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "bundle").mkdir()
    return tmp_path / "bundle"


def left(folder, *wanted):
    """The bytes that are left in each log where only these units stay."""
    units = read_units(folder, ReadOptions())
    kept = Kept(units.count)
    for number in wanted:
        kept[number] = 1
    target = folder.parent / "left"
    units.write(kept, target)
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*") if path.is_file()}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_records_are_left_out_in_every_encoding(folder, encoding):
    """The mark of an encoding stays where the first record does not; ਊ has the byte of a line feed twice."""
    lines = [LINES[0], LINES[1].replace("manifest", "\u0a0a"), *LINES[2:]]
    (folder / "hman.log").write_bytes("".join(lines).encode(encoding))

    assert {"hman.log": (lines[1] + lines[3]).encode(encoding)} == left(folder, 1, 3)


def test_lines_behind_a_record_go_with_it(folder):
    """What stands in front of all records stays with the log."""
    (folder / "hman.log").write_text("".join(["a head\n", LINES[0], LINES[1], "behind\n", LINES[2]]), "utf-8")

    assert {"hman.log": f"a head\n{LINES[1]}behind\n".encode()} == left(folder, 1)


def test_a_log_of_which_nothing_is_left_is_left_out(folder):
    (folder / "CAS").mkdir()
    (folder / "CAS" / "hman.log").write_text("".join(LINES), "utf-8")
    (folder / "sender.log").write_text("".join(LINES), "utf-8")

    assert {"CAS/hman.log": LINES[0].encode()} == left(folder, 0)


def test_a_file_without_a_record_is_there_or_not(folder):
    (folder / "empty.log").write_bytes(b"")
    (folder / "hman.log").write_text(LINES[0], "utf-8")
    units = read_units(folder, ReadOptions())

    assert [("empty.log", range(1)), ("hman.log", range(1, 2))] == [(log.path, log.units) for log in units.logs]
    assert {"empty.log": b""} == left(folder, 0)


def test_a_line_is_found_by_how_a_report_cites_it(folder):
    (folder / "hman.log").write_text("".join([LINES[0], "behind\n", *LINES[1:]]), "utf-8")
    units = read_units(folder, ReadOptions())
    cited = [units.at(f"{folder.as_posix()}/hman.log", line) for line in (1, 2, 3, 5)]

    assert [0, 0, 1, 3] == cited
    assert range(3) == units.around(1, 1)
    assert None is units.at("bundle/nowhere.log", 1)


def test_the_first_record_of_each_hour_and_both_ends_are_known(folder):
    times = ("19:49:18.453", "19:59:18.453", "20:49:18.453", "20:59:18.453")
    lines = [f"ordinary {place}  $$<A><12-17-2024 {time}+300><thread=1 (0x1)>\n" for place, time in enumerate(times)]
    (folder / "hman.log").write_text("".join(lines), "utf-8")
    units = read_units(folder, ReadOptions())

    assert (b"\1\0\1\0", b"\1\0\0\1", b"\0\0\0\0") == tuple(map(bytes, (units.hours, units.ends, units.events)))

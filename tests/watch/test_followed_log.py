"""A log is read whole, whatever its server does to it between two polls and within one."""

import sys
from pathlib import Path

import pytest
from servers import Log, kept

import dmplog.watch.log as log_module
from dmplog.watch.log import LOST, FollowedLog
from dmplog.watch.spool import Spool


def line(number, text="Wrote 1048576 bytes"):
    return f"{text} at position {number}  $$<SMS_LAN_SENDER><01-14-2025 02:04:54.{number % 1000:03}+300><thread=1 (0x1)>\n".encode()


def lines(first, count):
    return b"".join(line(number) for number in range(first, first + count))


@pytest.fixture
def server(tmp_path):
    return Log(tmp_path / "Logs", "sender")


@pytest.fixture
def follow(server, tmp_path):
    return FollowedLog(str(server.path), str(server.older), Spool(tmp_path / "kept").kept((), "sender.log"))


@pytest.fixture
def whole(tmp_path):
    return lambda: kept(tmp_path / "kept")


def test_what_is_appended_is_read_once(server, follow, whole):
    server.append(lines(0, 3))
    first = follow.poll()
    server.append(lines(3, 2))
    second = follow.poll()
    third = follow.poll()

    assert (True, True, False) == (first.grew, second.grew, third.grew)
    assert {"sender.log": lines(0, 5)} == whole()


def test_half_a_line_waits_for_its_other_half(server, follow, whole):
    server.append(lines(0, 2) + line(2)[:20])
    follow.poll()
    before = whole()
    server.append(line(2)[20:])
    follow.poll()

    assert {"sender.log": lines(0, 2)} == before
    assert {"sender.log": lines(0, 3)} == whole()


def test_half_a_line_of_utf_16_waits_too(server, follow, whole):
    text = "Wrote \u0a0a \u0a00 bytes\nand \u0a0d half".encode("utf-16-le")
    server.append(b"\xff\xfe" + text)
    follow.poll()

    assert {"sender.log": b"\xff\xfe" + "Wrote \u0a0a \u0a00 bytes\n".encode("utf-16-le")} == whole()


def test_a_log_that_is_rolled_over_between_two_polls_is_read_whole(server, follow, whole):
    server.append(lines(0, 10))
    follow.poll()
    server.append(lines(10, 5) + line(15)[:9])
    server.roll()
    server.append(lines(20, 3))
    polled = follow.poll()

    assert polled.lost is None
    assert {"sender.log.0001": lines(0, 15) + line(15)[:9], "sender.log": lines(20, 3)} == whole()


def test_a_log_that_was_just_renamed_and_not_begun_again_is_read_whole(server, follow, whole):
    server.append(lines(0, 10))
    follow.poll()
    server.append(lines(10, 5))
    server.roll()
    without = follow.poll()
    server.append(lines(20, 3))
    after = follow.poll()

    assert (None, None) == (without.lost, after.lost)
    assert {"sender.log.0001": lines(0, 15), "sender.log": lines(20, 3)} == whole()


def test_a_log_that_is_rolled_over_twice_between_two_polls_is_told(server, follow, whole):
    server.append(lines(0, 10))
    follow.poll()
    server.append(lines(10, 5))
    server.roll()
    server.append(lines(20, 5))
    server.roll()
    server.append(lines(30, 5))
    polled = follow.poll()

    assert LOST == polled.lost
    assert {lines(0, 10), lines(20, 5), lines(30, 5)} == set(whole().values())


@pytest.mark.parametrize("left", [0, 40, len(lines(0, 8))])
def test_a_log_that_was_cut_is_told_and_read_on(server, follow, whole, left):
    server.append(lines(0, 10))
    follow.poll()
    server.cut(left)
    follow.poll()
    server.append(lines(50, 10))
    told = follow.poll()

    everything = whole()
    assert lines(0, 10) == everything["sender.log.0001"]
    assert everything["sender.log"].endswith(lines(50, 10))
    assert told.lost == (LOST if left == 0 else None)


def test_a_log_that_was_cut_tells_so_at_once(server, follow):
    server.append(lines(0, 10))
    follow.poll()
    server.cut(len(lines(0, 4)))

    assert LOST == follow.poll().lost


def test_a_log_that_was_begun_anew_with_the_same_beginning_and_more_in_it_is_told(server, follow, whole):
    server.append(lines(0, 20))
    follow.poll()
    server.recreate(lines(0, 10) + lines(70, 30))
    polled = follow.poll()

    assert LOST == polled.lost
    assert {"sender.log.0001": lines(0, 20), "sender.log": lines(0, 10) + lines(70, 30)} == whole()


def test_two_lines_of_one_beginning_are_two_logs_once_they_differ(server, follow, whole):
    server.append(line(1)[:10])
    follow.poll()
    server.append(line(1)[10:])
    server.roll()
    server.append(line(2)[:10])
    follow.poll()
    server.append(line(2)[10:])
    follow.poll()

    assert {line(1), line(2)} == set(b"".join(whole().values()).splitlines(keepends=True))


class Moment:
    """Does something in front of a certain opening of a file."""

    def __init__(self, monkeypatch, number, act):
        self.number, self.act, self.count = number, act, 0
        monkeypatch.setattr(log_module, "open_shared", self)
        self.real = open

    def __call__(self, path):
        self.count += 1
        if self.count == self.number:
            self.act()
        return Path(path).open("rb", buffering=0)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_log_that_is_rolled_over_within_a_poll_loses_nothing(server, follow, whole, monkeypatch, number):
    server.older.write_bytes(lines(900, 3))
    server.append(lines(0, 10))
    follow.poll()
    server.append(lines(10, 5))

    def roll():
        server.append(lines(15, 2))
        server.roll()
        server.append(lines(20, 3))

    Moment(monkeypatch, number, roll)
    first = follow.poll()
    second = follow.poll()
    third = follow.poll()

    assert [None, None, None] == [first.lost, second.lost, third.lost]
    assert {"sender.log.0001": lines(900, 3), "sender.log.0002": lines(0, 17), "sender.log": lines(20, 3)} == whole()


def test_a_file_that_cannot_be_opened_is_tried_again(server, follow, whole, monkeypatch):
    server.append(lines(0, 10))
    follow.poll()
    server.append(lines(10, 5))

    def refuse():
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        Moment(patched, 2, refuse)
        failed = follow.poll()
    again = follow.poll()

    assert ("Permission denied", None) == (failed.failed, again.failed)
    assert {"sender.log": lines(0, 15)} == whole()


def test_a_log_that_was_rolled_over_while_the_older_one_could_not_be_read_is_judged_later(
    server, follow, whole, monkeypatch
):
    server.append(lines(0, 10))
    follow.poll()
    server.append(lines(10, 5))
    server.roll()
    server.append(lines(20, 5))

    def refuse():
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        Moment(patched, 3, refuse)
        patched.setattr(log_module, "open_shared", _refusing(server.older))
        failed = follow.poll()
    again = follow.poll()

    assert ("Permission denied", None) == (failed.failed, failed.lost)
    assert (None, None) == (again.failed, again.lost)
    assert {"sender.log.0001": lines(0, 15), "sender.log": lines(20, 5)} == whole()


def _refusing(path):
    def opened(wanted):
        if Path(wanted) == path:
            raise PermissionError(13, "Permission denied")
        return Path(wanted).open("rb", buffering=0)

    return opened


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells what is open")
def test_no_file_is_open_between_two_polls(server, follow):
    server.append(lines(0, 10))
    follow.poll()
    before = set(Path("/proc/self/fd").iterdir())
    server.append(lines(10, 10))
    server.roll()
    server.append(lines(30, 10))
    follow.poll()

    assert before == set(Path("/proc/self/fd").iterdir())

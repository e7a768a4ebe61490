"""A script wrote its bias with the opposite sign: where a second clock in the file proves it, its times are read so."""

from datetime import UTC, datetime
from functools import partial

import pytest

import dmplog
from dmplog import gathering

CCM = '<![LOG[{}]LOG]!><time="{}{}" date="03-11-2025" component="SMS_HIERARCHY_MANAGER" context="" type="1" thread="7" file="x">\n'
STATUS = (
    'STATMSG: ID=3306 SEV=I LEV=M SOURCE="SMS Server" COMP="SMS_HIERARCHY_MANAGER" SYS=A SITE=CAS PID=1 TID=2 '
    "GMTDATE=Tue Mar 11 {} 2025"
)
SIMPLE = "{}  $$<SMS_HIERARCHY_MANAGER><03-11-2025 {}{}><thread=7 (0x7)>\n"
"""Central Europe in winter: UTC is an hour behind, so that the bias is -60; a script writes +060."""


def written(folder, *lines):
    (folder / "hman.log").write_text("".join(lines), encoding="utf-8")
    return folder


def status(time, utc, bias="+060", shape=CCM):
    return shape.format(STATUS.format(utc), time, bias)


def line(time, bias="+060", shape=CCM):
    return shape.format("Successfully dropped the state message 3", time, bias)


def hours(folder):
    return [utc.hour for utc in dmplog.read_records(folder)["utc"]]


def kinds(folder):
    return [
        problem.kind
        for problem in dmplog.diagnose(folder).problems
        if problem.kind in ("bias-turned", "clock-contradiction")
    ]


def test_status_messages_prove_the_opposite_sign(tmp_path):
    folder = written(
        tmp_path, status("12:00:00.000", "11:00:00.000"), line("13:00:00.000"), status("14:00:00.100", "13:00:00.000")
    )
    records = dmplog.read_records(folder)
    (log,) = dmplog.diagnose(folder).coverage

    assert ([11, 12, 13], [-60] * 3) == (hours(folder), records["bias"].to_list())
    assert ["bias-turned"] == kinds(folder)
    assert (datetime(2025, 3, 11, 11, tzinfo=UTC), datetime(2025, 3, 11, 13, 0, 0, 100_000, tzinfo=UTC)) == (
        log.first,
        log.last,
    )


@pytest.mark.parametrize(
    ("lines", "hour", "told"),
    [
        # Right as it is.
        ([status("12:00:00.000", "13:00:00.000")], 13, []),
        # Another difference: the clock, or another bias, is wrong, and nobody knows which.
        ([status("12:00:00.000", "09:00:00.000")], 13, ["clock-contradiction"]),
        # One message that agrees refutes it.
        ([status("12:00:00.000", "11:00:00.000"), status("12:30:00.000", "13:30:00.000")], 13, ["clock-contradiction"]),
        # Two biases are no slip of one script.
        ([status("12:00:00.000", "11:00:00.000"), line("12:30:00.000", "+120")], 13, ["clock-contradiction"]),
        # The product itself does not err so.
        ([status("12:00:00.000", "11:00:00.000", shape=SIMPLE)], 13, ["clock-contradiction"]),
        ([status("12:00:00.123", "12:00:00.000", "+000")], 12, []),
    ],
)
def test_nothing_less_does(tmp_path, lines, hour, told):
    folder = written(tmp_path, *lines)

    assert (hour, told) == (hours(folder)[0], kinds(folder))


def test_a_piece_of_the_file_in_which_no_record_has_a_time_is_read_too(tmp_path, monkeypatch):
    failed = "Failed to do what nobody knows"
    cut = f"{failed}  $$<SMS_HIERARCHY_MANAGER><\n"
    folder = written(tmp_path, status("12:00:00.000", "11:00:00.000"), *[line("13:00:00.000")] * 8, cut)
    monkeypatch.setattr(gathering, "reader_of", partial(gathering.reader_of, chunk_size=400))

    assert ["bias-turned"] == kinds(folder)
    assert [failed] == [error.evidence.text for error in dmplog.diagnose(folder).unexplained]

"""A file that breaks off in the middle of a record is known to be cut, wherever the break is."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from builders import framed

from dmplog.framing.reader import RecordReader

MOMENT = datetime(2025, 3, 4, 8, 0)


def census_of(data):
    reader = RecordReader("hman.log", len(data), io.BytesIO(data), None)
    list(reader.frames())
    return reader.census


def log(framing, end):
    lines = [framed(framing, f"line {number}", "SMS_HIERARCHY_MANAGER", MOMENT) for number in range(3)]
    return (end.join(lines) + end).encode()


@pytest.mark.parametrize("framing", ["sms", "ccm"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_break_inside_the_last_record_is_a_cut(framing, end):
    whole = log(framing, end)
    begin = whole.rstrip().rfind(b"\n") + 1
    inside = range(begin + 1, len(whole.rstrip()))

    assert [] == [size for size in inside if not census_of(whole[:size]).cut]


@pytest.mark.parametrize("framing", ["sms", "ccm", "clipboard", "tool"])
@pytest.mark.parametrize("lost", [0, 1, 2])
def test_a_whole_record_without_its_line_end_is_none(framing, lost):
    whole = log(framing, "\r\n")

    assert not census_of(whole[: len(whole) - lost]).cut

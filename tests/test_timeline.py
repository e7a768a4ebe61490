"""Which log a line stands in, however many files the log was cut into, and the order of all lines."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl
import pytest
from light_rows import SCHEMA

from dmplog.bundle import LogFile
from dmplog.earning import UNKNOWN_ROLE
from dmplog.framing.reader import Census
from dmplog.gathering import ReadLog
from dmplog.intake import Intake
from dmplog.servers import Place
from dmplog.timeline import last_idle, order_events

NOON = datetime(2025, 1, 14, 12)
IDLE = ("file", "thread", "event", "utc", "local")


def intake(files):
    """Return what is known of *files*: the role of each, and the minutes at which its one thread wrote, each another text."""
    told = [
        {
            "file": file,
            "line": line + 1,
            "role": role,
            "thread": 4700,
            "event": "manifest_received",
            "digest": minute,
            "utc": NOON + timedelta(minutes=minute),
            "local": NOON + timedelta(minutes=minute),
        }
        for file, (role, _, minutes) in enumerate(files)
        for line, minute in enumerate(minutes)
    ]
    events = pl.DataFrame(told, schema=SCHEMA)
    logs = tuple(
        ReadLog(LogFile(f"{number}.log", 0, None, (), role, role, None), role, Census(), 0)
        for number, (role, *_) in enumerate(files)
    )
    return Intake(logs, events, events.select(IDLE), ())


def logs_of(files):
    """Return the number of the log of each line of *files*, in the order of time, and that of each counted one in the order of files."""
    read, places = intake(files), [Place(server, None) for _, server, _ in files]
    return order_events(read, places)["log"].to_list(), last_idle(read, places)["log"].to_list()


@pytest.mark.parametrize(
    ("files", "ordered", "counted"),
    [
        pytest.param([], [], [], id="nothing"),
        pytest.param([("hman", "PS1", [0]), ("hman", "PS1", [1])], [0, 0], [0, 0], id="parts"),
        pytest.param([("hman", "PS1", [1]), ("hman", "PS1", [0, 1])], [0, 0], [0, 0, 0], id="a part and a copy"),
        pytest.param([("hman", "PS1", [0]), ("hman", "CAS", [1]), ("hman", "PS1", [2])], [0, 1, 0], [0, 1, 0], id="servers"),
        pytest.param([("hman", "PS1", [0]), ("sender", "PS1", [1])], [0, 1], [0, 1], id="roles"),
        pytest.param([("hman", None, [0]), ("hman", "PS1", [1])], [0, 1], [0, 1], id="no server is a server of its own"),
        pytest.param([("hman", None, [0]), ("hman", None, [1])], [0, 0], [0, 0], id="no server is one"),
        pytest.param(
            [(UNKNOWN_ROLE, "PS1", [0]), (UNKNOWN_ROLE, "PS1", [1])], [0, 1], [0, 1], id="files of other programs are no parts"
        ),
    ],
)  # fmt: skip
def test_the_parts_of_a_log_of_one_server_have_the_number_of_the_first(files, ordered, counted):
    assert (ordered, counted) == logs_of(files)


def test_what_two_files_of_a_log_hold_stands_once_and_a_text_that_stands_twice_in_one_twice():
    read = intake([("hman", "PS1", [0, 1, 1]), ("hman", "PS1", [1, 1, 2])])

    ordered = order_events(read, [Place("PS1", None)] * 2)

    assert [(0, 1), (0, 2), (0, 3), (1, 3)] == ordered.select("file", "line").rows()


def test_lines_of_a_file_keep_their_order_whatever_its_clock_does():
    read = intake([("hman", "PS1", [0, 5, 3]), ("sender", "PS1", [4, 6])])

    ordered = order_events(read, [Place("PS1", None)] * 2)

    assert [(0, 1), (1, 1), (0, 2), (0, 3), (1, 2)] == ordered.select("file", "line").rows()


def test_nothing_is_later_than_the_time_that_is_judged_by():
    read = intake([("hman", "PS1", [0, 5])])

    found = [rows(read, [Place("PS1", None)], NOON).height for rows in (order_events, last_idle)]

    assert [1, 1] == found

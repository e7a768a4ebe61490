"""What the builder of bundles writes is what dmplog reads."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from builders import BEGIN, ROLLED_OVER, bundle
from hypothesis import given
from hypothesis import strategies as st
from reading import rows

import dmplog

MESSAGES = st.lists(st.from_regex(r"[A-Za-z][A-Za-z .]{0,30}[a-z]", fullmatch=True), min_size=1, max_size=6)


def read(built, name):
    return rows(built.files[name])


@pytest.mark.parametrize("framing", ["ccm", "sms"])
@given(messages=MESSAGES)
def test_messages_come_back_with_time_component_and_thread(framing, messages):
    found = read(bundle().log("hman", messages, framing=framing, thread=12, bias=60), "hman.log")

    times = [(BEGIN + timedelta(seconds=number, minutes=60)).replace(tzinfo=UTC) for number in range(len(messages))]
    assert [(message, "SMS_HIERARCHY_MANAGER", 12) for message in messages] == [
        (row["message"], row["component"], row["thread"]) for row in found
    ]
    assert times == [row["utc"] for row in found]


@pytest.mark.parametrize(
    ("framing", "called"), [("ccm", "ccm"), ("sms", "simple"), ("clipboard", "clipboard"), ("tool", "tool")]
)
def test_every_framing_is_the_one_it_is_called_by(framing, called):
    found = read(bundle().log("x", ["INFO:one", "INFO:two"], framing=framing), "x.log")

    assert [(called, BEGIN), (called, BEGIN + timedelta(seconds=1))] == [
        (row["framing"], row["local"]) for row in found
    ]


def test_a_line_may_have_its_own_time_and_thread_and_the_next_one_follows_it():
    later = BEGIN + timedelta(days=1)
    found = read(bundle().log("hman", [(timedelta(hours=2), "a"), "b", (later, "c", 9)]), "hman.log")

    assert [timedelta(hours=2), timedelta(hours=2, seconds=1), timedelta(days=1)] == [
        row["local"] - BEGIN for row in found
    ]
    assert [4700, 4700, 9] == [row["thread"] for row in found]


def test_the_clock_goes_on_from_log_to_log_and_a_log_goes_on_where_it_ended():
    built = bundle(step=timedelta(minutes=1)).log("hman", ["a"]).log("sender", ["b"]).log("hman", ["c"])

    assert [0, 2] == [(row["local"] - BEGIN).seconds // 60 for row in read(built, "hman.log")]
    assert [1] == [(row["local"] - BEGIN).seconds // 60 for row in read(built, "sender.log")]


def test_a_line_without_a_time_of_its_own_is_written_bare():
    built = bundle().log("hman", [(None, "bare"), "framed"])

    assert built.files["hman.log"].startswith(b"bare\r\n<![LOG[framed]")


def test_one_beginning_serves_many_bundles():
    empty = bundle()
    empty.server("CAS01").log("hman", ["a"])

    assert {} == empty.files


def test_a_log_that_rolled_over_lies_in_two_parts():
    built = bundle().log("hman", ["a", "b", "c"], parts=2)

    assert built.files["hman.lo_"].endswith(f"{ROLLED_OVER}\r\n".encode())
    assert ["a"] == [row["message"] for row in read(built, "hman.lo_") if row["message"] != ROLLED_OVER]
    assert ["b", "c"] == [row["message"] for row in read(built, "hman.log")]


def test_any_encoding_may_be_asked_for():
    built = bundle().log("hman", ["größer"], encoding="cp1252")

    assert b"gr\xf6\xdfer" in built.files["hman.log"]


def test_folder_and_archive_are_judged_alike(tmp_path):
    built = bundle().server("CAS01").log("hman", ["a"]).server("P01").log("sender", ["b"])
    folder, archive = built.at(tmp_path / "folder"), built.zipped(tmp_path / "bundle.zip")

    assert ["CAS01", "P01"] == [log.server for log in dmplog.diagnose(folder).coverage]
    assert ["CAS01", "P01"] == [log.server for log in dmplog.diagnose(archive).coverage]

"""Lines that went through a mail, a ticket or a search are read as what they were."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dmplog
from dmplog.framing import pasted
from dmplog.framing.pasted import Unpasted, blanked, without_paste

GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
LINES = (
    f"Generating state message: 6 for package {GUID}~~  $$<SMS_DMP_DOWNLOADER><03-11-2025 01:20:00.000+300><thread=4700 (0x125C)>",
    f"Generating state message: 8 for package {GUID}~~  $$<SMS_DMP_DOWNLOADER><03-11-2025 01:21:00.000+300><thread=4700 (0x125C)>",
)
AROUND = [
    "> {}",
    ">> > {}",
    "- {}",
    "* {}",
    "12. {}",
    "\u2022 {}",
    "`{}`",
    "> `{}`",
    "dmpdownloader.log:12:{}",
    r"C:\Logs\dmpdownloader.log:12:{}",
    r"> \\SCP01\c$\Logs\dmpdownloader.log:12:{}",
    "dmpdownloader.log-12-{}",
    "dmpdownloader.log:{}",
]


@pytest.mark.parametrize("around", AROUND)
def test_what_was_put_around_a_line_is_taken_off(around):
    assert LINES[0] == without_paste(around.format(LINES[0]))


def test_spaces_and_hyphens_of_a_word_processor_are_plain_ones():
    typed = LINES[0].replace(" ", "\u00a0").replace("-", "\u2013")

    assert LINES[0] == without_paste(typed)


@pytest.mark.parametrize(
    "line", ["-1 is no error", r"C:\a.log was copied", "2.ESC file was found", "*** [42000][681]x"]
)
def test_what_belongs_to_a_line_stays(line):
    assert line == without_paste(line)


@given(st.binary(max_size=400))
def test_no_byte_moves(data):
    found = blanked(data)

    assert len(data) == len(found)
    assert [n for n, byte in enumerate(data) if byte == 10] == [n for n, byte in enumerate(found) if byte == 10]


@pytest.mark.parametrize("around", AROUND)
def test_a_pasted_text_is_diagnosed_as_the_log_it_was(tmp_path, around):
    (tmp_path / "mail.txt").write_text("\n".join(around.format(line) for line in LINES), encoding="utf-8")

    case = next(case for case in dmplog.diagnose(tmp_path).cases if case.lane == "package")

    assert ("in_progress", "download_payload") == (case.verdict, case.step)


@pytest.mark.parametrize(("most", "wanted"), [(100, b"  a\n  b"), (3, b"> a\n> b")])
def test_a_stream_longer_than_a_paste_is_left_as_it_is(monkeypatch, most, wanted):
    monkeypatch.setattr(pasted, "MOST_BYTES", most)
    stream = Unpasted(BytesIO(b"> a\n> b"))

    assert wanted == b"".join(iter(lambda: stream.read(2), b""))

"""Lines that went through a mail, a ticket or a search are read as what they were."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

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


WHOLE = Path(__file__).parents[2] / "fixtures/scenarios/as-of-before-the-failure/bundle/dmpdownloader.log"
PASTED = {
    "mail": lambda _, line: f"> {line}",
    "answered mail": lambda _, line: f"> > {line}",
    "code span": lambda _, line: f"`{line}`",
    "grep": lambda number, line: f"dmpdownloader.log:{number}:{line}",
    "grep of a path": lambda number, line: f"logs/SCP01/dmpdownloader.log:{number}:{line}",
    "Select-String": lambda number, line: f"> D:\\Logs\\dmpdownloader.log:{number}:{line}",
    "Select-String in a mail": lambda number, line: f"> > \\\\SCP01\\c$\\Logs\\dmpdownloader.log:{number}:{line}",
    "bullets": lambda _, line: f"- {line}",
    "numbers": lambda number, line: f"{number}. {line}",
}


@pytest.mark.parametrize("name", ["paste.txt", "dmpdownloader.log"])
@pytest.mark.parametrize("kind", PASTED)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_whole_log_has_the_events_and_the_case_it_had_before_it_was_pasted(tmp_path, kind, name, end):
    lines = WHOLE.read_text(encoding="utf-8").splitlines()
    found = []
    for folder, around in (("plain", lambda _, line: line), ("pasted", PASTED[kind])):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / name
        path.write_bytes(end.join(around(number, line) for number, line in enumerate(lines, 1)).encode())
        cases = [
            (case.lane, case.verdict, case.step, case.since, case.attempts) for case in dmplog.diagnose(path).cases
        ]
        found.append((dmplog.read_events(path)["event"].to_list(), cases))

    assert found[0] == found[1]
    assert (True, True) == (len(found[0][0]) > 40, bool(found[0][1]))


@pytest.mark.parametrize(("most", "wanted"), [(100, b"  a\n  b"), (3, b"> a\n> b")])
def test_a_stream_longer_than_a_paste_is_left_as_it_is(monkeypatch, most, wanted):
    monkeypatch.setattr(pasted, "MOST_BYTES", most)
    stream = Unpasted(BytesIO(b"> a\n> b"))

    assert wanted == b"".join(iter(lambda: stream.read(2), b""))

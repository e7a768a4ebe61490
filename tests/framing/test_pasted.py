"""Lines that went through a mail, a ticket or a search are read as what they were."""

from __future__ import annotations

import html
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dmplog
from dmplog.framing import pasted
from dmplog.framing.pasted import Paste, Unpasted, looks_pasted, without_paste

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


def test_no_log_of_the_fixtures_is_taken_for_a_paste():
    """`*** [42000]…` is how Setup writes what SQL Server said, and no bold type."""
    logs = [path for path in Path("fixtures").rglob("*") if path.is_file()]

    assert [] == [path for path in logs if looks_pasted(path.read_bytes()[: pasted.HEAD])]


def test_spaces_and_hyphens_of_a_word_processor_are_plain_ones():
    typed = LINES[0].replace(" ", "\u00a0").replace("-", "\u2013")

    assert LINES[0] == without_paste(typed)


@pytest.mark.parametrize(
    "line", ["-1 is no error", r"C:\a.log was copied", "2.ESC file was found", "*** [42000][681]x"]
)
def test_what_belongs_to_a_line_stays(line):
    assert line == without_paste(line)


def _ends(data):
    return [place for place, byte in enumerate(data) if byte == 10]


HEADS = ("", "sides", "numbers", "quotes", "chat", "stamps", "colors")


@given(st.binary(max_size=400), st.sampled_from(HEADS), st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]))
def test_no_line_moves(data, head, codec):
    found = Paste(head, codec).blanked(data)

    assert len(data) == len(found)
    assert data.count(b"\n") == found.count(b"\n") if codec != "utf-8" else _ends(data) == _ends(found)


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
    "Select-String of a folder with a blank": lambda number, line: f"  D:\\My Logs\\dmpdownloader.log:{number}:{line}",
    "findstr /n": lambda number, line: f"{number}:{line}",
    "cat -n": lambda number, line: f"{number:6d}\t{line}",
    "an editor": lambda number, line: f"{number:4d} {line}",
    "a code block": lambda number, line: f"{number:3d} | {line}",
    "rg --vimgrep": lambda number, line: f"dmpdownloader.log:{number}:1:{line}",
    "grep in colours": lambda number, line: f"\x1b[35mdmpdownloader.log\x1b[0m:\x1b[32m{number}\x1b[0m:{line}",
    "Outlook": lambda _, line: f"| {line}",
    "initials": lambda _, line: f"JD> {line}",
    "Teams": lambda _, line: f"[11/03/2025 21:14] Jane Doe: {line}",
    "WhatsApp": lambda _, line: f"11.03.25, 21:14 - Jane: {line}",
    "a chat room": lambda _, line: f"[21:14:05] <jane> {line}",
    "another chat room": lambda _, line: f"21:14 <jane> {line}",
    "a collector": lambda _, line: f"2025-03-11T21:14:05.123Z {line}",
    "a syslog": lambda _, line: f"Mar 11 21:14:05 CAS01 dmplog: {line}",
    "quotes": lambda _, line: f'"{line}"',
    "curly quotes": lambda _, line: f"\u201c{line}\u201d",
    "bold": lambda _, line: f"**{line}**",
    "a table": lambda number, line: f"| {number} | {line} |",
    "a difference": lambda _, line: f"+{line}",
    "a web page": lambda _, line: f"<div>{html.escape(line)}</div>",
    "hard blanks": lambda _, line: line.replace(" ", "\u00a0"),
    "no width": lambda _, line: f"\u200b{line}",
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


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_a_search_that_was_written_to_a_file_is_read_in_the_letters_of_any_shell(tmp_path, codec):
    lines = WHOLE.read_text(encoding="utf-8").splitlines()
    text = "\r\n".join(f"D:\\Logs\\dmpdownloader.log:{number}:{line}" for number, line in enumerate(lines, 1))
    mark = b"\xfe\xff" if codec == "utf-16-be" else b""
    (tmp_path / "paste.txt").write_bytes(mark + text.encode(codec))

    assert dmplog.read_events(WHOLE)["event"].to_list() == dmplog.read_events(tmp_path)["event"].to_list()


@pytest.mark.parametrize(
    "around",
    ["```log\n{}\n```", "~~~\n{}\n~~~\n", "{{noformat}}\n{}\n{{noformat}}", "[code]\n{}\n[/code]", "{}\nPS C:\\Logs> "],
)
def test_what_stands_around_a_block_does_not_break_off_its_last_record(tmp_path, around):
    text = WHOLE.read_text(encoding="utf-8")
    found = []
    for name, written in (("plain.txt", text), ("block.txt", around.format(text))):
        (tmp_path / name).write_text(written, encoding="utf-8")
        found.append([(case.verdict, case.step, case.confidence) for case in dmplog.diagnose(tmp_path / name).cases])

    assert found[0] == found[1]

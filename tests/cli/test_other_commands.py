"""`dmplog diagram`, `explain`, `flowchart` and the command line as a whole."""

from __future__ import annotations

import pytest
from builders import BEGIN, bundle, framed
from typer.testing import CliRunner

import dmplog
from dmplog.cli.app import app

BUNDLE = "fixtures/scenarios/download-redist-stalls/bundle"
GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
STARTS = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF", "dot": b"digraph", "mmd": b"flowchart"}


def call(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)])


@pytest.mark.parametrize("suffix", STARTS)
def test_a_diagram_of_every_kind(tmp_path, suffix):
    """The suffix says what is written; the verdict is told on standard error."""
    path = tmp_path / f"progress.{suffix}"
    result = call("diagram", BUNDLE, "-o", path)

    assert 0 == result.exit_code
    assert STARTS[suffix] in path.read_bytes()[:200]
    assert "Configuration Manager 2409 has been stuck" in result.stderr


def test_a_stuck_update_of_one_site_is_drawn_in_its_flowchart(tmp_path):
    """All steps of the download are in the picture, not a summary of it."""
    call("diagram", BUNDLE, "-o", tmp_path / "a.mmd")

    drawn = (tmp_path / "a.mmd").read_text(encoding="utf-8")
    for step in dmplog.load_flowchart("download").lane("package").steps:
        assert step.title.split()[0] in drawn


def test_every_site_of_a_hierarchy_has_its_row(tmp_path):
    """Where several sites are concerned, each has its place."""
    call("diagram", "fixtures/scenarios/half-sent/bundle", "-o", tmp_path / "a.mmd", "--dark", "--picture", "lanes")

    drawn = (tmp_path / "a.mmd").read_text(encoding="utf-8")
    assert all(site in drawn for site in ("CAS", "PS1", "PS2"))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["diagram", BUNDLE, "-o", "a.gif"], 2),
        (["diagram", BUNDLE, "-o", "no/such/folder/a.dot"], 2),
        (["diagram", BUNDLE, "-o", "a.dot", "--as-of", "noon"], 2),
        (["diagram", "no/such/logs", "-o", "a.dot"], 4),
        (["flowchart", "show", "no-such-chart"], 2),
        (["flowchart", "check", "no-such-chart"], 2),
        (["flowchart", "render", "no-such-chart", "-o", "a.svg"], 2),
        (["flowchart", "render", "download", "--lane", "no_such_lane", "-o", "a.svg"], 2),
        (["flowchart", "render", "download", "-o", "a.gif"], 2),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(arguments, code, tmp_path, monkeypatch):
    """No traceback, and nothing is left behind."""
    absolute = [str(path.resolve()) if (path := _path(one)).exists() else one for one in arguments]
    monkeypatch.chdir(tmp_path)
    result = call(*absolute)

    assert code == result.exit_code
    assert result.stderr.startswith("dmplog: ")
    assert [] == list(tmp_path.iterdir())


def _path(text):
    from pathlib import Path

    return Path(text)


def test_the_flowcharts_are_listed_shown_and_sound():
    """Four flowcharts come along; showing one names its steps; all are sound, and so is all else that is shipped."""
    listed = call("flowchart", "list").stdout
    shown = call("flowchart", "show", "download").stdout
    checked = call("flowchart", "check")

    assert ["download", "replication", "upload", "offline"] == [
        line.split()[0] for line in listed.splitlines() if not line.startswith(" ")
    ]
    assert "download_redist" in shown
    assert 0 == checked.exit_code
    assert 5 == checked.stdout.count(": sound")


def test_a_flowchart_is_rendered_with_its_log_lines(tmp_path):
    """The lines that show a step stand beside it; they can be left out, and one lane can be chosen."""
    for name, options in (("full", []), ("bare", ["--no-lines"]), ("lane", ["--lane", "package"])):
        result = call("flowchart", "render", "download", "-o", tmp_path / f"{name}.dot", *options)
        assert 0 == result.exit_code
    full, bare, lane = ((tmp_path / f"{name}.dot").read_text(encoding="utf-8") for name in ("full", "bare", "lane"))

    assert "Generating state message: 10" in full
    assert "Generating state message" not in bare
    assert "Start the check for updates" in full
    assert "Start the check for updates" not in lane


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("download_redist", "redistributables"),
        ("0x80072ee2", "TIMEOUT"),
        ("-2146233079", "0x80131509"),
        ("- Download manifest.cab", "manifest_downloading"),
        ("SiteStatus 110", "replication inactive"),
        ("-h", "Usage"),
    ],
)
def test_explain_knows_steps_and_codes(what, said):
    """A step, a code, and a code that looks like an option."""
    result = call("explain", what)

    assert 0 == result.exit_code
    assert said in result.stdout


def test_explain_says_when_it_knows_nothing():
    """A text of no log is no crash."""
    result = call("explain", "nothing anybody ever wrote")

    assert "Traceback" not in result.output
    assert result.exit_code in (0, 2, 3)


def test_help_and_version():
    """Every command is in the help, and every command has help of its own."""
    commands = ["diagnose", "records", "events", "diagram", "explain", "flowchart", "redact"]
    helped = call("--help").stdout

    assert call("--version").stdout.startswith("dmplog 0.")
    for command in commands:
        assert command in helped
        assert 0 == call(command, "--help").exit_code
        assert 0 == call(command, "-h").exit_code


def test_names_that_match_nothing_are_answered_with_the_nearest():
    """A wrong name is no empty answer without a word."""
    bundle = "fixtures/scenarios/waits-for-stuck-child/bundle"

    assert "did you mean hman?" in call("events", bundle, "--role", "hmann").output
    assert "there are" in call("records", bundle, "--role", "rcmctrl").output
    assert "there is no event of that kind" in call("events", bundle, "--event", "telemetry_upload_failed").output
    assert "Did you mean '2409'?" in call("diagnose", bundle, "--update", "2408").output
    assert "they hold Configuration Manager 2409" in call("diagram", bundle, "--update", "2408", "-o", "x.svg").output


def test_an_update_may_be_called_by_its_whole_name():
    """`Configuration Manager 2409` is what the console shows."""
    result = call(
        "diagnose", "fixtures/scenarios/waits-for-stuck-child/bundle", "--update", "configuration manager  2409"
    )

    assert 1 == result.exit_code


def test_lines_that_could_not_be_read_are_told_by_every_command(tmp_path):
    """What nobody counts is lost."""
    line = "Beginning main thread  $$<SMS_HIERARCHY_MANAGER><12-17-2024 20:00:00.000+300><thread=1 (0x1)>\n"
    (tmp_path / "hman.log").write_text("no framing explains this\n" + line, encoding="utf-8")

    for command in ("records", "events"):
        said = call(command, str(tmp_path / "hman.log")).output
        assert "1 line of " in said
        assert "hman.log could not be read" in said
    assert "Lines in no known framing: 1" in call("diagnose", str(tmp_path / "hman.log")).output


COMMANDS = {"records": (), "events": (), "diagnose": (), "diagram": ("-o", "x.mmd", "--force")}


@pytest.fixture
def damaged(tmp_path, monkeypatch):
    """A log beside an archive with a password and one that is cut, in the current folder."""
    monkeypatch.chdir(tmp_path)
    made = bundle().log("dmpdownloader", [f"EasySetupDownloadSinglePackage downloading {GUID}"])
    made.at(tmp_path / "case")
    whole = made.zipped(tmp_path / "whole.zip").read_bytes()
    locked = bytearray(whole)
    for back, found in ((24, whole.find), (38, whole.rfind)):
        locked[found(b"dmpdownloader.log") - back] |= 1
    (tmp_path / "case" / "locked.zip").write_bytes(locked)
    (tmp_path / "case" / "cut.zip").write_bytes(whole[:-30])
    return "case"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_names_each_archive_that_was_not_read_and_what_to_do(damaged, command):
    result = call(command, damaged, *COMMANDS[command])
    said = " ".join(result.output.split())

    assert "cut.zip could not be read: it is not a complete zip archive; copy or download it again" in said
    assert "dmpdownloader.log is protected by a password; unpack the archive and give the folder" in said


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_tells_of_a_record_that_breaks_off_on_the_line_of_another(tmp_path, monkeypatch, command):
    """It is counted, and the whole one behind it is read."""
    monkeypatch.chdir(tmp_path)
    whole = framed(
        "ccm", "WARNING: EasySetupDownloadSinglePackage Failed with exception: (407)", "SMS_DMP_DOWNLOADER", BEGIN
    )
    first = framed("ccm", f"EasySetupDownloadSinglePackage downloading {GUID}", "SMS_DMP_DOWNLOADER", BEGIN)
    (tmp_path / "dmpdownloader.log").write_text(f"{first}\n<![LOG[Download mani{whole}\n", encoding="utf-8")
    result = call(command, "dmpdownloader.log", *COMMANDS[command])

    assert "Records that break off, with another one behind them on their line, not read: 1" in " ".join(
        result.output.split()
    )


@pytest.mark.parametrize("spelt", [GUID, GUID.upper(), f"{{{GUID}}}", f" {{{GUID.upper()}}} "])
def test_a_package_is_named_as_any_tool_writes_it(spelt):
    """In braces, in capitals: the same events."""
    plain, other = (call("events", BUNDLE, "--package", name) for name in (GUID, spelt))

    assert (plain.stdout, plain.stderr) == (other.stdout, other.stderr)
    assert "no event fits" not in plain.stderr


@pytest.mark.parametrize(
    "spelt", ["Configuration Manager 2409", "configuration manager 2409", "2409", GUID, GUID.upper(), f"{{{GUID}}}"]
)
@pytest.mark.parametrize("command", ["diagnose", "diagram"])
def test_an_update_is_named_as_a_report_or_a_log_names_it(tmp_path, command, spelt):
    asked = (BUNDLE, "--update", spelt, *(["-o", tmp_path / "x.mmd"] if command == "diagram" else []))

    assert "Configuration Manager 2409" in call(command, *asked).output
    assert "No case of" not in call(command, *asked, *(["--force"] if command == "diagram" else [])).output

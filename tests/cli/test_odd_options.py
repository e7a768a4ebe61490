"""An option with a value that makes no sense is one sentence, exit code 2, and no answer, whichever command it is given to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dmplog.cli.app import app

ROOT = Path(__file__).parents[2]
BUNDLE = ROOT / "fixtures/scenarios/payload-download-fails-dns/bundle"
READING = {"diagnose": (), "records": (), "events": (), "diagram": ("-o", "x.mmd")}
CHARTED = {
    "diagnose": lambda chart: ("diagnose", BUNDLE, "--flowchart", chart),
    "diagram": lambda chart: ("diagram", BUNDLE, "--flowchart", chart, "-o", "x.mmd"),
    "check": lambda chart: ("flowchart", "check", chart),
    "show": lambda chart: ("flowchart", "show", chart),
    "render": lambda chart: ("flowchart", "render", chart, "-o", "x.mmd"),
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def call(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)])


def refused(done):
    """The one sentence a command refuses with, having said nothing else and left nothing behind."""
    assert (2, False) == (done.exit_code, Path("x.mmd").exists()), done.output
    assert "Traceback" not in done.output
    return " ".join(done.stderr.split())


@pytest.mark.parametrize(
    "expect", ["99999999999h", "9" * 400 + "h", "9" * 400 + "d", "9999999999999999999d1h", "3661d"]
)
@pytest.mark.parametrize("command", CHARTED)
def test_a_duration_beyond_all_time_is_refused_with_file_line_and_value(command, expect):
    text = (ROOT / "flowcharts/download.toml").read_text(encoding="utf-8")
    found = re.search(r'expect = "[^"]*"', text)
    Path("mine.toml").write_text(text.replace(found[0], f'expect = "{expect}"', 1), encoding="utf-8")
    said = refused(call(*CHARTED[command]("mine.toml")))
    line = text[: found.start()].count("\n") + 1

    assert re.search(rf"mine\.toml:({line - 20}|{line}|\d+):\d+: .*'{expect[:12]}", said)
    assert "is longer than ten years" in said


@pytest.mark.parametrize(
    "name",
    [
        "idna",
        "punycode",
        "zlib_codec",
        "rot13",
        "hex",
        "base64",
        "bz2",
        "undefined",
        "unicode_escape",
        "utf-32",
        "mbcs ",
        "",
        " ",
        "a\x1b[2J",
        "x" * 10_000,
    ],
)
@pytest.mark.parametrize("command", READING)
def test_an_encoding_that_no_log_is_written_in_is_refused_by_its_name(command, name):
    said = refused(call(command, BUNDLE, "--encoding", name, *READING[command]))

    assert re.match(r"dmplog: (?:No encoding is called|The encoding) '", said)
    assert "\x1b" not in said


@pytest.mark.parametrize("command", ["diagnose", "diagram"])
def test_a_time_before_the_first_record_gives_no_verdict(command):
    said = refused(call(command, BUNDLE, "--as-of", "2020-01-01T00:00", *READING[command]))

    assert "no log holds a record of 2020-01-01 00:00 UTC (--as-of) or before it" in said


@pytest.mark.parametrize("option", ["--as-of", "--since", "--until"])
@pytest.mark.parametrize(
    "moment",
    ["", "noon", "2024-13-40", "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "9" * 400, "2024-12-18T25:61"],
)
def test_a_time_that_is_none_is_refused(option, moment):
    command = "diagnose" if option == "--as-of" else "events"

    assert "is not a time: write it as" in refused(call(command, BUNDLE, option, moment))


@pytest.mark.parametrize("role", ["hmann", " hman", "", "hman.log", "\x1b[2J"])
@pytest.mark.parametrize("command", ["records", "events"])
def test_a_role_that_no_grammar_has_is_refused_with_the_nearest_or_all(command, role):
    said = refused(call(command, BUNDLE, "--role", role))

    assert re.search(r"no log is called .* here; (?:did you mean hman\?|there are cmupdate, .*, statesys)$", said)


@pytest.mark.parametrize("minutes", ["99999999999999999999", "-99999999999999999999", "999999", "1441"])
@pytest.mark.parametrize("command", READING)
def test_an_offset_beyond_a_day_is_refused(command, minutes):
    said = refused(call(command, BUNDLE, "--utc-offset", minutes, *READING[command]))

    assert "--utc-offset" in said


def test_more_context_than_any_report_holds_is_refused():
    assert "--context" in refused(call("diagnose", BUNDLE, "--context", "9999999999999999999999999"))

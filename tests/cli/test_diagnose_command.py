"""`dmplog diagnose` as a user calls it: its outputs and its exit codes."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from dmplog.cli.app import app

SCENARIOS = "fixtures/scenarios"
STALLED = f"{SCENARIOS}/download-redist-stalls/bundle"
HEALTHY = f"{SCENARIOS}/healthy-download/bundle"
UNKNOWN = f"{SCENARIOS}/child-not-mentioned/bundle"


def call(*arguments, **options):
    return CliRunner().invoke(app, ["diagnose", *map(str, arguments)], **options)


def headline(result):
    return result.stdout.splitlines()[0]


def test_text_is_the_default():
    """The first line is the verdict; the exit code says that something is stuck."""
    result = call(STALLED)

    assert 1 == result.exit_code
    assert headline(result).startswith("Configuration Manager 2409 has been stuck at step “Download the")
    assert "\x1b" not in result.stdout


def test_json_is_one_document_and_nothing_else():
    """Standard output can be piped into a JSON reader."""
    result = call(STALLED, "--json")

    assert "stalled" == json.loads(result.stdout)["verdict"]


def test_files_are_written_beside_the_text(tmp_path):
    """HTML and Markdown go to files; the hashes of the inputs are in the page."""
    result = call(STALLED, "--html", tmp_path / "a.html", "--markdown", tmp_path / "a.md")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")

    assert 1 == result.exit_code
    assert page.startswith("<!DOCTYPE html>")
    assert "SHA-256" in page
    assert (tmp_path / "a.md").read_text(encoding="utf-8").startswith("# Configuration Manager 2409 has been stuck")


def test_markdown_to_the_screen():
    """`--markdown -` prints the ticket text instead of the terminal view."""
    assert headline(call(STALLED, "--markdown", "-")).startswith("# Configuration Manager 2409 has been stuck")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([HEALTHY], 0),
        ([STALLED], 1),
        ([STALLED, "--exit-zero"], 0),
        ([UNKNOWN], 3),
        ([UNKNOWN, "--exit-zero"], 0),
        (["no/such/folder"], 4),
        (["no/such/folder", "--exit-zero"], 4),
        ([STALLED, "--as-of", "yesterday"], 2),
        ([STALLED, "--encoding", "klingon"], 2),
        ([STALLED, "--flowchart", "no-such-chart"], 2),
        ([STALLED, "--no-such-option"], 2),
        ([], 2),
    ],
)
def test_exit_codes_are_those_of_the_contract(arguments, code):
    """0 nothing stuck, 1 stuck, 2 bad usage, 3 the logs cannot tell, 4 nothing could be read."""
    result = call(*arguments)

    assert code == result.exit_code
    assert "Traceback" not in result.output


def test_files_of_no_known_log_are_unreadable(tmp_path):
    """Text that is no log of an update gives no verdict."""
    (tmp_path / "notes.txt").write_text("nothing of interest\n", encoding="utf-8")

    assert 4 == call(tmp_path).exit_code


def test_a_missing_path_is_one_sentence_on_standard_error():
    """With --json an empty document is printed all the same."""
    result = call("no/such/folder", "--json")

    assert [] == json.loads(result.stdout)["cases"]
    assert result.stderr.startswith("dmplog: ")
    assert 1 == len(result.stderr.splitlines())


def test_as_of_moves_the_clock():
    """Minutes after the last line nothing is stalled yet; hours later it is."""
    early = json.loads(call(STALLED, "--json", "--as-of", "2024-12-17T20:05").stdout)

    assert ("argument", "2024-12-17T20:05:00.000Z") == (early["as_of_source"], early["as_of"])
    assert "stalled" not in {case["verdict"] for case in early["cases"] if case["lane"] == "package"}


def test_update_and_site_choose_the_cases():
    """Only the wanted update or site is told."""
    bundle = f"{SCENARIOS}/half-sent/bundle"
    of_site = json.loads(call(bundle, "--json", "--site", "PS2").stdout)["cases"]
    of_version = json.loads(call(bundle, "--json", "--update", "2409").stdout)["cases"]
    of_another = json.loads(call(bundle, "--json", "--update", "2303").stdout)["cases"]

    assert {"PS2"} == {case["subject"]["site"] for case in of_site}
    assert {"Configuration Manager 2409"} == {case["subject"]["update"] for case in of_version}
    assert not [case for case in of_another if case["subject"]["update"] == "Configuration Manager 2409"]


def test_context_brings_the_lines_around():
    """With --context 2 a cited line has up to five lines around it, itself included."""
    cases = json.loads(call(STALLED, "--json", "--context", "2").stdout)["cases"]
    contexts = [
        entry["context"] for case in cases for step in case["steps"] for entry in step["evidence"] if entry["context"]
    ]

    assert contexts
    assert all(1 <= len(context) <= 5 for context in contexts)


@pytest.mark.parametrize(
    "form", [("--format", "text", "-v"), ("--format", "markdown"), ("--format", "ticket")], ids=" ".join
)
def test_lines_around_are_shown_to_people_too(form):
    """What was asked for is shown in every view that tells all, not in the data alone."""
    assert "The lines around it:" in call(STALLED, *form, "--context", "1").stdout
    assert "The lines around it:" not in call(STALLED, *form).stdout


def test_the_short_text_says_where_the_lines_around_are_shown():
    assert "hint: the lines around each quoted line are shown with -v\n" == call(STALLED, "--context", "1").stderr


def test_quiet_prints_the_answer_and_nothing_beside_it():
    """Neither what else there is, nor how far everything got, nor which options tell more."""
    said, whole = call(STALLED, "--quiet").stdout, call(STALLED).stdout

    assert whole.startswith(said.rstrip("\n"))
    assert "What to do" in said
    assert [] == [part for part in ("How far it got", "Shown with -v", "Everything: -v", "--html") if part in said]


@pytest.mark.parametrize("bundle", [UNKNOWN, HEALTHY])
def test_quiet_begins_with_the_same_sentence(bundle):
    assert call(bundle).stdout.splitlines()[0] == call(bundle, "--quiet").stdout.splitlines()[0]


def test_quiet_gives_no_hint():
    """Hints go to standard error, and not at all with --quiet."""
    assert "" == call(UNKNOWN, "--quiet").stderr


@pytest.mark.parametrize("more", [(), ("--quiet",), ("--json",), ("--format", "concise")], ids=" ".join)
def test_a_mistyped_second_file_is_always_told(tmp_path, more):
    """Half of the input was not read, and the answer to the rest sounds as sure as ever."""
    said = call(STALLED, tmp_path / "nosuch.zip", *more).stderr

    assert "nosuch.zip does not exist" in said


def test_quiet_hides_no_problem_with_the_input(tmp_path):
    cut = tmp_path / "cut.zip"
    cut.write_bytes(b"PK\x03\x04 and then nothing")

    assert "cut.zip could not be read" in call(STALLED, cut, "--quiet").stderr


def test_standard_input_is_read():
    """A log can be piped in."""
    with open(f"{STALLED}/dmpdownloader.log", "rb") as stream:  # noqa: PTH123 - the bytes go in as they are
        result = call("-", "--json", input=stream.read())

    assert 1 == result.exit_code


def test_no_color_and_force_color(monkeypatch):
    """Colours are off where output is no terminal, on where they are forced, and NO_COLOR wins."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in call(STALLED, color=True).stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in call(STALLED, color=True).stdout


def test_what_was_written_is_said_and_no_longer_offered(tmp_path):
    """Whoever asked for a page is not told how to ask for one."""
    page = tmp_path / "report.html"
    result, quiet = call(STALLED, "--html", page), call(STALLED, "--html", page, "--quiet", "--force")

    assert (f"Written: {page}\n", "") == (result.stderr, quiet.stderr)
    assert ("A page:" in result.stdout, "A ticket:" in result.stdout) == (False, True)

"""`dmplog redact` and `dmplog diagnose --redact`, as an administrator calls them."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from planted import record
from typer.testing import CliRunner

from dmplog.cli.app import app

BUNDLE = "fixtures/scenarios/waits-for-stuck-child/bundle"
NAMES = ("PS1SRV", "PS2SRV", "CASSRV", "contoso")


def called(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def place(tmp_path):
    """A folder, and the names of an archive and a map in it."""
    return tmp_path, tmp_path / "out.zip", tmp_path / "map.json"


def held(text):
    """Return the names that stand in *text*."""
    return [name for name in NAMES if name.lower() in text.lower()]


def test_what_was_replaced_what_was_kept_and_what_was_not_looked_for_is_said(place):
    _, out, mapped = place

    result = called("redact", BUNDLE, "-o", out, "--map", mapped)

    assert 0 == result.exit_code, result.output
    assert [] == held(result.stdout)
    for said in ("14 logs", "servers", "site codes (CAS, PS1, PS2)", "Not looked for", "phone numbers", "--undo"):
        assert said in result.stdout


def test_the_redacted_bundle_is_diagnosed_alike_and_undo_gives_the_names_back(place):
    work, out, mapped = place
    called("redact", BUNDLE, "-o", out, "--map", mapped)

    answer = called("diagnose", out, "--json")
    (work / "answer.json").write_text(answer.stdout, encoding="utf-8")
    given_back = called("redact", "--undo", mapped, work / "answer.json")

    before, after = json.loads(called("diagnose", BUNDLE, "--json").stdout), json.loads(given_back.stdout)
    assert 1 == answer.exit_code
    assert [] == held(answer.stdout)
    assert before["headline"] == after["headline"]
    assert [case["server"] for case in before["cases"]] == [case["server"] for case in after["cases"]]


def test_an_answer_that_powershell_wrote_as_utf_16_is_given_back_too(place):
    work, out, mapped = place
    called("redact", BUNDLE, "-o", out, "--map", mapped)
    token = next(each["token"] for each in json.loads(mapped.read_text("utf-8"))["names"] if each["name"] == "CASSRV")
    (work / "answer.txt").write_text(f"stuck on {token}", encoding="utf-16")

    assert "stuck on CASSRV" == called("redact", "--undo", mapped, work / "answer.txt").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_map_is_readable_by_its_owner_only(place):
    _, out, mapped = place
    before = os.umask(0)
    try:
        called("redact", BUNDLE, "-o", out, "--map", mapped)
        called("redact", BUNDLE, "-o", out, "--map", mapped)
    finally:
        os.umask(before)

    assert 0o600 == stat.S_IMODE(mapped.stat().st_mode)


def test_the_same_bundle_and_map_give_the_same_bytes(place):
    work, out, mapped = place
    called("redact", BUNDLE, "-o", out, "--map", mapped)
    first, said = out.read_bytes(), mapped.read_bytes()

    result = called("redact", BUNDLE, "-o", work / "again.zip", "--map", mapped)

    assert 0 == result.exit_code
    assert first == (work / "again.zip").read_bytes()
    assert said == mapped.read_bytes()


def test_a_map_among_the_logs_is_never_packed(place):
    work, out, mapped = place
    (work / "logs").mkdir()
    (work / "logs" / "hman.log").write_text(record(r"copied to \\HQSRV71\x"), encoding="utf-8")
    called("redact", work / "logs", "-o", out, "--map", mapped)
    (work / "logs" / "old map.txt").write_bytes(mapped.read_bytes())
    (work / "logs" / "map.json").write_bytes(mapped.read_bytes())

    result = called("redact", work / "logs", "-o", out, "--map", mapped)

    assert 0 == result.exit_code, result.output
    assert ["hman.log"] == zipfile.ZipFile(out).namelist()
    assert "old map.txt" in result.stdout


def test_a_name_that_is_left_is_told_with_its_line_and_nothing_is_written(place):
    """Letters of one byte in a file that is marked as UTF-16 are not read as text by anything."""
    work, out, mapped = place
    (work / "logs").mkdir()
    wide = record(r"copied to \\HQSRV71\x").encode("utf-16")
    (work / "logs" / "hman.log").write_bytes(wide + record(r"copied to HQSRV71 again").encode())

    result = called("redact", work / "logs", "-o", out, "--map", mapped)

    assert 1 == result.exit_code
    assert not out.exists()
    assert "hman.log:2: the name that SERVER01 stands for is still there" in result.stderr
    assert "HQSRV71" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--map", "map.json"), "--output"),
        (("-o", "out.zip"), "--map"),
        (("-o", "same.json", "--map", "same.json"), "same file"),
        (("-o", "out.zip", "--map", "map.log"), "called like a log"),
        (("-o", "logs/hman.log", "--map", "map.json"), "one of the inputs"),
        (("-o", "out.zip", "--map", "logs/hman.log"), "one of the inputs"),
        (("-o", "mine.zip", "--map", "map.json"), "not written by dmplog"),
        (("--undo", "map.json", "-o", "out.zip"), "no other option"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    Path("logs").mkdir()
    Path("logs/hman.log").write_text(record("nothing"), encoding="utf-8")
    Path("mine.zip").write_text("mine", encoding="utf-8")

    result = called("redact", "logs", *arguments)

    assert 2 == result.exit_code
    assert said in result.stderr
    assert 1 == len(result.stderr.splitlines())


@pytest.mark.parametrize(
    "content", ["", "{}", "[1]", '{"schema": "dmplog.redaction/9", "key": "", "names": []}', "\x00\xff"]
)
def test_a_file_that_is_no_map_is_not_written_over(tmp_path, content):
    (tmp_path / "map.json").write_text(content + " mine", encoding="latin-1")

    result = called("redact", BUNDLE, "-o", tmp_path / "out.zip", "--map", tmp_path / "map.json")

    assert 4 == result.exit_code
    assert content + " mine" == (tmp_path / "map.json").read_text(encoding="latin-1")
    assert not (tmp_path / "out.zip").exists()


@pytest.mark.parametrize("form", ["text", "json", "markdown", "html", "concise"])
def test_a_report_is_shown_without_names(place, form):
    _, _, mapped = place

    result = called("diagnose", BUNDLE, "--redact", "--map", mapped, "--format", form)

    assert 1 == result.exit_code, result.output
    assert [] == held(result.stdout)
    assert "SERVER0" in result.stdout


def test_a_report_without_names_says_nothing_of_the_folder_the_logs_lie_in(place):
    work, _, mapped = place
    folder = work / "Fabrikam 4711" / "logs"
    folder.mkdir(parents=True)
    (folder / "hman.log").write_text(record("ERROR: it failed"), encoding="utf-8")

    result = called("diagnose", folder, folder / "no-such.log", "--redact", "--map", mapped, "--json")

    assert "Fabrikam" not in result.stdout
    assert "4711" not in result.stdout


def test_a_report_without_names_names_no_file_that_was_not_read(place):
    work, _, mapped = place
    (work / "logs").mkdir()
    (work / "logs" / "hman.log").write_text(record("ERROR: it failed"), encoding="utf-8")
    (work / "logs" / "Backup of Fabrikam.7z").write_bytes(b"7z")

    result = called("diagnose", work / "logs", "--redact", "--map", mapped, "--json")

    assert "Fabrikam" not in result.stdout + result.stderr
    assert "not_opened" in result.stdout


@pytest.mark.parametrize("arguments", [("--redact",), ("--map", "map.json")])
def test_redact_and_map_go_together(arguments):
    result = called("diagnose", BUNDLE, *arguments)

    assert 2 == result.exit_code
    assert "go together" in result.stderr


def test_a_diagnosis_does_not_import_what_redacts():
    code = (
        "import sys; sys.argv = ['dmplog', 'fixtures/scenarios/healthy-download/bundle']\n"
        "from dmplog.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "assert not [name for name in sys.modules if name.startswith('dmplog.redaction')]"
    )

    assert 0 == subprocess.run([sys.executable, "-c", code], check=False, stdout=subprocess.DEVNULL).returncode

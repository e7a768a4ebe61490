"""`dmplog collect`, as an administrator calls it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from dmplog.cli.app import app
from dmplog.cli.collect import QUESTIONS
from dmplog.collect import load_questions
from dmplog.target import is_sealed

BUNDLE = "fixtures/scenarios/waits-for-stuck-child/bundle"


def called(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_command_knows_every_question():
    assert tuple(load_questions().known) == QUESTIONS


def test_it_says_what_is_copied_from_where_and_how_the_script_is_called(tmp_path):
    result = called("collect", BUNDLE, "-o", tmp_path / "Copy-CMUpdateLog.ps1")

    assert 0 == result.exit_code, result.output
    assert "PS2SRV (site PS2): cmupdate.log, configmgrprereq.log, sitecomp.log" in result.stdout
    assert ".\\Copy-CMUpdateLog.ps1 -WhatIf" in result.stdout


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_report_that_was_saved_gives_the_script_of_its_logs(tmp_path, encoding):
    """PowerShell 5.1 writes `> report.json` as UTF-16."""
    report, one, other = tmp_path / "report.json", tmp_path / "a" / "Copy.ps1", tmp_path / "b" / "Copy.ps1"
    one.parent.mkdir()
    other.parent.mkdir()
    report.write_text(called("diagnose", BUNDLE, "--json").stdout, encoding=encoding)

    results = [called("collect", BUNDLE, "-o", one), called("collect", report, "-o", other)]

    assert [0, 0] == [result.exit_code for result in results], results[1].output
    assert one.read_bytes() == other.read_bytes()


def test_the_help_of_a_script_calls_it_as_it_is_called(tmp_path):
    called("collect", "--question", "replicating", "-o", tmp_path / "Hierarchy.ps1")

    text = (tmp_path / "Hierarchy.ps1").read_text(encoding="utf-8-sig")
    assert (True, False) == (".\\Hierarchy.ps1 -WhatIf" in text, ".\\Copy-CMUpdateLog.ps1" in text)


def test_where_nothing_is_missing_no_script_is_written(tmp_path):
    result = called("collect", "fixtures/scenarios/healthy-download/bundle", "-o", tmp_path / "a.ps1")

    assert (0, []) == (result.exit_code, list(tmp_path.iterdir()))
    assert "Nothing is to be fetched" in result.stdout


def test_a_name_of_a_report_that_is_none_is_told_and_left_out(tmp_path):
    """Who got a report from somebody else gets no script of somebody else."""
    document = json.loads(called("diagnose", BUNDLE, "--json").stdout)
    need = {"log": "hman.log", "folder": "$(exit)", "why": ""}
    document["needs"] = [{**need, "server": "CAS01'; Stop-Computer; '"}, {**need, "server": "CAS01"}]
    report, script = tmp_path / "report.json", tmp_path / "a.ps1"
    report.write_text(json.dumps(document), encoding="utf-8")

    result = called("collect", report, "-o", script)

    assert 0 == result.exit_code
    assert "left out, because no server and no log can be called so" in result.stderr
    assert "Stop-Computer" not in script.read_text(encoding="utf-8-sig")
    assert "'CAS01'" in script.read_text(encoding="utf-8-sig")


def test_a_script_that_somebody_edited_is_not_written_over(tmp_path):
    script = tmp_path / "a.ps1"
    called("collect", "--question", "installing", "-o", script)
    assert is_sealed(script.read_bytes())
    again = called("collect", "--question", "replicating", "-o", script)
    script.write_bytes(script.read_bytes() + b"# mine\r\n")

    refused = called("collect", "--question", "installing", "-o", script)

    assert (0, 2) == (again.exit_code, refused.exit_code)
    assert b"# mine" in script.read_bytes()
    assert 0 == called("collect", "--question", "installing", "-o", script, "--force").exit_code


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give a report, the logs, or --question"),
        ((BUNDLE, "--question", "installing"), "give a report, the logs, or --question"),
        (("--question", "instaling"), "did you mean 'installing'?"),
    ],
)
def test_a_call_that_asks_for_nothing_or_for_both_is_a_usage_error(tmp_path, arguments, said):
    result = called("collect", *arguments, "-o", tmp_path / "a.ps1")

    assert 2 == result.exit_code
    assert said in result.stderr


def test_a_file_that_is_no_report_is_one_sentence(tmp_path):
    (tmp_path / "a.json").write_text('{"schema": "of somebody else"}', encoding="utf-8")

    results = [called("collect", tmp_path / name, "-o", tmp_path / "a.ps1") for name in ("a.json", "b.json")]

    assert [4, 4] == [result.exit_code for result in results]
    assert [1, 1] == [len(result.stderr.strip().splitlines()) for result in results]

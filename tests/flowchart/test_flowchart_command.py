"""`dmplog flowchart list`, `show` and `check`."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from dmplog.cli.flowchart import app


@pytest.fixture
def run():
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


def test_list_names_every_flowchart_with_its_lanes(run):
    result = run("list")

    assert 0 == result.exit_code
    assert ["download", "replication", "upload", "offline"] == [
        line.split()[0] for line in result.output.splitlines() if not line.startswith(" ")
    ]
    assert "site_transfer (5 steps)" in result.output


def test_show_draws_the_chart_and_tells_of_every_step(run):
    result = run("show", "download")

    assert 0 == result.exit_code
    assert "applicable? -[no, after 1h, loop]-> check_applicability" in result.output
    assert "2. download_payload: Download the payload" in result.output
    assert "overdue after 6h" in result.output


def test_show_refuses_an_unknown_name_with_one_sentence(run):
    result = run("show", "replicaton")

    assert 2 == result.exit_code
    assert "did you mean 'replication'?" in result.stderr
    assert 1 == len(result.stderr.splitlines())


def test_check_finds_the_shipped_ones_sound(run):
    result = run("check")

    assert 0 == result.exit_code
    assert 5 == result.output.count(": sound")
    assert "causes, tables and readers: sound" in result.output


def test_check_tells_every_mistake_in_a_sentence_of_its_own(run, spoil, line_of):
    path = spoil('"payload_extracted"', '"payload_extractd"')
    result = run("check", "upload", str(path))

    assert 2 == result.exit_code
    assert "upload: sound" in result.stdout
    line = line_of('"payload_extracted"')
    expected = f"{path}:{line}:9: error: no grammar has the event 'payload_extractd'"
    assert [f"{expected} (did you mean 'payload_extracted'?)"] == result.stderr.splitlines()


def test_check_goes_on_behind_a_flowchart_that_is_not_there(run):
    result = run("check", "nowhere.toml", "upload")

    assert 2 == result.exit_code
    assert "no such flowchart" in result.stderr
    assert "upload: sound" in result.stdout


def test_the_command_imports_nothing_heavy_until_it_is_used():
    code = (
        "import sys; import dmplog.cli.flowchart; "
        "sys.exit(any(name in sys.modules for name in ('networkx', 'polars', 'lark', 'rich.console')))"
    )

    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode


def test_check_tells_the_mistakes_of_a_folder_of_causes(run, tmp_path):
    (tmp_path / "dns.toml").write_text("[[cause]]\nid = 'x'\nactions = 'delete'\n", encoding="utf-8")
    result = run("check", str(tmp_path))

    assert 2 == result.exit_code
    assert f"{tmp_path}: 6 errors" in result.stdout
    told = f"{tmp_path / 'dns.toml'}:3:1: error: cause[x].actions must be a list, not 'delete'"
    assert told in result.stderr


def test_schema_prints_the_form_of_a_kind_of_file(run):
    assert "FlowchartFile" == json.loads(run("schema", "flowchart").stdout)["title"]
    assert "did you mean 'causes'?" in run("schema", "cause").stderr

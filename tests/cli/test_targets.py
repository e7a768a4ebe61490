"""No command writes over what it reads, nor over what dmplog did not write."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dmplog.cli.app import app

BUNDLE = Path(__file__).parents[2] / "fixtures/scenarios/payload-download-fails-dns/bundle"
WRITING = {
    "diagnose --html": ("html", ("diagnose", "--html")),
    "diagnose --markdown": ("md", ("diagnose", "--markdown")),
    "diagram -o": ("svg", ("diagram", "-o")),
    "records -o": ("csv", ("records", "-o")),
    "events -o": ("jsonl", ("events", "-o")),
}


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(BUNDLE, tmp_path / "logs"))


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def call(folder, name, target, *more):
    command, option = WRITING[name][1]
    return CliRunner().invoke(app, [command, str(folder), option, str(target), *more])


@pytest.mark.parametrize("name", WRITING)
def test_a_log_behind_a_link_is_never_written(folder, name, tmp_path):
    target = tmp_path / f"out.{WRITING[name][0]}"
    target.symlink_to(folder / "hman.log")
    before = contents(folder)
    done = call(folder, name, target, "--force")

    assert (done.exit_code, contents(folder)) == (2, before)
    assert f"{target} is one of the inputs and would be overwritten; choose another name" in done.stderr


@pytest.mark.parametrize("name", WRITING)
def test_what_dmplog_wrote_is_written_again_and_what_it_did_not_only_by_force(folder, name, tmp_path):
    target = tmp_path / f"out.{WRITING[name][0]}"
    first, again = call(folder, name, target), call(folder, name, target)
    target.write_bytes(b"my notes\n")
    refused = call(folder, name, target)
    kept = target.read_bytes()
    forced = call(folder, name, target, "--force")

    assert (first.exit_code, first.exit_code, 2, first.exit_code) == (
        *(first.exit_code, again.exit_code),
        *(refused.exit_code, forced.exit_code),
    )
    assert (kept, target.read_bytes() != kept) == (b"my notes\n", True)


def test_an_archive_is_an_input_however_it_was_found(folder):
    shutil.make_archive(str(folder / "case"), "zip", folder)
    before = contents(folder)
    by_folder = call(folder, "diagnose --markdown", folder / "case.zip")
    by_pattern = call(folder / "*.zip", "diagnose --markdown", folder / "case.zip")

    assert (by_folder.exit_code, by_pattern.exit_code, contents(folder)) == (2, 2, before)


def test_a_flowchart_is_not_drawn_over_a_file_of_knowledge(tmp_path):
    (tmp_path / "knowledge").mkdir()
    own = tmp_path / "knowledge" / "note.svg"
    own.write_text("a drawing of mine", encoding="utf-8")
    asked = ["flowchart", "render", "download", "--knowledge", str(tmp_path / "knowledge"), "-o", str(own), "--force"]
    done = CliRunner().invoke(app, asked)

    assert (done.exit_code, own.read_text(encoding="utf-8")) == (2, "a drawing of mine")


@pytest.mark.parametrize("name", ["diagnose --html", "diagnose --markdown", "diagram -o"])
def test_a_flowchart_that_is_used_is_never_written(folder, tmp_path, name):
    """An input is everything that is read."""
    chart = tmp_path / f"mine.{WRITING[name][0]}"
    shutil.copy(BUNDLE.parents[3] / "flowcharts/download.toml", chart)
    before = chart.read_bytes()
    done = call(folder, name, chart, "--flowchart", str(chart), "--force")

    assert (2, before) == (done.exit_code, chart.read_bytes())
    assert "is one of the inputs and would be overwritten" in done.stderr


@pytest.mark.parametrize("name", WRITING)
@pytest.mark.parametrize("spelt", ["../logs/{}", "./{}", "sub/../{}"])
def test_an_input_is_the_same_by_any_way_to_it(folder, monkeypatch, name, spelt):
    """And by another case, where names of files have none."""
    log = f"hman.{WRITING[name][0]}"
    (folder / "sub").mkdir()
    (folder / "hman.log").rename(folder / log)
    monkeypatch.chdir(folder)
    before = (folder / log).read_bytes()
    command, option = WRITING[name][1]
    done = CliRunner().invoke(app, [command, log, option, spelt.format(log), "--force"])

    assert (2, before) == (done.exit_code, (folder / log).read_bytes())


@pytest.mark.parametrize(
    ("redirected", "arguments"),
    [
        ("stdin", ("diagnose", "-", "--html", "logs/hman.log")),
        ("stdin", ("records", "-", "-o", "out.csv")),
        ("stdout", ("diagnose", "logs")),
        ("stdout", ("records", "logs/hman.log")),
        ("stdout", ("events", "logs")),
    ],
)
def test_a_log_that_is_redirected_is_an_input_too(folder, tmp_path, redirected, arguments):
    """Standard input by another name is not written over, nor is the answer added to a log it is about."""
    os.link(folder / "hman.log", tmp_path / "out.csv")
    before = contents(folder)
    with (folder / "hman.log").open("ab" if redirected == "stdout" else "rb") as stream:
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, redirected: stream}
        forced = () if redirected == "stdout" else ("--force",)
        called = [sys.executable, "-m", "dmplog", *arguments, *forced]
        done = subprocess.run(called, **streams, cwd=tmp_path, stderr=subprocess.PIPE, check=False)

    assert (2, before) == (done.returncode, contents(folder))
    assert b"one of the inputs" in done.stderr


def test_two_names_of_one_file_are_not_two_files(folder, tmp_path):
    (tmp_path / "one.html").write_bytes(b"")
    os.link(tmp_path / "one.html", tmp_path / "two.md")
    done = call(folder, "diagnose --html", tmp_path / "one.html", "--markdown", str(tmp_path / "two.md"))

    assert (2, b"") == (done.exit_code, (tmp_path / "one.html").read_bytes())


def test_a_link_that_leads_to_itself_is_one_sentence(folder, tmp_path):
    (tmp_path / "loop.html").symlink_to(tmp_path / "loop.html")
    done = call(folder, "diagnose --html", tmp_path / "loop.html", "--force")

    assert 2 == done.exit_code
    assert "loop.html cannot be written" in done.stderr


def test_knowledge_in_a_linked_folder_is_never_written(folder, tmp_path):
    (tmp_path / "real").mkdir()
    own = tmp_path / "real" / "proxy.toml"
    shutil.copy(BUNDLE.parents[3] / "flowcharts/causes/proxy.toml", own)
    (tmp_path / "mine/flowcharts").mkdir(parents=True)
    (tmp_path / "mine/flowcharts/causes").symlink_to(tmp_path / "real")
    before = own.read_bytes()
    done = call(folder, "diagnose --html", own, "--knowledge", str(tmp_path / "mine"), "--force")

    assert (2, before) == (done.exit_code, own.read_bytes())
    assert "is one of the inputs" in done.stderr

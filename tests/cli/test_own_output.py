"""What dmplog wrote and somebody saved beside the logs is no log, whatever it is called."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import dmplog
from dmplog.cli.app import app

BUNDLE = Path(__file__).parents[2] / "fixtures/scenarios/payload-download-fails-dns/bundle"
WRITES = {
    "report.md": ("diagnose", "--markdown"),
    "report.html": ("diagnose", "--html"),
    "records.csv": ("records", "-o"),
    "records.jsonl": ("records", "-o"),
    "events.csv": ("events", "-o"),
    "picture.svg": ("diagram", "-o"),
    "picture.mmd": ("diagram", "-o"),
    "picture.dot": ("diagram", "-o"),
}
PRINTS = {
    "text": ("diagnose",),
    "json": ("diagnose", "--json"),
    "markdown": ("diagnose", "--markdown", "-"),
    "records": ("records",),
    "events": ("events",),
}
NAMES = ("ticket.txt", "dmpdownloader-old.log", "hman.lo_")


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """Everything dmplog says of one bundle, as bytes by its kind."""
    work = tmp_path_factory.mktemp("said")
    found = {}
    for name, (command, option) in WRITES.items():
        assert CliRunner().invoke(app, [command, str(BUNDLE), option, str(work / name)]).exit_code in (0, 1)
        found[name] = (work / name).read_bytes()
    for kind, arguments in PRINTS.items():
        found[kind] = CliRunner().invoke(app, [arguments[0], str(BUNDLE), *arguments[1:]]).stdout.encode()
    return found


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(BUNDLE, tmp_path / "logs"))


def answers(folder):
    return [
        (case.lane, case.verdict, case.step, case.since, case.attempts, case.confidence, case.cause and case.cause.id)
        for case in dmplog.diagnose(folder).cases
    ]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", [*WRITES, *PRINTS])
def test_an_output_beside_the_logs_changes_no_answer(folder, said, kind, name):
    before = answers(folder)
    (folder / name).write_bytes(said[kind])

    assert before == answers(folder)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("kind", ["report.md", "report.html", "records.csv", "events.csv", "records.jsonl", "json"])
def test_what_shows_that_dmplog_wrote_it_is_named_as_no_log(folder, said, kind, encoding):
    """Also where a shell of Windows made it UTF-16."""
    (folder / "ticket.txt").write_bytes(said[kind].decode("utf-8").encode(encoding))
    report = dmplog.diagnose(folder)

    assert ["other"] == [log.role for log in report.coverage if log.file.endswith("ticket.txt")]
    assert ["It was written by dmplog, and is no log; nothing in it counts as an event."] == [
        problem.message for problem in report.problems if problem.kind == "own-output"
    ]

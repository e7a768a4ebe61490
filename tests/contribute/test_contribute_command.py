"""`dmplog contribute`, as an administrator calls it: the same answer from fewer lines, and no name."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from planted import record
from typer.testing import CliRunner

import dmplog
from dmplog.cli.app import app
from dmplog.contribute import Asked, Budget, contribute
from dmplog.contribute.answer import answer_of
from dmplog.options import DiagnoseOptions
from dmplog.redaction import Ledger, plan

SCENARIOS = Path("fixtures/scenarios").resolve()
LARGE = SCENARIOS / "check-for-updates-stalls" / "bundle"
SMALL = SCENARIOS / "installation-failed-told-by-its-state-alone" / "bundle"


def called(*arguments):
    return CliRunner().invoke(app, ["contribute", *map(str, arguments)])


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A scenario made of a bundle that needs more than the lines it cites, and what became of it."""
    room = tmp_path_factory.mktemp("room")
    paths, options = [LARGE], DiagnoseOptions()
    redaction = plan(paths, Ledger(b"a key"))
    report = dmplog.diagnose(*paths)
    asked = Asked(called="case", exit_code=1, keep=((f"{LARGE.as_posix()}/hman.log", 60),), budget=Budget(tries=4))
    done = contribute(report, redaction, paths, options, room, asked)
    return room / "scenario", report, redaction, done


def test_the_answer_is_the_same_and_has_fewer_lines(made, monkeypatch):
    folder, report, redaction, done = made
    monkeypatch.chdir(folder)
    again = dmplog.diagnose("bundle")
    servers = [redaction.replacer.word(case.server or "") for case in report.cases]

    reasons = [[redaction.replacer.text(reason) for reason in case.reasons] for case in report.cases]

    assert answer_of(done.report) == answer_of(again)
    assert (servers, reasons) == ([case.server for case in again.cases], [[*case.reasons] for case in again.cases])
    assert [(case.verdict, case.step, case.since, case.confidence) for case in report.cases] == [
        (case.verdict, case.step, case.since, case.confidence) for case in again.cases
    ]
    assert sum(log.lines for log in again.coverage) == done.kept < done.lines


def test_lines_that_are_left_are_lines_of_the_log(made):
    folder, _, redaction, _ = made
    for log in (folder / "bundle").iterdir():
        before = [redaction.replacer.text(line) for line in (LARGE / log.name).read_text("utf-8").splitlines()]
        there = iter(before)

        assert all(line in there for line in log.read_text("utf-8").splitlines())


def test_a_line_that_is_named_stays_with_its_neighbours(made):
    """Where the answer is wrong it does not need the lines that prove another one."""
    folder, _, redaction, _ = made
    wanted = [redaction.replacer.text(line) for line in (LARGE / "hman.log").read_text("utf-8").splitlines()[57:62]]
    left = (folder / "bundle" / "hman.log").read_text("utf-8").splitlines()

    assert wanted == [line for line in left if line in wanted]


def test_no_name_is_left(made):
    folder, _, redaction, done = made
    texts = [path.read_bytes().lower() for path in folder.rglob("*") if path.is_file()]
    names = [entry.name.lower().encode() for entry in redaction.ledger.entries]

    assert () == done.left
    assert names
    assert [] == [name for name in names if any(name in text for text in texts)]
    assert not any(str(folder.parent).encode().lower() in text for text in texts)


def test_what_dmplog_says_today_keeps_to_the_form_of_a_verdict(made):
    """Copied over verdict.toml it is a scenario whose expert says what dmplog says."""
    folder, report, _, _ = made
    today = tomllib.loads((folder / "today.toml").read_text("utf-8"))
    stuck = next(case for case in today["case"] if case["verdict"] == "stalled")
    file, _, line = stuck["decides"].partition(":")

    assert (1, report.headline.replace("SITE01", "SERVER01")) == (today["exit_code"], today["story"])
    assert [(case.lane, case.verdict, case.step) for case in report.cases] == [
        (case["lane"], case["verdict"], case["step"]) for case in today["case"]
    ]
    assert int(line) <= len((folder / "bundle" / file).read_text("utf-8").splitlines())


def test_the_expert_has_a_place_for_every_judgement(made):
    folder, report, _, _ = made
    expert = tomllib.loads((folder / "verdict.toml").read_text("utf-8"))

    assert ("", "") == (expert["story"], expert["exit_code"])
    assert [case.lane for case in report.cases] == [case["lane"] for case in expert["case"]]
    assert {""} == {case[key] for case in expert["case"] for key in ("verdict", "step", "confidence", "decides")}


def test_a_case_is_written_with_its_options_and_its_map_is_kept_apart(tmp_path):
    mapped = tmp_path / "map.json"
    result = called(SMALL, "-o", tmp_path / "case", "--map", mapped, "--as-of", "2025-06-01", "--tries", "0", "-q")
    today = tomllib.loads((tmp_path / "case" / "today.toml").read_text("utf-8"))
    written = sorted(path.name for path in (tmp_path / "case").iterdir())

    assert 0 == result.exit_code, result.output
    assert {"as_of": "2025-06-01T00:00:00+00:00"} == today["options"]
    assert ["bundle", "today.toml", "today.txt", "verdict.toml"] == written
    assert mapped.is_file()
    assert "diagnosed as all of them" in result.stdout


def test_nothing_is_written_where_a_name_is_left(tmp_path):
    """Letters of one byte in a file that is marked as UTF-16 are not read as text by anything."""
    (tmp_path / "logs").mkdir()
    wide = record(r"copied to \\HQSRV71\x").encode("utf-16")
    (tmp_path / "logs" / "hman.log").write_bytes(wide + record("copied to HQSRV71 again").encode())
    result = called(tmp_path / "logs", "-o", tmp_path / "case", "-q")

    assert 1 == result.exit_code, result.output
    assert "the name that SERVER01 stands for is still there" in result.stderr
    assert "hqsrv71" not in result.output.lower()
    assert ["logs"] == [path.name for path in tmp_path.iterdir()]


def test_a_folder_that_is_called_by_a_name_is_not_written(tmp_path):
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "hman.log").write_text(record(r"copied to \\HQSRV71\x"), "utf-8")
    result = called(tmp_path / "logs", "-o", tmp_path / "at-hqsrv71", "-q")

    assert 1 == result.exit_code, result.output
    assert not (tmp_path / "at-hqsrv71").exists()


@pytest.mark.parametrize(
    ("paths", "folder", "said"),
    [
        (["logs"], "logs/case", "lies among the logs"),
        (["logs"], "there", "is there already"),
        (["logs"], "nowhere/case", "its folder does not exist"),
        (["-"], "case", "standard input only once"),
    ],
)
def test_a_place_or_a_bundle_that_will_not_do_is_refused_at_once(tmp_path, monkeypatch, paths, folder, said):
    monkeypatch.chdir(tmp_path)
    for name in ("logs", "there"):
        Path(name).mkdir()
        Path(name, "hman.log").write_text(record("nothing"), "utf-8")
    result = called(*paths, "-o", folder)

    assert 2 == result.exit_code
    assert said in " ".join(result.stderr.split())

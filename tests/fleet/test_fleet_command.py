"""`dmplog fleet` as it is typed: what it says, what it writes, and its exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import engine
import pytest
from bundles import HEALTHY, write_bundles
from typer.testing import CliRunner

import dmplog.fleet
from dmplog.cli.app import app
from dmplog.target import is_sealed


def call(*arguments):
    return CliRunner().invoke(app, ["fleet", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    engine.use(monkeypatch)
    return write_bundles(tmp_path / "in", healthy=HEALTHY[:2])


def test_a_run_in_which_every_bundle_was_judged_ends_with_0(folder, tmp_path):
    """Whatever their verdicts are: two updates are stuck in these."""
    done = call("run", folder, "-o", tmp_path / "out")

    assert (0, f"{tmp_path / 'out'}: 2 ok\n") == (done.exit_code, done.stdout)


def test_a_bundle_that_could_not_be_judged_is_told_and_ends_with_1(folder, tmp_path):
    write_bundles(folder, healthy=(), poisons=("torn",))
    done = call("run", folder, "-o", tmp_path / "out")

    assert (1, f"{tmp_path / 'out'}: 2 ok, 1 unreadable\n") == (done.exit_code, done.stdout)
    assert f"{folder / 'torn.zip'} could not be read: " in done.stderr


def test_a_dry_run_names_what_is_left_to_do_and_writes_nothing(folder, tmp_path):
    done = call("run", folder, "-o", tmp_path / "out", "--dry-run")

    assert (0, sorted(map(str, folder.iterdir()))) == (done.exit_code, done.stdout.splitlines())
    assert not (tmp_path / "out").exists()
    call("run", folder, "-o", tmp_path / "out")
    assert "nothing is left to do\n" == call("run", folder, "-o", tmp_path / "out", "--dry-run").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--timeout", "soon"], "--timeout cannot be 'soon'; write 90s, 10m or 1h"),
        (["--memory", "2"], "--memory cannot be '2'; write 512MiB or 2GiB"),
        (["--retry", "none"], "--retry cannot be 'none'; write failed or all"),
        (["--workers", "2", "--scheduler", "tcp://host:8786"], "--workers is for a cluster on this machine"),
        (["--knowledge", "nowhere"], "there is no folder nowhere to take knowledge from"),
    ],
)
def test_what_makes_no_sense_is_said_before_anything_is_judged(folder, tmp_path, arguments, said):
    done = call("run", folder, "-o", tmp_path / "out", *arguments)

    assert 2 == done.exit_code
    assert said in done.stderr
    assert not (tmp_path / "out").exists()


def test_without_dask_one_sentence_says_how_to_install_it(folder, tmp_path, monkeypatch):
    """And what was judged elsewhere is summed up all the same."""
    call("run", folder, "-o", tmp_path / "out")
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    refused = call("run", folder, "-o", tmp_path / "out")
    summed = call("summary", tmp_path / "out")

    assert (2, 0) == (refused.exit_code, summed.exit_code)
    assert f"dmplog: {dmplog.fleet.NEEDED}\n" == refused.stderr
    assert 'pip install "dmplog[fleet]"' in refused.stderr


def test_a_summary_is_printed_and_written_in_every_form(folder, tmp_path):
    call("run", folder, "-o", tmp_path / "out")
    files = [tmp_path / "fleet.html", tmp_path / "fleet.md"]
    done = call("summary", tmp_path / "out", "--json", "--html", files[0], "--markdown", files[1])
    again = call("summary", tmp_path / "out", "--by", "step", "--html", files[0])

    assert (0, 0) == (done.exit_code, again.exit_code)
    assert "dmplog.fleet-summary/1" == json.loads(done.stdout)["schema"]
    assert all(is_sealed(file.read_bytes()) for file in files)
    assert again.stdout.startswith("2 bundles: an update is stuck in 1\n")
    for form, beginning in (("--html", "<!DOCTYPE html>"), ("--markdown", "# 2 bundles")):
        assert call("summary", tmp_path / "out", form, "-").stdout.startswith(beginning)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--by", "steps"], "did you mean 'step'?"),
        (["--html", "-", "--json"], "--json and --html - cannot be printed at once"),
        (["--new-since", "7"], "holds no earlier run 7; there are none"),
        (["--html", "in/notes.txt"], "was not written by dmplog"),
    ],
)
def test_a_summary_that_cannot_be_had_is_told(folder, tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    call("run", folder, "-o", "out")
    done = call("summary", "out", *arguments)

    assert 2 == done.exit_code
    assert said in done.stderr


def test_a_folder_without_results_is_told(tmp_path):
    done = call("summary", tmp_path)

    assert 2 == done.exit_code
    assert "holds no results; name the folder that `dmplog fleet run` wrote" in done.stderr


def test_the_library_does_the_same(folder, tmp_path):
    done = dmplog.fleet.run(folder / "*.zip", tmp_path / "out")
    fleet = dmplog.fleet.read(tmp_path / "out")

    assert ({"ok": 2}, 2, False) == (done.counts, done.judged, done.interrupted)
    assert 2 == fleet.bundles.collect().height


def test_a_diagnosis_imports_nothing_of_a_fleet():
    bundle = Path(__file__).resolve().parents[2] / "fixtures" / "scenarios" / "healthy-download" / "bundle"
    script = (
        "import sys\nfrom dmplog.__main__ import main\nsys.argv = ['dmplog', 'diagnose', sys.argv[1], '-q']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted(name for name in sys.modules if 'fleet' in name or name in ('dask', 'distributed', 'psutil', 'fsspec')))"
    )
    done = subprocess.run([sys.executable, "-c", script, str(bundle)], capture_output=True, text=True, check=True)

    assert "[]" == done.stdout.splitlines()[-1]

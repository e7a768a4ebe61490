"""`dmplog records` and `dmplog events`: the tables, on the screen and in files."""

from __future__ import annotations

from functools import partial

import polars as pl
import pytest
from builders import bundle
from typer.testing import CliRunner

from dmplog.cli.app import app

BUNDLE = "fixtures/scenarios/download-redist-stalls/bundle"
GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
READERS = {
    "parquet": pl.read_parquet,
    "csv": partial(pl.read_csv, infer_schema_length=None),
    "jsonl": partial(pl.read_ndjson, infer_schema_length=None),
}


def call(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)])


def saved(tmp_path, *arguments, suffix="parquet"):
    path = tmp_path / f"table.{suffix}"
    result = call(*arguments, "-o", path)
    assert 0 == result.exit_code, result.output
    return READERS[suffix](path)


@pytest.mark.parametrize("command", ["records", "events"])
def test_a_table_is_shown_with_its_count(command, monkeypatch):
    """The screen shows rows; how many there are is said on standard error."""
    monkeypatch.setenv("COLUMNS", "300")
    result = call(command, BUNDLE)

    assert 0 == result.exit_code
    assert "dmpdownloader.log" in result.stdout
    assert " rows" in result.stderr
    assert "" == call(command, BUNDLE, "--quiet").stderr


@pytest.mark.parametrize("command", ["records", "events"])
def test_files_of_all_kinds_hold_the_same_rows(tmp_path, command):
    """Parquet, CSV and JSON lines agree on count and columns."""
    frames = [saved(tmp_path, command, BUNDLE, suffix=suffix) for suffix in READERS]

    assert 1 == len({(frame.height, tuple(sorted(frame.columns))) for frame in frames})
    assert frames[0].height


def test_events_are_filtered(tmp_path):
    """By event, package, role and time; each filter takes rows away and keeps only its own."""
    everything = saved(tmp_path, "events", BUNDLE)
    name = everything["event"][0]
    of_name = saved(tmp_path, "events", BUNDLE, "--event", name)
    of_package = saved(tmp_path, "events", BUNDLE, "--package", GUID.upper())
    of_role = saved(tmp_path, "events", BUNDLE, "--role", "hman")
    before = saved(tmp_path, "events", BUNDLE, "--until", "2024-12-17T19:55")
    after = saved(tmp_path, "events", BUNDLE, "--since", "2024-12-17T19:55")

    assert {name} == set(of_name["event"])
    assert {GUID} == set(of_package["package_guid"].str.to_lowercase())
    assert {"hman"} == set(of_role["role"])
    assert everything["utc"].drop_nulls().len() == before.height + after.height
    assert 0 < before.height < everything.height


def test_an_event_no_grammar_has_is_bad_usage():
    """Not an empty table."""
    result = call("events", BUNDLE, "--event", "redist_download")

    assert (2, "") == (result.exit_code, result.stdout)
    assert "dmplog: no event is called 'redist_download'; did you mean redist_downloaded?" == " ".join(
        result.stderr.split()
    )


def test_a_table_of_no_event_that_names_a_package_is_empty(tmp_path):
    """There is no column to look in, and that is no mistake."""
    line = "ERROR: no rule has this  $$<SMS_HIERARCHY_MANAGER><12-17-2024 20:00:00.000+300><thread=1 (0x1)>\n"
    (tmp_path / "hman.log").write_text(line, encoding="utf-8")

    assert 1 == saved(tmp_path, "events", tmp_path / "hman.log").height
    assert 0 == saved(tmp_path, "events", tmp_path / "hman.log", "--package", GUID).height


def test_a_role_that_is_not_there_keeps_no_row(tmp_path):
    assert 0 == saved(tmp_path, "records", BUNDLE, "--role", "rcmctrl").height


def test_log_text_cannot_act_on_the_terminal(tmp_path):
    """An escape sequence is shown as such, and a message takes its share of the screen only."""
    built = bundle().log("hman", ["\x1b[2J" + "x" * 5000])
    shown = call("records", built.at(tmp_path) / "hman.log").stdout

    assert "\x1b" not in shown
    assert r"\x1b[2J" in "".join(shown.split())
    assert len(shown) < 2000


def test_a_spreadsheet_runs_no_formula(tmp_path):
    """Cells of a CSV file that begin like a formula are quoted."""
    bundle().log("hman", ["=cmd|calc"]).at(tmp_path)
    frame = saved(tmp_path, "records", tmp_path / "hman.log", suffix="csv")

    assert ["'=cmd|calc"] == frame["message"].to_list()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["-o", "table.xlsx"], 2),
        (["--since", "noon"], 2),
        (["--encoding", "klingon"], 2),
    ],
)
def test_bad_options_are_one_sentence(arguments, code):
    """No traceback for a wrong suffix, time or code page."""
    result = call("records", BUNDLE, *arguments)

    assert code == result.exit_code
    assert result.stderr.startswith("dmplog: ")


def test_a_missing_path_is_unreadable():
    """Exit code 4, as for diagnose."""
    assert 4 == call("events", "no/such/log").exit_code

"""Nothing is wider than the terminal, nothing is cut without a sign, and a program gets a line for each row."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from dmplog.cli.app import app
from dmplog.cli.called import COMMANDS

BUNDLE = "fixtures/scenarios/waits-for-stuck-child/bundle"


def lines(*arguments):
    result = CliRunner().invoke(app, [*arguments])
    assert 0 == result.exit_code, result.output
    return result.stdout.splitlines()


@pytest.fixture
def narrow(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERMINAL_WIDTH", "80")


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("command", ["", *COMMANDS, "fleet run", "fleet summary", "flowchart check"])
def test_no_help_is_wider_than_the_terminal_or_ends_in_the_middle(command):
    said = lines(*command.split(), "--help")

    assert [] == [line for line in said if len(line) > 80]
    assert [] == [line for line in said if re.search(r"[a-z]\.\.\.$", line)]


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize(
    "command", [("events", BUNDLE), ("records", BUNDLE), ("flowchart", "list"), ("codes", "timeout")]
)
def test_no_table_is_wider_than_the_terminal(command):
    assert [] == [line for line in lines(*command) if len(line) > 80]


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("command", ["events", "records"])
def test_no_time_and_no_name_is_cut_and_what_is_left_out_is_told(command):
    """The message stands below its row, and what helps the least gives way."""
    result = CliRunner().invoke(app, [command, BUNDLE])
    rows = [line for line in result.stdout.splitlines() if re.match(r"  \S+:\d+ ", line)]

    assert 40 == len(rows)
    assert [] == [row for row in rows if "…" in row or not re.search(r" \d{4}-\d\d-\d\d \d\d:\d\d:\d\d ", row)]
    assert "      Waiting for changes to the inbox, updates will be polled in 600 seconds" in result.stdout.splitlines()
    assert "left out for want of room: component" in result.stderr


@pytest.mark.parametrize("command", ["events", "records"])
def test_a_program_gets_a_line_for_each_row_with_every_column(command, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    said = lines(command, BUNDLE)

    assert 41 == len(said)
    assert {"component", "thread", "message"} < set(said[0].split())

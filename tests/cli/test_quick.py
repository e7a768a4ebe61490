"""The plain call is read without the parser of the command line, and as that reads it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import dmplog.cli.diagnose
from dmplog.cli import quick
from dmplog.cli.answer import Asked
from dmplog.cli.app import app
from dmplog.cli.quick import plain

BUNDLE = "fixtures/scenarios/redist-fails-daily/bundle"
OPTIONS = [*quick.FLAGS, *quick.TEXTS, *quick.FILES, *quick.NUMBERS, *quick.SEVERAL]
VALUES = [
    "0",
    "3",
    "007",
    "-3",
    "+3",
    "1440",
    "1441",
    "-1440",
    "100000",
    "9" * 30,
    "²",
    "1e3",
    "",
    "-",
    "--",
    "a b",
    "logs",
]
OTHERS = [
    "logs",
    "a.zip",
    "--",
    "-",
    "-h",
    "--help",
    "-qq",
    "--jso",
    "--json=1",
    "--site=PS1",
    "--version",
    "~",
    "*",
    "",
]


def declared():
    """Every option of the command as the parser of the command line has it."""
    command = typer.main.get_command(app).commands["diagnose"]
    return [param for param in command.params if param.param_type_name == "option" and param.name != "help"]


def read_by_the_parser(arguments):
    """What the parser of the command line makes of *arguments*, None where it refuses them or shows help."""
    with mock.patch.object(dmplog.cli.diagnose, "answer") as answer:
        CliRunner().invoke(app, list(arguments))
    return answer.call_args.args[0] if answer.called else None


def test_the_tables_are_those_of_the_command():
    """A new option of the command is missed here before a user misses it."""
    flags = {
        text: (param.name, on)
        for param in declared()
        if param.is_flag
        for texts, on in ((param.opts, True), (param.secondary_opts, False))
        for text in texts
    }
    others = {text: param.name for param in declared() if not param.is_flag for text in param.opts}
    numbers = {text: name for text, (name, _, _) in quick.NUMBERS.items()}

    assert flags == quick.FLAGS
    assert others == {**quick.TEXTS, **quick.FILES, **numbers, **quick.SEVERAL}
    assert {text for param in declared() if param.multiple for text in param.opts} == set(quick.SEVERAL)


def test_nothing_asked_for_is_what_the_command_asks_for_by_default():
    assert read_by_the_parser(["diagnose", "logs"]) == plain(["diagnose", "logs"]) == Asked(["logs"])


@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(["logs", "more"]).map(lambda text: [text]),
            st.sampled_from(sorted(quick.FLAGS)).map(lambda text: [text]),
            st.tuples(st.sampled_from(OPTIONS), st.sampled_from(VALUES)).map(list),
            st.sampled_from(OTHERS).map(lambda text: [text]),
        ),
        max_size=6,
    )
)
def test_what_is_plain_is_read_as_the_parser_reads_it(parts):
    arguments = ["diagnose", *(text for part in parts for text in part)]
    found = plain(arguments)

    assert found is None or found == read_by_the_parser(arguments)


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_can_be_plain(option):
    arguments = ["diagnose", "logs", option, *(() if option in quick.FLAGS else ("3",))]

    assert read_by_the_parser(arguments) == plain(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("diagnose",),
        ("records", "logs"),
        ("diagnose", "--json"),
        ("diagnose", "logs", "--help"),
        ("diagnose", "logs", "--context"),
        ("diagnose", "logs", "--context", "many"),
        ("diagnose", "logs", "--utc-offset", "1441"),
        ("diagnose", "logs", "--site", "PS1", "--site", "PS2"),
        ("diagnose", "logs", "--day-first", "--month-first"),
    ],
)
def test_what_is_not_plain_is_left_to_the_parser(arguments):
    assert plain(arguments) is None


def test_on_windows_a_pattern_is_left_to_the_parser(monkeypatch):
    """It is the parser that finds the files there, and the home of the user."""
    monkeypatch.setattr(quick.os, "name", "nt")
    read = {text: plain(["diagnose", text]) is not None for text in ("logs", "*.log", "~\\logs", "%TEMP%\\logs")}

    assert {"logs": True, "*.log": False, "~\\logs": False, "%TEMP%\\logs": False} == read


def test_a_shell_that_completes_is_left_to_the_parser(monkeypatch):
    monkeypatch.setenv("_DMPLOG_COMPLETE", "complete_bash")

    assert plain(["diagnose", "logs"]) is None


MAIN = "from dmplog.__main__ import main; main()"
SLOW = "import dmplog.cli.quick; dmplog.cli.quick.plain = lambda _: None; from dmplog.__main__ import main; main()"


def run(*arguments, script=MAIN):
    return subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, check=False, cwd=Path(__file__).parents[2]
    )


@pytest.mark.parametrize(
    "arguments",
    [(BUNDLE,), (BUNDLE, "--json"), (BUNDLE, "--exit-zero", "-q"), ("no/such/folder",), (BUNDLE, "--as-of", "x")],
)
def test_both_ways_write_the_same_and_end_alike(arguments):
    one, other = run("diagnose", *arguments), run("diagnose", *arguments, script=SLOW)

    assert (other.returncode, other.stdout, other.stderr) == (one.returncode, one.stdout, one.stderr)


def test_the_plain_call_imports_no_parser_and_no_validator():
    script = "import sys; from dmplog.__main__ import main\ntry: main()\nfinally: print(sorted({'typer', 'pydantic', 'rich', 'lark', 'networkx'} & {*sys.modules}))"

    assert "[]" == run("diagnose", BUNDLE, script=script).stdout.decode().splitlines()[-1]


def test_the_version_imports_next_to_nothing():
    script = "import sys; from dmplog.__main__ import main; main(); print(sorted({'polars', 'dataclasses', 'importlib.metadata'} & {*sys.modules}))"

    assert "[]" == run("--version", script=script).stdout.decode().splitlines()[-1]


def test_a_closed_standard_output_is_told_alike():
    """`dmplog diagnose … >&-` ends with 2 and one sentence, whichever way the call was read."""
    closing = "import sys, os; sys.stdout = None; "
    one, other = (run("diagnose", BUNDLE, script=closing + script) for script in (MAIN, SLOW))

    assert (2, other.stderr) == (one.returncode, one.stderr)
    assert other.returncode == one.returncode


def test_little_input_gets_one_thread_and_the_user_has_the_last_word():
    script = "import os; from dmplog.cli.little import *\nprepare_for(sys.argv[1:]); print(os.environ.get(THREADS))"
    found = run(BUNDLE, script="import sys; " + script)
    given_by_the_user = subprocess.run(
        [sys.executable, "-c", "import sys; " + script, BUNDLE],
        capture_output=True,
        check=True,
        env={**os.environ, "POLARS_MAX_THREADS": "2"},
    )

    assert (b"1\n", b"2\n") == (found.stdout, given_by_the_user.stdout)

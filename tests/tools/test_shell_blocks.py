"""The commands of README and docs that stand in no language of their own run as they are pasted."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest
from fenced import BLOCKS, set_out
from typer.testing import CliRunner

from dmplog.cli.app import app
from dmplog.cli.called import as_called

PAGES = ("README.md", "CONTRIBUTING.md", "docs/")
LANGUAGES = ("", "bash", "sh", "console")
"""What a block of commands is called: those that any shell takes have no name."""

PLAIN = re.compile(r"dmplog [^$|>@%]*")
"""What PowerShell takes and every other shell, too."""

NOT_RUN = {
    "python tools/begin.py": "makes an environment beside this one; the first step of the checks of a clean clone does it",
    "python tools/begin.py test": "runs these tests",
    ".ci/run": "runs these tests",
}
"""Command by command, with the reason."""

WRITES = ("--html", "--markdown", "-o", "--output")

ENDS = {"diagnose": 1, "watch": 124}
"""The code that a command ends with; every other one with 0."""

COMMANDS = [
    pytest.param(line, id=f"{Path(block.page).stem}: {line}")
    for block in BLOCKS
    if block.page.startswith(PAGES)
    for line in block.text.splitlines()
    if (line.strip() and block.language in LANGUAGES) or (block.language == "powershell" and PLAIN.fullmatch(line))
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_runs_as_it_is_pasted(command, tmp_path, monkeypatch):
    """In a folder that holds the bundle it names; it ends with a code of the contract and writes what it says."""
    if command in NOT_RUN:
        pytest.skip(NOT_RUN[command])
    program, *arguments = shlex.split(command.replace("\\", "/"))
    if arguments[:1] == ["watch"]:
        # Nobody waits for an update here.
        arguments += ["--timeout", "1s"]
    set_out(tmp_path)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, arguments)
    written = [argument for before, argument in pairwise(arguments) if before in WRITES]

    assert "dmplog" == program
    assert ENDS.get(as_called(arguments)[0], 0) == result.exit_code, result.output
    assert [] == [name for name in written if not (tmp_path / name).stat().st_size]


def test_what_is_not_run_stands_in_the_docs():
    """A reason whose command is gone is taken out."""
    assert set() == set(NOT_RUN) - {param.values[0] for param in COMMANDS}

"""Whoever follows a tutorial gets what it shows: its files are written as they stand there, and its commands answer as they do there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from markdown_it import MarkdownIt
from typer.testing import CliRunner

from dmplog.cli.app import app

DOCS = Path(__file__).resolve().parents[2] / "docs"
IN_ORDER = ("teach-a-log.md", "a-lane-of-your-own.md")
"""The second one goes on where the first one ends."""

FILE = re.compile(r'title="(?P<path>[^"]+)"')
PROMPT = "> dmplog "
CUT = re.compile(r"(?m)^…$")
"""A line that stands for others."""


def follow(page, run):
    """Write the files of *page* and run its commands, from its beginning to its end; return each command with what was told and shown."""
    for token in MarkdownIt().parse((DOCS / page).read_text(encoding="utf-8")):
        if token.type != "fence":
            continue
        if named := FILE.search(token.info):
            path = Path(named["path"])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(token.content, encoding="utf-8")
        elif token.content.startswith(PROMPT):
            command, _, shown = token.content.rstrip().partition("\n")
            told = "\n".join(
                line.rstrip() for line in run(shlex.split(command.removeprefix(PROMPT))).rstrip().splitlines()
            )
            yield command, told, shown


def test_the_tutorials_show_what_happens(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    steps = [
        step for page in IN_ORDER for step in follow(page, lambda arguments: CliRunner().invoke(app, arguments).output)
    ]

    assert 5 == len(steps)
    for command, told, shown in steps:
        wanted = ".*".join(re.escape(part) for part in CUT.split(shown))
        assert re.fullmatch(wanted, told, re.DOTALL), f"{command}\n{told}"

"""Whatever is printed can be printed on a console of an old code page: plainer, never cut off, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from dmplog.cli.app import app
from dmplog.looks.states import STATES
from dmplog.looks.visible import written_in

BUNDLE = "fixtures/scenarios/waits-for-stuck-child/bundle"
PAGES = ("cp437", "cp850", "cp1252")
FORMS = ("text", "concise", "markdown")


def printed(page, *options):
    """Return what a console of the code page *page* is given; it refuses every character that it lacks."""
    # Where a line is too short for a sentence it is cut, and plain forms are longer than the signs they stand for.
    result = CliRunner(charset=page, env={"COLUMNS": "100"}).invoke(app, ["diagnose", BUNDLE, *options])
    assert 1 == result.exit_code, result.exception
    return result.stdout_bytes.decode(page)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_written_in_the_code_page(form, page):
    """All of it, with no escape where there is a plain form, and the same words as elsewhere."""
    said, whole = printed(page, "--format", form), printed("utf-8", "--format", form)

    assert "\\u" not in said
    assert [word for word in whole.split() if word.isascii() and word.isalpha()] == [
        word for word in said.split() if word in whole.split() and word.isalpha()
    ]


@pytest.mark.parametrize("page", PAGES)
def test_the_command_itself_writes_there(page):
    """As a process of its own, whose output is not a terminal."""
    found = subprocess.run(
        [sys.executable, "-m", "dmplog", "diagnose", BUNDLE, "--format", "markdown"],
        env={**os.environ, "PYTHONIOENCODING": page},
        capture_output=True,
        check=False,
    )

    assert (1, b"") == (found.returncode, found.stderr)
    assert printed(page, "--format", "markdown") == found.stdout.decode(page).replace("\r\n", "\n")


def test_the_sign_of_a_state_is_its_letter():
    """A console that lacks the sign shows what the plain text view shows."""
    assert [state.letter for state in STATES.values() if len(state.glyph) == 1] == [
        written_in(state.glyph, "ascii") for state in STATES.values() if len(state.glyph) == 1
    ]

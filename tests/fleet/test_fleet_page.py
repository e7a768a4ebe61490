"""What docs/fleet.md shows is what a user gets."""

from __future__ import annotations

import doctest
import re
import shutil
from pathlib import Path

import engine
import pytest
from bundles import SCENARIOS, write_poison
from typer.testing import CliRunner

from dmplog.cli.app import app

PAGE = Path(__file__).resolve().parents[2] / "docs" / "fleet.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CASES = {
    "adatum": "redist-fails-daily",
    "contoso": "waits-for-stuck-child",
    "fabrikam": "payload-download-fails-dns",
    "litware": "healthy-download",
    "northwind": "case-c17-tool-sql-exception",
    "tailspin": "applicability-check-stalls",
}


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    """The bundles of the page, judged."""
    root = tmp_path_factory.mktemp("page")
    (root / "cases").mkdir()
    for name, scenario in CASES.items():
        shutil.make_archive(str(root / "cases" / name), "zip", SCENARIOS / scenario / "bundle")
    write_poison(root / "torn.zip").rename(root / "cases" / "wingtip.zip")
    return root


def blocks(language):
    return [block for name, block in BLOCK.findall(PAGE.read_text(encoding="utf-8")) if name == language]


def test_the_sessions_are_those_of_a_terminal(cases, monkeypatch):
    monkeypatch.chdir(cases)
    engine.use(monkeypatch)
    for block in blocks("text"):
        if block.startswith("> dmplog"):
            command, _, expected = block.partition("\n")
            done = CliRunner(env={"COLUMNS": "100"}).invoke(app, command.removeprefix("> dmplog ").split())
            # In the page they lie where they may lie for a reader.
            shown = done.output.replace(f"{cases}/", "D:/")
            begin, _, end = expected.partition("…\n")

            assert shown.startswith(begin)
            assert shown.endswith(end)


def test_the_python_of_the_page_says_what_it_says(cases, monkeypatch):
    monkeypatch.chdir(cases)
    engine.use(monkeypatch)
    CliRunner().invoke(app, ["fleet", "run", "cases", "-o", "results"])
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    for block in blocks("pycon"):
        test = doctest.DocTestParser().get_doctest(block, {}, "page", None, 0)

        assert 0 == doctest.DocTestRunner(optionflags=flags).run(test).failed

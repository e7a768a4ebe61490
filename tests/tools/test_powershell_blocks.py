"""What README and docs tell to paste into PowerShell is PowerShell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(?:powershell|pwsh)\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = [block for page in PAGES for block in BLOCK.findall(page.read_text(encoding="utf-8"))]


def has_mistakes(text):
    import tree_sitter_powershell
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_powershell.language())).parse(text.encode()).root_node.has_error


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_of_powershell_has_no_mistake(block):
    assert not has_mistakes(block)


def test_the_commands_that_copy_logs_have_none_either():
    from dmplog.views.fetching import errands

    needs = [
        {"log": name, "server": "CAS01", "folder": folder, "why": ""}
        for name, folder in (("hman.log", "<install dir>\\Logs"), ("ConfigMgrSetup.log", "C:\\"))
    ]

    assert not has_mistakes("\n".join(errands(needs)[0].commands))


def test_a_mistake_is_seen():
    assert has_mistakes("if (1 -eq 1 { 'x'")

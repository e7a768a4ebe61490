"""What README and docs tell to paste into PowerShell is PowerShell, wherever it stands."""

from __future__ import annotations

import re

import pytest
from fenced import BLOCKS, REPOSITORY, SPANS, blocks_of, pages

POWERSHELL = ("powershell", "pwsh", "ps1", "posh")
READ_ELSEWHERE = ("", "bash", "sh", "console", "python", "pycon", "text", "txt", "toml", "json", "yaml", "mermaid")
"""Languages of blocks that are no PowerShell; a new one has to be put here, or above."""

PROMPTED = re.compile(r"^(?:PS [^>\n]*)?> ?(.+)$", re.MULTILINE)
"""A command behind a prompt, in a session that shows what is printed."""

CALLS = ("dmplog ", "python ", "pip ", "pipx ", "uv ", "robocopy ", "Get-")
"""What a command inside a sentence begins with."""


def has_mistakes(text):
    import tree_sitter_powershell
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_powershell.language())).parse(text.encode()).root_node.has_error


def lines_of(blocks):
    """Return what is PowerShell of *blocks*, with its place: whole blocks, and commands behind a prompt."""
    for block in blocks:
        if block.language in POWERSHELL:
            yield block.place, block.text
        elif block.language == "text" and "/knowledge/" not in block.page:
            # Pages of knowledge quote lines of logs, which begin with anything.
            yield from ((block.place, command) for command in PROMPTED.findall(block.text))


PASTED = [*lines_of(BLOCKS), *((span.place, span.text) for span in SPANS if span.text.startswith(CALLS))]


@pytest.mark.parametrize("command", [pytest.param(command, id=place) for place, command in PASTED])
def test_what_is_pasted_has_no_mistake(command):
    assert not has_mistakes(command)


def test_every_page_is_looked_at():
    """In each folder, and in no other than those of people's pages; what tests compare with is no page."""
    kept = {path for path in REPOSITORY.rglob("*.md") if not {"snapshots", ".venv", "site-packages"} & set(path.parts)}
    hidden = {path for path in kept if any(part.startswith(".") for part in path.relative_to(REPOSITORY).parts)}

    assert sorted(kept - hidden) == pages()


def test_no_block_is_in_a_language_that_no_test_reads():
    assert {} == {
        block.place: block.language for block in BLOCKS if block.language not in (*POWERSHELL, *READ_ELSEWHERE)
    }


@pytest.mark.parametrize(
    "page",
    [
        "```powershell\n{}\n```\n",
        "~~~ PowerShell title=x\n{}\n~~~\n",
        "````pwsh\n{}\n````\n",
        "1. Do this:\n\n   - then that:\n\n     ```powershell\n     {}\n     ```\n",
        "> ```ps1\n> {}\n> ```\n",
        "   ```powershell\n   {}\n",
        "```text\nPS C:\\Logs> {}\n```\n",
        "```text\n> {}\nprinted\n```\n",
    ],
)
def test_a_mistake_is_seen_wherever_it_stands(page, tmp_path):
    """In a list in a list, in a quotation, behind tildes, in a block that nobody closed, behind a prompt."""
    path = tmp_path / "docs" / "decisions" / "0001-x.md"
    path.parent.mkdir(parents=True)
    found = []
    for line in ("if (1 -eq 1) { 'x' }", "if (1 -eq 1 { 'x'"):
        path.write_text(page.format(line), encoding="utf-8")
        assert [path] == pages(tmp_path)
        found += [has_mistakes(command) for _, command in lines_of(blocks_of(path, tmp_path))]

    assert [False, True] == found


def test_the_commands_that_copy_logs_have_none_either():
    from dmplog.views.fetching import errands

    needs = [
        {"log": name, "server": "CAS01", "folder": folder, "why": ""}
        for name, folder in (("hman.log", "<install dir>\\Logs"), ("ConfigMgrSetup.log", "C:\\"))
    ]

    assert not has_mistakes("\n".join(errands(needs)[0].commands))

"""The Python of the docs runs as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = [
    pytest.param(block, id=f"{page.stem}-{number}")
    for page in sorted((REPOSITORY / "docs").glob("*.md"))
    for number, block in enumerate(BLOCK.findall(page.read_text(encoding="utf-8")))
]


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_of_python_runs_and_says_something(block, capsys, monkeypatch):
    monkeypatch.chdir(REPOSITORY)

    exec(compile(block, "docs", "exec"), {})

    assert capsys.readouterr().out != ""

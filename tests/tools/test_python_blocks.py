"""The Python of README and docs runs as it stands there."""

from __future__ import annotations

import pytest
from fenced import BLOCKS, set_out

PYTHON = [pytest.param(block.text, id=block.place) for block in BLOCKS if block.language in ("python", "py")]


@pytest.mark.parametrize("block", PYTHON)
def test_a_block_of_python_runs_and_says_something(block, capsys, monkeypatch, tmp_path):
    set_out(tmp_path)
    monkeypatch.chdir(tmp_path)

    exec(compile(block, "docs", "exec"), {})

    assert capsys.readouterr().out != ""

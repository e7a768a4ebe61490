"""One place says what somebody may have meant."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import dmplog
from dmplog.nearest import did_you_mean, nearest, nearest_of

PACKAGE = Path(dmplog.__file__).parent
PARTS_OF_LINES = {"pages/lines.py"}
"""What compares lines with messages looks for no name."""


def test_no_other_module_looks_for_names_that_are_near():
    asked = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Import) and "difflib" in [alias.name for alias in node.names]
    }

    assert {"nearest.py"} | PARTS_OF_LINES == asked


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("hmann", "hman"),
        ("HMAN ", "hman"),
        ("Distmrg", "Distmgr"),
        ("distmgr", "Distmgr"),
        ("sender", None),
        ("", None),
    ],
)
def test_the_size_of_letters_is_no_difference_and_the_name_is_told_as_it_is_spelt(name, near):
    assert near == nearest(name, ["hman", "Distmgr"])
    assert (f"did you mean {near!r}?" if near else None) == did_you_mean(name, ["hman", "Distmgr"])


def test_the_nearest_name_comes_first_whatever_the_order_of_those_that_are_known():
    known = ["redist_download", "redist_downloaded", "payload_downloaded"]

    assert ["redist_downloaded", "redist_download"] == nearest_of("redist_downloadd", known, most=2)
    assert nearest_of("redist_downloadd", known, most=3) == nearest_of("redist_downloadd", known[::-1], most=3)
    assert [] == nearest_of("redist_downloadd", known, most=3, close=0.99)

"""What fell once, and what is of its kind, goes through every door without falling."""

from __future__ import annotations

from pathlib import Path

import pytest
from doors import DOORS, keep, kept

CORPUS = sorted((Path(__file__).parents[1] / "corpus").glob("*.json"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_an_input_that_was_kept_falls_nowhere(path):
    door, files = kept(path)
    DOORS[door](files)


def test_there_are_inputs_for_every_door():
    assert set(DOORS) == {kept(path)[0] for path in CORPUS}


def test_an_input_is_kept_byte_for_byte(tmp_path):
    files = {"a.log": bytes(range(256)), "": b""}
    keep(tmp_path / "x.json", "records", files, "every byte there is")

    assert ("records", files) == kept(tmp_path / "x.json")

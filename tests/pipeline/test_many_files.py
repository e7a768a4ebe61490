"""A bundle of very many files costs little for each of them."""

from __future__ import annotations

import cProfile
import pstats
import zipfile

import pytest

import dmplog
from dmplog.framing.options import ReadOptions
from dmplog.records import read_paths

MOST_CALLS = 1_000
"""So many calls of functions one more file without a line may cost; 100,000 of them are a few seconds then."""
WAYS = {
    "diagnose": lambda path: dmplog.diagnose(path).to_text(),
    "records": lambda path: read_paths([path], ReadOptions()),
}


def calls(look, path):
    profile = cProfile.Profile()
    profile.enable()
    look(path)
    profile.disable()
    return pstats.Stats(profile).total_calls


@pytest.mark.parametrize("way", WAYS)
def test_an_empty_file_in_an_archive_costs_a_few_calls(tmp_path, way):
    counted = []
    for number in (100, 600):
        path = tmp_path / f"{number}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name in range(number):
                archive.writestr(f"{name}.log", b"")
        # What is loaded and kept is loaded before anything is counted.
        WAYS[way](path)
        counted.append(calls(WAYS[way], path))

    assert counted[1] - counted[0] < 500 * MOST_CALLS

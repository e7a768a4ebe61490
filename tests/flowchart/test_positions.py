"""Places of values in TOML text."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmplog.data import data_folder
from dmplog.flowchart.positions import Positions

TEXT = """\
# a comment with [brackets] and id = "no"
[flowchart]
id = "x"  # id
title = '''
[not.a.table]
id = "y"
'''

[lane.one]
chart = '''
start -> a
'''
run_begins = [
    "first",  # "second"
    { event = "third", state = 2 },
]

[[lane.one.step]]
id = "a"
what = "a ] and a # in a text"
[[lane.one.step]]
ends = ["e", { event = "f", where = ["g"] }]
id = 'b'
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("flowchart",), (2, 1)),
        (("flowchart", "id"), (3, 1)),
        (("flowchart", "title"), (4, 1)),
        (("lane", "one"), (9, 1)),
        (("lane",), (9, 1)),
        (("lane", "one", "run_begins", 0), (14, 5)),
        (("lane", "one", "run_begins", 1), (15, 5)),
        (("lane", "one", "run_begins", 1, "state"), (15, 24)),
        (("lane", "one", "step", 0, "what"), (20, 1)),
        (("lane", "one", "step", 1, "ends", 1, "where", 0), (22, 38)),
        (("lane", "one", "step", 1, "id"), (23, 1)),
    ],
)
def test_every_part_has_its_line_and_column(path, place):
    assert place == Positions(TEXT).of(*path)


def test_what_is_not_there_has_the_place_of_the_table_around_it():
    assert (21, 1) == Positions(TEXT).of("lane", "one", "step", 1, "missing")


def test_what_has_no_table_has_no_place():
    assert Positions(TEXT).of("nowhere") is None


def test_a_text_in_three_quotes_begins_on_the_next_line():
    assert (11, 1) == Positions(TEXT).text("lane", "one", "chart")


def test_a_text_on_the_line_of_its_key_begins_behind_the_quote():
    assert (3, 7) == Positions(TEXT).text("flowchart", "id")


def paths_of(value, path=()):
    if isinstance(value, dict):
        for key, item in value.items():
            yield (*path, key)
            yield from paths_of(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield (*path, number)
            yield from paths_of(item, (*path, number))


@pytest.mark.parametrize("name", ["download", "replication", "upload", "offline"])
def test_every_key_of_a_shipped_file_stands_at_its_place(name):
    text = (data_folder("flowcharts") / f"{name}.toml").read_text(encoding="utf-8")
    places, lines = Positions(text), text.splitlines()

    for path in paths_of(tomllib.loads(text)):
        if (
            isinstance(path[-1], str)
            and path[:1] == ("lane",)
            and len(path) > 2
            and path[-1] not in ("step", "decision", "outcome", "sub_stages")
        ):
            line, column = places.of(*path)
            assert lines[line - 1][column - 1 :].startswith(path[-1]), path


@given(st.text(max_size=60))
def test_no_text_breaks_the_scanner(text):
    places = Positions(text)

    assert places.of("no such key at all") is None

"""The page of quality says what its figures say, each figure where it is from, and the gate of coverage refuses what is below it."""

from __future__ import annotations

import tomllib

import coverage_gate
import pytest
import quality

FILES = sorted((quality.DOCS / "quality").glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_figure_names_its_day_the_load_and_the_command(path):
    part = tomllib.loads(path.read_text(encoding="utf-8"))
    measured = [*part.get("measurement", ()), *([part] if "room" in part else [])]

    assert [] == [one.get("title") for one in measured if not {"date", "load", "command"} <= one.keys()]
    assert [] == [draw["seed"] for draw in part.get("draw", ()) if "day" not in draw]
    assert [] == [ratio["what"] for ratio in part.get("ratio", ()) if "date" not in ratio]


def test_a_draw_tells_the_share_of_what_could_be_noticed():
    assert "58 of 60 (96.7 %)" == quality._noticed({"run": 62, "killed": 58, "equivalent": 2})


def test_a_room_below_the_gate_is_named_with_its_share():
    rooms = [{"name": "cases", "branches": 40, "covered": 37}, {"name": "causes", "branches": 40, "covered": 38}]

    assert ["cases: 92.5 % of its branches are reached, at least 95 % must be"] == list(coverage_gate.short(rooms))


def test_a_room_is_its_folder_or_its_module_and_nothing_that_begins_alike():
    def told(branches, covered):
        return {
            "summary": {"num_branches": branches, "covered_branches": covered, "num_statements": 4, "covered_lines": 3}
        }

    files = {"dmplog/cases/a.py": told(10, 9), "dmplog/cases/b.py": told(10, 10), "dmplog/cases_of.py": told(99, 0)}
    found = {room["name"]: room for room in coverage_gate.measured({"files": files})}

    assert {"name": "cases", "branches": 20, "covered": 19, "lines": 75.0} == found["cases"]
    assert 0 == found["reach.py"]["branches"]


def test_the_figures_that_are_written_are_the_figures_that_are_read():
    rooms = [{"name": "cases", "branches": 20, "covered": 19, "lines": 75.0}]

    text = coverage_gate.written(rooms, "2026-11-28", "1 to 2 on 2 processors")

    assert rooms == tomllib.loads(text)["room"]


def test_every_room_of_the_gate_is_there():
    rooms = [coverage_gate.REPOSITORY / "dmplog" / room for room in coverage_gate.ROOMS]

    assert [] == [room.name for room in rooms if not room.exists()]

"""Steps of charts of the user's own: the shipped steps they stand for, and those that stand for none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dmplog.data import own_knowledge
from dmplog.flowchart import Signal, load_flowchart, paths_of, shipped_flowcharts

SHIPPED = [
    (name, lane.id, step.id)
    for name in shipped_flowcharts()
    for lane in load_flowchart(name).lanes
    for step in lane.steps
]


def stood_for(chart, lane, step):
    """Return the paths of *step* in a copy of *chart* that lies elsewhere, with the id "own"."""
    return paths_of(replace(chart, id="own", path="/elsewhere/own.toml"), lane, step)


@pytest.mark.parametrize(("name", "lane", "step"), SHIPPED, ids=".".join)
def test_a_copy_of_a_step_stands_for_it_whatever_it_is_called(name, lane, step):
    chart = load_flowchart(name)
    own = replace(chart.lane(lane).step(step), id="mine")

    assert ("own." + lane + ".mine", f"{name}.{lane}.{step}") == stood_for(chart, chart.lane(lane), own)


def test_a_renamed_step_keeps_its_shipped_name_where_the_copy_of_its_chart_keeps_the_id(tmp_path):
    chart = load_flowchart("download")
    text = Path(chart.path).read_text(encoding="utf-8")
    (tmp_path / "flowcharts").mkdir()
    copy = tmp_path / "flowcharts" / "download.toml"
    copy.write_text(text.replace("download_redist", "fetch_redist"), encoding="utf-8")

    with own_knowledge(tmp_path):
        own = load_flowchart("download")
        lane = own.lane("package")
        paths = paths_of(own, lane, lane.step("fetch_redist"))

    assert ("download.package.fetch_redist", "download.package.download_redist") == paths


@pytest.mark.parametrize(
    "signal",
    [
        Signal("sql_error"),
        Signal("status_message"),
        Signal("status_message", (("message_id", ("5049",)),)),
        Signal("backup_refused"),
    ],
    ids=str,
)
def test_a_new_step_stands_for_none_by_a_line_that_many_logs_write(signal):
    chart = load_flowchart("upload")
    lane = chart.lanes[0]
    step = replace(lane.steps[0], id="copy_backup", begins=(), progress=(), ends=(), fails=(signal,), waits=())

    assert ("own." + lane.id + ".copy_backup",) == stood_for(chart, lane, step)


def test_one_line_among_others_of_its_own_makes_no_step_stand_for_another():
    chart = load_flowchart("download")
    lane = chart.lane("package")
    known = next(step for step in lane.steps if len(step.fails) > 2)
    own = replace(
        lane.steps[0],
        id="mine",
        begins=(Signal("backup_begun"),),
        progress=(),
        ends=(Signal("backup_copied"),),
        fails=known.fails[:1],
        waits=(),
    )

    assert (f"own.{lane.id}.mine",) == stood_for(chart, lane, own)


def test_the_order_of_conditions_makes_no_other_step():
    chart = load_flowchart("download")
    lane = chart.lane("package")
    step = lane.step("download_redist")
    turned = {
        kind: tuple(replace(signal, where=signal.where[::-1]) for signal in reversed(getattr(step, kind)))
        for kind in ("begins", "ends", "fails")
    }

    assert "download.package.download_redist" == stood_for(chart, lane, replace(step, **turned))[-1]

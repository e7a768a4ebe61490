"""What is written out of the chart is diagnosed back: every step, stalled, failed and done, in every framing."""

from __future__ import annotations

import itertools

import pytest
from generator import FRAMINGS, STATES, write_case

import dmplog
from dmplog.grammar import Grammars

CHART = dmplog.load_flowchart("download")
PLACES = [(lane.id, step.id) for lane in CHART.lanes for step in lane.steps]
CASES = [(*place, state, framing) for place, state, framing in itertools.product(PLACES, STATES, FRAMINGS)]


@pytest.mark.parametrize(("lane", "step", "state", "framing"), CASES)
def test_a_generated_case_is_diagnosed_back(tmp_path, lane, step, state, framing):
    if not write_case(tmp_path, Grammars.load(), CHART.lane(lane), step, state, framing):
        pytest.skip(f"no failure of {step} is documented")

    report = dmplog.diagnose(tmp_path, utc_offset=0, flowcharts=("download",))

    case = next(case for case in report.cases if case.lane == lane)
    status = {each.id: each.status for each in case.steps}
    if state == "done":
        assert "done" == status[step]
    else:
        assert (state, step) == (case.verdict, case.step), case.reasons

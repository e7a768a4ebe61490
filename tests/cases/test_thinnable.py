"""What may be thinned is worked out from the flowcharts: only what says that a step goes on, what is told, and what carries a key."""

from __future__ import annotations

from functools import cache

import pytest

from dmplog.cases import wanted_fields
from dmplog.causes import load_causes
from dmplog.compiled import read_table
from dmplog.flowchart import load_flowchart, shipped_flowcharts
from dmplog.grammar import Grammars

KINDS = ("begins", "proves", "ends", "fails", "waits", "skips", "tries", "nearly", "announces")


@cache
def charts():
    return [load_flowchart(name) for name in shipped_flowcharts()]


@cache
def thinnable():
    causes = load_causes()
    return wanted_fields(charts(), Grammars.load(), causes.telling_events, causes.harmless_row).thinnable


def every():
    return {*thinnable().alike, *thinnable().carriers}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_does_more_to_a_step_than_to_go_on_may_be_thinned(kind):
    steps = [step for chart in charts() for lane in chart.lanes for step in lane.steps]

    assert set() == {signal.event for step in steps for signal in getattr(step, kind)} & every()


def test_nothing_that_cuts_runs_settles_them_or_is_counted_may_be_thinned():
    asked = set()
    for lane in (lane for chart in charts() for lane in chart.lanes):
        signals = (*lane.run_begins, *lane.run_begins_if_closed, *lane.once_per_run, *lane.fails)
        asked.update(signal.event for signal in signals)
        asked.update(each.signal.event for each in (*lane.outcomes, *lane.also_seen, *lane.waits))
        stages = lane.traits.sub_stages
        asked.update((stages.report, *stages.restarts) if stages else ())

    assert set() == asked & every()


def test_nothing_that_clocks_are_set_by_may_be_thinned():
    entries = read_table("hand_overs")["hand_over"]

    assert set() == {entry[side] for entry in entries for side in ("given", "taken")} & every()


def test_every_sign_among_it_is_a_sign_of_life_of_some_step():
    steps = [step for chart in charts() for lane in chart.lanes for step in lane.steps]

    assert set() == thinnable().signs - {signal.event for step in steps for signal in step.progress}


def test_lines_of_one_number_are_signs_of_life_of_the_same_steps():
    said = {}
    for chart in charts():
        for lane in chart.lanes:
            for step in lane.steps:
                for signal in step.progress:
                    said.setdefault(signal.event, set()).add((chart.id, lane.id, step.id))
    together = {}
    for event, number in thinnable().alike.items():
        together.setdefault(number, set()).add(frozenset(said.get(event, ())))

    assert {1} == {len(steps) for steps in together.values()}
    assert thinnable().alike["sending_writing"] == thinnable().alike["sending_wrote"]


def test_what_carries_a_key_stands_in_logs_that_are_joined_by_their_threads_alone():
    roles = {rule.name: set(rule.roles) for rule in Grammars.load().rules if rule.name in thinnable().carriers}

    assert {"hman", "distmgr"} == set().union(*roles.values())


def test_what_a_worker_unpacks_what_it_polls_and_what_packages_it_looks_at_may_be_thinned():
    assert "payload_file_extracting" in thinnable().signs
    assert "sending_capacity_checked" in thinnable().alike.keys() - thinnable().signs
    assert "package_server_status_updated" in thinnable().carriers
    assert ("position",) == thinnable().growing

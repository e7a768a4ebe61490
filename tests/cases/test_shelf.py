"""What light event rows keep, and which of them begin a cycle."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from dmplog.cases import wanted_fields
from dmplog.causes import load_causes
from dmplog.flowchart import known_flowcharts, load_flowchart
from dmplog.grammar import Grammars


def test_only_the_message_that_opens_a_cycle_begins_one():
    """`Generating state message: 0` opens it; `Successfully Dropped the state message 0` repeats the number a moment later."""
    causes = load_causes()
    fields = wanted_fields([load_flowchart("download")], Grammars.load(), causes.telling_events, causes.harmless_row)
    rows = pl.DataFrame(
        {
            "event": ["state_message_generated", "state_message_dropped", "state_message_generated"],
            "state_message": ["0", "0", "11"],
        }
    )

    assert [True, False, False] == rows.select(fields.cycle_begins).to_series().to_list()


def test_an_event_nobody_asks_for_is_kept_where_its_key_may_join_a_case():
    """distmgr.log names the package in `Replicating package …`; what a background task reports has no key at all."""
    causes = load_causes()
    charts = [load_flowchart(name) for name in known_flowcharts()]

    idle = wanted_fields(charts, Grammars.load(), causes.telling_events, causes.harmless_row).idle

    assert (False, True) == ("package_replicating" in idle, "background_task_reported" in idle)


@pytest.mark.parametrize(("fields", "idle"), [(("package_guid",), False), (("text",), True), ((), True)])
@pytest.mark.parametrize("role", ["hman", "dmpdownloader"])
def test_in_a_log_that_is_only_asked_no_key_keeps_an_event(role, fields, idle):
    """dmpdownloader.log is looked at for what a flowchart asks for; in hman.log every line with a key may count."""
    causes, grammars = load_causes(), Grammars.load()
    charts = [load_flowchart(name) for name in known_flowcharts()]
    rule = replace(grammars.rules[0], name="invented_event", roles=(role,), fields=fields)

    known = Grammars((*grammars.rules, rule))
    found = wanted_fields(charts, known, causes.telling_events, causes.harmless_row).idle

    assert (idle or role == "dmpdownloader") == ("invented_event" in found)


def test_fields_that_a_flowchart_asks_for_are_kept_for_the_events_it_asks_them_of():
    causes, grammars = load_causes(), Grammars.load()
    charts = [load_flowchart(name) for name in known_flowcharts()]

    fields = wanted_fields(charts, grammars, causes.telling_events, causes.harmless_row)

    assert "state_message_generated" in fields.asked["state_message"]
    assert "redist_folder_reported" in fields.asked["path"]
    assert set() == set(fields.asked) & set(fields.always)
    assert set() == {*fields.asked, *fields.always} - set(grammars.fields)


def test_events_that_begin_a_check_or_tell_its_results_or_stages_are_kept():
    """Also where no step asks for them and they hold no key."""
    causes, grammars = load_causes(), Grammars.load()
    shipped = [load_flowchart(name) for name in known_flowcharts()]
    charts = [
        replace(
            chart,
            lanes=tuple(replace(lane, steps=()) for lane in chart.lanes),
            correlator=replace(chart.correlator, lines={}),
        )
        for chart in shipped
    ]
    traits = [lane.traits for chart in charts for lane in chart.lanes]
    stages = [each.sub_stages for each in traits if each.sub_stages]
    named = {event for each in traits for event in (each.check_results, each.check_begins) if event}
    named |= {event for each in stages for event in (each.report, *each.restarts)}
    bare = [replace(rule, roles=("dmpdownloader",)) for rule in grammars.rules if rule.name in named]

    found = wanted_fields(charts, Grammars(bare), frozenset(), causes.harmless_row).idle

    assert (False, frozenset()) == (not bare, found)

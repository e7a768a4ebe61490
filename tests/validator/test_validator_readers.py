"""No failure that a grammar knows is passed over in silence."""

from __future__ import annotations

import tomllib

from dmplog.causes import load_causes
from dmplog.data import data_folder
from dmplog.flowchart import load_flowchart, shipped_flowcharts
from dmplog.grammar import Grammars
from dmplog.validator.readers import DECIDES_NOTHING, events_read, failures, unread_failures

CHARTS = [load_flowchart(name) for name in shipped_flowcharts()]
FOLDER = data_folder("flowcharts")


def listed():
    entries = tomllib.loads((FOLDER / DECIDES_NOTHING).read_text(encoding="utf-8"))["event"]
    return {entry["name"]: entry for entry in entries}


def test_every_failure_of_a_grammar_has_a_reader_or_a_reason_why_it_has_none():
    assert () == unread_failures(Grammars.load(), CHARTS, load_causes(), FOLDER)


def test_a_failure_without_a_reader_is_named():
    without = [chart for chart in CHARTS if chart.id != "replication"]

    unread = {rule.name for rule in unread_failures(Grammars.load(), without, load_causes(), FOLDER)}

    assert {"snapshot_failed", "content_sizing_failed", "service_broker_failed"} <= unread


def test_what_decides_nothing_is_a_failure_that_nothing_reads_with_a_reason_and_its_source():
    grammars = Grammars.load()

    assert set(listed()) <= set(failures(grammars))
    assert set() == set(listed()) & events_read(CHARTS, load_causes())
    assert all(entry["why"].endswith(".") and entry["evidence"] for entry in listed().values())

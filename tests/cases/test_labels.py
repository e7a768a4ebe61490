"""What an event says about the steps of a lane, and which events cut its runs."""

from __future__ import annotations

import polars as pl
import pytest

from dmplog.cases.labels import condition, label_lane
from dmplog.flowchart import Signal, load_flowchart


@pytest.mark.parametrize(
    ("chart", "lane", "event", "closing"),
    [
        ("replication", "top_level_site", "easy_setup_settings_updating", True),
        ("replication", "top_level_site", "package_created", True),
        ("replication", "site_transfer", "minijob_created", True),
        ("replication", "site_transfer", "send_request_scheduled", False),
        ("download", "package", "package_download_finished", True),
    ],
)
def test_the_end_of_the_last_step_in_the_log_that_begins_runs_closes_one(chart, lane, event, closing):
    """What other logs, or the same log of another place, say behind it may be at hand or not."""
    found = next(one for one in load_flowchart(chart).lanes if one.id == lane)
    labels = label_lane({event: pl.DataFrame({"row": [0]}, schema={"row": pl.UInt32})}, 1, found)

    assert closing == ("closes" in labels.meanings[labels.codes[0]].marks)


@pytest.mark.parametrize(
    ("asked", "met"),
    [
        ("Read", ["read"]),
        ("*read", ["read", "is read"]),
        ("read*", ["read", "read on"]),
        ("*read*", ["read", "is read", "read on", "is read on"]),
    ],
)
def test_a_star_stands_for_any_text_on_its_side_only(asked, met):
    said = pl.DataFrame({"text": ["read", "is read", "read on", "is read on", "red", None]})

    assert met == said.filter(condition(Signal("event", where=(("text", (asked,)),))))["text"].to_list()

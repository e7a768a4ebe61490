"""What an event says about the steps of a lane, and which events cut its runs."""

from __future__ import annotations

import polars as pl
import pytest

from dmplog.cases.labels import condition, label_lane, lane_signals
from dmplog.flowchart import Lane, Outcome, Signal, Step, load_flowchart


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


def labelled(lane, event, **fields):
    """Return what rows of *event* with these *fields* mean in *lane*, one after the other."""
    total = max((len(values) for values in fields.values()), default=1)
    frame = (
        pl.DataFrame(fields, dict.fromkeys(fields, pl.String)).with_row_index("row")
        if fields
        else pl.DataFrame({"row": [0]})
    )
    labels = label_lane({event: frame.with_columns(pl.col("row").cast(pl.UInt32))}, total, lane)
    return [labels.meanings[code] for code in labels.codes]


def step(name, log="first", place="site_server", **kinds):
    return Step(name, name, "worker", place, (log,), **{kind: (Signal(event),) for kind, event in kinds.items()})


def lane(*steps, **marks):
    return Lane("lane", "lane", (), steps, (), (), **marks)


def test_an_event_says_everything_that_its_lane_asks_it_for():
    """In the order of the steps, each once, and with what it means for the runs."""
    steps = (step("one", begins="said", ends="said"), step("two", waits="said"), step("three", progress="other"))
    found = lane(*steps, fails=(Signal("said"),), run_begins=(Signal("said"),), once_per_run=(Signal("said"),))

    (meaning,) = labelled(found, "said")

    expected = ((0, "begins"), (0, "ends"), (0, "fails"), (1, "waits"), (1, "fails"), (2, "fails"))
    assert (expected, "said", {"begins", "once"}) == (meaning.labels, meaning.event, meaning.marks)


@pytest.mark.parametrize("kind", ["begins", "progress", "ends", "fails", "waits", "skips"])
def test_every_kind_of_line_of_a_step_speaks_of_it(kind):
    found = lane(step("one"), step("two", **{kind: "said"}), step("three"))

    assert [((1, kind),)] == [meaning.labels for meaning in labelled(found, "said")]
    assert [Signal("said")] == list(lane_signals(found))


@pytest.mark.parametrize("mark", ["run_begins", "run_begins_if_closed", "once_per_run"])
def test_every_kind_of_line_that_cuts_runs_is_marked(mark):
    names = {"run_begins": "begins", "run_begins_if_closed": "begins_if_closed", "once_per_run": "once"}
    found = lane(step("one"), step("two"), **{mark: (Signal("said"),)})

    assert [((), {names[mark]})] == [(meaning.labels, meaning.marks) for meaning in labelled(found, "said")]


def test_events_that_say_the_same_are_one_unless_they_cut_runs():
    found = lane(
        Step("one", "one", "worker", "site_server", ("first",), progress=(Signal("this"), Signal("that"))),
        step("two"),
        run_begins=(Signal("due"), Signal("started")),
    )
    frame = {
        event: pl.DataFrame({"row": [row]}, {"row": pl.UInt32})
        for row, event in enumerate(("this", "that", "due", "started"))
    }

    labels = label_lane(frame, 6, found)

    codes = labels.codes.to_list()
    assert (codes[0], 4) == (codes[1], len(labels.meanings))
    assert [0, 0] == codes[4:]
    assert ["", "due", "started"] == [labels.meanings[code].event for code in codes[1:4]]


def test_rows_of_one_event_say_what_their_fields_say():
    """Two signals of one event may both be met, either, or none."""
    failed, known = Signal("said", (("code", ("1", "2*")),)), Signal("said", (("name", ("a",)), ("code", ("2*",))))
    found = lane(Step("one", "one", "worker", "site_server", ("first",), fails=(failed,), waits=(known,)), step("two"))

    said = labelled(found, "said", code=["1", "21", "21", "3", None, "11"], name=["a", "A", "b", "a", "a", None])

    fails, both = ((0, "fails"),), ((0, "fails"), (0, "waits"))
    assert [fails, both, fails, (), (), ()] == [meaning.labels for meaning in said]


@pytest.mark.parametrize(("step_id", "mark"), [(None, "outcome:failed:"), ("two", "outcome:failed:two")])
def test_an_outcome_is_marked_with_its_verdict_and_the_step_it_names(step_id, mark):
    found = lane(step("one"), step("two"), outcomes=(Outcome(Signal("said"), "failed", step=step_id),))

    assert [{mark}] == [meaning.marks for meaning in labelled(found, "said")]


@pytest.mark.parametrize(
    ("log", "place", "closing"),
    [("first", "site_server", True), ("second", "site_server", False), ("first", "child_site", False)],
)
def test_a_run_is_closed_by_the_last_step_of_the_log_and_place_of_the_first(log, place, closing):
    steps = (step("one", ends="begun"), step("two", log, place, ends="said"), step("three", "third", ends="over"))
    found = lane(*steps)

    marks = [{"closes"} == meaning.marks for name in ("begun", "said", "over") for meaning in labelled(found, name)]

    assert [not closing, closing, True] == marks

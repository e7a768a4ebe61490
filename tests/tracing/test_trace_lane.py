"""Which of its runs a subject is judged by, and what its trace tells, on a lane of three steps whose lines are called by their kind."""

from __future__ import annotations

import itertools
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from judged import span

from dmplog.case import Subject
from dmplog.cases import CaseSubject, LaneCases
from dmplog.flowchart import Edge, Lane, Signal, Step, load_flowchart
from dmplog.flowchart.attributes import LaneTraits, SubStages
from dmplog.flowchart.model import SIGNAL_KINDS, Outcome
from dmplog.tracing.trace import Word, trace_lane
from dmplog.tracing.track import Tracks
from dmplog.witness import Witness

STEPS = ("a", "b", "c")


def step(name):
    """Return a step whose lines are called by it and their kind; "run" begins a run, and the first step with it."""
    said = {kind: (Signal(f"{name} {kind}"),) for kind in SIGNAL_KINDS}
    said["begins"] += (Signal("run"),) if name == "a" else ()
    return Step(id=name, title=name, actor="x", place="site_server", log=("hman",), **said)


LANE = Lane(
    id="lane",
    title="Lane",
    subject=(),
    steps=tuple(map(step, STEPS)),
    decisions=(),
    edges=tuple(Edge(source, target) for source, target in itertools.pairwise(("start", *STEPS, "end"))),
    run_begins=(Signal("run"),),
    outcomes=(
        Outcome(Signal("over"), "not_applicable"),
        Outcome(Signal("b refused"), "failed", step="b"),
        Outcome(Signal("c ends"), "completed"),
    ),
)
FAILED = ("run", "a ends", "b begins", "b fails")
DONE = ("run", "a ends", "b ends", "c ends")
HERE = {"site_server": "SRV1"}


def traces(*lines, lane=LANE, subjects=None, places=(HERE,), times=None):
    """Return the trace of every subject; *subjects* tells of whom each of *lines* speaks."""
    names = pl.Series("name", lines, dtype=pl.String)
    whose = subjects or [0] * len(lines)
    members = pl.DataFrame(
        {"row": range(len(lines)), "subject": whose, "opens": [False] * len(lines)},
        {"row": pl.UInt32, "subject": pl.UInt32, "opens": pl.Boolean},
    )
    by_event = {
        name: pl.DataFrame({"row": (names == name).arg_true().cast(pl.UInt32)}) for name in names.unique().to_list()
    }
    about = tuple(
        CaseSubject(Subject(str(number), None, None, None), "SRV1", each) for number, each in enumerate(places)
    )
    cases = LaneCases(load_flowchart("download"), lane, about, members)
    counts = pl.Series("times", times or [1] * len(lines), dtype=pl.UInt32)
    return trace_lane(cases, by_event, counts, Tracks(Witness((span("hman"),), None, asserted=False)))


def trace(*lines, **others):
    """Return the one trace of *lines*."""
    (found,) = traces(*lines, **others)
    return found


def told(found):
    """Return where it stopped, whether on a failure, the number of runs in the episode, of the deciding one, and whether another one began."""
    return found.current, found.failed, len(found.episode), found.deciding.run.first_row, found.begun_anew


@pytest.mark.parametrize(
    ("runs", "answer"),
    [
        ([("run",)], (0, False, 1, 0, False)),
        ([FAILED], (1, True, 1, 0, False)),
        # A run that has only begun does not replace a failure, nor does one that tries the failed step again.
        ([FAILED, ("run",)], (1, True, 1, 0, True)),
        ([FAILED, ("run", "a ends")], (1, True, 2, 0, True)),
        ([FAILED, ("run", "a ends", "b begins")], (1, True, 2, 0, True)),
        ([FAILED, FAILED, ("run",)], (1, True, 2, 4, True)),
        ([FAILED, FAILED, ("run", "a ends", "b begins")], (1, True, 3, 4, True)),
        ([DONE, FAILED, ("run",)], (1, True, 1, 4, True)),
        ([DONE, DONE, FAILED, ("run", "a ends")], (1, True, 2, 8, True)),
        # One that passes the step does, and one that fails itself, wherever it fails.
        ([FAILED, ("run", "a ends", "b ends")], (2, False, 1, 4, False)),
        ([FAILED, DONE], (3, False, 1, 4, False)),
        ([FAILED, ("run", "a fails")], (0, True, 1, 4, False)),
        ([FAILED, FAILED], (1, True, 2, 4, False)),
        ([FAILED, FAILED, FAILED], (1, True, 3, 8, False)),
        ([FAILED, DONE, FAILED], (1, True, 1, 8, False)),
        ([("run", "a fails"), ("run", "a ends", "b fails")], (1, True, 1, 2, False)),
        # Where the run before did not fail, the newest one counts, and those that stopped where it did.
        ([("run", "a ends", "b begins"), ("run",)], (0, False, 1, 3, False)),
        ([FAILED, ("run", "a ends", "b ends"), ("run",)], (0, False, 1, 7, False)),
        ([("run",), ("run",), ("run",)], (0, False, 3, 2, False)),
        ([DONE, DONE], (3, False, 1, 4, False)),
    ],
)
def test_which_run_is_reported_and_which_stopped_where_it_did(runs, answer):
    assert answer == told(trace(*itertools.chain(*runs)))


@pytest.mark.parametrize(("last", "runs"), [("b begins", 1), ("b fails", 2), ("b waits", 2), ("b progress", 1)])
def test_where_no_log_could_show_it_going_on_only_a_failure_or_a_wait_has_stopped_there(last, runs):
    """Of a step that may pass without a line nothing tells that the run before did not pass it."""
    quiet = replace(LANE, steps=(LANE.steps[0], replace(LANE.steps[1], optional=True), LANE.steps[2]))
    once = ("run", "a ends", last)

    assert (1, runs) == (trace(*once, *once, lane=quiet).current, len(trace(*once, *once, lane=quiet).episode))
    assert 2 == len(trace(*once, *once).episode)


def test_the_signs_are_those_of_the_deciding_run_and_of_the_one_that_began_after_it():
    found = trace("run", "a ends", "c progress", "b begins", "b fails", "b fails", "run", "a progress")

    assert [((0, "begins"), 0, 0), ((0, "ends"), 1, 1), ((1, "begins"), 3, 3), ((1, "fails"), 4, 5)] == [*found.signs]
    assert [((0, "begins"), 6, 6), ((0, "progress"), 7, 7)] == [*found.later_signs]


def test_where_the_last_run_decides_nothing_is_later():
    found = trace(*DONE, *FAILED)

    assert (4, ()) == (found.signs[0].first_row, found.later_signs)


def test_how_many_runs_there_are_and_whether_one_went_through():
    assert (1, False) == (trace(*FAILED).runs, trace(*FAILED).ever_completed)
    assert (3, True) == (trace(*DONE, *FAILED, "run").runs, trace(*DONE, *FAILED, "run").ever_completed)
    assert (True, True, 1) == (trace(*DONE).finished, trace(*DONE).ever_completed, trace(*DONE).runs)
    assert (False, False) == (trace("run", "a ends").finished, trace("run", "a ends").ever_completed)


def test_equal_runs_that_were_folded_count_as_many_runs_and_tries():
    found = trace(*FAILED, *FAILED, times=[5] * 4 + [1] * 4)

    assert (6, 6) == (found.runs, found.attempts)


@pytest.mark.parametrize(
    ("lines", "row"),
    [
        (FAILED, 2),
        ((*FAILED, *FAILED), 2),
        ((*DONE, *FAILED), 6),
        ((*FAILED, "run", "a ends", "b begins"), 2),
        # A step entered again behind its own end was entered then.
        (("run", "a ends", "b begins", "b ends", "b begins", "b progress"), 4),
        (("run", "a ends", "b progress", "b fails", "b begins"), 2),
        (("run", "a ends", "b ends", "c begins", "b begins"), 4),
        # One that is waited for was entered with the last line before it.
        (("run", "a ends"), 1),
        (("run", "a ends", "b progress", "b ends", "b progress"), 4),
        (DONE, 3),
    ],
)
def test_since_when_a_step_is_at_work(lines, row):
    assert row == trace(*lines).since_row


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (("run",), 1),
        (("run", "a progress"), 1),
        (("run", "a ends"), 0),
        (("run", "a begins", "a progress", "a waits", "a begins"), 1),
        (("run", "a fails"), 1),
        (("run", "a fails", "a progress", "a fails"), 1),
        (("run", "a fails", "a begins"), 2),
        (("run", "a fails", "a begins", "a fails"), 2),
        (("run", "a fails", "a waits"), 1),
        (("run", "a ends", "b fails"), 1),
        (("run", "a ends", "b fails", "b progress", "b fails", "b begins", "b progress"), 2),
        (("run", "a ends", "b begins", "b ends", "b begins"), 2),
        (("run", "a ends", "b begins", "b skips", "b fails"), 2),
        (("run", "a ends", "b begins", "a begins", "a ends", "b begins"), 2),
        (("run", "a ends", "b fails", "c progress", "b fails"), 1),
        ((*FAILED, *FAILED), 2),
        ((*FAILED, "run", "a ends", "b begins"), 2),
        ((*FAILED, "run"), 1),
        ((*DONE, *FAILED), 1),
        (DONE, 0),
    ],
)
def test_how_often_the_step_was_tried(lines, count):
    assert count == trace(*lines).attempts


KINDS = ("begins", "progress", "ends", "fails", "waits", "skips")
SAID = st.just("run") | st.builds("{} {}".format, st.sampled_from(STEPS), st.sampled_from(KINDS))


@given(st.lists(SAID, min_size=1, max_size=14), st.booleans())
def test_each_try_that_counts_has_the_line_that_began_it(lines, in_stages):
    stages = SubStages("report", "hman", "0xe00", (), "0xd0008", "b", (), (), 3)
    lane = replace(LANE, traits=LaneTraits(sub_stages=stages)) if in_stages else LANE

    found = trace(*lines, lane=lane)

    of_step = {f"{step} {kind}" for step in STEPS[found.current : found.current + 1] for kind in KINDS}
    own = of_step | {"run"} if found.current == 0 else of_step
    tries = [row for row, line in enumerate(lines) if row in found.tries and line in own]
    assert (found.attempts, tries) == (len(found.tries), list(found.tries))


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (("run", "a ends", "b ends", "c begins", "c ends", "c begins"), 1),
        (("run", "a ends", "b ends", "c ends", "c fails"), 1),
        (("run", "a ends", "b ends", "c fails", "c begins"), 2),
        (("run", "a ends", "b begins", "b ends", "b begins"), 2),
    ],
)
def test_a_last_step_of_many_stages_is_tried_once_however_many_of_them_end(lines, count):
    stages = SubStages("report", "hman", "0xe00", (), "0xd0008", "b", (), (), 3)

    found = trace(*lines, lane=replace(LANE, traits=LaneTraits(sub_stages=stages)))

    assert count == found.attempts


def test_the_lines_that_settle_a_case_are_told_in_their_order_with_the_step_that_failed():
    first, second = traces(
        "run", "over", "run", "b refused", "over", "over", "c ends", subjects=[0, 0, 1, 0, 1, 0, 1], places=(HERE, HERE)
    )

    assert (Word("not_applicable", "", 1), Word("failed", "b", 3), Word("not_applicable", "", 5)) == first.outcomes
    assert (Word("not_applicable", "", 4), Word("completed", "", 6)) == second.outcomes
    assert () == trace(*FAILED).outcomes


def test_every_subject_has_a_trace_of_its_own_lines():
    first, second = traces(*(line for line in FAILED for _ in (0, 1)), subjects=[0, 1] * 4, places=(HERE, HERE))

    assert ("0", "1") == (first.subject.subject.package_guid, second.subject.subject.package_guid)
    assert ([0, 2, 4, 6], [1, 3, 5, 7]) == tuple([sign.first_row for sign in each.signs] for each in (first, second))


def test_the_same_lines_mean_less_where_no_log_could_have_shown_the_step_that_was_passed():
    first, second = traces("run", "run", "c begins", "c begins", subjects=[0, 1, 0, 1], places=(HERE, {}))

    assert (1.0, 0.0) == (first.deciding.alignment.cost, second.deciding.alignment.cost)
    assert ((1.0,) * 3, (0.0,) * 3) == (first.track.prices, second.track.prices)


def test_behind_a_lost_head_a_step_is_passed_unseen_for_less():
    assert (0.5, 2) == (trace("c begins").deciding.alignment.cost, trace("c begins").current)


def test_where_nothing_speaks_of_the_lane_there_is_no_trace():
    assert ((), ()) == (traces(), traces("another thing"))


def test_a_line_that_speaks_of_one_step_and_passes_another_over_does_both():
    """State message 4 in the log of the service connection tool hands the manifest over, and says that nobody downloads it."""
    both = replace(LANE, steps=(*LANE.steps[:2], replace(LANE.steps[2], progress=(Signal("b skips"),))))

    found = trace("run", "a ends", "b skips", lane=both)

    assert (2, ((2, "progress"), 2, 2), 0.0) == (found.current, found.signs[-1], found.deciding.alignment.cost)
    assert (frozenset({1}), (1.0, 0.0, 1.0)) == (found.deciding.bypassed, found.track.prices)


def test_a_line_that_only_passes_a_step_over_ends_it():
    found = trace("run", "a ends", "b skips")

    assert (2, ((1, "skips"), 2, 2)) == (found.current, found.signs[-1])
    assert (frozenset(), (1.0, 1.0, 1.0)) == (found.deciding.bypassed, found.track.prices)


REPORTED = replace(
    LANE.steps[1],
    progress=(Signal("reported"),),
    fails=(Signal("b fails"),),
)
STAGES = SubStages("reported", "hman", "0xe00", (), "0xd0008", "a", (), (), 3)
STAGED = replace(LANE, steps=(LANE.steps[0], REPORTED, LANE.steps[2]), traits=LaneTraits(sub_stages=STAGES))


def staged(*runs):
    """Return the trace of runs that each stop at the second step: a run is what it reported, "0xd0006=1", or how it ended."""
    lines, reports = [], []
    for run in runs:
        lines += ["run", "a ends", "b begins"]
        for said in run:
            stage, _, complete = said.partition("=")
            reports += [(len(lines), stage, complete)] if complete else []
            lines.append("reported" if complete else said)
    names = pl.Series("name", lines, dtype=pl.String)
    by_event = {
        name: pl.DataFrame({"row": (names == name).arg_true().cast(pl.UInt32)}) for name in names.unique().to_list()
    }
    by_event["reported"] = pl.DataFrame(
        [(row, stage, complete, "1") for row, stage, complete in reports],
        {"row": pl.UInt32, "substage_id": pl.String, "is_complete": pl.String, "applicable": pl.String},
        orient="row",
    )
    members = pl.DataFrame(
        {"row": range(len(lines)), "subject": [0] * len(lines), "opens": [False] * len(lines)},
        {"row": pl.UInt32, "subject": pl.UInt32, "opens": pl.Boolean},
    )
    cases = LaneCases(
        load_flowchart("download"), STAGED, (CaseSubject(Subject("0", None, None, None), "SRV1", HERE),), members
    )
    counts = pl.Series("times", [1] * len(lines), dtype=pl.UInt32)
    (found,) = trace_lane(cases, by_event, counts, Tracks(Witness((span("hman"),), None, asserted=False)))
    numbers = [each.run.number - 1 for each in found.episode]
    return found.failed, numbers, found.deciding.run.number - 1, found.outdone


SIX, SIX_ENDED, NINE, NEXT = "0xd0006=1", "0xd0006=2", "0xd0009=1", "0xd000a=1"


@pytest.mark.parametrize(
    ("runs", "answer"),
    [
        # failed, the runs of the episode, the one that decides, how many were outdone
        ([[SIX], [SIX]], (False, [0, 1], 1, 0)),
        ([[SIX], [SIX_ENDED]], (False, [1], 1, 1)),
        ([[SIX], [SIX, SIX_ENDED, NINE]], (False, [1], 1, 1)),
        ([[NINE], [SIX]], (False, [0, 1], 1, 0)),
        ([[SIX], [NINE], [SIX]], (False, [1, 2], 2, 1)),
        ([[SIX], [SIX], [NINE]], (False, [2], 2, 2)),
        # What was not reported is not known to be less far, and what comes behind the last step has no order.
        ([[], [SIX]], (False, [0, 1], 1, 0)),
        ([[SIX], []], (False, [0, 1], 1, 0)),
        ([[SIX], [SIX, "0xe0007=2"]], (False, [0, 1], 1, 0)),
        ([[SIX], ["0xd0009=0"]], (False, [0, 1], 1, 0)),
        # A failure stands until a run goes past it.
        ([[SIX, "b fails"], [SIX]], (True, [0, 1], 0, 0)),
        ([[SIX, "b fails"], [NINE]], (False, [1], 1, 1)),
        ([[NINE, "b fails"], [SIX, "b fails"], [NINE]], (True, [0, 1, 2], 0, 0)),
        ([[NINE, "b fails"], [SIX, "b fails"], [NEXT]], (False, [2], 2, 2)),
        ([[SIX, "b fails"], [NINE, "b fails"]], (True, [1], 1, 1)),
    ],
)
def test_a_run_that_got_further_within_its_step_is_no_try_of_what_stopped_the_runs_before(runs, answer):
    assert answer == staged(*runs)

"""The alignment is the cheapest explanation, and its margin tells how sure it is."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dmplog.flowchart import Edge, Lane, Step
from dmplog.tracing.alignment import STRAY, _Move, _result, _said, _State, _step, _targets, align
from dmplog.tracing.track import build_track

STEPS = ("a", "b", "c", "d")


def lane(edges=None, steps=STEPS):
    chain = ["start", *steps, "end"]
    drawn = edges or [Edge(source, target) for source, target in itertools.pairwise(chain)]
    return Lane(
        id="lane",
        title="Lane",
        subject=(),
        steps=tuple(
            Step(id=name, title=name, actor="x", place="site_server", log=("hman",), expect=timedelta(hours=1))
            for name in steps
        ),
        decisions=(),
        edges=tuple(drawn),
    )


def run(*labels, edges=None, price=1.0):
    track = build_track(lane(edges), [price] * len(STEPS))
    return align(track, [(label,) for label in labels])


def test_an_empty_run_waits_for_the_first_step():
    found = run()

    assert (0, False, 0.0) == (found.current, found.entered, found.cost)


def test_a_healthy_run_costs_nothing_and_ends_behind_the_last_step():
    labels = [(number, kind) for number in range(4) for kind in ("begins", "ends")]

    found = run(*labels)

    assert (4, 0.0, 0) == (found.current, found.cost, found.strays)


def test_the_current_step_is_the_first_one_not_done():
    found = run((0, "begins"), (0, "ends"), (1, "begins"), (1, "ends"))

    assert (2, False) == (found.current, found.entered)


def test_one_stray_line_does_not_move_a_run():
    found = run((0, "begins"), (3, "progress"), (0, "progress"), (0, "ends"), (1, "begins"), (1, "progress"))

    assert (1, 1) == (found.current, found.strays)


def test_repeats_cost_nothing():
    found = run((0, "begins"), *[(1, "progress")] * 20)

    assert (1, 0.0) == (found.current, found.cost)


def test_a_failure_reopens_a_step_that_was_done():
    found = run((0, "begins"), (0, "ends"), (0, "fails"))

    assert (0, True) == (found.current, found.entered)


def test_a_late_sign_of_a_finished_step_keeps_it_finished():
    found = run((0, "begins"), (0, "ends"), (0, "progress"))

    assert (1, 0.0) == (found.current, found.cost)


def test_a_step_may_be_started_again_where_the_chart_draws_no_loop():
    found = run(
        (0, "begins"),
        (0, "ends"),
        (1, "begins"),
        (1, "fails"),
        (0, "begins"),
        (0, "progress"),
        (0, "ends"),
        (1, "begins"),
    )

    assert (1, 0) == (found.current, found.strays)


def test_one_line_behind_a_lost_head_leaves_no_margin_to_be_sure():
    found = run((3, "begins"), price=0.25)

    assert 3 == found.current
    assert found.margin < 1.0


def test_a_declared_loop_is_cheaper_than_a_restart():
    edges = [
        Edge("start", "a"),
        Edge("a", "b"),
        Edge("b", "c"),
        Edge("c", "a", loop=True),
        Edge("c", "d"),
        Edge("d", "end"),
    ]

    labels = [(0, "begins"), (1, "begins"), (2, "begins"), (0, "begins")]

    assert run(*labels, edges=edges).cost < run(*labels).cost


def test_a_branch_not_taken_costs_nothing():
    edges = [Edge("start", "a"), Edge("a", "b"), Edge("a", "c"), Edge("b", "c"), Edge("c", "d"), Edge("d", "end")]

    found = run((0, "begins"), (0, "ends"), (2, "begins"), (2, "ends"), edges=edges)

    assert (3, 0.0) == (found.current, found.cost)


KINDS = ("begins", "progress", "proves", "ends", "fails", "waits", "skips")
LABELS = st.tuples(st.integers(0, 3), st.sampled_from(KINDS))
SEGMENTS = st.lists(st.lists(LABELS, min_size=1, max_size=2, unique=True), max_size=5)


@st.composite
def charts(draw):
    """A chain with some forward short cuts and some loops."""
    edges = [Edge(source, target) for source, target in itertools.pairwise(["start", *STEPS, "end"])]
    for source, target in itertools.combinations(range(4), 2):
        if target - source > 1 and draw(st.booleans()):
            edges.append(Edge(STEPS[source], STEPS[target]))
        if draw(st.booleans()):
            edges.append(Edge(STEPS[target], STEPS[source], loop=True))
    return edges


def exhaustive(track, segments):
    """Return the least cost of every position by trying every explanation."""
    best = {}

    def walk(index, position, cost):
        if index == len(segments):
            best[position] = min(best.get(position, math.inf), cost)
            return
        walk(index + 1, position, cost + STRAY)
        for label, proved in _said(segments[index]):
            for target, move in _targets(track, label, proved=proved):
                if move[position] < math.inf:
                    walk(index + 1, target, cost + move[position])

    walk(0, 0, 0.0)
    return best


@settings(max_examples=300, deadline=None)
@given(charts(), SEGMENTS, st.lists(st.sampled_from([0.0, 0.25, 1.0]), min_size=4, max_size=4))
def test_the_dynamic_program_finds_the_exhaustive_optimum(edges, segments, prices):
    track = build_track(lane(edges), prices)
    labelled = [tuple(labels) for labels in segments]

    found = align(track, labelled)

    assert pytest.approx(min(exhaustive(track, labelled).values())) == found.cost


@settings(max_examples=100, deadline=None)
@given(charts(), SEGMENTS)
def test_the_reported_matches_really_cost_what_is_said(edges, segments):
    track = build_track(lane(edges), [1.0] * len(STEPS))
    labelled = [tuple(labels) for labels in segments]

    found = align(track, labelled)

    costs = {0: 0.0}
    for match, segment in zip(found.matches, labelled, strict=True):
        if match is None:
            costs = {position: cost + STRAY for position, cost in costs.items()}
            continue
        assert match in segment
        reached: dict[int, float] = {}
        for target, move in _targets(track, match, proved=dict(_said(segment))[match]):
            for position, cost in costs.items():
                if cost + move[position] < reached.get(target, math.inf):
                    reached[target] = cost + move[position]
        costs = reached
    assert pytest.approx(found.cost) == min(costs.values())


def test_what_proves_that_all_in_front_is_over_is_believed_whether_or_not_that_was_seen():
    seen, proved = run((0, "begins"), (3, "progress")), run((0, "begins"), (3, "proves"))

    assert ((0, 1.0), (3, 0.0)) == ((seen.current, seen.cost), (proved.current, proved.cost))


def test_what_a_line_proves_stands_beside_what_else_it_says():
    track = build_track(lane(), [1.0] * len(STEPS))

    found = align(track, [((0, "begins"),), ((3, "ends"), (3, "proves"))])

    assert (4, 0.0, (3, "ends")) == (found.current, found.cost, found.matches[1])


def test_a_late_proof_of_a_finished_step_keeps_it_finished_and_ends_no_other():
    late = run((0, "ends"), (0, "proves"))
    back = run((0, "begins"), (1, "ends"), (0, "proves"))

    assert ((1, 0.0), 1) == ((late.current, late.cost), back.strays)


def test_a_late_beginning_is_a_line_of_its_step_and_no_stray():
    """Where taking a line for what it says costs no more than passing it over, it is taken."""
    found = run((0, "ends"), (0, "begins"), (1, "fails"))

    assert (1, 0, (0, "begins")) == (found.current, found.strays, found.matches[1])


@pytest.mark.parametrize(
    ("labels", "current", "cost", "margin"),
    [
        ([], 0, 0.0, math.inf),
        ([(0, "begins")], 0, 0.0, math.inf),
        ([(0, "begins"), (0, "ends")], 1, 0.0, 1.0),
        ([(0, "begins"), (0, "ends"), (1, "begins"), (1, "progress")], 1, 0.0, 3.0),
        # A beginning or a failure behind the end of a step opens it again; a late line of it does not.
        ([(0, "begins"), (0, "ends"), (0, "begins")], 0, 0.25, 0.75),
        ([(0, "begins"), (0, "ends"), (0, "fails")], 0, 0.25, 0.75),
        ([(0, "begins"), (0, "ends"), (0, "waits")], 0, 0.25, 0.75),
        ([(0, "begins"), (0, "ends"), (0, "progress")], 1, 0.0, 1.0),
        ([(0, "begins"), (0, "ends"), (0, "ends")], 1, 0.0, 2.0),
        ([(0, "begins"), (0, "ends"), (0, "skips")], 1, 0.0, 2.0),
        # A failure of the next step is weak proof that the open one ended; of the next but one it is none.
        ([(0, "begins"), (1, "fails")], 1, 0.75, 0.25),
        ([(0, "begins"), (0, "ends"), (1, "fails")], 1, 0.0, 2.0),
        ([(0, "begins"), (2, "fails")], 0, 1.0, 0.75),
        # Passing a step unseen costs what a stray costs, and the later step counts.
        ([(0, "begins"), (2, "begins")], 2, 1.0, 0.0),
        ([(0, "begins"), (2, "ends")], 3, 1.0, 0.0),
        # Where the chart draws no loop only a beginning goes back.
        ([(0, "begins"), (1, "begins"), (0, "begins")], 0, 0.75, 0.25),
        ([(0, "begins"), (1, "begins"), (0, "progress")], 1, 1.0, 0.0),
        ([(0, "begins"), (1, "begins"), (1, "progress"), (0, "fails")], 1, 1.0, 1.0),
    ],
)
def test_what_an_explanation_costs_and_what_the_next_best_one_costs_more(labels, current, cost, margin):
    found = run(*labels)

    assert (current, cost, margin) == (found.current, found.cost, found.margin)


def test_what_waits_behind_another_step_does_not_end_that_one():
    """Only waits, only of such a step, and only while another one is open."""
    track = replace(build_track(lane(), [1.0] * len(STEPS)), waits_behind=frozenset({1}))

    def current(*labels):
        return align(track, [(label,) for label in labels]).current

    assert 0 == current((0, "begins"), (1, "waits"))
    assert 1 == current((0, "begins"), (0, "ends"), (1, "waits"))
    assert 1 == current((0, "begins"), (1, "begins"))
    assert 1 == current((0, "begins"), (1, "progress"))
    assert 2 == current((0, "begins"), (0, "ends"), (1, "ends"), (2, "waits"))
    assert 2 == current((0, "begins"), (1, "begins"), (2, "waits"))
    assert 1 == run((0, "begins"), (1, "waits")).current


@pytest.mark.parametrize("segment", [((1, "progress"), (1, "fails")), ((1, "fails"), (1, "progress"))])
def test_of_all_that_a_line_may_mean_the_cheapest_counts_whichever_comes_first(segment):
    found = align(build_track(lane(), [1.0] * len(STEPS)), [((0, "begins"),), segment])

    assert (1, 0.0, (1, "progress")) == (found.current, found.cost, found.matches[1])


def state(found):
    return found.entered, found.failed, found.waiting, found.strays


def test_the_last_line_that_fits_tells_whether_a_step_failed_or_waits():
    begun, stray = (0, "begins"), (3, "progress")

    assert (True, False, False, 0) == state(run(begun))
    assert (True, True, False, 0) == state(run(begun, (0, "fails")))
    assert (True, False, True, 0) == state(run(begun, (0, "waits")))
    assert (True, False, False, 0) == state(run(begun, (0, "fails"), (0, "begins")))
    assert (True, False, True, 0) == state(run(begun, (0, "fails"), (0, "waits")))
    assert (True, True, False, 1) == state(run(begun, (0, "fails"), stray))
    assert (True, False, True, 1) == state(run(begun, (0, "waits"), stray))
    assert (True, False, False, 1) == state(run(stray, begun, (0, "progress")))
    assert (False, False, False, 0) == state(run(begun, (0, "fails"), (0, "ends")))
    assert (False, False, False, 1) == state(run(begun, stray, (0, "ends")))


def step_by_step(track, segments):
    """The explanation with every segment worked out for itself."""
    costs, taken = [0.0] + [math.inf] * (2 * track.size), []
    for segment in segments:
        costs, reached = _step(track, segment, costs)
        taken.append(_Move(_State(()), 0.0, reached))
    return _result(track, costs, taken)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(LABELS.map(lambda label: (label,)), max_size=4),
    st.lists(LABELS.map(lambda label: (label,)), min_size=1, max_size=3),
    st.integers(1, 40),
    st.lists(LABELS.map(lambda label: (label,)), max_size=3),
)
def test_what_repeats_is_explained_as_if_each_time_were_the_first(before, cycle, times, behind):
    track = build_track(lane(), [1.0] * len(STEPS))
    segments = [*before, *cycle * times, *behind]

    assert step_by_step(track, segments) == align(track, segments)


@pytest.mark.parametrize(("times", "counted"), [(10, 19), (400, 799), (1_500, 1_000)])
def test_a_margin_is_counted_up_to_a_thousand(times, counted):
    track = build_track(lane(), [1.0] * len(STEPS))
    segments = [((1, "begins"),), ((1, "fails"),)] * times
    found, exact = align(track, segments), step_by_step(track, segments)

    assert counted == found.margin
    assert exact == replace(found, margin=exact.margin)
    assert found.margin == min(exact.margin, 1_000)

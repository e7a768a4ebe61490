"""A lane as numbers: what passing a step unseen costs, the ways between steps, and who lies on all of them."""

from __future__ import annotations

from math import inf

import pytest
from judged import span

from dmplog.flowchart import Edge, Lane, Step
from dmplog.tracing.alignment import STRAY
from dmplog.tracing.track import HEAD_LOST, LOOP, RESTART, Tracks, build_track
from dmplog.witness import Witness


def step(name, **values):
    return Step(**{"id": name, "title": name, "actor": "x", "place": "site_server", "log": ("hman",)} | values)


def lane(chart, names="abcd", **steps):
    """Return a lane of steps by one letter; *chart* is its edges, a loop with `~` and decisions in capitals."""
    edges = [Edge(*(words[each] for each in edge.strip("~")), loop=edge.startswith("~")) for edge in chart.split()]
    made = tuple(step(name, **steps.get(name, {})) for name in names)
    return Lane("lane", "Lane", (), made, (), tuple(edges), ())


words = {letter: letter for letter in "abcdXYZ"} | {"s": "start", "e": "end"}
LINE = "sa ab bc cd de"
FORK = "sa aX Xb Xc bd cd de"


def track(chart, prices=(1.0, 1.0, 1.0, 1.0)):
    return build_track(lane(chart), prices)


@pytest.mark.parametrize(
    ("chart", "following"),
    [
        (LINE, (1, 2, 3, 4)),
        (FORK, (1, 3, 3, 4)),
        ("sa ab bX Xd Xc cd de", (1, 2, 3, 4)),
        ("sa ab bX Xe Xc cd de", (1, 2, 3, 4)),
        ("sa aX XY Yc Xb bc cd de", (1, 2, 3, 4)),
        ("sa aX Xe XY Yd", (3, 4, 4, 4)),
    ],
)
def test_behind_a_step_the_next_one_on_the_main_way_follows(chart, following):
    assert following == track(chart).following


@pytest.mark.parametrize(
    ("chart", "dominators"),
    [
        (LINE, ({}, {0}, {0, 1}, {0, 1, 2})),
        (FORK, ({}, {0}, {0}, {0})),
        ("sa aX Xb Xc bc cd de", ({}, {0}, {0}, {0, 2})),
        ("sX Xa Xb ac bc cd de", ({}, {}, {}, {2})),
        # What nothing leads to lies behind nothing.
        ("sa ab be cd de", ({}, {0}, {}, {2})),
    ],
)
def test_who_lies_on_every_way_to_a_step_dominates_it(chart, dominators):
    assert tuple(frozenset(each) for each in dominators) == track(chart).dominators


@pytest.mark.parametrize(
    ("chart", "loops"),
    [
        (LINE, set()),
        (LINE + " ~da", {(3, 0)}),
        (LINE + " ~da ~cb", {(3, 0), (2, 1)}),
        # A loop that leaves a decision counts for the steps in front of it.
        ("sa ab bX Xc cd de ~Xa", {(1, 0)}),
        ("sa aX bX Xc ab cd de ~Xa", {(0, 0), (1, 0)}),
        ("sa ab bX XY Yc cd de ~Ya", {(1, 0)}),
        # One that leads to a decision, or out of the lane, leads to no step.
        ("sa aX Xb bc cd de ~dX", set()),
        (LINE + " ~de", set()),
    ],
)
def test_a_loop_leads_from_the_steps_in_front_of_it_to_its_target(chart, loops):
    assert frozenset(loops) == track(chart).loops


@pytest.mark.parametrize(
    ("chart", "passing"),
    [
        (
            LINE,
            ((0.0, 1.0, 3.0, 7.0), (inf, 0.0, 2.0, 6.0), (inf, inf, 0.0, 4.0), (inf, inf, inf, 0.0), (inf,) * 4),
        ),
        # The cheaper way counts.
        (
            FORK,
            ((0.0, 1.0, 1.0, 3.0), (inf, 0.0, 0.0, 2.0), (inf, inf, inf, 0.0), (inf, inf, inf, 0.0), (inf,) * 4),
        ),
        # A loop leads no further.
        (
            LINE + " ~ad",
            ((0.0, 1.0, 3.0, 7.0), (inf, 0.0, 2.0, 6.0), (inf, inf, 0.0, 4.0), (inf, inf, inf, 0.0), (inf,) * 4),
        ),
    ],
)
def test_on_the_way_the_steps_that_are_passed_unseen_are_paid(chart, passing):
    assert passing == track(chart, (1.0, 2.0, 4.0, 8.0)).passing


def test_a_track_has_the_size_and_the_prices_of_its_lane():
    made = build_track(lane(LINE, b={"waits_behind": True}), [1.0, 0.0, 0.25, 1.0])

    assert (4, (1.0, 0.0, 0.25, 1.0), frozenset({1})) == (made.size, made.prices, made.waits_behind)


def test_a_declared_loop_is_cheaper_than_a_restart_and_both_are_cheaper_than_a_stray_line():
    assert (0.25, 0.5, 0.75, True) == (HEAD_LOST, LOOP, RESTART, RESTART < STRAY)


HERE = {"site_server": "SRV1"}
SUPPLIED = (span("hman"),)


def priced(places=HERE, *, spans=SUPPLIED, head_seen=True, bypassed=frozenset(), **values):
    """Return what passing the one step of a lane unseen costs."""
    found = lane("sa ae", "a", a=values)
    tracks = Tracks(Witness(tuple(spans), None, asserted=False))
    return tracks.track_of(found, places, head_seen=head_seen, bypassed=bypassed).prices


@pytest.mark.parametrize(
    ("told", "price"),
    [
        ({}, 1.0),
        ({"head_seen": False}, 0.25),
        ({"bypassed": frozenset({0})}, 0.0),
        ({"bypassed": frozenset({1})}, 1.0),
        ({"bypassed": frozenset({0}), "head_seen": False}, 0.0),
        ({"silent": True}, 0.0),
        ({"optional": True}, 0.0),
        ({"silent": True, "optional": True}, 0.0),
        ({"places": {}}, 0.0),
        ({"places": {"child_site": "SRV1"}}, 0.0),
        ({"places": {"site_server": "SRV2"}}, 0.0),
        ({"places": {"site_server": None}}, 0.0),
        ({"places": {"site_server": None}, "spans": [span("hman", server=None)]}, 1.0),
        ({"spans": []}, 0.0),
        ({"spans": [span("distmgr")]}, 0.0),
        ({"spans": [span("distmgr")], "log": ("hman", "distmgr")}, 1.0),
        ({"log": ()}, 0.0),
    ],
)
def test_passing_a_step_unseen_costs_something_where_a_log_could_have_shown_it(told, price):
    assert (price,) == priced(**told)


def test_equal_lanes_of_equal_price_are_one_track():
    tracks, found = Tracks(Witness(SUPPLIED, None, asserted=False)), lane(LINE)
    usual = tracks.track_of(found, HERE, head_seen=True)

    assert usual is tracks.track_of(found, HERE | {"child_site": "SRV9"}, head_seen=True)
    assert usual is not tracks.track_of(found, HERE, head_seen=False)
    assert usual is not tracks.track_of(lane(LINE), HERE, head_seen=True)

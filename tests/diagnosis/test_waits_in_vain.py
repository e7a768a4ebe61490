"""Who waits for a parent site: for whom the parent has gone on, or who has none, stands still and does not wait."""

from __future__ import annotations

import pytest
from judged import event, finding, ground, kinds

from dmplog.diagnosis.finding import Blocker, Proof
from dmplog.diagnosis.settle.parentless import waiting_in_vain

OTHER = "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41"
AWAITED = event("installation_awaited", 0, state="196611")
"""The wait begins at hour 0; the step `wait_for_readiness` may take two hours."""


def top(server="SRV1"):
    return event("setup_type_reported", 0, role="cmupdate", top_level="1", server=server)


def line(hour):
    return event("line", hour)


def waiting(**values):
    return finding(
        "installation",
        **{"step": "wait_for_readiness", "verdict": "waiting", "site": "PR1", "since": 0, "last_sign": 0} | values,
    )


def parent(**values):
    return finding(
        "installation",
        **{"step": "finish_installation", "verdict": "completed", "site": "CAS", "last_sign": 1} | values,
    )


def settled(found, *others, on):
    return waiting_in_vain([found, *others], [], on)[0]


@pytest.mark.parametrize(
    ("done", "as_of", "verdict"),
    [(0, 2, "waiting"), (0, 2.01, "stalled"), (3, 5, "waiting"), (3, 5.01, "stalled")],
)
def test_a_site_whose_parent_is_finished_has_the_time_of_its_step_since_both_were_ready(done, as_of, verdict):
    on = ground([AWAITED, line(done)], as_of=as_of)

    assert verdict == settled(waiting(), parent(), on=on).verdict


def test_a_wait_that_begins_behind_the_end_of_the_parent_has_its_time_from_then():
    on = ground([line(0), event("installation_awaited", 5, state="196611")], as_of=6.5)

    assert "waiting" == settled(waiting(since=1, last_sign=1), parent(last_sign=0), on=on).verdict


@pytest.mark.parametrize(
    ("other", "verdict"),
    [
        (parent(), "stalled"),
        (parent(verdict="failed"), "waiting"),
        (parent(verdict="waiting"), "waiting"),
        (parent(guid=OTHER), "waiting"),
        (parent(guid="0" + OTHER), "waiting"),
        (parent(site="PR1"), "waiting"),
        (parent(site="ZZZ"), "stalled"),
        (finding("package", step=5, verdict="completed", site="CAS", last_sign=1), "waiting"),
        (finding("site_transfer", step=4, verdict="completed", site="CAS", last_sign=1), "waiting"),
        (parent(last_sign=None), "waiting"),
        (parent(last_sign=2), "waiting"),
    ],
)
def test_only_the_finished_installation_of_the_same_update_at_another_site_lets_a_site_go_on(other, verdict):
    """Without a time nobody can tell since when."""
    on = ground([AWAITED, line(1), event("line", None)], as_of=20)

    assert verdict == settled(waiting(), other, on=on).verdict


def test_of_several_sites_that_are_finished_the_last_one_counts():
    on = ground([AWAITED, line(1), line(9)], as_of=10)
    one, two = parent(), parent(site="PR2", last_sign=2)

    assert ["waiting", "stalled"] == [settled(waiting(), *others, on=on).verdict for others in ([one, two], [one])]


@pytest.mark.parametrize(("server", "verdict"), [("SRV1", "stalled"), ("SRV2", "waiting"), (None, "waiting")])
def test_at_the_top_of_a_hierarchy_there_is_no_parent_to_wait_for(server, verdict):
    on = ground([AWAITED, top(server)], as_of=3)

    assert verdict == settled(waiting(), on=on).verdict


def test_the_one_unnamed_server_is_the_top_where_its_own_line_says_so():
    on = ground([AWAITED, top(None)], as_of=3)

    assert "stalled" == settled(waiting(server=None), on=on).verdict


@pytest.mark.parametrize(("on", "reason"), [([AWAITED, top()], "no_parent"), ([AWAITED, line(0)], "parent_finished")])
def test_a_wait_in_vain_says_why_and_no_more_that_it_has_no_end(on, reason):
    found = waiting(proofs=(Proof("wait_without_end", "likely"), Proof("no_offset")))

    stalled = settled(found, parent(), on=ground(on, as_of=3))

    assert ("stalled", ["no_offset", reason]) == (stalled.verdict, kinds(stalled))
    assert "likely" == stalled.proofs[-1].caps


@pytest.mark.parametrize(
    "found",
    [
        waiting(verdict="in_progress"),
        waiting(verdict="unknown"),
        waiting(blocked_by=Blocker("installation", "CAS", None, "failed")),
        waiting(blocked_by="parent"),
        waiting(last_sign=None),
        waiting(last_sign=1),
        waiting(since=2),
        waiting(since=None),
        waiting(step=None),
    ],
)
def test_a_case_that_does_not_wait_for_its_parent_or_has_no_time_is_left_as_it_is(found):
    on = ground([AWAITED, top(), event("line", None)], as_of=20)

    assert found == settled(found, on=on)
    assert found == settled(found, parent(last_sign=0), on=ground([AWAITED, line(1), event("line", None)], as_of=20))


def test_without_a_clock_nobody_waits_in_vain():
    found = waiting()
    timeless = ground([event("installation_awaited", None, state="196611"), top() | {"clock": None}])

    assert found == settled(found, on=timeless)

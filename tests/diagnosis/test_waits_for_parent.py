"""Who waits for a parent site waits in vain where none lets it go on: behind one that is done, or at the top of the hierarchy.

WARN: The current update package's state (196611) is not set to installed yet. Will retry in next cycle.
INFO: setup type: 8, top level: 1.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from judged import event, finding, ground, kinds

from dmplog.diagnosis.finding import Blocker, Proof
from dmplog.diagnosis.settle.parentless import waiting_in_vain
from dmplog.witness import Witness

OTHER = "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41"
AWAITED = event("installation_awaited", 0, state="196611")
TOP = event("setup_type_reported", 0, role="cmupdate", top_level="1")
DONE = event("hman_notified", 1, server="SRV2")
DUE = 2
"""So many hours the step may take."""


def child(**values):
    return finding(
        "installation",
        **{"step": "wait_for_readiness", "verdict": "waiting", "site": "PR1", "since": 0, "last_sign": 0} | values,
    )


def parent(**values):
    return finding("installation", **{"step": 5, "verdict": "completed", "site": "CAS", "last_sign": 1} | values)


def judged(*findings, rows=(AWAITED, DONE), as_of=10):
    """Return what becomes of the first of *findings*."""
    return waiting_in_vain(list(findings), [], ground(rows, as_of=as_of))[0]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (AWAITED, "stalled"),
        (event("installation_awaited", 0, state="196609"), "stalled"),
        (event("package_state_updated", 0, state="196611"), "stalled"),
        (event("notification_dropped", 0, role="smsdbmon", state="196611"), "stalled"),
        (event("installation_awaited", 0, state="196613"), "waiting"),
        (event("status_reported", 0), "waiting"),
    ],
)
def test_only_a_wait_for_the_parent_can_be_in_vain(line, verdict):
    assert verdict == judged(child(), parent(), rows=[line, DONE]).verdict


@pytest.mark.parametrize("verdict", ["in_progress", "failed", "completed", "unknown"])
def test_only_what_waits_waits_in_vain(verdict):
    assert verdict == judged(child(verdict=verdict), parent()).verdict


@pytest.mark.parametrize("blocker", ["parent", Blocker("installation", "CAS", "install_update", "failed")])
def test_who_waits_for_a_site_that_is_not_done_is_told_so_elsewhere(blocker):
    assert "waiting" == judged(child(blocked_by=blocker), parent()).verdict


def test_its_last_line_decides_what_it_waits_for():
    rows = [AWAITED, DONE, event("installation_awaited", 1, state="196613")]

    assert "waiting" == judged(child(last_sign=2), parent(), rows=rows).verdict
    assert "stalled" == judged(child(since=2), parent(), rows=rows).verdict
    assert "waiting" == judged(child(last_sign=None), parent(), rows=rows).verdict


@pytest.mark.parametrize(
    ("begun", "done", "now", "verdict"),
    [
        (0, 1, 1.5, "waiting"),
        (0, 1, 1 + DUE, "waiting"),
        (0, 1, 1.1 + DUE, "stalled"),
        (3, 1, 3 + DUE, "waiting"),
        (3, 1, 3.1 + DUE, "stalled"),
        (None, 1, 99, "waiting"),
        (0, None, 99, "waiting"),
    ],
)
def test_its_step_has_its_time_from_when_both_it_waits_and_its_parent_is_done(begun, done, now, verdict):
    rows = [event("installation_awaited", begun, state="196611"), event("hman_notified", done)]

    assert verdict == judged(child(), parent(), rows=rows, as_of=now).verdict


@pytest.mark.parametrize(
    ("other", "verdict"),
    [
        ({}, "stalled"),
        ({"verdict": "waiting"}, "waiting"),
        ({"verdict": "failed"}, "waiting"),
        ({"verdict": "not_applicable"}, "waiting"),
        ({"guid": OTHER}, "waiting"),
        ({"guid": "1" + OTHER[1:]}, "waiting"),
        ({"guid": None}, "waiting"),
        ({"site": "PR1"}, "waiting"),
        ({"site": "ABC"}, "stalled"),
        ({"site": "ZZZ"}, "stalled"),
        ({"last_sign": None}, "waiting"),
    ],
)
def test_a_finished_site_of_the_same_update_lets_it_go_on(other, verdict):
    assert verdict == judged(child(), parent(**other)).verdict


@pytest.mark.parametrize("lane", ["site_transfer", "backup"])
def test_what_ended_in_another_lane_lets_nobody_go_on(lane):
    other = parent()
    other = replace(other, cases=replace(other.cases, lane=replace(other.lane, id=lane)))

    assert "waiting" == judged(child(), other).verdict


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_of_several_finished_sites_the_latest_counts(order):
    rows = [AWAITED, DONE, event("hman_notified", 8)]
    sites = [parent(site=f"CA{number}", last_sign=number) for number in order]

    assert "waiting" == judged(child(), *sites, rows=rows, as_of=8 + DUE).verdict
    assert "stalled" == judged(child(), *sites, rows=rows, as_of=8.1 + DUE).verdict


def test_one_without_a_time_does_not_count_beside_one_that_has_one():
    rows = [AWAITED, DONE, event("hman_notified", None)]

    assert "stalled" == judged(child(), parent(), parent(site="CA2", last_sign=2), rows=rows).verdict


@pytest.mark.parametrize(
    ("server", "said_by", "verdict"),
    [
        ("SRV1", "SRV1", "stalled"),
        ("SRV1", "SRV2", "waiting"),
        ("SRV1", None, "waiting"),
        (None, None, "stalled"),
        (None, "SRV1", "waiting"),
    ],
)
def test_only_its_own_server_says_that_it_is_the_top(server, said_by, verdict):
    rows = [AWAITED, TOP | {"server": said_by}]

    assert verdict == judged(child(server=server), rows=rows).verdict


@pytest.mark.parametrize(
    ("top", "verdict"), [({}, "stalled"), ({"top_level": "0"}, "waiting"), ({"event": "other"}, "waiting")]
)
def test_only_one_who_says_that_it_is_the_top_has_no_parent(top, verdict):
    assert verdict == judged(child(), rows=[AWAITED, TOP | top]).verdict


@pytest.mark.parametrize(("now", "verdict"), [(DUE, "waiting"), (DUE + 0.1, "stalled")])
def test_the_top_has_the_time_of_its_step_too(now, verdict):
    assert verdict == judged(child(), rows=[AWAITED, TOP], as_of=now).verdict


def test_at_the_top_what_other_sites_say_does_not_count():
    rows = [AWAITED, TOP, event("hman_notified", 9)]
    found = judged(child(), parent(last_sign=2), rows=rows)

    assert ("stalled", ["no_parent"]) == (found.verdict, kinds(found))


@pytest.mark.parametrize(("rows", "kind"), [([AWAITED, TOP], "no_parent"), ([AWAITED, DONE], "parent_finished")])
def test_it_is_never_sure_and_no_longer_waits_without_an_end(rows, kind):
    known = Proof("mode_unknown"), Proof("went_on")
    found = judged(child(proofs=(Proof("wait_without_end", "likely"), *known)), parent(), rows=rows)

    assert (*known, Proof(kind, "likely")) == found.proofs


def test_without_a_step_nothing_is_due():
    assert "waiting" == judged(child(step=None), parent()).verdict


def test_where_nobody_knows_what_time_it_is_nothing_is_over():
    known = ground([AWAITED, DONE])
    witness = Witness(known.clock.witness.spans, None, asserted=False)
    timeless = replace(known, clock=replace(known.clock, witness=witness))

    assert "waiting" == waiting_in_vain([child(), parent()], [], timeless)[0].verdict


def test_the_others_stay_as_they_are():
    findings = [child(), parent()]

    assert findings[1] is waiting_in_vain(findings, [], ground([AWAITED, DONE], as_of=10))[1]

"""Who waits for another site names the case it waits for: the worst open one of its update elsewhere."""

from __future__ import annotations

import pytest
from builders import BEGIN
from judged import HOUR, event, finding, ground, kinds

from dmplog.diagnosis.finding import Blocker, Proof
from dmplog.diagnosis.settle.blocked import told_whom_they_wait_for

OTHER = "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41"
CHILD = event("setup_type_reported", 0, role="cmupdate", top_level="0")


def child(**values):
    return finding(
        "installation",
        **{"step": "check_prerequisites", "verdict": "stalled", "site": "PR1", "deadline": BEGIN} | values,
    )


def elsewhere(**values):
    return finding("installation", **{"step": "install_update", "verdict": "failed", "site": "CAS"} | values)


def transfer(**values):
    return finding("site_transfer", **{"step": "send_package", "verdict": "failed", "site": "PR2"} | values)


def request(**values):
    return finding("top_level_site", **{"step": "create_package", "verdict": "completed", "site": "CAS"} | values)


def told(found, *others, rows=()):
    lanes = [finding("installation").cases]
    return told_whom_they_wait_for([found, *others], lanes, ground(rows))[0]


@pytest.mark.parametrize(
    ("step", "verdict", "waits"),
    [
        ("notify_update_service", "stalled", True),
        ("check_prerequisites", "stalled", True),
        ("wait_for_readiness", "unknown", True),
        ("wait_for_readiness", "in_progress", True),
        ("wait_for_readiness", "waiting", True),
        ("wait_for_readiness", "failed", False),
        ("wait_for_readiness", "completed", False),
        ("install_update", "stalled", False),
        (None, "stalled", False),
    ],
)
def test_only_an_open_case_at_a_step_that_waits_for_other_sites_may_be_blocked(step, verdict, waits):
    found = child(step=step, verdict=verdict)

    blocked = told(found, elsewhere())

    assert waits == (blocked.blocked_by is not None)
    assert waits or found == blocked


def test_what_waits_for_another_site_has_no_deadline_and_misses_no_line_of_its_own():
    found = child(proofs=(Proof("covers"), Proof("no_offset")))

    blocked = told(found, elsewhere())

    assert ("waiting", None, ["no_offset", "waits_for"]) == (blocked.verdict, blocked.deadline, kinds(blocked))
    assert Blocker("installation", "CAS", "install_update", "failed") == blocked.blocked_by
    expected = (("lane", "installation"), ("place", "CAS"), ("step", "install_update"), ("verdict", "failed"))
    assert Proof("waits_for", "likely", expected) == blocked.proofs[-1]


def test_the_blocker_is_called_by_its_server_where_no_site_is_known_and_tells_no_step_it_has_not():
    blocked = told(child(), elsewhere(site=None, step=None, server="TOP"))

    assert Blocker("installation", "TOP", None, "failed") == blocked.blocked_by
    assert ["lane", "place", "verdict"] == [name for name, _ in blocked.proofs[-1].values]


@pytest.mark.parametrize(
    ("other", "blocks"),
    [
        (elsewhere(), True),
        (elsewhere(verdict="stalled"), True),
        (elsewhere(verdict="unknown"), True),
        (elsewhere(verdict="in_progress"), True),
        (elsewhere(verdict="waiting"), True),
        (elsewhere(verdict="completed"), False),
        (elsewhere(verdict="not_applicable"), False),
        (elsewhere(site="PR1"), False),
        (elsewhere(site="ZZZ"), True),
        (elsewhere(guid=OTHER), False),
        (elsewhere(guid="0" + OTHER), False),
        (elsewhere(step="check_prerequisites", verdict="waiting"), False),
        (elsewhere(step="check_prerequisites", verdict="failed"), True),
        (transfer(), True),
        (finding("package", step=1, verdict="failed", site="CAS"), False),
        (finding("tool", step=1, verdict="failed", site="CAS"), False),
    ],
)
def test_an_open_case_of_the_same_update_at_another_site_blocks_unless_it_waits_itself(other, blocks):
    assert blocks == (told(child(), other).blocked_by is not None)


@pytest.mark.parametrize(
    ("verdicts", "worst"),
    [
        (("waiting", "in_progress"), "in_progress"),
        (("in_progress", "unknown"), "unknown"),
        (("unknown", "stalled"), "stalled"),
        (("stalled", "failed"), "failed"),
        (("failed", "waiting"), "failed"),
    ],
)
def test_of_several_the_worst_one_blocks(verdicts, worst):
    others = [transfer(site=f"PR{number}", verdict=verdict) for number, verdict in enumerate(verdicts, 2)]

    assert worst == told(child(), *others).blocked_by.verdict


@pytest.mark.parametrize(
    ("others", "place"),
    [
        ((elsewhere(step="check_prerequisites", verdict="stalled"), request()), "CAS"),
        ((elsewhere(step="check_prerequisites", verdict="stalled"),), None),
        ((elsewhere(step="check_prerequisites", verdict="stalled"), request(guid=OTHER)), None),
        ((elsewhere(step="check_prerequisites", verdict="stalled"), request(site="PR3")), None),
        ((elsewhere(step="check_prerequisites", verdict="stalled"), request(site="PR1")), None),
        ((elsewhere(step="check_prerequisites", verdict="stalled", guid=OTHER), request()), None),
        ((elsewhere(step="check_prerequisites", verdict="completed"), request()), None),
        ((elsewhere(step="check_prerequisites", verdict="stalled"), transfer(site="CAS", verdict="completed")), None),
    ],
)
def test_where_all_may_wait_the_sites_below_wait_for_the_one_at_which_the_update_was_asked_for(others, place):
    blocked = told(child(), *others)

    assert place == (blocked.blocked_by and blocked.blocked_by.place)


def test_the_top_level_site_does_not_wait_for_the_sites_below_that_wait_for_it():
    top = elsewhere(step="check_prerequisites", verdict="stalled")

    assert top == told(top, child(), request())


def test_the_installation_at_the_top_blocks_and_not_what_was_asked_for_there():
    top = elsewhere(step="check_prerequisites", verdict="stalled")
    asked = transfer(site="CAS", step="send_package", verdict="completed")

    assert "installation" == told(child(), asked, request(), top).blocked_by.lane


@pytest.mark.parametrize("verdict", ["stalled", "unknown", "waiting"])
def test_a_child_of_a_site_whose_logs_are_missing_may_wait_for_it(verdict):
    blocked = told(child(verdict=verdict), rows=[CHILD])

    assert ("waiting", "parent", None) == (blocked.verdict, blocked.blocked_by, blocked.deadline)
    assert Proof("parent_missing", "possible") == blocked.proofs[-1]


@pytest.mark.parametrize(
    ("found", "others", "rows"),
    [
        (child(verdict="in_progress"), (), [CHILD]),
        (child(), (), []),
        (child(), (), [CHILD | {"server": "SRV2"}]),
        (child(), (), [CHILD | {"top_level": "1"}]),
        (child(server=None), (), [CHILD]),
        (child(), (request(),), [CHILD]),
    ],
)
def test_nobody_waits_for_a_parent_who_is_in_time_or_no_child_or_whose_parent_was_heard(found, others, rows):
    assert found == told(found, *others, rows=rows)


@pytest.mark.parametrize("other", [request(guid=OTHER), transfer(verdict="completed")])
def test_only_the_request_of_the_same_update_is_a_word_of_the_parent(other):
    assert "parent" == told(child(), other, rows=[CHILD]).blocked_by


def test_a_child_without_a_name_is_known_by_its_lines():
    assert "parent" == told(child(server=None), rows=[CHILD | {"server": None}]).blocked_by


@pytest.mark.parametrize(
    ("ended", "verdict", "due"),
    [(2.0, "in_progress", 4.0), (0.5, "stalled", 2.5), (-1.0, "stalled", 2.0)],
    ids=["just now", "long ago", "before the wait began"],
)
def test_who_waited_for_others_is_judged_from_when_the_last_of_them_ended(ended, verdict, due):
    """A package that was stuck for hours arrives: until then no line was due at the site that waits for it."""
    rows = [event("package_registered", ended), event("manifest_received", 3.0, role="cmupdate")]
    waits = child(step="wait_for_readiness", deadline=BEGIN + 2 * HOUR, counted_from=BEGIN)

    found = told(waits, transfer(verdict="completed", last_sign=0), rows=rows)

    assert (verdict, BEGIN + due * HOUR) == (found.verdict, found.deadline)
    assert found == told(found, transfer(verdict="completed", last_sign=0), rows=rows)


def test_a_documented_wait_is_not_cut_short_by_the_end_of_the_others():
    rows = [event("package_registered", 1.0), event("manifest_received", 6.0, role="cmupdate")]
    waits = child(step="wait_for_readiness", deadline=BEGIN + 5 * HOUR, counted_from=BEGIN)

    assert waits == told(waits, transfer(verdict="completed", last_sign=0), rows=rows)


@pytest.mark.parametrize(
    "other",
    [
        transfer(verdict="completed", last_sign=0, site="PR1"),
        transfer(verdict="completed", last_sign=0, guid=OTHER),
        transfer(verdict="not_applicable", last_sign=0),
        transfer(verdict="completed", last_sign=None),
    ],
    ids=["its own site", "another update", "not applicable", "no time"],
)
def test_what_it_did_not_wait_for_moves_no_deadline(other):
    waits = child(step="wait_for_readiness", deadline=BEGIN + 2 * HOUR, counted_from=BEGIN)

    assert waits == told(waits, other, rows=[event("package_registered", 2.0), event("manifest_received", 3.0)])

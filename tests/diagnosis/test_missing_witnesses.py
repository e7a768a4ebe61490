"""Which missing log takes what from an answer, case by case; what a case has seen; and what its margin and its clock take."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import BEGIN
from judged import DAY, HOUR, event, finding, ground, kinds, report, sign, span, traced

from dmplog.diagnosis.confidence import with_confidence
from dmplog.diagnosis.finding import Proof
from dmplog.diagnosis.seen import seen
from dmplog.diagnosis.witnesses import missing_witnesses
from dmplog.witness import Witness

# Steps of `site_transfer`: 0 distmgr, 1 scheduler, 2 sender (and the helper scheduler), 3 despool, 4 distmgr.


def made(name="installation", step=2, verdict="in_progress", **values):
    return traced(
        finding(name, step=step, verdict=verdict, **values), [sign(step or 0, "begins", 0)], current=step or 0
    )


def lacks(found, *spans, moment=BEGIN, as_of=9):
    """Return what the absence of logs takes away: the kind of each proof and the log it names."""
    witness = Witness(spans, BEGIN + as_of * HOUR, asserted=False)
    return [(proof.kind, dict(proof.values).get("log")) for proof in missing_witnesses(found, witness, moment)]


WORKER, PREREQ, MANAGER = (span(role, 0, 9) for role in ("cmupdate", "configmgrprereq", "hman"))
ALL = (WORKER, PREREQ, MANAGER)


@pytest.mark.parametrize(
    ("verdict", "spans", "expected"),
    [
        ("in_progress", ALL, []),
        ("in_progress", (PREREQ, MANAGER), [("undecided", "cmupdate")]),
        ("waiting", (PREREQ, MANAGER), [("undecided", "cmupdate")]),
        ("stalled", (PREREQ, MANAGER), [("undecided", "cmupdate")]),
        ("failed", (PREREQ, MANAGER), [("unrefuted", "cmupdate")]),
        ("unknown", (), []),
        ("not_applicable", (), []),
        ("in_progress", (WORKER, MANAGER), [("unrefuted", "configmgrprereq")]),
        ("in_progress", (WORKER,), [("unrefuted", "configmgrprereq"), ("unrefuted", "hman")]),
        ("stalled", (WORKER,), [("unrefuted", "configmgrprereq"), ("unrefuted", "hman")]),
        ("failed", (WORKER,), []),
        ("in_progress", (span("cmupdate", 30, 40), PREREQ, MANAGER), [("undecided", "cmupdate")]),
        ("failed", (span("cmupdate", 30, 40), PREREQ, MANAGER), [("unrefuted", "cmupdate")]),
        ("in_progress", (span("cmupdate", 0, 9, damaged=True), PREREQ, MANAGER), [("undecided_cut", "cmupdate")]),
        ("failed", (span("cmupdate", 0, 9, damaged=True), PREREQ, MANAGER), [("unrefuted_cut", "cmupdate")]),
        ("stalled", (WORKER, PREREQ, span("hman", 0, 9, damaged=True)), [("unrefuted_cut", "hman")]),
        ("in_progress", (span("cmupdate", -9, -1), PREREQ, MANAGER), [("unrefuted_early", "cmupdate")]),
        ("in_progress", (WORKER, PREREQ, span("hman", -9, -1)), []),
        ("stalled", (WORKER, PREREQ, span("hman", -9, -1)), [("unrefuted_early", "hman")]),
        ("stalled", (WORKER, PREREQ, span("hman", -9, 0)), []),
        ("in_progress", (span("cmupdate", -9, 0), PREREQ, MANAGER), []),
    ],
)
def test_the_log_that_decides_takes_much_from_an_open_case_and_one_of_several_a_little(verdict, spans, expected):
    assert expected == lacks(made(verdict=verdict), *spans)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("silent", []),
        ("asserted", []),
        ("silent_tries", [("undecided", "cmupdate")]),
        ("going_round", [("undecided", "cmupdate")]),
    ],
)
def test_a_stall_that_the_clock_did_not_prove_lacks_the_log_that_decides(kind, expected):
    """The clock asked that log itself: it says what its silence is worth."""
    assert expected == lacks(made(verdict="stalled", proofs=(Proof(kind),)), PREREQ, MANAGER)


def test_a_case_without_a_trace_or_a_step_lacks_no_witness():
    assert [] == lacks(finding("installation", step=2))
    assert [] == lacks(made(step=None))


def test_what_a_missing_log_takes_is_possible_where_it_decides_and_likely_beside_it():
    witness = Witness((MANAGER,), BEGIN, asserted=False)

    assert ["possible", "likely"] == [proof.caps for proof in missing_witnesses(made(), witness, BEGIN)]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (0, [("undecided", "distmgr"), ("unrefuted", "scheduler")]),
        (1, [("undecided", "scheduler"), ("unrefuted", "sender")]),
        (2, [("undecided", "sender")]),
        (3, [("undecided", "despool"), ("unrefuted", "distmgr")]),
        (4, [("undecided", "distmgr")]),
    ],
)
def test_the_next_step_at_the_same_place_could_show_more_and_helpers_could_not(step, expected):
    assert expected == lacks(made("site_transfer", step))


def test_a_completed_case_could_begin_again_where_its_first_step_is_logged():
    found = made("site_transfer", 3, "completed")

    assert [("unrefuted", "distmgr")] == lacks(found, span("despool", 0, 9))
    assert [] == lacks(made("site_transfer", 4, "completed"))


def test_only_the_log_that_decides_of_its_first_step_could_show_that_it_begins_again():
    found = made("site_transfer", 3, "completed")
    first, *others = found.lane.steps
    lane = replace(found.lane, steps=(replace(first, log=("distmgr", "hman")), *others))

    assert [("unrefuted", "distmgr")] == lacks(
        replace(found, cases=replace(found.cases, lane=lane)), span("despool", 0, 9)
    )


def test_only_a_check_that_comes_back_could_be_refuted_by_a_log_whose_server_nobody_knows():
    check = made("synchronization", 5, "completed", places=())

    assert [("unrefuted", "dmpdownloader")] == lacks(check, MANAGER)
    assert [] == lacks(check, MANAGER, span("dmpdownloader", 0, 9, server="SRV2"))
    assert [] == lacks(made("site_transfer", 3, "completed", places=()))
    assert [] == lacks(made("synchronization", 0, "failed", places=()))
    assert [] == lacks(made("installation", 2, "stalled", places=(), proofs=(Proof("covers"),)))


def test_an_open_case_at_a_place_nobody_knows_lacks_the_log_that_decides():
    assert [("undecided", "dmpdownloader")] == lacks(made("synchronization", 3, places=()), MANAGER)


@pytest.mark.parametrize(("server", "called"), [("SRV1", "SRV1"), (None, "")])
def test_an_open_case_of_a_server_whose_logs_end_a_day_early_may_have_gone_on(server, called):
    witness = Witness((span("cmupdate", 0, 9, server=server),), BEGIN + 9 * HOUR + 2 * DAY, asserted=False)

    ends = [
        proof
        for verdict in ("in_progress", "stalled")
        for proof in missing_witnesses(made(server=server, step=1, verdict=verdict), witness, BEGIN)
        if proof.kind == "ends_early"
    ]

    assert [Proof("ends_early", "likely", (("server", called),))] == ends


@pytest.mark.parametrize(
    ("alarms", "signs", "expected"),
    [
        ((), [2], False),
        ((1,), [2], False),
        ((2,), [2], False),
        ((3,), [2], True),
        ((1, 3), [2], True),
        ((3,), [4, 2], False),
        ((0,), [], True),
    ],
)
def test_an_alarm_of_its_own_behind_the_last_sign_was_seen(alarms, signs, expected):
    found = traced(finding("package", step=1, alarms=alarms), [sign(1, "begins", row) for row in signs])

    assert expected == ("alarm" in seen(found, ground([event("line")] * 5).events))


def test_an_alarm_of_a_case_without_a_trace_was_seen():
    assert {"alarm"} == seen(finding("package", step=1, alarms=(0,)), ground([event("line")]).events)


@pytest.mark.parametrize(("kind", "expected"), [("fails", True), ("begins", False), ("waits", False)])
def test_a_failure_that_the_step_told_was_seen(kind, expected):
    found = traced(finding("package", step=1), [sign(1, kind, 0)])

    assert expected == ("failure" in seen(found, ground([event("line")]).events))


@pytest.mark.parametrize(
    ("reports", "expected"),
    [("", False), ("0", True), ("1", True), ("2", False), ("4", False), ("12", False), ("21", True)],
)
def test_a_sub_stage_that_is_open_was_seen_where_it_is_the_last_report(reports, expected):
    rows = [*(report("0xd0006", complete) for complete in reports), event("line"), event("update_service_started")]
    found = traced(finding("installation", step=4, rows=range(len(rows))), [sign(4, "begins", 0)])

    assert expected == ("open_sub_stage" in seen(found, ground(rows).events))


def capped(found, **values):
    """Return *found* with its confidence, on the log of its one line."""
    row = event("line", 0, role="dmpdownloader", **values)
    (settled,) = with_confidence([found], ground([row], spans=[span("dmpdownloader", 0, 9)]))
    return settled.confidence, kinds(settled)


@pytest.mark.parametrize(
    ("margin", "verdict", "kind", "expected"),
    [
        (1.0, "in_progress", "begins", ("confirmed", [])),
        (0.99, "in_progress", "begins", ("possible", ["close_margin"])),
        (0.99, "waiting", "waits", ("confirmed", [])),
        (0.99, "waiting", "begins", ("possible", ["close_margin"])),
        (0.99, "in_progress", "waits", ("possible", ["close_margin"])),
        (0.99, "not_applicable", "begins", ("confirmed", [])),
    ],
)
def test_a_margin_one_stray_line_could_turn_leaves_an_answer_possible(margin, verdict, kind, expected):
    found = traced(finding("package", step=1, verdict=verdict), [sign(1, kind, 0)], margin=margin)

    assert expected == capped(found)


def test_the_last_sign_says_whether_the_case_waits():
    found = finding("package", step=1, verdict="waiting")
    ways = [[sign(1, first, 0), sign(1, last, 0)] for first, last in (("waits", "progress"), ("progress", "waits"))]

    assert ["possible", "confirmed"] == [capped(traced(found, way, margin=0.0))[0] for way in ways]
    assert "possible" == capped(traced(found, [], margin=0.0))[0]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, ("confirmed", [])),
        ({"utc_known": False}, ("confirmed", ["no_offset"])),
        ({"clock": None}, ("possible", ["unrefuted_early", "undated"])),
    ],
)
def test_an_answer_is_no_surer_than_the_time_of_its_last_sign(values, expected):
    assert expected == capped(traced(finding("package", step=1), [sign(1, "begins", 0)]), **values)


def test_a_case_without_a_sign_has_no_time_to_doubt():
    assert ("confirmed", []) == capped(finding("package", step=1))


def test_every_reason_is_told_once_and_the_least_one_caps():
    proofs = (Proof("close_margin", "possible"), Proof("covers"), Proof("nothing_new", "likely"))
    found = traced(finding("package", step=1, proofs=proofs), [sign(1, "begins", 0)], margin=0.0)

    assert ("possible", ["close_margin", "covers", "nothing_new"]) == capped(found)


@pytest.mark.parametrize(("kind", "expected"), [("ends", []), ("proves", [("unrefuted", "cmupdate")])])
def test_what_another_log_proves_to_be_over_the_log_of_the_step_could_tell_otherwise(kind, expected):
    done = finding("installation", step=5, verdict="completed")
    found = traced(done, [sign(5, kind, 0), sign(5, "ends", 0)], current=5)

    assert expected == lacks(found, MANAGER, span("sitecomp", 0, 9))


@pytest.mark.parametrize("verdict", ["failed", "in_progress", "stalled", "completed", "unknown"])
@pytest.mark.parametrize(("others", "confidence"), [("SRV1", "possible"), (None, "confirmed")])
def test_a_log_of_nobody_beside_those_of_known_servers_is_only_possible(verdict, others, confidence):
    """An old CMUpdate.log, or a copy of one, lies in a folder of its own, and nothing in it tells whose it is."""
    found = made(step="install_update", verdict=verdict, server=None)
    logs = [span(role, 0, 9, None) for role in ("cmupdate", "configmgrprereq", "hman")]
    spans = [*logs, span("hman", 0, 9, others)]

    (settled,) = with_confidence([found], ground([event("hman_notified", server=None)], as_of=9, spans=spans))

    assert (confidence, others is not None) == (settled.confidence, "server_unsure" in kinds(settled))


def test_an_open_case_lacks_the_log_that_decides_once_whatever_another_one_proved():
    found = traced(finding("installation", step=5), [sign(5, "proves", 0)], current=5)

    assert [("undecided", "cmupdate")] == lacks(found, MANAGER, span("sitecomp", 0, 9))

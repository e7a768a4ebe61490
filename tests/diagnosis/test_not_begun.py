"""Installations of which the content is there and no line speaks, and cases that must exist; lines that only come back."""

from __future__ import annotations

import pytest
from builders import BEGIN
from judged import GUID, HOUR, event, finding, ground, kinds, lane, sign, traced

from dmplog.case import Subject
from dmplog.cases import CaseSubject, LaneCases
from dmplog.diagnosis.finding import Proof
from dmplog.diagnosis.settle.going_round import without_getting_on
from dmplog.diagnosis.settle.not_begun import with_installations_not_begun
from dmplog.diagnosis.settle.unseen import with_unseen

OTHER = "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41"
LINE, DISTMGR = event("line"), event("line", role="distmgr")
LANES = [finding(name).cases for name in ("top_level_site", "site_transfer", "installation", "package")]
FAILED = event("installation_awaited", state="131071")
SET = event("package_state_updated")


def requested(**values):
    kept = {"step": 3, "verdict": "completed", "site": "CAS", "since": 0, "last_sign": 1} | values
    return finding("top_level_site", **kept)


def transferred(**values):
    kept = {"step": 4, "verdict": "completed", "site": "PR1", "since": 0, "last_sign": 1} | values
    return finding("site_transfer", **kept)


def not_begun(*findings, rows=(LINE, LINE), lanes=LANES, **values):
    return with_installations_not_begun(findings, lanes, ground(rows, **values))[len(findings) :]


def test_where_the_content_is_complete_the_installation_is_due():
    (due,) = not_begun(requested())

    assert ("installation", "notify_update_service", "in_progress") == (due.lane.id, due.at.id, due.verdict)
    assert (1, 1, (1,), 0) == (due.since, due.last_sign, due.rows, due.attempts)
    assert (BEGIN + 2 * HOUR, (Proof("content_complete", "likely"),)) == (due.deadline, due.proofs)
    assert (GUID, "CAS", "SRV1") == (due.subject.subject.package_guid, due.subject.subject.site, due.subject.server)
    assert ({"installing_site": "SRV1"}, {"package_guid": GUID}) == (due.subject.places, due.subject.values)


@pytest.mark.parametrize(("as_of", "verdict"), [(2, "in_progress"), (2.01, "unknown")])
def test_what_is_due_has_the_time_of_its_first_step(as_of, verdict):
    (due,) = not_begun(requested(), as_of=as_of)

    assert (verdict, ["content_complete", *(["ends"] if verdict == "unknown" else [])]) == (due.verdict, kinds(due))


@pytest.mark.parametrize(
    ("findings", "sites"),
    [
        ([requested(), transferred()], ["CAS", "PR1"]),
        ([requested(verdict="failed"), transferred()], ["PR1"]),
        ([requested(), transferred(verdict="in_progress")], ["CAS"]),
        ([transferred()], []),
        ([requested(since=None)], []),
        ([requested(guid=OTHER), transferred()], ["CAS"]),
        ([requested(guid=OTHER), requested(since=1)], ["CAS"]),
        ([requested(places=("child_site",))], []),
        ([requested(), transferred(places=("top_level_site",))], ["CAS"]),
        ([requested(last_sign=None)], []),
        ([requested(last_sign=2)], []),
        ([requested(server="SRV2")], []),
        ([requested(), transferred(), transferred()], ["CAS", "PR1"]),
        ([requested(), finding("installation", site="CAS")], []),
        ([requested(), finding("installation", site="PR1")], ["CAS"]),
        ([requested(), finding("installation", site="CAS", guid=OTHER)], ["CAS"]),
        ([requested(), finding("package", step=5, verdict="completed", site="PR1", last_sign=1)], ["CAS"]),
    ],
)
def test_it_is_due_once_at_each_site_that_has_the_content_of_the_latest_update(findings, sites):
    rows = [LINE, LINE, event("line", None)]

    assert sites == [due.subject.subject.site for due in not_begun(*findings, rows=rows)]


def test_the_latest_is_what_was_asked_for_last_wherever_it_stands_in_the_list():
    late, early = requested(since=1, site="CA2"), requested(guid=OTHER)

    assert [["CA2"], ["CA2"]] == [
        [due.subject.subject.site for due in not_begun(*each)] for each in ((late, early), (early, late))
    ]


def test_only_a_request_says_which_update_is_the_latest():
    assert [GUID] == [
        due.subject.subject.package_guid for due in not_begun(requested(), transferred(guid=OTHER, since=1))
    ]


def test_without_the_log_in_which_it_begins_or_its_lane_nothing_is_due():
    assert [] == not_begun(requested(), rows=[DISTMGR, DISTMGR])
    assert [] == not_begun(requested(), lanes=LANES[:2])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([LINE, LINE, FAILED], 2),
        ([LINE, LINE, FAILED, FAILED, LINE], 3),
        ([LINE, FAILED, LINE], None),
        ([FAILED, LINE, LINE], None),
        ([LINE, LINE, FAILED | {"server": "SRV2"}], None),
        ([LINE, LINE, FAILED | {"server": None}], None),
        ([LINE, LINE, FAILED | {"state": "196609"}], None),
        ([LINE, LINE, FAILED | {"event": "another"}, FAILED | {"event": "zeroed"}], None),
    ],
)
def test_a_state_behind_the_content_says_that_the_first_step_failed(rows, said):
    (due,) = not_begun(requested(), rows=rows)

    if said is None:
        assert ("in_progress", (1,)) == (due.verdict, due.rows)
    else:
        assert ("failed", said, said, (1, said)) == (due.verdict, due.since, due.last_sign, due.rows)
        assert (None, (Proof("said_failed", "likely"),)) == (due.deadline, due.proofs)


@pytest.mark.parametrize(
    ("rows", "answer"),
    [
        ([LINE, LINE, FAILED | {"state": "196613"}], ("waiting", "notify_update_service", 2, 2, "wait_without_end")),
        (
            [LINE, LINE, *2 * [FAILED | {"state": "196611"}]],
            ("waiting", "notify_update_service", 2, 3, "wait_without_end"),
        ),
        ([LINE, LINE, FAILED, SET | {"state": "196612"}], ("completed", "finish_installation", 3, 3, "said_done")),
        # What was said last holds, and only of this update.
        ([LINE, LINE, SET | {"state": "196612"}, FAILED], ("failed", "notify_update_service", 3, 3, "said_failed")),
        (
            [LINE, LINE, FAILED, SET | {"state": "196612", "package_guid": OTHER}],
            ("failed", "notify_update_service", 2, 2, "said_failed"),
        ),
        (
            [LINE, LINE, FAILED, SET | {"state": "196612", "package_guid": "037cd17e-4d7b-40e1-802b-14bb682364c7"}],
            ("failed", "notify_update_service", 2, 2, "said_failed"),
        ),
        (
            [LINE, LINE, FAILED, SET | {"state": "196612", "package_guid": GUID.upper()}],
            ("completed", "finish_installation", 3, 3, "said_done"),
        ),
        (
            [LINE, LINE, FAILED | {"state": "196611"}, FAILED, FAILED | {"state": "196611"}],
            ("waiting", "notify_update_service", 2, 4, "wait_without_end"),
        ),
        # A state that failed says at which step, also of an installation that no other line tells of.
        ([LINE, LINE, SET | {"state": "262142"}], ("failed", "install_update", 2, 2, "said_failed")),
    ],
)
def test_a_state_behind_the_content_says_what_is_waited_for_or_that_it_is_installed(rows, answer):
    (due,) = not_begun(requested(), rows=rows)

    assert answer == (due.verdict, due.at.id, due.since, due.last_sign, due.proofs[-1].kind)


def test_the_content_of_an_update_without_a_name_is_content_too():
    (due,) = not_begun(requested(guid=None))

    assert (None, {"package_guid": ""}) == (due.subject.subject.package_guid, due.subject.values)


def test_the_state_at_the_one_unnamed_server_is_its_own():
    rows = [row | {"server": None} for row in (LINE, LINE, FAILED)]

    assert ["failed"] == [due.verdict for due in not_begun(requested(server=None), rows=rows)]


def expected(**values):
    chart, found = lane("site_transfer")
    subject = CaseSubject(Subject(GUID, None, None, "PR1"), "SRV1", {}, **{"expected": True} | values)
    return LaneCases(chart, found, (subject,), finding("package").cases.members)


@pytest.mark.parametrize(
    ("values", "reason"), [({}, "nothing_said"), ({"mode": "online"}, "no_known_line"), ({"expected": False}, None)]
)
def test_a_case_that_must_exist_is_unknown_where_no_line_speaks_of_it(values, reason):
    found = with_unseen([requested()], [expected(**values)], ground())[1:]

    assert [(reason, "possible")] * bool(reason) == [
        (proof.kind, proof.caps) for each in found for proof in each.proofs
    ]
    assert [("unknown", 0, 0)] * bool(reason) == [(each.verdict, each.step, each.attempts) for each in found]


def test_a_case_that_was_found_is_not_expected_once_more():
    (found,) = with_unseen([], [expected()], ground())

    assert [found] == with_unseen(
        [found], [LaneCases(found.cases.flowchart, found.lane, (found.subject,), None)], ground()
    )


def going(*hours_and_texts, as_of=None, label="begins", step=1, rows=None, said="content_extraction_started", **values):
    """Return the settled finding of a step of two hours whose lines come at these hours with these texts."""
    lines = [event(said, hour, says=text, role="hman") for hour, text in hours_and_texts]
    found = finding("installation", step=step, rows=range(len(lines)) if rows is None else rows)
    return without_getting_on(traced(found, [sign(1, label, 0)], **values), ground(lines, as_of=as_of))


AGAIN = [(number, "one") for number in range(5)]


@pytest.mark.parametrize(
    ("lines", "as_of", "answer"),
    [
        (AGAIN[:4], 3, ("stalled", ["going_round"], 4)),
        (AGAIN, 4, ("stalled", ["going_round"], 5)),
        (AGAIN[:3], 3, ("in_progress", ["nothing_new"], 1)),
        (AGAIN[:1], 3, ("in_progress", ["nothing_new"], 1)),
        ([(0, "one")] * 4, 2, ("in_progress", [], 1)),
        ([(0, "one")] * 4, 2.01, ("stalled", ["going_round"], 4)),
        ([*AGAIN, (4, "two")], 5, ("in_progress", [], 1)),
        ([*AGAIN, (4, "two")], 7, ("in_progress", ["nothing_new"], 1)),
        ([(0, "one"), (0, "two"), *AGAIN[1:3]], 3, ("in_progress", ["nothing_new"], 1)),
        ([(0, "one"), (0, "two"), (1, "two"), *AGAIN[1:4]], 4, ("stalled", ["going_round"], 4)),
        ([(None, "one")] * 5, 4, ("in_progress", [], 1)),
    ],
)
def test_lines_that_came_back_three_times_behind_the_time_of_the_step_are_a_stall(lines, as_of, answer):
    settled = going(*lines, as_of=as_of)

    assert answer == (settled.verdict, kinds(settled), settled.attempts)
    assert ["likely"] * len(settled.proofs) == [proof.caps for proof in settled.proofs]


def test_a_stall_of_lines_that_come_back_tells_how_often_and_since_when():
    settled = going((0, "old"), (1, "one"), *AGAIN[2:], since_row=1, as_of=5)

    assert (1, BEGIN + 3 * HOUR, (("count", "3"),)) == (
        settled.since,
        settled.deadline,
        settled.proofs[0].values,
    )


@pytest.mark.parametrize(
    "values",
    [
        {"rows": [0, 1, 2]},
        {"since_row": 2},
        {"since_row": None},
        {"label": "waits"},
        {"step": 5, "current": 1},
        {"step": None, "current": 1},
    ],
)
def test_other_lines_other_steps_and_waits_do_not_go_round(values):
    assert "in_progress" == going(*AGAIN, as_of=4, **values).verdict


def test_a_line_that_no_step_of_the_lane_asks_for_is_neither_a_try_nor_a_sign_of_life():
    """`Used 0 out of 3 despooling threads` is written at every poll, whatever becomes of the instruction."""
    settled = going(*AGAIN, as_of=4, said="despooling_threads_counted")

    assert ("in_progress", [], 1) == (settled.verdict, kinds(settled), settled.attempts)


@pytest.mark.parametrize("verdict", ["waiting", "unknown", "failed"])
def test_only_what_is_within_its_time_goes_round(verdict):
    lines = [event("content_extraction_started", hour, says="one") for hour in range(5)]
    found = traced(finding("installation", step=1, verdict=verdict, rows=range(5)), [sign(1, "begins", 0)])

    assert found == without_getting_on(found, ground(lines))


def test_a_case_without_a_line_and_a_time_without_a_clock_are_left_as_they_are():
    alone = finding("installation", step=1, rows=range(5))

    assert alone == without_getting_on(alone, ground([event("line", hour, says="one") for hour in range(5)]))
    assert "in_progress" == going(*[(None, "one")] * 5).verdict

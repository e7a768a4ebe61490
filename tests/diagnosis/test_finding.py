"""What a finding tells of itself, and what becomes of it when it is told anew."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from builders import BEGIN
from judged import finding, sign, traced

from dmplog.diagnosis.finding import Proof, spot_of, where
from dmplog.witness import Spot

STEPS = [step.id for step in finding("installation").lane.steps]
KNOWN = Proof("ends", "possible")


def test_what_is_not_said_of_a_finding_is_not_made_up():
    found = finding("installation")
    usual = {"attempts": 1, "proofs": (), "rows": (), "overdue": False, "alarms": (), "confidence": "confirmed"}
    unknown = dict.fromkeys(("trace", "since", "last_sign", "deadline", "blocked_by"))

    told = {each.name: getattr(found, each.name) for each in fields(found)}
    assert usual | unknown == {name: told[name] for name in usual | unknown}


def test_two_findings_are_equal_that_say_the_same_whatever_they_were_read_from():
    found = finding("installation", step="install_update", since=0, last_sign=0)
    seen = traced(found, [sign(4, "begins", 0)])

    assert found == replace(seen, cases=replace(seen.cases, flowchart=None))
    assert found != replace(found, step=3)
    assert found != replace(found, verdict="failed")


@pytest.mark.parametrize(("step", "name"), [(None, None), (0, "notify_update_service"), (4, "install_update")])
def test_it_is_at_the_step_it_names(step, name):
    found = finding("installation", step=step)

    assert name == (found.at.id if found.at else None)
    assert "installation" == found.lane.id


@pytest.mark.parametrize(("kind", "waits"), [("waits", True), ("begins", False), ("progress", False)])
def test_it_waits_whose_lines_end_in_a_documented_wait(kind, waits):
    assert waits == traced(finding("installation", step=3), [sign(3, kind, 0)]).in_wait
    assert not finding("installation", step=3).in_wait


@pytest.mark.parametrize(("current", "finished"), [(len(STEPS), True), (len(STEPS) - 1, False), (0, False)])
def test_it_is_finished_whose_run_went_through(current, finished):
    found = traced(finding("installation"), [sign(0, "begins", 0)], current=current)

    assert finished == found.finished
    assert not finding("installation", verdict="completed").finished


def test_where_it_died_nothing_counts_of_what_the_newest_run_proved():
    further = traced(finding("installation", step=4), [sign(4, "begins", 7)], since_row=7, attempts=3).trace
    found = finding("installation", step=0, since=9, last_sign=9, deadline=BEGIN, proofs=(KNOWN,), alarms=(2,))
    found = replace(found, rows=(1,))
    died = found.where_it_died(further, 8)

    assert (further, 4, 7, 8, 3) == (died.trace, died.step, died.since, died.last_sign, died.attempts)
    assert (None, (), (1,), (2,)) == (died.deadline, died.proofs, died.rows, died.alarms)
    assert 1 == found.where_it_died(replace(further, attempts=0), 8).attempts


def test_each_proof_stands_once_behind_those_before():
    more = Proof("silent"), KNOWN, Proof("silent")

    assert (KNOWN, Proof("silent")) == finding("installation", proofs=(KNOWN,)).proved(*more).proofs


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ({"installing_site": "SRV1"}, Spot("cmupdate", "SRV1", True)),
        ({"installing_site": None}, Spot("cmupdate", None, True)),
        ({"child_site": "SRV1"}, Spot("cmupdate", None, False)),
    ],
)
def test_a_step_is_logged_at_the_first_of_its_logs_on_the_server_that_takes_its_place(places, expected):
    found = finding("installation", step="install_update")
    subject = replace(found.subject, places=places)

    assert expected == spot_of(subject, found.at)
    assert "cmupdate" == spot_of(subject, found.lane.step("wait_for_readiness")).role


@pytest.mark.parametrize(
    ("server", "named"),
    [("SRV1", "SRV1"), (None, ""), ("", "")],
)
def test_a_log_is_named_by_role_and_server(server, named):
    assert (("log", "hman"), ("server", named)) == where(Spot("hman", server))

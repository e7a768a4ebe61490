"""Work that can only begin when a case is over shows that it is over."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import BEGIN
from judged import finding, ground, sign, traced

from dmplog.diagnosis.finding import Proof
from dmplog.diagnosis.settle.passed import with_passed

OTHER = "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41"


def transfer(**values):
    kept = {"step": "send_package", "verdict": "stalled", "site": "PR1", "last_sign": 5} | values
    return finding("site_transfer", **kept)


def work(*signs, lane="installation", **values):
    kept = {"step": "extract_content", "verdict": "in_progress", "site": "PR1"} | values
    return traced(finding(lane, **kept), signs or [sign(1, "begins", 6)])


def settled(found, *others):
    return with_passed([found, *others], [], ground())[0]


def test_what_was_passed_is_completed_at_its_last_step_and_only_that_is_said():
    found = transfer(
        deadline=BEGIN, blocked_by="parent", overdue=True, proofs=(Proof("covers"),), attempts=2, rows=(3,)
    )

    over = settled(found, work())

    assert ("completed", "register_package") == (over.verdict, over.at.id)
    assert (None, None, False) == (over.deadline, over.blocked_by, over.overdue)
    assert (Proof("passed_by", "likely", (("case", "the installation on PR1"),)),) == over.proofs


@pytest.mark.parametrize(("verdict", "over"), [("failed", True), ("unknown", True), ("waiting", True)])
def test_every_stop_in_front_of_it_is_refuted(verdict, over):
    assert over == (settled(transfer(verdict=verdict), work()).verdict == "completed")


@pytest.mark.parametrize("verdict", ["completed", "not_applicable"])
def test_what_is_over_stays_as_it_was_found(verdict):
    found = transfer(verdict=verdict, proofs=(Proof("covers"),))

    assert found == settled(found, work())


@pytest.mark.parametrize(
    "signs",
    [
        [sign(0, "begins", 6)],
        [sign(1, "begins", 5)],
        [sign(1, "begins", 4, 9)],
        [sign(0, "begins", 9), sign(1, "begins", 4)],
    ],
)
def test_only_work_behind_its_first_step_and_behind_the_last_sign_counts(signs):
    found = transfer()

    assert found == settled(found, work(*signs))


def test_an_error_is_no_sign_of_work_that_no_line_speaks_of():
    found = transfer(verdict="failed", last_sign=9)
    expected = replace(found, subject=replace(found.subject, expected=True))

    assert "completed" == settled(expected, work()).verdict


def test_the_second_line_of_the_work_may_be_the_first_that_shows_it():
    assert "completed" == settled(transfer(), work(sign(0, "begins", 4), sign(1, "begins", 6))).verdict


def test_a_case_without_a_sign_is_passed_by_whatever_work_there_is():
    assert "completed" == settled(transfer(last_sign=None), work(sign(1, "begins", 0))).verdict


@pytest.mark.parametrize(
    ("found", "other"),
    [
        (transfer(), work(guid=OTHER)),
        (transfer(), work(guid="0" + OTHER)),
        (transfer(), work(site="PR2")),
        (transfer(), work(site="AAA")),
        (transfer(), work(lane="top_level_site", step=1)),
        (transfer(), finding("installation", step=1, site="PR1")),
        (transfer(guid=None), work(guid=None)),
        (finding("synchronization", step=1, verdict="stalled"), work()),
    ],
)
def test_only_work_of_a_later_lane_on_the_same_update_at_the_same_site_counts(found, other):
    assert found == settled(found, other)


def test_the_later_lane_may_stand_in_another_chart_and_at_any_site():
    package = finding("package", step=1, verdict="stalled", last_sign=5)

    over = settled(package, work(site=None))

    assert ("completed", ("case", "the installation on its site")) == (over.verdict, over.proofs[0].values[0])


def test_what_was_asked_for_at_the_top_is_passed_by_the_installation_at_any_site():
    asked = finding("top_level_site", step=1, verdict="stalled", site="CAS", last_sign=5)

    assert "completed" == settled(asked, work(site="PR2")).verdict


def test_the_first_that_shows_it_is_named_although_others_were_looked_at_before():
    package = finding("package", step=1, verdict="stalled", last_sign=5)

    over = settled(package, work(guid=OTHER, site="PR2"), work(sign(0, "begins", 9), site="PR3"), work(site="PR4"))

    assert ("case", "the installation on PR4") == over.proofs[0].values[0]

"""A failure that only a line of its own makes good stands, whatever else of its step ends behind it.

STATMSG: ID=1020 SEV=E LEV=M SOURCE="SMS Server" COMP="SMS_SITE_COMPONENT_MANAGER" … ISTR0="SMS_EXECUTIVE"
STATMSG: ID=1019 SEV=I LEV=M SOURCE="SMS Server" COMP="SMS_SITE_COMPONENT_MANAGER" … ISTR0="SMS_EXECUTIVE"
"""

from __future__ import annotations

import pytest
from builders import BEGIN
from judged import event, finding, ground, kinds, sign, traced

from dmplog.diagnosis.finding import Proof
from dmplog.diagnosis.settle.not_made_good import with_failures_not_made_good

STEPS = [step.id for step in finding("installation").lane.steps]
CHECK, LAST = STEPS.index("check_prerequisites"), len(STEPS) - 1
NOTIFIED = event("hman_notified", 1, message_id=None, insertion_0=None, result=None)


def told(number, component="SMS_EXECUTIVE", **values):
    fields = {"role": "sitecomp", "message_id": str(number), "insertion_0": component, "result": None}
    return event("status_message", 1, **(fields | values))


LOST, BACK = told(1020), told(1019)
REFUSED = event("prerequisite_result", 1, result="Error", message_id=None, insertion_0=None)


def judged(*rows, verdict="completed", step=LAST, own=None, first=0, **values):
    """Return what becomes of a case of all *rows*, or of the rows *own*, whose run begins with the row *first*."""
    named = {"current": values.pop("current")} if "current" in values else {}
    named |= {"since_row": values.pop("since_row")} if "since_row" in values else {}
    members = range(len(rows)) if own is None else own
    found = finding("installation", verdict=verdict, step=step, rows=list(members), **values)
    return with_failures_not_made_good(traced(found, [sign(0, "ends", first)], **named), ground(rows))


@pytest.mark.parametrize(
    ("lines", "standing"),
    [
        ([LOST, NOTIFIED], (0,)),
        ([NOTIFIED, LOST, LOST], (1, 2)),
        ([LOST, BACK], ()),
        ([BACK, LOST], (1,)),
        ([LOST, BACK, LOST], (2,)),
        ([LOST, told(1018)], (0,)),
        ([LOST, told(1019, "SMS_DISTRIBUTION_MANAGER")], (0,)),
        ([LOST, told(1020, "SMS_DISTRIBUTION_MANAGER"), BACK], (1,)),
        # Another server's component says nothing of this one; a server without a name is one.
        ([LOST, told(1019, server="SRV2")], (0,)),
        ([told(1020, server=None), told(1019, server=None)], ()),
        ([told(1020, None), told(1019, None)], ()),
    ],
)
def test_only_the_same_component_of_the_same_server_back_again_makes_it_good(lines, standing):
    found = judged(*lines)

    assert (("failed", standing) if standing else ("completed", ())) == (found.verdict, found.rows)


@pytest.mark.parametrize("other", ["SMS_EXECUTIVE", "SMS_DISTRIBUTION_MANAGER", None])
def test_where_nothing_has_to_be_the_same_any_such_line_of_the_server_does(other):
    """STATMSG: ID=3308 … and then ID=3309: Hierarchy Manager failed to reinstall the Site Component Manager, and did it at last."""
    failed, mended = (told(number, name, role="hman") for number, name in ((3308, "SMS_EXECUTIVE"), (3309, other)))

    assert "completed" == judged(failed, mended).verdict
    assert "failed" == judged(failed, NOTIFIED).verdict


def test_where_no_line_has_the_field_that_has_to_be_the_same_any_such_line_does():
    bare = [{name: value for name, value in line.items() if name != "insertion_0"} for line in (LOST, BACK)]

    assert "completed" == judged(*bare).verdict


def test_the_line_that_makes_it_good_need_not_be_the_case_s_own():
    assert "completed" == judged(LOST, BACK, own=[0]).verdict


@pytest.mark.parametrize(
    ("own", "first", "verdict"), [([1], 1, "failed"), ([0, 1], 2, "completed"), ([0], 0, "completed")]
)
def test_only_lines_of_the_case_from_its_run_on_are_its_failures(own, first, verdict):
    assert verdict == judged(NOTIFIED, LOST, NOTIFIED, own=own, first=first).verdict


@pytest.mark.parametrize(
    ("current", "verdict"),
    [(CHECK - 1, "in_progress"), (CHECK, "failed"), (CHECK + 1, "in_progress"), (LAST, "in_progress")],
)
def test_what_nothing_makes_good_stands_while_its_step_is_not_passed(current, verdict):
    """`…;    Dedicated SQL Server instance;    Error;    …` and the next rule, which passed."""
    assert verdict == judged(REFUSED, NOTIFIED, verdict="in_progress", step=current, current=current).verdict


def test_a_failure_of_a_step_that_was_not_reached_is_none_yet():
    assert "in_progress" == judged(LOST, verdict="in_progress", step=LAST - 1, current=LAST - 1).verdict


@pytest.mark.parametrize("verdict", ["failed", "not_applicable"])
def test_what_has_failed_already_or_is_not_applicable_stays_as_it_is(verdict):
    assert (verdict, ()) == (judged(LOST, verdict=verdict).verdict, judged(LOST, verdict=verdict).rows)


def test_a_case_without_lines_of_its_own_stays_as_it_is():
    found = finding("installation", verdict="unknown", rows=[0])

    assert found is with_failures_not_made_good(found, ground([LOST]))


def test_the_case_rests_on_the_failures_alone():
    known = Proof("ends", "possible")
    found = judged(NOTIFIED, LOST, LOST, NOTIFIED, proofs=(known,), deadline=BEGIN)

    assert (LAST, 2, (1, 2), None) == (found.step, found.last_sign, found.rows, found.deadline)
    assert (["not_made_good"], "likely") == (kinds(found), found.proofs[0].caps)


@pytest.mark.parametrize(
    ("verdict", "current", "since_row", "since"),
    [
        # At the step it stands at, it stands since the step was entered.
        ("in_progress", LAST, 1, 1),
        ("in_progress", LAST, 4, 2),
        ("in_progress", LAST, None, 2),
        # A step that was passed is entered again with its failure.
        ("completed", LAST, 1, 2),
        ("completed", LAST + 1, 1, 2),
        ("waiting", LAST + 1, 1, 2),
    ],
)
def test_since_when_it_stands(verdict, current, since_row, since):
    found = judged(NOTIFIED, NOTIFIED, LOST, LOST, NOTIFIED, verdict=verdict, current=current, since_row=since_row)

    assert ("failed", since) == (found.verdict, found.since)


@pytest.mark.parametrize(
    ("step", "attempts", "expected"), [(LAST, 0, 1), (LAST, 1, 1), (LAST, 4, 4), (LAST - 1, 4, 1), (None, 4, 1)]
)
def test_its_tries_are_those_of_the_step_that_failed(step, attempts, expected):
    found = judged(LOST, verdict="waiting", step=step, current=LAST + 1, attempts=attempts)

    assert (LAST, expected) == (found.step, found.attempts)

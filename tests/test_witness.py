"""A stall is only proved by a log that goes on without the line, or falls silent while its server goes on."""

from __future__ import annotations

from datetime import datetime, timedelta

from dmplog.witness import LogSpan, Reach, Spot, Witness

SINCE = datetime(2025, 1, 1, 12, 0)
DEADLINE = SINCE + timedelta(hours=2)


def span(role, first, last, server="A"):
    return LogSpan(server, None, role, SINCE + timedelta(hours=first), SINCE + timedelta(hours=last), (f"{role}.log",))


def reach(*spans, as_of=None):
    latest = as_of or max((each.last for each in spans), default=None)
    return Witness(tuple(spans), latest, asserted=as_of is not None).reach(Spot("hman", "A"), SINCE, DEADLINE)


def test_a_log_with_records_past_the_deadline_covers_it():
    assert Reach.COVERS == reach(span("hman", -1, 3))


def test_a_log_that_stops_while_its_server_goes_on_is_silent():
    assert Reach.SILENT == reach(span("hman", -1, 1), span("distmgr", -1, 3))


def test_another_server_that_goes_on_proves_nothing():
    assert Reach.ENDS == reach(span("hman", -1, 1), span("distmgr", -1, 3, server="B"))


def test_a_log_that_ends_with_its_server_proves_nothing():
    assert Reach.ENDS == reach(span("hman", -1, 1), span("distmgr", -1, 1))


def test_a_log_that_was_not_supplied_is_missing():
    assert Reach.MISSING == reach(span("distmgr", -1, 3))


def test_a_log_that_begins_behind_the_last_sign_was_rolled_over():
    assert Reach.ROLLED == reach(span("hman", 0.5, 3))


def test_what_the_user_asserts_covers_a_server_whose_logs_all_stop():
    assert Reach.ASSERTED == reach(span("hman", -1, 1), as_of=DEADLINE + timedelta(hours=1))


def test_an_assertion_before_the_deadline_proves_nothing():
    assert Reach.ENDS == reach(span("hman", -1, 1), as_of=DEADLINE - timedelta(minutes=1))

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


def test_a_log_that_is_cut_is_not_silent():
    cut = span("hman", -1, 1)._replace(damaged=True)

    assert Reach.CUT == reach(cut, span("distmgr", -1, 3))


def test_a_cut_log_that_goes_past_the_deadline_covers_it_all_the_same():
    assert Reach.COVERS == reach(span("hman", -1, 3)._replace(damaged=True))


def test_a_log_collected_on_another_day_proves_no_silence():
    assert Reach.ENDS == reach(span("hman", -1, 1), span("distmgr", 26, 30))
    assert Reach.SILENT == reach(span("hman", -1, 1), span("distmgr", 24, 30))


def test_a_server_ends_early_where_all_its_logs_end_a_day_before_the_clock():
    def ends_early(*spans):
        return Witness(spans, SINCE + timedelta(hours=48), asserted=False).ends_early("A")

    assert (True, False, False) == (
        ends_early(span("hman", 0, 23), span("hman", 0, 48, server="B")),
        ends_early(span("hman", 0, 23), span("distmgr", 0, 24)),
        ends_early(span("hman", 0, 48, server="B")),
    )

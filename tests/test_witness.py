"""A stall is only proved by a log that goes on without the line, or falls silent while its server goes on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from dmplog.silence import Silence
from dmplog.witness import LogSpan, Moments, Reach, Spot, Witness

SINCE = datetime(2025, 1, 1, 12, 0)
DEADLINE = SINCE + timedelta(hours=2)


HMAN = Spot("hman", "A")
NOWHERE = Spot("hman", None, known=False)
"""The log of a server that nothing tells."""


def span(role, first, last, server="A"):
    return LogSpan(server, None, role, hours(first), hours(last), (f"{role}.log",))


def witness(*spans, as_of=None, **known):
    latest = as_of or max((each.last for each in spans), default=None)
    return Witness(tuple(spans), latest, asserted=as_of is not None, **known)


def hours(number):
    return SINCE + timedelta(hours=number)


def reach(*spans, as_of=None):
    return witness(*spans, as_of=as_of).reach(HMAN, SINCE, DEADLINE)


def test_a_log_with_records_past_the_deadline_covers_it():
    assert Reach.COVERS == reach(span("hman", -1, 3))


def test_a_log_that_ends_at_the_deadline_does_not_cover_it():
    """Its next line may stand in the same second."""
    assert Reach.ENDS == reach(span("hman", -1, 2), span("distmgr", -1, 2))
    assert Reach.SILENT == reach(span("hman", -1, 2), span("distmgr", -1, 2.1))


def test_a_log_that_begins_with_the_last_sign_lost_nothing():
    assert Reach.COVERS == reach(span("hman", 0, 3))


def test_the_parts_of_a_log_speak_as_one():
    """A site's log may be told with its site and without."""
    assert Reach.COVERS == reach(span("hman", 0.5, 1), span("hman", -1, 0), span("hman", 1, 3))
    assert Reach.CUT == reach(span("hman", -1, 0), span("hman", 1, 2)._replace(damaged=True))


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
    assert (False, False) == (
        ends_early(span("hman", 0, 24)),
        Witness((span("hman", 0, 23),), None, asserted=False).ends_early("A"),
    )


UNDATED = frozenset({("hman", "A"), ("distmgr", None)})


@pytest.mark.parametrize(
    ("spot", "supplied"),
    [
        (HMAN, True),
        (Spot("hman", "B"), False),
        (Spot("hman", None), False),
        (Spot("distmgr", "A"), True),
        (Spot("sender", "A"), False),
        (NOWHERE, True),
        (Spot("sender", None, known=False), False),
    ],
)
def test_a_log_without_one_time_may_be_that_of_any_server_that_nothing_tells(spot, supplied):
    without = witness(undated=UNDATED)

    assert supplied == without.supplied_undated(spot)
    assert (Reach.UNDATED if supplied else Reach.MISSING) == without.reach(spot, SINCE, DEADLINE)


def test_the_logs_of_an_unnamed_server_are_not_those_of_one_that_is_not_known():
    """Where a place is not known at all, no log speaks for it."""
    unnamed = witness(span("hman", 0, 1, server=None)._replace(damaged=True))
    here = Spot("hman", None)

    assert (True, False) == (unnamed.supplied(here), unnamed.supplied(NOWHERE))
    assert (True, False) == (unnamed.damaged(here), unnamed.damaged(NOWHERE))
    assert (True, False) == (unnamed.covers(here, SINCE), unnamed.covers(NOWHERE, SINCE))
    assert (True, False) == (unnamed.begins_after(here, hours(-1)), unnamed.begins_after(NOWHERE, hours(-1)))
    assert Reach.MISSING == unnamed.reach(NOWHERE, SINCE, DEADLINE)


def test_a_log_of_another_role_or_server_is_not_the_one_asked_for():
    others = witness(span("hman", 0, 1, server="B"), span("distmgr", 0, 1)._replace(damaged=True))

    assert (False, False, False) == (others.supplied(HMAN), others.damaged(HMAN), others.covers(HMAN, SINCE))
    assert frozenset({("hman", "B"), ("distmgr", "A")}) == others.logs


@pytest.mark.parametrize(
    ("moment", "collected"),
    [(-25, False), (-24, True), (0, True), (10, True), (34, True), (34.5, False), (None, True)],
)
def test_a_log_is_of_the_collection_of_a_moment_within_a_day_of_it(moment, collected):
    """A moment that is not known is of every collection; a log that is missing is of none."""
    when = None if moment is None else hours(moment)

    assert collected == witness(span("hman", 0, 10)).of_the_time(HMAN, when)
    assert not witness(span("distmgr", 0, 10)).of_the_time(HMAN, when)


@pytest.mark.parametrize(
    ("spot", "anywhere", "lacking"),
    [
        (HMAN, False, False),
        (HMAN, True, False),
        (Spot("hman", "C"), False, True),
        # Where its server is known, the log of another one is none.
        (Spot("hman", "C"), True, True),
        # The log of this server is of another month.
        (Spot("hman", "B"), False, True),
        (NOWHERE, False, False),
        (NOWHERE, True, False),
        (Spot("sender", None, known=False), False, False),
        (Spot("sender", None, known=False), True, True),
        # There is one, and it is of another month.
        (Spot("distmgr", None, known=False), True, True),
    ],
)
def test_a_log_is_lacking_where_its_server_is_known_or_no_server_has_one(spot, anywhere, lacking):
    known = witness(span("hman", 0, 1), span("hman", 700, 701, server="B"), span("distmgr", 700, 701))

    assert lacking == known.lacks(spot, SINCE, anywhere=anywhere)


@pytest.mark.parametrize(("moment", "covered"), [(-5, True), (1, True), (1.5, False), (None, False)])
def test_a_line_is_lacking_only_where_its_log_speaks_at_that_time_or_later(moment, covered):
    assert covered == witness(span("hman", 0, 1)).covers(HMAN, None if moment is None else hours(moment))


@pytest.mark.parametrize(("moment", "lost"), [(-1, True), (0, False), (2, False)])
def test_lines_before_a_log_begins_may_be_lost(moment, lost):
    assert lost == witness(span("hman", 0, 1)).begins_after(HMAN, hours(moment))


def test_the_silence_of_its_own_server_puts_a_deadline_off():
    lengths = (("A", 3), ("B", 7), (None, 10))
    off = tuple(Silence(server, hours(1), hours(1 + length), frozenset({"despool"})) for server, length in lengths)

    def due(spot):
        return witness(silences=off).due(spot, SINCE, timedelta(hours=2))

    assert [hours(5), hours(9), hours(12), hours(2)] == [
        due(spot) for spot in (HMAN, Spot("hman", "B"), Spot("hman", None), NOWHERE)
    ]


def test_a_row_has_the_time_that_is_known_of_it():
    """A local time is a clock, and no time that a report may show."""
    clocks = [SINCE, hours(1), None]
    columns = {"clock": clocks, "utc_known": [True, False, True], "event": ["begun", "ended", "lost"]}
    moments = Moments(pl.DataFrame(columns))

    assert [*clocks, None] == [moments.clock(row) for row in (0, 1, 2, None)]
    assert [SINCE.replace(tzinfo=UTC), None, None, None] == [moments.time(row) for row in (0, 1, 2, None)]
    assert [True, False, True, False] == [moments.utc_known(row) for row in (0, 1, 2, None)]
    assert ["begun", "ended", "lost"] == [moments.event(row) for row in (0, 1, 2)]

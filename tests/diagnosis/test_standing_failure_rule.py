"""A failure in front of the last sign of its step stands until the step gets further, on lines that are called by what they mean.

~Failed to take snapshot of package PR100005
Adding package 'PR100005' to package processing queue.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import BEGIN
from judged import alarm, event, finding, ground, kinds, run, sign, traced

from dmplog.diagnosis.finding import Proof
from dmplog.diagnosis.settle.standing_failure import with_standing_failure
from dmplog.flowchart import Signal, Step

SIGNALS = {kind: (Signal(kind),) for kind in ("begins", "progress", "ends", "fails", "tries")}
STEP = Step(id="snapshot", title="Snapshot", actor="x", place="site_server", log=("distmgr",), **SIGNALS)
SENT = replace(STEP, advances="position")
IDLE = "package_thread_exited"


def case(rows, *, step=STEP, verdict="in_progress", since_row=0, own=None, **values):
    """Return a case at *step*, entered with the row *since_row*."""
    known = {"step": 0, "rows": list(range(len(rows))) if own is None else own} | values
    found = finding("top_level_site", verdict=verdict, **known)
    lane = replace(found.lane, steps=(step, *found.lane.steps[1:]))
    found = replace(found, cases=replace(found.cases, lane=lane))
    return traced(found, [sign(0, "begins", 0)], current=0, since_row=since_row)


def lines(*said):
    """Return a row for each of *said*, an hour apart: what it is called, or that and its fields."""
    named = [(each, {}) if isinstance(each, str) else (each[0], each[1]) for each in said]
    return [event(name, hour, **fields) for hour, (name, fields) in enumerate(named)]


def settled(*said, step=STEP, **values):
    rows = lines(*said)
    return with_standing_failure(case(rows, step=step, **values), ground(rows))


def outcome(found):
    return found.verdict, kinds(found)


FAILED = ("failed", ["tried_again"])
WENT_ON = ("in_progress", ["went_on_after_failure"])
OPEN = ("in_progress", [])


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["begins", "progress"], OPEN),
        (["begins", "fails"], FAILED),
        (["begins", "fails", "begins"], FAILED),
        (["begins", "fails", "tries"], FAILED),
        (["begins", "fails", "unheard_of"], FAILED),
        (["begins", "fails", "progress"], WENT_ON),
        (["begins", "fails", "ends"], WENT_ON),
        # What stood there before the failure is nothing new, unless it says something else.
        (["begins", "progress", "fails", "begins", "progress"], FAILED),
        (["begins", ("progress", {"says": "10 %"}), "fails", ("progress", {"says": "20 %"})], WENT_ON),
        (["begins", ("progress", {"says": "10 %"}), "fails", ("progress", {"says": "10 %"})], FAILED),
        (["progress", "fails", "progress", "ends"], WENT_ON),
        (["ends", "fails", "ends"], FAILED),
        # The last failure is the one that stands.
        (["begins", "fails", "progress", "fails"], FAILED),
        (["begins", "fails", "progress", "fails", "progress"], FAILED),
        (["begins", "fails", "progress", "fails", "ends"], WENT_ON),
    ],
)
def test_only_what_the_step_has_not_said_before_takes_a_failure_back(said, expected):
    assert expected == outcome(settled(*said))


@pytest.mark.parametrize("word", ["begins", "tries", "fails"])
def test_a_line_that_also_begins_tries_or_fails_is_no_sign_of_getting_further(word):
    both = replace(STEP, **{word: (Signal(word), Signal("both")), "progress": (Signal("progress"), Signal("both"))})

    assert FAILED == outcome(settled("begins", "fails", "both", step=both))


@pytest.mark.parametrize(("role", "expected"), [("hman", WENT_ON), ("despool", FAILED), ("sender", FAILED)])
def test_only_the_log_that_failed_can_tell_that_it_got_further(role, expected):
    """Another one is another worker's: the check of the next server takes nothing back that the last one found."""
    assert expected == outcome(settled("begins", "fails", ("progress", {"role": role})))


def test_what_a_worker_writes_whether_or_not_it_gets_on_shows_nothing():
    """The end of a thread says nothing of how the package went."""
    step = replace(STEP, ends=(Signal("ends"), Signal(IDLE)))

    assert FAILED == outcome(settled("begins", "fails", IDLE, step=step))
    assert WENT_ON == outcome(settled("begins", "fails", IDLE, "ends", step=step))


def test_where_the_worker_waits_for_work_again_the_step_has_failed_all_the_same():
    assert FAILED == outcome(settled("begins", "fails", "progress", IDLE))
    assert WENT_ON == outcome(settled("begins", "fails", "progress", (IDLE, {"thread": 2})))


@pytest.mark.parametrize(
    ("before", "behind", "expected"),
    [
        (["100"], ["200"], WENT_ON),
        (["100"], ["100"], FAILED),
        (["200"], ["100"], FAILED),
        # Numbers are numbers, and the furthest of each side counts.
        (["900"], ["1000"], WENT_ON),
        (["1000"], ["900"], FAILED),
        (["100", "300"], ["200"], FAILED),
        (["100"], ["50", "200", "60"], WENT_ON),
        # Where one side tells no number, any new line counts.
        ([None], ["100"], WENT_ON),
        (["100"], [None], WENT_ON),
        ([None], [None], WENT_ON),
        (["a lot"], ["100"], WENT_ON),
        (["100"], [], FAILED),
        ([], ["100"], WENT_ON),
    ],
)
def test_where_a_field_grows_a_try_gets_further_that_passes_the_ones_before(before, behind, expected):
    """`Sending wrote 65536 bytes at position 131072`: each new try begins at 0 again."""
    told = [
        *(("progress", {"position": at, "says": f"before {at}"}) for at in before),
        "fails",
        *(("progress", {"position": at, "says": f"behind {at}"}) for at in behind),
    ]

    assert expected == outcome(settled("begins", *told, step=SENT))


def test_what_the_failure_itself_names_was_not_reached():
    told = [("progress", {"position": "100", "says": "100"}), ("fails", {"position": "300"})]

    assert WENT_ON == outcome(settled("begins", *told, ("progress", {"position": "200", "says": "200"}), step=SENT))


@pytest.mark.parametrize(("since_row", "expected"), [(0, FAILED), (1, FAILED), (2, OPEN)])
def test_a_failure_in_front_of_the_step_is_over(since_row, expected):
    assert expected == outcome(settled("begins", "fails", "begins", since_row=since_row))


def test_a_failure_of_another_case_is_none():
    assert OPEN == outcome(settled("begins", "fails", "begins", own=[0, 2]))


def test_its_own_lines_are_looked_at_in_their_order():
    assert WENT_ON == outcome(settled("begins", "fails", "progress", own=[2, 1, 0]))
    assert 3 == settled("begins", "fails", "begins", "fails", own=[3, 1, 0, 2]).last_sign


@pytest.mark.parametrize("verdict", ["failed", "stalled", "waiting", "completed", "unknown"])
def test_only_what_is_in_progress_is_looked_at(verdict):
    assert (verdict, []) == outcome(settled("begins", "fails", "begins", verdict=verdict))


def test_what_waits_as_documented_tries_nothing():
    rows = lines("begins", "fails", "begins")
    found = case(rows)
    deciding = run([sign(0, "waits", 0)], 0)
    waiting = replace(found, trace=replace(found.trace, deciding=deciding))

    assert waiting.in_wait
    assert waiting is with_standing_failure(waiting, ground(rows))


@pytest.mark.parametrize("change", [{"step": None}, {"trace": None}])
def test_a_case_without_a_step_or_lines_of_its_own_stays_as_it_is(change):
    rows = lines("begins", "fails", "begins")
    found = replace(case(rows), **change)

    assert found is with_standing_failure(found, ground(rows))


def test_a_step_that_nothing_entered_stays_as_it_is():
    rows = lines("begins", "fails", "begins")
    found = case(rows)
    found = replace(found, trace=replace(found.trace, since_row=None))

    assert found is with_standing_failure(found, ground(rows))


@pytest.mark.parametrize(("attempts", "expected"), [(0, 1), (1, 1), (3, 3)])
def test_what_was_begun_again_has_failed_at_its_last_failure(attempts, expected):
    known = Proof("ends", "possible")
    rows = lines("begins", "fails", "fails", "begins")
    found = replace(case(rows, attempts=attempts, proofs=(known,), deadline=BEGIN), rows=(0,))
    judged = with_standing_failure(found, ground(rows))

    assert (2, (0, 2), None, expected) == (judged.last_sign, judged.rows, judged.deadline, judged.attempts)
    assert (known, Proof("tried_again", "likely")) == judged.proofs


def test_what_went_on_behind_a_failure_keeps_its_verdict_and_quotes_the_failure():
    rows = lines("begins", "fails", "progress")
    found = replace(case(rows, deadline=BEGIN, attempts=0), rows=(0,))
    judged = with_standing_failure(found, ground(rows))

    assert ("in_progress", (0, 1), BEGIN, 0) == (judged.verdict, judged.rows, judged.deadline, judged.attempts)
    assert (Proof("went_on_after_failure", "likely"),) == judged.proofs
    assert found.last_sign == judged.last_sign


def test_an_alarm_that_is_no_failure_of_the_step_is_none():
    rows = [*lines("begins"), alarm(1), *lines("begins")]

    assert OPEN == outcome(with_standing_failure(case(rows), ground(rows)))

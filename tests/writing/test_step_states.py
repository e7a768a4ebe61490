"""The state of a step says what the lines of the run show of it, and no more than the log that would show it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest
from judged import BEGIN, HOUR, sign, span, traced
from written import event, finding, wrote

from dmplog.case import Evidence
from dmplog.diagnosis import Proof
from dmplog.tracing.trace import Word

ROWS = [event("an_event", hour) for hour in range(6)]
SILENT = {"spans": ()}


def states(found, rows=ROWS, **known):
    return [step.status for step in wrote(found, rows, **known).steps]


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        ("failed", "failed"),
        ("stalled", "stalled"),
        ("waiting", "waiting"),
        ("in_progress", "current"),
        ("unknown", "current"),
    ],
)
def test_the_step_a_case_stands_at_has_the_state_of_its_verdict(verdict, state):
    found = traced(finding("package", step=1, verdict=verdict), [sign(0, "ends", 0), sign(1, "begins", 1)])

    assert ["done", state, "unobservable"] == states(found, **SILENT)[:3]


def test_an_unknown_step_is_current_where_it_was_seen_or_its_log_holds_nothing_of_the_case():
    seen = traced(finding("package", step=1, verdict="unknown"), [sign(1, "begins", 1)])
    unseen = traced(finding("package", step=1, verdict="unknown"), [sign(0, "begins", 1)])
    untraced = finding("package", step=1, verdict="unknown")
    there = {"spans": [span("dmpdownloader", 0, 5)]}

    assert ["current", "not_reached", "unobservable", "current"] == [
        states(seen, **SILENT)[1],
        states(unseen, **there)[1],
        states(untraced, **SILENT)[1],
        states(untraced, **there)[1],
    ]


@pytest.mark.parametrize(("kind", "state"), [("begins", "stalled"), (None, "bypassed")])
def test_what_a_newer_update_went_past_stands_still_where_it_was_begun_and_was_not_taken_further(kind, state):
    signs = [sign(0, "ends", 0), *([sign(1, kind, 1)] if kind else [])]
    found = traced(finding("package", step=1, verdict="completed"), signs, current=1).proved(
        Proof("superseded", "likely", (("update", "x"),))
    )

    assert ["done", state, "bypassed"] == states(found)[:3]


def test_only_the_step_that_is_unknown_is_current():
    found = finding("package", step=1, verdict="unknown")

    assert ["unobservable", "current", *["unobservable"] * 4] == states(found, spans=[span("dmpdownloader", 0, 5)])


@pytest.mark.parametrize(
    ("end", "last", "state"), [(5, 5, "not_reached"), (4, 5, "unobservable"), (5, None, "unobservable")]
)
def test_a_step_is_not_reached_only_where_its_log_reaches_so_far(end, last, state):
    found = replace(finding("package", step=0, verdict="in_progress"), last_sign=last)

    assert ["current", state] == states(found, spans=[span("dmpdownloader", 0, end)])[:2]


@pytest.mark.parametrize(
    ("signs", "state"),
    [
        ([sign(1, "ends", 1)], "done"),
        ([sign(1, "begins", 1)], "inferred"),
        ([sign(1, "skips", 1)], "bypassed"),
        ([sign(1, "skips", 1), sign(1, "ends", 2)], "done"),
        ([sign(1, "begins", 1), sign(1, "skips", 2)], "bypassed"),
    ],
)
def test_a_step_that_was_passed_is_done_where_its_end_was_seen(signs, state):
    found = traced(finding("package", step=2), [*signs, sign(2, "begins", 3)])

    assert state == states(found)[1]


def test_a_step_without_a_documented_end_is_done_where_it_was_seen():
    found = traced(finding("synchronization", step=1), [sign(0, "begins", 0), sign(1, "begins", 3)])

    assert "done" == states(found)[0]


@pytest.mark.parametrize(("lane", "state"), [("synchronization", "inferred"), ("package", "inferred")])
def test_a_step_that_was_passed_unseen_is_inferred(lane, state):
    assert state == states(traced(finding(lane, step=1), [sign(1, "begins", 3)]))[0]


def test_a_step_that_a_line_of_another_one_passes_over_is_bypassed():
    found = traced(finding("package", step=2), [sign(0, "ends", 0), sign(2, "begins", 3)])
    passing = replace(found.trace, deciding=found.trace.deciding._replace(bypassed=frozenset({0, 1})))

    assert ["done", "bypassed"] == states(replace(found, trace=passing))[:2]


def test_what_is_completed_has_done_the_steps_that_were_seen():
    signs = [sign(number, "ends", number) for number in range(6)]

    assert ["done"] * 6 == states(traced(finding("package", step=5, verdict="completed"), signs))


def test_what_is_completed_early_has_done_nothing_behind():
    found = traced(finding("package", step=5, verdict="completed"), [sign(0, "ends", 0), sign(1, "ends", 1)], current=2)

    assert ["done", "done", "unobservable", "unobservable", "unobservable"] == states(found, **SILENT)[:5]


@pytest.mark.parametrize("trace", [True, False])
def test_what_was_passed_by_is_inferred_only_where_it_is_completed(trace):
    found = finding(
        "package", step=5, verdict="completed", proofs=(Proof("passed_by", None, (("case", "the transfer to PS1"),)),)
    )
    if trace:
        found = traced(found, [sign(0, "ends", 0)], current=1)

    assert ["done" if trace else "inferred", *["inferred"] * 5] == states(found, **SILENT)
    assert "inferred" not in states(replace(found, proofs=(Proof("begins_by_hand"), Proof("undated"))), **SILENT)[1:]
    assert "inferred" not in states(replace(found, step=0, verdict="stalled"), **SILENT)


def times(signs, rows=ROWS, verdict="in_progress", step=2):
    shown = wrote(traced(finding("package", step=step, verdict=verdict), signs), rows).steps[1]
    hours = [None if at is None else (at - BEGIN.replace(tzinfo=UTC)) / HOUR for at in (shown.started, shown.finished)]
    return tuple(hours)


@pytest.mark.parametrize(
    ("signs", "told"),
    [
        ([], (None, None)),
        ([sign(1, "begins", 1)], (1, None)),
        ([sign(1, "begins", 1), sign(1, "ends", 2)], (1, 2)),
        ([sign(1, "begins", 1), sign(1, "skips", 2)], (1, 2)),
        ([sign(1, "ends", 2, 3)], (2, 2)),
        ([sign(1, "ends", 1), sign(1, "progress", 2)], (1, 1)),
        ([sign(1, "begins", 0), sign(1, "ends", 1), sign(1, "ends", 2)], (0, 2)),
    ],
)
def test_a_step_lasts_from_its_beginning_to_its_last_end(signs, told):
    assert told == times([*signs, sign(2, "begins", 4)])


def test_a_step_that_is_not_over_has_no_end():
    assert (0, None) == times([sign(1, "begins", 0), sign(1, "ends", 1), sign(1, "progress", 2)], step=1)


@pytest.mark.parametrize(("unknown", "told"), [(0, (None, 1)), (1, (0, None))])
def test_a_time_that_is_not_known_is_not_told(unknown, told):
    rows = [event("an_event", None if number == unknown else number) for number in range(6)]

    assert told == times([sign(1, "begins", 0), sign(1, "ends", 1), sign(2, "begins", 4)], rows)


def test_only_the_step_a_case_stands_at_has_its_tries():
    found = replace(traced(finding("package", step=1), [sign(1, "begins", 1)]), attempts=4)

    assert [1, 4, 1] == [step.attempts for step in wrote(found, ROWS).steps[:3]]
    assert 1 == wrote(replace(found, attempts=0), ROWS).steps[1].attempts


def test_what_lines_tell_beside_the_state_is_told_with_them_where_the_step_was_reached():
    found = replace(traced(finding("package", step=1), [sign(1, "begins", 1)]), last_sign=1)
    notes = {1: [("one", 3), ("two {size}", 0)], 2: [("no", 2)]}
    told = wrote(found, ROWS, steps={1: [1]}, notes=notes, **SILENT).steps

    assert [(None, []), ("one; two unknown", [10, 20, 40]), (None, [])] == [
        (step.note, [line.line for line in step.evidence]) for step in told[:3]
    ]


@pytest.mark.parametrize(
    ("between", "order"),
    [
        ([("x.log", 15)], [10, 15, 20, 30]),
        ([("x.log", 21), ("x.log", 25)], [10, 20, 21, 25, 30]),
        ([("x.log", 15), ("x.log", 25)], [10, 20, 15, 25, 30]),
        ([("x.log", 40)], [10, 20, 30, 40]),
        ([("a.log", 1)], [10, 20, 30, 1]),
    ],
)
def test_lines_between_stand_in_front_of_the_first_line_they_lead_to(between, order):
    lines = [Evidence(name, line, None, None, "said") for name, line in between]
    found = traced(finding("package", step=1, verdict="failed"), [sign(1, "begins", 1)])
    told = wrote(found, ROWS, between=lines, steps={0: [0], 1: [0, 1, 2]}).steps

    assert [[10], order] == [[line.line for line in step.evidence] for step in told[:2]]


def test_a_line_by_which_its_step_fails_tells_of_a_failure_whatever_its_words_are():
    """So does one that says how the whole case ended."""
    failing = traced(finding("package", step=1, verdict="failed"), [sign(1, "begins", 1), sign(1, "fails", 2)])
    ended = replace(failing, trace=replace(failing.trace, outcomes=(Word("failed", "", 3),)))
    told = [
        [line.severity for line in wrote(found, ROWS, steps={1: [1, 2, 3]}).steps[1].evidence]
        for found in (failing, ended)
    ]

    assert [[None, "error", None], [None, "error", "error"]] == told

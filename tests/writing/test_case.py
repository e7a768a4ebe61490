"""A case is written from its finding: what comes next and when, what to look at, and who is waited for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest
from judged import BEGIN, DAY, HOUR, sign, traced
from written import event, finding, wrote

from dmplog.case import NextSign
from dmplog.diagnosis import Blocker, Proof
from dmplog.flowchart import Signal

ROWS = [event("an_event", hour) for hour in range(6)]
UTC_BEGIN = BEGIN.replace(tzinfo=UTC)


def rendered(name, values):
    return " ".join([name, *(f"{field}={value}" for field, value in sorted(values.items()))])


def expected(found):
    return wrote(found, ROWS, render=rendered).next.expected


# The next line.


def test_what_is_entered_is_expected_to_end():
    found = traced(finding("package", step=1), [sign(1, "begins", 1)])

    assert ("state_message_generated state_message=10",) == expected(found)


BEGINS = ("package_download_started", "state_message_generated state_message=8")


@pytest.mark.parametrize("values", [{"overdue": True}, {"trace": None}])
def test_what_is_due_again_or_was_not_seen_is_expected_to_begin(values):
    found = traced(finding("package", step=1), [sign(1, "begins", 1)])

    assert BEGINS == expected(replace(found, **values))


def test_what_failed_is_expected_to_begin_again_and_the_line_that_ends_it_is_named():
    """The line that begins an attempt stands in the log before each failure: to find it proves nothing."""
    found = replace(traced(finding("package", step=1), [sign(1, "begins", 1)]), verdict="failed")
    told = wrote(found, ROWS, render=rendered).next
    end = "state_message_generated state_message=10"

    assert (*BEGINS, end) == told.expected
    assert told.note.endswith(f"The first 2 lines only begin the next attempt; the step is over with “{end}”.")


def test_a_line_that_stands_in_another_log_names_it():
    """Whoever searches sender.log for a line of schedule.log finds nothing, and takes that for an answer."""
    found = traced(finding("site_transfer", step=2), [sign(2, "begins", 1)])
    logs = {"send_request_finished": ("scheduler",)}
    told = wrote(found, ROWS, render=rendered, roles_of=lambda name: logs.get(name, ("sender",))).next

    assert ("schedule.log" in told.files, "sender.log") == (True, told.log_file)
    assert len(told.expected) == len(told.files)


def test_what_is_not_entered_is_expected_to_begin():
    assert BEGINS == expected(traced(finding("package", step=1), [sign(0, "ends", 1)]))


def test_what_stands_at_another_step_than_its_run_is_expected_to_begin_the_next_cycle():
    found = traced(finding("synchronization", step=5, verdict="completed"), [sign(0, "begins", 0), sign(5, "ends", 3)])

    assert ("download_thread_started", "synchronization_due") == expected(found)[:2]


def test_what_begins_with_no_line_is_expected_to_end():
    assert ("notification_created",) == expected(finding("installation", step=0))


def test_a_beginning_in_another_log_is_not_expected():
    """The record of the database monitor is no line of hman.log."""
    found = finding("top_level_site", step=0)
    lane = found.lane
    begins = (Signal("there", (("role", ("smsdbmon",)),)), Signal("here"), Signal("own", (("role", ("hman",)),)))
    elsewhere = replace(lane.steps[0], begins=begins)
    changed = replace(found, cases=replace(found.cases, lane=replace(lane, steps=(elsewhere, *lane.steps[1:]))))

    assert ("here", "own role=hman") == expected(changed)


def with_steps(found, **changes):
    """Return *found* in a lane whose steps, `_0`, `_1`…, say what is given."""
    steps = tuple(replace(step, **changes.get(f"_{number}", {})) for number, step in enumerate(found.lane.steps))
    return replace(found, cases=replace(found.cases, lane=replace(found.lane, steps=steps)))


NOTHING = {"begins": (), "ends": ()}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"_1": NOTHING, "_2": NOTHING, "_3": {"ends": (Signal("later"),)}}, ("later",)),
        ({"_1": NOTHING, "_2": {"ends": (Signal("next"),)}}, ("next",)),
        ({f"_{number}": NOTHING for number in range(1, 6)}, ()),
        ({"_1": {"ends": (), "begins": (Signal("there", (("role", ("hman",)),)),)}}, ()),
    ],
)
def test_where_no_line_of_a_step_is_public_the_first_later_end_is_expected(changes, told):
    assert told == expected(with_steps(finding("package", step=1), **changes))


def test_no_more_than_three_lines_are_expected_each_once():
    ends = tuple(Signal(name) for name in ("one", "one", "two", "three", "four"))

    assert ("one", "two", "three") == expected(with_steps(finding("package", step=1), _1={"begins": (), "ends": ends}))


def test_what_is_known_is_filled_in_but_no_pattern_and_no_choice():
    where = (("a", ("1",)), ("b", ("1", "2")), ("c", ("*x",)), ("d", ("known",)))
    found = with_steps(finding("package", step=1), _1={"begins": (Signal("said", where),)})
    about = replace(found, subject=replace(found.subject, values={"c": "mine", "d": "mine"}))

    assert ("said a=1 c=mine d=known",) == expected(about)


def test_the_next_line_is_due_in_the_log_of_its_step():
    due = {"deadline": BEGIN + HOUR, "counted_from": BEGIN}
    found = replace(traced(finding("package", step=5), [sign(5, "begins", 1)]), **due)

    assert (
        NextSign(
            log="hman",
            server="SRV1",
            expected=("notification_validated", "package_state_updated"),
            supplied=True,
            deadline=UTC_BEGIN + HOUR,
            note=None,
            undated=False,
            log_file="hman.log",
            counted_from=UTC_BEGIN,
        )
        == wrote(found, ROWS).next
    )


@pytest.mark.parametrize(
    ("places", "note"),
    [({"service_connection_point": "SCP"}, "Fetch dmpdownloader.log from SCP."), ({}, "Fetch dmpdownloader.log.")],
)
def test_a_log_that_is_missing_is_asked_for(places, note):
    found = finding("package", step=1)
    told = wrote(replace(found, subject=replace(found.subject, places=places)), ROWS).next

    assert (False, note) == (told.supplied, told.note)


@pytest.mark.parametrize("values", [{"verdict": "completed"}, {"step": None}])
def test_what_is_completed_or_stands_nowhere_expects_nothing(values):
    assert wrote(replace(finding("package", step=1), **values), ROWS).next is None


def cycle(found, **values):
    told = wrote(replace(found, **values), ROWS).next
    return None if told is None else (told.log, told.deadline, told.note)


CHECKED = [sign(0, "begins", 2), sign(5, "ends", 4)]


def test_a_day_behind_the_beginning_of_a_completed_cycle_the_next_one_is_due():
    found = traced(finding("synchronization", step=5, verdict="completed"), CHECKED)

    assert ("dmpdownloader", UTC_BEGIN + 2 * HOUR + DAY, None) == cycle(found)
    assert [None] * 3 == [
        cycle(found, trace=None),
        cycle(found, trace=replace(found.trace, signs=())),
        cycle(found, subject=replace(found.subject, mode="offline")),
    ]
    assert cycle(found, subject=replace(found.subject, mode="online")) is not None


def test_a_cycle_that_is_not_completed_expects_the_line_of_its_step():
    found = traced(finding("synchronization", step=5, verdict="stalled"), CHECKED)

    assert ("hman", None) == cycle(found)[:2]


def test_a_cycle_whose_beginning_has_no_time_is_due_at_no_time():
    found = traced(finding("synchronization", step=5, verdict="completed"), CHECKED)
    rows = [event("an_event", None if number == 2 else number) for number in range(6)]

    assert wrote(found, rows).next is None


@pytest.mark.parametrize(
    ("since", "last", "known"), [(0, 1, True), (2, 1, False), (0, 2, False), (None, 1, True), (None, None, True)]
)
def test_a_deadline_is_told_only_where_the_clock_of_the_case_is_utc(since, last, known):
    rows = [event("an_event", number, utc_known=number != 2) for number in range(3)]
    found = replace(finding("package", step=1), since=since, last_sign=last, deadline=BEGIN + HOUR)

    assert (UTC_BEGIN + HOUR if known else None) == wrote(found, rows).next.deadline
    assert wrote(replace(found, deadline=None), rows).next.deadline is None


# What to look at.


@pytest.mark.parametrize(
    ("verdict", "told"),
    [("stalled", True), ("failed", True), ("unknown", True), ("in_progress", False), ("waiting", False)],
)
def test_checks_of_the_step_are_told_where_somebody_has_to_look(verdict, told):
    found = finding("package", step=1, verdict=verdict)
    case = wrote(found, ROWS)

    assert ((found.at.check, found.at.stall) if told else ((), None)) == (case.checks, case.stall)


def test_what_waits_is_told_what_it_waits_for_and_what_may_be_done():
    found = finding("package", step=0, verdict="waiting")
    case = wrote(found, ROWS)

    assert (found.at.waiting, found.at.meanwhile) == (case.waiting, case.checks)
    assert [None, None, None] == [
        wrote(replace(found, **values), ROWS).waiting
        for values in ({"step": None}, {"step": 1}, {"verdict": "in_progress"})
    ]
    assert [(), ()] == [
        wrote(replace(found, **values), ROWS).checks for values in ({"step": None}, {"verdict": "in_progress"})
    ]


def test_an_outcome_that_ends_a_lane_early_says_what_to_look_at():
    found = finding("package", step=None, verdict="not_applicable")
    (outcome,) = [outcome for outcome in found.lane.outcomes if outcome.verdict == "not_applicable"]

    assert (outcome.check, ()) == (
        wrote(found, ROWS).checks,
        wrote(replace(found, verdict="completed"), ROWS).checks,
    )


# Who and how sure.


def test_a_lane_without_a_short_title_is_called_by_its_whole_one():
    found = finding("package", step=1)
    bare = replace(
        found,
        cases=replace(
            found.cases, lane=replace(found.lane, title="Two words", traits=replace(found.lane.traits, short=""))
        ),
    )

    assert "Two words" == wrote(bare, ROWS).lane_title


def test_the_server_is_that_of_the_step_or_that_of_the_case():
    found = finding("package", step=1)
    subject = replace(found.subject, server="CASE", places={"service_connection_point": "SCP"})

    assert ["SCP", "CASE", "CASE"] == [
        wrote(replace(found, **values), ROWS).server
        for values in (
            {"subject": subject},
            {"subject": subject, "step": None},
            {"subject": replace(subject, places={})},
        )
    ]


@pytest.mark.parametrize(("margin", "told"), [(0.5, 0.5), (float("inf"), 6.0)])
def test_a_decision_without_another_explanation_is_as_sure_as_its_lane_is_long(margin, told):
    found = traced(finding("package", step=1), [sign(1, "begins", 1)], margin=margin)

    assert told == wrote(found, ROWS).decision.margin
    assert wrote(replace(found, trace=None), ROWS).decision is None


@pytest.mark.parametrize(
    ("blocker", "told"),
    [
        (None, None),
        ("parent", "the parent site, whose logs are missing"),
        (
            Blocker("site_transfer", "PS1", "send_package", "stalled"),
            "the transfer to PS1 at “Send the package to the child site”",
        ),
        (Blocker("site_transfer", None, None, "stalled"), "the transfer to another site"),
    ],
)
def test_a_case_says_whom_it_waits_for(blocker, told):
    assert told == wrote(replace(finding("installation", step=1), blocked_by=blocker), ROWS).blocked_by


# What would make it surer.


def needed(*proofs, **values):
    found = replace(finding("package", step=1), proofs=proofs, **values)
    return [(need.log, need.server) for need in wrote(found, ROWS).needs]


def lacking(kind, log, server):
    return Proof(kind, "likely", (("log", log), ("server", server)))


def test_each_log_that_would_settle_it_is_needed_once():
    proofs = [lacking("missing", "hman", "A"), lacking("unrefuted", "hman", "A"), lacking("ends", "hman", "B")]

    assert [("hman.log", "A"), ("hman.log", "B"), ("hman.log", None)] == needed(*proofs, lacking("cut", "hman", ""))


def test_a_log_that_is_complete_is_not_needed():
    assert [] == needed(lacking("covers", "hman", "A"))


def test_where_the_parent_is_missing_the_logs_of_the_step_are_needed_from_there():
    missing = Proof("parent_missing")

    assert [("dmpdownloader.log", "the parent site"), ("configmgrsetup.log", "the parent site")] == needed(
        missing, step=3
    )
    assert [[], []] == [needed(missing, step=None), needed(Proof("no_parent"), step=3)]

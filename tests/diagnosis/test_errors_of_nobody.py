"""Errors that are nobody's, and those of a case itself: whom they make less certain, and what they make of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import BEGIN
from judged import GUID, alarm, event, finding, ground, kinds

from dmplog.diagnosis.finding import Proof
from dmplog.diagnosis.settle.nobodys import with_errors_of_nobody
from dmplog.diagnosis.settle.unexplained import with_unexplained

OTHER = "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41"
LINE = event("line", role="dmpdownloader")


def error(**values):
    return alarm(**{"role": "dmpdownloader", "thread": 9} | values)


def package(**values):
    return finding("package", **{"step": 1, "last_sign": 1, "since": 1} | values)


def less_certain(found, *rows, beside=()):
    settled = with_errors_of_nobody([found, *beside], [], ground(rows))[0]
    return kinds(settled) == ["error_of_nobody"]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (package(), True),
        (package(verdict="waiting"), True),
        (package(verdict="stalled"), True),
        (package(verdict="unknown"), False),
        (package(verdict="failed"), False),
        (package(verdict="completed"), False),
        (package(step=None), False),
        (package(last_sign=None), False),
        (package(last_sign=2), False),
        (package(since=None), True),
        (package(step=5), False),
    ],
)
def test_an_error_of_nobody_behind_the_last_sign_makes_an_open_case_less_certain(found, expected):
    assert expected == less_certain(found, LINE, LINE, error())


def test_an_answer_that_is_less_certain_is_likely():
    (settled,) = with_errors_of_nobody([package()], [], ground([LINE, LINE, error()]))

    assert (Proof("error_of_nobody", "likely"),) == settled.proofs


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (error(), True),
        (error(level="warning"), False),
        (error(role="hman"), False),
        (error(server="SRV2"), False),
        (error(about=GUID), True),
        (error(about=OTHER), False),
        (error(thread=1), False),
        # Another part of the same log is by the same workers.
        (error(thread=1, log=1), False),
        (error(thread=None), True),
    ],
)
def test_nobodys_is_an_error_in_the_log_of_the_step_and_in_a_thread_of_its_own_about_nothing_else(row, expected):
    assert expected == less_certain(package(), LINE, LINE, row)


def test_a_thread_without_a_name_is_no_thread_that_was_seen_at_other_work():
    assert less_certain(package(), LINE, LINE | {"thread": None}, error(thread=None))


def test_what_a_line_of_its_thread_names_an_error_is_about_too():
    named, unnamed = error(about=OTHER, level="warning"), error()

    assert not less_certain(package(), LINE, LINE, unnamed, named)
    assert less_certain(package(), LINE, LINE, unnamed, named | {"thread": 8})
    assert not less_certain(package(), LINE, LINE, unnamed, named, error(about=GUID, level="warning"))
    assert less_certain(package(), LINE, LINE, named, error(about=GUID))


@pytest.mark.parametrize(
    ("since", "templates", "expected"),
    [
        (1, (1, 1), False),
        (1, (2, 1), True),
        (0, (1, 1), True),
        (None, (1, 1), False),
    ],
)
def test_what_stood_there_before_the_step_began_is_nothing_new(since, templates, expected):
    before, behind = (error(template=template) for template in templates)

    assert expected == less_certain(package(since=since), before, LINE, behind)


def test_an_error_before_that_was_in_another_log_or_about_another_update_makes_this_one_no_older():
    for before in (error(role="hman"), error(about=OTHER, thread=7)):
        assert less_certain(package(), before, LINE, error())


@pytest.mark.parametrize(
    ("verdict", "expected"), [("stalled", False), ("failed", False), ("completed", True), ("not_applicable", True)]
)
def test_what_an_open_case_took_is_its_own(verdict, expected):
    taker = package(guid=OTHER, verdict=verdict, alarms=(2,))

    assert expected == less_certain(package(), LINE, LINE, error(), beside=[taker])


def test_without_an_error_findings_are_as_they_were():
    found = [package(), package(guid=OTHER)]

    assert found == with_errors_of_nobody(found, [], ground([LINE, LINE, error(level="warning")]))


def own(*rows, idle=(), **values):
    """Return what its own alarms make of a case whose last sign is row 1."""
    taken = tuple(number for number, row in enumerate(rows, 2) if row["alarm"])
    kept = {"alarms": taken, "deadline": BEGIN, "proofs": (Proof("covers"),)} | values
    return with_unexplained(replace(package(**kept), rows=(0,)), ground([LINE, LINE, *rows], idle=idle))


@pytest.mark.parametrize("verdict", ["in_progress", "waiting"])
def test_an_error_that_is_the_last_word_of_an_open_case_is_a_likely_failure(verdict):
    settled = own(error(), verdict=verdict, attempts=0)

    assert ("failed", 2, None, 1) == (settled.verdict, settled.last_sign, settled.deadline, settled.attempts)
    assert (Proof("unexplained_error", "likely"),) == settled.proofs
    assert (0, 2) == settled.rows


def test_a_failure_keeps_the_attempts_and_stands_at_the_last_error():
    settled = own(error(), error(), attempts=4)

    assert ("failed", 3, 4, (0, 2, 3)) == (settled.verdict, settled.last_sign, settled.attempts, settled.rows)


@pytest.mark.parametrize("verdict", ["stalled", "unknown"])
def test_an_error_says_why_a_case_stands_still(verdict):
    settled = own(error(), verdict=verdict)

    assert (verdict, 1, BEGIN) == (settled.verdict, settled.last_sign, settled.deadline)
    assert (Proof("covers"), Proof("unexplained_error")) == settled.proofs


def test_what_is_done_is_done_and_an_error_leaves_open_how_well():
    settled = own(error(), verdict="completed")

    assert ("completed", (Proof("covers"), Proof("error_behind_the_end", "likely"))) == (
        settled.verdict,
        settled.proofs,
    )
    assert (0,) == settled.rows


@pytest.mark.parametrize(("verdict", "reasons"), [("completed", []), ("stalled", ["unexplained_warning"])])
def test_a_warning_takes_only_the_certainty_of_what_is_open(verdict, reasons):
    settled = own(error(level="warning"), verdict=verdict)

    assert (verdict, ["covers", *reasons]) == (settled.verdict, kinds(settled))
    assert all(proof.caps == "likely" for proof in settled.proofs[1:])


def test_errors_are_quoted_before_warnings_and_the_last_three():
    assert (0, 3) == own(error(level="warning"), error()).rows
    assert (0, 2, 3) == own(error(level="warning"), error(level="warning")).rows
    assert (0, 3, 4, 5) == own(*[error()] * 4).rows


@pytest.mark.parametrize(
    "values",
    [
        {"verdict": "not_applicable"},
        {"verdict": "failed"},
        {"last_sign": None},
        {"last_sign": 2},
        {"alarms": ()},
        {"alarms": (0, 1)},
    ],
)
def test_what_is_settled_or_has_no_newer_error_of_its_own_is_left_as_it_is(values):
    assert ("covers",) == tuple(kinds(own(error(), **values)))


@pytest.mark.parametrize(
    ("later", "goes_on"),
    [
        ({}, True),
        ({"clock": 1}, False),
        ({"clock": 1.01}, True),
        ({"clock": None}, False),
        ({"thread": 8}, False),
        ({"log": 1}, False),
        ({"event": "package_thread_exited"}, False),
        ({"alarm": "error"}, False),
        ({"alarm": "warning"}, False),
    ],
)
def test_a_worker_that_writes_more_than_a_minute_behind_its_error_goes_on(later, goes_on):
    clock = later.pop("clock", 5)
    row = event("line", None if clock is None else clock / 60, role="dmpdownloader", thread=9, template=1) | later
    taken = {"alarms": (2,)}

    settled = own(error(), row, **taken)

    assert ("in_progress" if goes_on else "failed") == settled.verdict
    assert (["covers", "went_on"] if goes_on else ["unexplained_error"]) == kinds(settled)


@pytest.mark.parametrize(("last", "verdict"), [("package_thread_exited", "failed"), ("line", "in_progress")])
def test_a_worker_that_goes_on_and_then_waits_for_work_again_has_given_up(last, verdict):
    rows = [event(name, hour, role="dmpdownloader", thread=9) for name, hour in (("line", 1), (last, 2))]

    assert verdict == own(error(), *rows, alarms=(2,)).verdict


def test_a_line_before_the_error_shows_nothing_whatever_its_clock_says():
    late = event("line", 5, role="dmpdownloader", thread=9)

    assert "failed" == own(late, error()).verdict


def test_a_line_that_is_not_kept_shows_that_the_worker_goes_on():
    kept = {"log": 0, "thread": 9, "event": "line"}

    late, early = ({**kept, "clock": event("line", hour)["clock"]} for hour in (1, 0))

    assert ["in_progress", "failed"] == [own(error(), idle=[row]).verdict for row in (late, early)]


def test_a_worker_without_a_thread_goes_on_in_its_file():
    row = event("line", 1, role="dmpdownloader", thread=None)

    assert "in_progress" == own(error(thread=None), row).verdict


def test_what_stands_in_front_of_the_last_error_does_not_show_that_the_worker_goes_on():
    between = event("line", 0.5, role="dmpdownloader", thread=9)

    assert "failed" == own(error(), between, error(hour=1)).verdict


@pytest.mark.parametrize(("own", "expected"), [([0, 1], False), ([0, 1, 2], True)])
def test_what_a_thread_was_at_last_tells_whether_its_error_is_anothers(own, expected):
    worked = event("line", role="dmpdownloader", thread=9)

    assert expected == less_certain(package(rows=own), LINE, LINE, worked, error())


def never_begun(*rows, expected=True):
    """Return what alarms make of a case of which no line speaks."""
    taken = tuple(number for number, row in enumerate(rows) if row["alarm"])
    found = finding("site_transfer", verdict="unknown", attempts=0, alarms=taken)
    found = replace(found, subject=replace(found.subject, expected=expected))
    return with_unexplained(found.proved(Proof("nothing_said", "possible")), ground(rows))


def test_a_case_of_which_nothing_but_an_error_is_known_has_failed_likely():
    settled = never_begun(error(), error())

    assert ("failed", 0, 0, 1, 1) == (
        settled.verdict,
        settled.step,
        settled.since,
        settled.last_sign,
        settled.attempts,
    )
    assert ((0, 1), (Proof("unexplained_error", "likely"),)) == (settled.rows, settled.proofs)


LATER = event("line", 1, role="dmpdownloader", thread=9)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [((), True), ((error(level="warning"),), True), ((error(),), False), ((error(), LATER), True)],
)
def test_without_an_error_that_kept_it_from_beginning_it_stays_as_it_is(rows, expected):
    settled = never_begun(*rows, expected=expected)

    assert ("unknown", ["nothing_said"]) == (settled.verdict, kinds(settled))


@pytest.mark.parametrize(("last", "expected"), [(2, True), (1, False)])
def test_what_stands_directly_behind_its_last_sign_counts_in_a_log_in_which_the_step_cannot_go_on(last, expected):
    done = event("line", role="hman", thread=9)

    assert expected == less_certain(package(rows=[0, 1, 2], last_sign=last), LINE, LINE, done, error(role="hman"))


def test_work_for_the_same_update_in_another_lane_is_no_other_work():
    worked = event("line", role="dmpdownloader", thread=9)
    beside = finding("installation", verdict="completed", last_sign=2, rows=[2])

    assert less_certain(package(rows=[0, 1]), LINE, LINE, worked, error(), beside=[beside])
